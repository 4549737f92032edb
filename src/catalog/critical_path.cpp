#include "catalog/critical_path.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <limits>

namespace zhupi::catalog {
namespace {

enum class Visit : unsigned char { unseen, open, done };

class Walk {
public:
    explicit Walk(const std::vector<Activity>& activities)
        : activities_(activities), visits_(activities.size(), Visit::unseen) {}

    /// Predecessors first; ends early at a circle.
    bool all() {
        for (std::size_t i = 0; i < activities_.size(); ++i)
            if (!visit(i)) return false;
        return true;
    }
    std::vector<std::size_t> order, found_circle;

private:
    bool visit(std::size_t i) {
        if (visits_[i] == Visit::done) return true;
        if (visits_[i] == Visit::open) {
            found_circle.assign(std::find(trail_.begin(), trail_.end(), i), trail_.end());
            return false;
        }
        visits_[i] = Visit::open;
        trail_.push_back(i);
        for (const auto& group : activities_[i].after)
            for (const auto before : group)
                if (!visit(before)) return false;
        trail_.pop_back();
        visits_[i] = Visit::done;
        order.push_back(i);
        return true;
    }

    const std::vector<Activity>& activities_;
    std::vector<Visit> visits_;
    std::vector<std::size_t> trail_;
};

/// Of a group's members, the one that finishes first.
std::size_t first_of(const std::vector<std::size_t>& group, const std::vector<int>& finish) {
    return *std::min_element(group.begin(), group.end(), [&](auto a, auto b) { return finish[a] < finish[b]; });
}

}  // namespace

std::vector<std::size_t> circle(const std::vector<Activity>& activities) {
    Walk walk(activities);
    walk.all();
    return walk.found_circle;
}

Schedule schedule(const std::vector<Activity>& activities) {
    Walk walk(activities);
    ensure(walk.all(), "activities that wait for each other cannot be scheduled");
    Schedule result;
    result.start.resize(activities.size());
    result.finish.resize(activities.size());
    result.critical.resize(activities.size());
    for (const auto i : walk.order) {
        for (const auto& group : activities[i].after)
            if (!group.empty())
                result.start[i] = std::max(result.start[i], result.finish[first_of(group, result.finish)]);
        result.finish[i] = result.start[i] + activities[i].duration;
        if (activities[i].required) result.length = std::max(result.length, result.finish[i]);
    }

    // Backwards from every end: whatever an activity had to wait for until the day it starts is critical as well.
    const auto binding = [&](std::size_t i) {
        std::vector<std::size_t> list;
        for (const auto& group : activities[i].after)
            if (!group.empty())
                if (const auto before = first_of(group, result.finish); result.finish[before] == result.start[i])
                    list.push_back(before);
        return list;
    };
    auto end = activities.size();
    for (std::size_t i = 0; i < activities.size(); ++i)
        if (activities[i].required && result.finish[i] == result.length) {
            result.critical[i] = true;
            if (end == activities.size()) end = i;
        }
    for (auto i = walk.order.rbegin(); i != walk.order.rend(); ++i)
        if (result.critical[*i])
            for (const auto before : binding(*i)) result.critical[before] = true;

    if (end == activities.size()) return result;
    for (auto i = end;;) {
        result.path.push_back(i);
        const auto list = binding(i);
        if (list.empty() || result.start[i] == 0) break;
        i = *std::min_element(list.begin(), list.end());
    }
    std::reverse(result.path.begin(), result.path.end());
    return result;
}

}  // namespace zhupi::catalog
