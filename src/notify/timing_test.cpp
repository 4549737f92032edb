#include "notify/timing.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

namespace zhupi::notify {
namespace {

const Zone china;
Instant at(int hour, int minute, int day = 10) { return china.at(Date::of(2026, 3, day), hour, minute); }

TEST_CASE("quiet hours put a reminder off to their end, also over midnight") {
    const Preference night{"zh", 22 * 60, 7 * 60, -1};
    CHECK(after_quiet(night, china, at(21, 59)) == at(21, 59));
    CHECK(after_quiet(night, china, at(22, 0)) == at(7, 0, 11));
    CHECK(after_quiet(night, china, at(3, 0)) == at(7, 0));
    CHECK(after_quiet(night, china, at(7, 0)) == at(7, 0));
    const Preference noon{"zh", 12 * 60, 14 * 60, -1};
    CHECK(after_quiet(noon, china, at(13, 0)) == at(14, 0));
    CHECK(after_quiet(noon, china, at(14, 0)) == at(14, 0));
}

TEST_CASE("without quiet hours, or with an end that is their beginning, nothing is put off") {
    CHECK(after_quiet({}, china, at(3, 0)) == at(3, 0));
    CHECK(after_quiet({"zh", 600, 600, -1}, china, at(10, 0)) == at(10, 0));
}

TEST_CASE("what comes out of quiet hours is not in them") {
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        const Preference p{"zh", static_cast<int>(random() % 1440), static_cast<int>(random() % 1440), -1};
        const Instant now{static_cast<std::int64_t>(random()) * 1000};
        const auto when = after_quiet(p, china, now);
        CHECK(when >= now);
        CHECK(when.ms - now.ms <= 24 * 3'600'000);
        CHECK(after_quiet(p, china, when) == when);
    }
}

TEST_CASE("a digest is the next one, never the one of this very minute") {
    const Preference p{"zh", -1, -1, 8 * 60 + 30};
    CHECK(next_digest(p, china, at(8, 29)) == at(8, 30));
    CHECK(next_digest(p, china, at(8, 30)) == at(8, 30, 11));
    CHECK(next_digest({}, china, at(8, 30)) == at(8, 30));
}

TEST_CASE("pauses double from the base to an hour, each a fifth off at most, and not all the same") {
    std::set<std::int64_t> seen;
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (int attempt = 1; attempt <= 30; ++attempt) {
            const auto pause = pause_ms(30, attempt, seed);
            const auto whole = attempt > 7 ? 3'600'000 : std::min<std::int64_t>(30'000LL << (attempt - 1), 3'600'000);
            CHECK(pause >= whole * 4 / 5);
            CHECK(pause <= whole * 6 / 5);
            if (attempt == 3) seen.insert(pause);
        }
    CHECK(seen.size() > 150);
}

TEST_CASE("a time of the day is HH:MM") {
    CHECK(minute_of("00:00") == 0);
    CHECK(minute_of("23:59") == 1439);
    for (const auto* wrong : {"", "24:00", "7:00", "07:60", "07-00", "aa:bb", "07:000"})
        CHECK_FALSE(minute_of(wrong).has_value());
    for (int minute = 0; minute < 1440; ++minute) CHECK(minute_of(text_of_minute(minute)) == minute);
}

}  // namespace
}  // namespace zhupi::notify
