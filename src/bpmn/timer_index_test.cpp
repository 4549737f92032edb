#include "bpmn/timer_index.hpp"

#include <map>
#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using bpmn::TimerIndex;

TEST_CASE("timers are taken in the order in which they are due, and only then") {
    TimerIndex index;
    index.set(1, Instant{300});
    index.set(2, Instant{100});
    index.set(3, Instant{100});
    index.set(2, Instant{400});  // moved
    CHECK(index.next()->ms == 100);
    CHECK(index.take_due(Instant{99}, 10).empty());
    CHECK(index.take_due(Instant{350}, 1) == std::vector<TimerIndex::Key>{3});
    CHECK(index.take_due(Instant{350}, 10) == std::vector<TimerIndex::Key>{1});
    index.remove(2);
    CHECK(index.size() == 0);
}

TEST_CASE("a random sequence of settings agrees with a plain map") {
    std::mt19937 random(11);
    TimerIndex index;
    std::map<TimerIndex::Key, std::int64_t> plain;
    for (int i = 0; i < 20'000; ++i) {
        const auto key = random() % 200;
        const auto choice = random() % 4;
        if (choice < 2) {
            const auto at = static_cast<std::int64_t>(random() % 1000);
            index.set(key, Instant{at});
            plain[key] = at;
        } else if (choice == 2) {
            index.remove(key);
            plain.erase(key);
        } else {
            const auto now = static_cast<std::int64_t>(random() % 50);
            for (const auto taken : index.take_due(Instant{now}, 5)) {
                CHECK(plain.at(taken) <= now);
                plain.erase(taken);
            }
        }
        CHECK(index.size() == plain.size());
    }
}
