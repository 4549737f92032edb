#include "calendar/deadline.hpp"

#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::calendar {
namespace {

const Zone zone;

Instant at(const char* local) { return *Instant::parse(std::string(local) + ":00+08:00"); }

/// 2026 with its first week of October free and the tenth of it worked.
WorkCalendar october() {
    std::vector<Exception> exceptions;
    for (int day = 1; day <= 7; ++day) exceptions.push_back({Date::of(2026, 10, day), false, "国庆节", ""});
    exceptions.push_back({Date::of(2026, 10, 10), true, "国庆节", ""});
    return *WorkCalendar::make({2026}, exceptions);
}

Reading reading(const Ledger& ledger, const char* now) { return *read(ledger, october(), zone, at(now)); }

TEST_CASE("the limit of twenty days ends on the twentieth working day after acceptance") {
    const Ledger ledger{{20, Unit::working_day}, at("2026-11-02T16:59"), {}, {}};
    const auto first = reading(ledger, "2026-11-02T17:00");
    CHECK(first.used == 0);
    CHECK(first.left == 20);
    CHECK(first.due == Date::of(2026, 11, 30));
    CHECK_FALSE(reading(ledger, "2026-11-30T23:59").overdue);
    CHECK(reading(ledger, "2026-12-01T00:00").overdue);
    CHECK(reading(ledger, "2026-12-01T00:00").left == -1);
}

TEST_CASE("holidays do not count and weekends worked in exchange do") {
    const Ledger ledger{{3, Unit::working_day}, at("2026-09-30T09:00"), {}, {}};
    CHECK(reading(ledger, "2026-10-07T12:00").used == 0);
    CHECK(reading(ledger, "2026-10-10T12:00").used == 3);
    CHECK(reading(ledger, "2026-09-30T09:00").due == Date::of(2026, 10, 10));
}

TEST_CASE("a limit that a statute gives in calendar days runs on Sundays") {
    const Ledger ledger{{60, Unit::calendar_day}, at("2026-09-30T09:00"), {}, {}};
    CHECK(reading(ledger, "2026-10-04T09:00").used == 4);
    CHECK(reading(ledger, "2026-10-04T09:00").due == Date::of(2026, 11, 29));
}

TEST_CASE("corrections and special procedures stop the clock, each on its own account") {
    Ledger ledger{{10, Unit::working_day}, at("2026-11-02T09:00"), {}, {}};
    ledger.pauses.push_back({PauseKind::correction, at("2026-11-04T10:00"), at("2026-11-06T10:00"), "行政许可法 32"});
    ledger.pauses.push_back({PauseKind::special, at("2026-11-09T10:00"), {}, "行政许可法 45"});
    const auto paused = reading(ledger, "2026-11-13T10:00");
    CHECK(paused.used == 3);
    CHECK(paused.correction_days == 2);
    CHECK(paused.special_days == 4);
    CHECK_FALSE(paused.due);
    ledger.pauses.back().to = at("2026-11-13T18:00");
    CHECK(reading(ledger, "2026-11-13T19:00").due == Date::of(2026, 11, 24));
}

TEST_CASE("a pause within one day stops nothing") {
    Ledger ledger{{10, Unit::working_day}, at("2026-11-02T09:00"), {}, {}};
    ledger.pauses.push_back({PauseKind::correction, at("2026-11-04T09:00"), at("2026-11-04T17:00"), ""});
    CHECK(reading(ledger, "2026-11-05T09:00").used == 3);
}

TEST_CASE("a pause that begins when the limit is already broken does not mend it") {
    Ledger ledger{{2, Unit::working_day}, at("2026-11-02T09:00"), {}, {}};
    ledger.pauses.push_back({PauseKind::correction, at("2026-11-10T09:00"), at("2026-11-20T09:00"), ""});
    const auto late = reading(ledger, "2026-11-20T10:00");
    CHECK(late.overdue);
    CHECK(late.due == Date::of(2026, 11, 4));
}

TEST_CASE("nothing is used before acceptance, and nothing more after the decision") {
    Ledger ledger{{5, Unit::working_day}, {}, {}, {}};
    CHECK(reading(ledger, "2026-11-02T09:00").left == 5);
    CHECK_FALSE(reading(ledger, "2026-11-02T09:00").due);
    ledger.started = at("2026-11-02T09:00");
    ledger.ended = at("2026-11-04T09:00");
    CHECK(reading(ledger, "2026-12-04T09:00").used == 2);
    CHECK_FALSE(reading(ledger, "2026-12-04T09:00").due);
}

TEST_CASE("a due date in a year without a calendar is left out; counting into that year is an error") {
    const Ledger ledger{{20, Unit::working_day}, at("2026-12-21T09:00"), {}, {}};
    const auto last = read(ledger, october(), zone, at("2026-12-31T09:00"));
    REQUIRE(last);
    CHECK(last->used == 8);
    CHECK_FALSE(last->due);
    CHECK(read(ledger, october(), zone, at("2027-01-04T09:00")).error().is(err::calendar_missing));
}

TEST_CASE("the day is the city's, not Greenwich's") {
    const Ledger ledger{{5, Unit::working_day}, at("2026-11-03T00:30"), {}, {}};  // 2 November 16:30 UTC
    CHECK(reading(ledger, "2026-11-04T00:30").used == 1);
}

/// Walks through the life of a ledger one day after the other.
struct Walk {
    const Ledger& ledger;
    const WorkCalendar& calendar;

    bool counts(Date day) const {
        if (ledger.budget.unit == Unit::working_day && !*calendar.is_workday(day)) return false;
        return std::none_of(ledger.pauses.begin(), ledger.pauses.end(), [&](const Pause& pause) {
            return day > zone.date_of(pause.from) && (!pause.to || day <= zone.date_of(*pause.to));
        });
    }
    int used(Date until) const {
        int used = 0;
        for (auto day = zone.date_of(*ledger.started).plus_days(1); day <= until; day = day.plus_days(1))
            used += counts(day);
        return used;
    }
};

TEST_CASE("random ledgers read as a walk from day to day does") {
    const auto calendar = october();
    std::mt19937 random(5);
    const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n + 1)); };
    int with_due = 0;
    for (int round = 0; round < 3000; ++round) {
        Ledger ledger;
        ledger.budget = {upto(25), upto(3) == 0 ? Unit::calendar_day : Unit::working_day};
        auto moment = zone.at(Date::of(2026, 6, 1).plus_days(upto(60)), upto(23), upto(59));
        ledger.started = moment;
        const auto step = [&] { return moment = moment.plus_seconds(upto(9 * 86'400)); };
        for (int n = upto(4); n > 0; --n) {
            auto& pause = ledger.pauses.emplace_back();
            pause.kind = upto(1) == 0 ? PauseKind::correction : PauseKind::special;
            pause.from = step();
            if (n > 1 || upto(1) == 0) pause.to = step();
        }
        if (!ledger.paused() && upto(2) == 0) ledger.ended = step();
        const auto now = step();
        const auto today = zone.date_of(ledger.ended.value_or(now));

        const Walk walk{ledger, calendar};
        const auto reading = read(ledger, calendar, zone, now);
        REQUIRE(reading);
        CHECK(reading->used == walk.used(today));
        CHECK(reading->left == ledger.budget.amount - reading->used);
        CHECK(reading->overdue == (reading->used > ledger.budget.amount));
        CHECK(reading->due.has_value() == ledger.running());
        if (!reading->due) continue;
        ++with_due;
        const auto due = *reading->due;
        CHECK(walk.used(due) <= ledger.budget.amount);
        // The next day that counts is too late.
        auto next = due.plus_days(1);
        while (!walk.counts(next)) next = next.plus_days(1);
        CHECK(walk.used(next) > ledger.budget.amount);
        CHECK(reading->overdue == (today >= next));
    }
    CHECK(with_due > 500);
}

}  // namespace
}  // namespace zhupi::calendar
