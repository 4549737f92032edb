#include "approval/testing.hpp"
#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

using testing::Desk3;
constexpr Id officer = 11, reviewer = 12, approver = 13, other = 14;

TEST_CASE("a case passes 承办, 审核 and 批准, each by another person") {
    Desk3 desk;
    desk.file({"C"});
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(2, command::Receive{}));
    CHECK(desk.of("C").status == Status::received);
    REQUIRE(desk.act(officer, command::Accept{id, ""}));
    CHECK(desk.of("C").handler == officer);
    CHECK(desk.act(other, command::Propose{id, Outcome::approve, "同意", {}}).error().is(err::case_handler));
    REQUIRE(desk.act(officer, command::Propose{id, Outcome::approve, "拟同意", {}}));
    CHECK(desk.act(officer, command::Review{id, true, ""}).error().is(err::case_same_person));
    REQUIRE(desk.act(reviewer, command::Review{id, true, ""}));
    CHECK(desk.act(reviewer, command::Decide{id, true, ""}).error().is(err::case_same_person));
    REQUIRE(desk.act(approver, command::Decide{id, true, ""}));
    CHECK(desk.of("C").status == Status::approved);
    CHECK(desk.of("C").decision->number.starts_with("C字第"));
    CHECK(desk.project.proven("C"));
    CHECK(desk.act(approver, command::Decide{id, true, ""}).error().is(err::case_transition));
}

TEST_CASE("what must come first keeps a case waiting, and its clock still") {
    Desk3 desk;
    desk.file({"A", "B"});
    REQUIRE(desk.act(2, command::Receive{}));
    CHECK(desk.of("A").status == Status::received);
    CHECK(desk.of("B").status == Status::waiting);
    const auto a = desk.of("A").id, b = desk.of("B").id;
    CHECK(desk.act(officer, command::Accept{b, ""}).error().is(err::case_transition));
    REQUIRE(desk.act(officer, command::Accept{a, ""}));
    const auto events = desk.act(officer, command::Propose{a, Outcome::approve, "即办", {}});
    REQUIRE(events);
    CHECK(std::holds_alternative<CaseOpened>(events->back()));
    CHECK(desk.of("B").status == Status::received);
    // Its result is on file for whoever asks for it next.
    const auto lines =
        checklist(desk.city, desk.project, plan_of(desk.city, desk.project), {"B"}, {}, Date::of(2026, 3, 3));
    const auto m3 = std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l.material->code == "M3"; });
    REQUIRE(m3 != lines.end());
    CHECK(m3->state == LineState::reused);
}

TEST_CASE("when what must come first fails, what waited for it lapses") {
    Desk3 desk;
    desk.file({"A", "B", "C"});
    REQUIRE(desk.act(2, command::Receive{}));
    REQUIRE(desk.act(officer, command::Refuse{desk.of("A").id, false, "不符合", "行政许可法"}));
    CHECK(desk.of("B").status == Status::withdrawn);
    CHECK(desk.of("C").status == Status::received);  // beside it: its own fate
}

TEST_CASE("the end of a stage opens the next, and not before") {
    Desk3 desk;
    desk.file({"A", "B", "C"});
    REQUIRE(desk.act(2, command::Receive{}));
    const auto approve = [&](const char* item) {
        const auto id = desk.of(item).id;
        REQUIRE(desk.act(officer, command::Accept{id, ""}));
        REQUIRE(desk.act(officer, command::Propose{id, Outcome::approve, "同意", {}}));
        if (desk.of(item).desk == Desk::review) REQUIRE(desk.act(reviewer, command::Review{id, true, ""}));
        if (desk.of(item).desk == Desk::approval) REQUIRE(desk.act(approver, command::Decide{id, true, ""}));
    };
    approve("C");
    approve("A");
    CHECK(desk.project.stage(2)->status == StageStatus::locked);
    approve("B");
    CHECK(desk.project.stage(1)->status == StageStatus::concluded);
    CHECK(desk.project.stage(2)->status == StageStatus::open);
    CHECK_FALSE(desk.project.completed_at);
}

TEST_CASE("a correction stops the clock after acceptance and not before it") {
    Desk3 desk;
    desk.file({"C"});
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(2, command::Receive{}));
    const command::AskCorrection ask{id, {{"material", "M1", "缺签字", "条", {}, {}}}};
    REQUIRE(desk.act(officer, ask));
    CHECK(desk.of("C").clock.pauses.empty());
    CHECK(desk.act(1, command::AnswerCorrection{id, {{1, "已补", {}}}, {}})
              .error()
              .is(err::correction_answers));  // a paper is owed
    REQUIRE(desk.act(1, command::AnswerCorrection{id, {{1, "已补", 5}}, {}}));
    CHECK(desk.of("C").status == Status::corrected);
    CHECK(desk.act(officer, ask).error().is(err::case_transition));  // everything at once: 一次性告知
    REQUIRE(desk.act(officer, command::Accept{id, ""}));
    REQUIRE(desk.act(officer, ask));
    CHECK(desk.of("C").clock.paused());
    CHECK(desk.of("C").waits.back().party == Party::applicant);
    REQUIRE(desk.act(1, command::AnswerCorrection{id, {{1, "已补", 5}}, {}}));
    CHECK(desk.of("C").clock.running());
    CHECK(desk.of("C").status == Status::handling);
}

TEST_CASE("bad words are refused with their place") {
    Desk3 desk;
    desk.file({"C"});
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(2, command::Receive{}));
    CHECK(desk.act(officer, command::Refuse{id, false, "　 ", "条"}).error().where == "/text");
    CHECK(desk.act(officer, command::Refuse{id, false, "理由", ""}).error().where == "/basis");
    CHECK(desk.act(officer, command::AskCorrection{id, {}}).error().is(err::correction_empty));
    CHECK(desk.act(officer, command::AskCorrection{id, {{"material", "M9", "x", "", {}, {}}}}).error().where ==
          "/requests/0/target");
    CHECK(desk.act(officer, command::AskCorrection{id, {{"sonst", "", "x", "", {}, {}}}}).error().where ==
          "/requests/0/kind");
    REQUIRE(desk.act(officer, command::Accept{id, ""}));
    CHECK(
        desk.act(officer, command::StartSpecial{id, "auction", "条", "", {5, {}}}).error().is(err::special_procedure));
    CHECK(desk.act(officer, command::StartSpecial{id, "hearing", "条", "", {0, {}}}).error().is(err::special_limit));
    CHECK(desk.act(officer, command::Propose{id, Outcome::approve_with_deferral, "容缺", {}})
              .error()
              .is(err::deferral_none));
    CHECK(desk.act(officer,
                   command::Propose{id, Outcome::approve_with_deferral, "容缺", {{"M1", Date::of(2026, 5, 1), {}, {}}}})
              .error()
              .is(err::deferral_not_offered));
    CHECK(desk.act(officer,
                   command::Propose{id, Outcome::approve_with_deferral, "容缺", {{"M2", Date::of(2026, 3, 1), {}, {}}}})
              .error()
              .is(err::deferral_due));
    CHECK(desk.act(officer, command::Accept{999, ""}).error().is(err::case_none));
}

TEST_CASE("withdrawing closes what is open and ends as 撤件 or 撤回") {
    Desk3 desk;
    desk.file({"A", "B", "C"});
    REQUIRE(desk.act(2, command::Receive{}));
    const auto c = desk.of("C").id;
    REQUIRE(desk.act(officer, command::Accept{c, ""}));
    REQUIRE(desk.act(officer, command::StartSpecial{c, "hearing", "行政许可法四十五条", "", {5, {}}}));
    REQUIRE(desk.act(1, command::Withdraw{0, "不建了"}));
    CHECK(desk.of("A").status == Status::withdrawn);
    CHECK(desk.of("B").status == Status::withdrawn);
    CHECK(desk.of("C").status == Status::recalled);
    CHECK(desk.of("C").specials.back().ended_at);
    CHECK(desk.application.ended_at);
}

/// Any command at random, sensible or not.
command::Command draw(std::mt19937& random, const Application& application) {
    const auto id = application.cases[random() % application.cases.size()].id;
    switch (random() % 13) {
        case 0:
            return command::Receive{};
        case 1:
            return command::Accept{id, ""};
        case 2:
            return command::Refuse{id, random() % 2 == 0, "理由", "条"};
        case 3:
            return command::AskCorrection{id, {{"other", "", "改", "", {}, {}}}};
        case 4:
            return command::AnswerCorrection{id, {{1, "改好", {}}}, {}};
        case 5:
            return command::StartSpecial{id, "hearing", "条", "", {3, {}}};
        case 6:
            return command::EndSpecial{id, ""};
        case 7:
            return command::Propose{
                id, static_cast<Outcome>(random() % 3), "意见", {{"M2", Date::of(2026, 12, 1), {}, {}}}};
        case 8:
            return command::Review{id, random() % 3 != 0, "看过"};
        case 9:
            return command::Decide{id, random() % 3 != 0, "看过"};
        case 10:
            return command::Withdraw{random() % 4 == 0 ? 0 : id, "不办了"};
        case 11:
            return command::Revoke{id, "错误", "条"};
        default:
            return command::Assign{id, officer};
    }
}

/// The waits follow each other from the filing to the end, or to now, without gap or overlap.
void check_waits(const Case& c) {
    REQUIRE_FALSE(c.waits.empty());
    CHECK(c.waits.front().since == c.filed_at);
    for (std::size_t i = 0; i + 1 < c.waits.size(); ++i) CHECK(c.waits[i].until == c.waits[i + 1].since);
    if (c.ended_at)
        CHECK(c.waits.back().until == c.ended_at);
    else
        CHECK_FALSE(c.waits.back().until);
}

void check_clock(const Case& c) {
    CHECK(c.clock.started == c.accepted_at);
    for (std::size_t i = 0; i < c.clock.pauses.size(); ++i) {
        CHECK(c.clock.pauses[i].from >= *c.clock.started);
        if (i + 1 < c.clock.pauses.size()) CHECK(*c.clock.pauses[i].to <= c.clock.pauses[i + 1].from);
    }
    if (has_ended(c.status) && c.clock.started) CHECK(c.clock.ended == c.ended_at);
    CHECK(c.clock.paused() == (c.accepted_at && (c.status == Status::correcting || c.status == Status::special)));
}

TEST_CASE("whatever is tried, states stay lawful and fold from their events") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        std::mt19937 random(seed);
        Desk3 desk;
        const auto begin = desk.as(1, "applicant");
        desk.file({"A", "B", "C"});
        Application folded;  // rebuilt from events alone, through their text
        const auto refold = [&](const std::vector<ApplicationEvent>& events, const Stamp& stamp) {
            for (const auto& event : events) {
                const auto read = application_event(type_of(event), payload_of(event));
                REQUIRE(read);
                apply(folded, *read, stamp);
            }
        };
        folded = *json::decode<Application>(json::encode(desk.application), json::Unknown::ignore);
        constexpr Id people[] = {officer, reviewer, approver, other};
        for (int step = 0; step < 80; ++step) {
            const auto user = people[random() % 4];
            const auto stamp = desk.as(user).stamp();
            const auto before = desk.application;
            const auto events = desk.act(user, draw(random, desk.application));
            if (!events) {
                CHECK(json::encode(desk.application) == json::encode(before));
                continue;
            }
            refold(*events, stamp);
            for (const auto& c : desk.application.cases) {
                check_waits(c);
                check_clock(c);
                CHECK(c.decision.has_value() ==
                      (ended_well(c.status) || c.status == Status::rejected || c.status == Status::revoked));
                CHECK((c.desk != Desk::none) == (c.status == Status::handling));
            }
        }
        CHECK(json::encode(folded) == json::encode(desk.application));
    }
}

}  // namespace
}  // namespace zhupi::approval
