#include "approval/testing.hpp"
#include "supervision/radar.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace zhupi::supervision {
namespace {

const Zone china;
const auto monday = Date::of(2026, 3, 9);
Instant on(int day, int hour, int minute = 0) { return china.at(monday.plus_days(day), hour, minute); }

/// Filed and received on Monday at nine, accepted at ten, ten working days promised.
approval::Case honest() {
    approval::Case c;
    c.id = 12;
    c.handler = 7;
    c.filed_at = on(0, 9);
    c.received_at = on(0, 9, 30);
    c.accepted_at = on(0, 10);
    c.clock.budget = {10, calendar::Unit::working_day};
    c.clock.started = c.accepted_at;
    return c;
}
void decide(approval::Case& c, Instant at) {
    c.ended_at = at;
    c.clock.ended = at;
    c.decision = approval::Decision{};
    c.decision->by = 9;
}
std::vector<std::string> patterns(const approval::Case& c) {
    std::vector<std::string> out;
    for (const auto& sign : signs_in(c, {}, approval::testing::plain_calendar(), china)) out.push_back(sign.pattern);
    return out;
}
using Patterns = std::vector<std::string>;

TEST_CASE("a case that takes its days shows nothing") {
    auto c = honest();
    decide(c, on(8, 15));
    CHECK(patterns(c).empty());
}

TEST_CASE("a pause with a day left is a sign, one in the middle is none") {
    auto c = honest();
    c.clock.pauses = {{calendar::PauseKind::special, on(2, 9), on(4, 9), "第四十五条"}};
    CHECK(patterns(c).empty());
    c.clock.pauses.push_back({calendar::PauseKind::correction, on(15, 16), {}, "第三十二条"});
    c.corrections = {{1, on(15, 16), 8, {{"material", "M1", "请补充图纸的签章页", "", {}, {}}}, {}}};
    const auto signs = signs_in(c, {}, approval::testing::plain_calendar(), china);
    REQUIRE(signs.size() == 1);
    CHECK(signs[0].pattern == "pause_before_limit");
    CHECK(signs[0].person == 8);
    CHECK(signs[0].subject == "12/1");
    CHECK(signs[0].evidence.facts.at("left") == "1");
    CHECK(signs[0].evidence.facts.at("pause") == "correction");
}

TEST_CASE("next to nothing, answered within minutes, is trivial; a drawing, many words or a day are not") {
    auto c = honest();
    const auto ask = [&](const std::string& kind, const std::string& text, Instant answered) {
        c.corrections = {{1, on(1, 9), 8, {{kind, "x", text, "", "好", {}}}, answered}};
        return patterns(c);
    };
    CHECK(ask("field", "改一个字", on(1, 9, 20)) == Patterns{"trivial_correction"});
    CHECK(ask("field", "改一个字", on(2, 9)).empty());
    CHECK(ask("drawing", "改一个字", on(1, 9, 20)).empty());
    CHECK(ask("field", "总建筑面积与规划条件不一致，请按条件核对后改正", on(1, 9, 20)).empty());
}

TEST_CASE("asking again is a sign of its own") {
    auto c = honest();
    c.corrections = {{1, on(1, 9), 8, {{"material", "M1", "图纸", "", {}, {}}}, on(3, 9)},
                     {2, on(4, 9), 8, {{"material", "M2", "合同", "", {}, {}}}, {}}};
    CHECK(patterns(c) == Patterns{"repeated_correction"});
}

TEST_CASE("seconds from acceptance to decision are a sign where days were allowed, and none where they were not") {
    auto c = honest();
    decide(c, c.accepted_at->plus_seconds(90));
    CHECK(patterns(c) == Patterns{"instant_decision"});
    c.clock.budget.amount = 1;
    CHECK(patterns(c).empty());
    c.clock.budget.amount = 10;
    decide(c, c.accepted_at->plus_seconds(121));
    CHECK(patterns(c).empty());
}

TEST_CASE("days of silence and then a decision within hours look like work before receipt") {
    auto c = honest();
    c.received_at = on(4, 9);
    c.accepted_at = on(4, 9, 10);
    c.clock.started = c.accepted_at;
    decide(c, on(4, 11));
    const auto signs = signs_in(c, {}, approval::testing::plain_calendar(), china);
    REQUIRE(signs.size() == 1);
    CHECK(signs[0].pattern == "work_before_receipt");
    CHECK(signs[0].evidence.facts.at("silentDays") == "4");
    CHECK(signs[0].evidence.facts.at("decidedSeconds") == "7200");
    decide(c, on(7, 11));
    CHECK(patterns(c).empty());
}

}  // namespace
}  // namespace zhupi::supervision
