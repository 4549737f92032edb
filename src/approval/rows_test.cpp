#include "approval/testing.hpp"

#include <numeric>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

using testing::Desk3;

TEST_CASE("a row says by when whoever has the case must act") {
    Desk3 desk;  // Monday, 2 March 2026
    const auto calendar = testing::plain_calendar();
    desk.file({"C"});
    const auto row = [&] { return case_row(desk.of("C"), desk.application, calendar, Zone{}); };
    CHECK_FALSE(row().due);
    REQUIRE(desk.act(2, command::Receive{}));
    CHECK(row().due == Date::of(2026, 3, 9));  // five working days to accept (行政许可法 32)
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(11, command::Accept{id, ""}));
    CHECK(row().due == Date::of(2026, 3, 9));  // five promised, from today
    REQUIRE(desk.act(11, command::StartSpecial{id, "hearing", "条", "", {10, calendar::Unit::working_day}}));
    CHECK(row().due == Date::of(2026, 3, 16));
    CHECK(row().turn.party == Party::statutory);
}

TEST_CASE("a project's time is in exactly one party's account") {
    Desk3 desk;
    desk.file({"A", "B", "C"});
    REQUIRE(desk.act(2, command::Receive{}));
    const auto c = desk.of("C").id;
    REQUIRE(desk.act(11, command::Accept{c, ""}));
    REQUIRE(desk.act(11, command::AskCorrection{c, {{"other", "", "改", "", {}, {}}}}));
    std::vector<const Case*> cases;
    for (const auto& one : desk.application.cases) cases.push_back(&one);
    const auto shares = time_by_party(desk.project, cases, desk.now);
    const auto sum = std::accumulate(shares.begin(), shares.end(), std::int64_t{0},
                                     [](auto total, const auto& s) { return total + s.ms; });
    CHECK(sum == desk.now.ms - desk.project.registered_at.ms);
}

TEST_CASE("a stage's days are the union of its cases', not their sum") {
    const auto calendar = testing::plain_calendar();
    const auto day = [](int d) { return Zone{}.at(Date::of(2026, 3, d), 10); };
    const auto handled = [&](int from, int to) {
        Case c;
        c.received_at = day(from);
        c.waits = {{Party::authority, "plan", day(from), day(to), "handling", {}}};
        return c;
    };
    const auto a = handled(2, 5), b = handled(3, 6), later = handled(10, 11);
    CHECK(*stage_days({&a}, calendar, Zone{}, day(20)) == 3);
    CHECK(*stage_days({&a, &b}, calendar, Zone{}, day(20)) == 4);
    CHECK(*stage_days({&a, &b, &later}, calendar, Zone{}, day(20)) == 5);
}

}  // namespace
}  // namespace zhupi::approval
