#include "catalog/critical_path.hpp"

#include <algorithm>
#include <random>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

using Positions = std::vector<std::size_t>;

TEST_CASE("an activity waits for all of its groups and for the first of each") {
    const std::vector<Activity> activities{
        {6, {}, true}, {5, {{0}}, true}, {10, {{0}}, true}, {3, {{1, 2}}, true}, {2, {{1}, {2}}, true}};
    const auto times = schedule(activities);
    CHECK(times.start[3] == 11);
    CHECK(times.start[4] == 16);
    CHECK(times.length == 18);
    CHECK(times.path == Positions{0, 2, 4});
}

TEST_CASE("all longest chains are critical, the first of them is the path") {
    const std::vector<Activity> activities{{4, {}, true}, {4, {}, true}, {1, {{0}, {1}}, true}, {3, {}, true}};
    const auto times = schedule(activities);
    CHECK(times.critical == std::vector<bool>{true, true, true, false});
    CHECK(times.path == Positions{0, 2});
}

TEST_CASE("the end does not wait for what may be left out") {
    const auto times = schedule({{5, {}, true}, {27, {}, false}});
    CHECK(times.length == 5);
    CHECK(times.finish[1] == 27);
    CHECK_FALSE(times.critical[1]);
}

TEST_CASE("a circle is found and named in order") {
    CHECK(circle({{1, {}, true}, {1, {{0}}, true}}).empty());
    auto found = circle({{1, {}, true}, {1, {{3}}, true}, {1, {{1}}, true}, {1, {{0, 2}}, true}});
    std::sort(found.begin(), found.end());
    CHECK(found == Positions{1, 2, 3});
}

/// The plain definition, evaluated without order or memory.
int finish(const std::vector<Activity>& activities, std::size_t i) {
    int start = 0;
    for (const auto& group : activities[i].after) {
        int first = finish(activities, group.front());
        for (const auto before : group) first = std::min(first, finish(activities, before));
        start = std::max(start, first);
    }
    return start + activities[i].duration;
}

TEST_CASE("random networks finish when the plain definition says, and the path is as long") {
    std::mt19937 random(1959);
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    for (int round = 0; round < 400; ++round) {
        std::vector<Activity> activities(1 + below(9));
        for (std::size_t i = 0; i < activities.size(); ++i) {
            activities[i].duration = static_cast<int>(below(5));
            activities[i].required = below(4) != 0;
            for (std::size_t groups = i == 0 ? 0 : below(3); groups > 0; --groups) {
                auto& group = activities[i].after.emplace_back();
                for (std::size_t members = 1 + below(2); members > 0; --members) group.push_back(below(i));
            }
        }
        // Positions say nothing about order: turn the list around.
        const auto turn = [&](std::size_t i) { return activities.size() - 1 - i; };
        std::reverse(activities.begin(), activities.end());
        for (auto& activity : activities)
            for (auto& group : activity.after)
                for (auto& before : group) before = turn(before);

        const auto times = schedule(activities);
        int length = 0, path = 0;
        for (std::size_t i = 0; i < activities.size(); ++i) {
            CHECK(times.finish[i] == finish(activities, i));
            if (activities[i].required) length = std::max(length, times.finish[i]);
        }
        for (const auto i : times.path) path += activities[i].duration;
        CHECK(times.length == length);
        CHECK(path == length);
    }
}

}  // namespace
}  // namespace zhupi::catalog
