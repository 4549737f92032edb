#include "approval/testing.hpp"
#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

using testing::Desk3;
constexpr Id planner = 11, builder = 12, counter = 2, owner = 1, reviewer = 21, approver = 22;

/// A small city with a form field, whose cases A and C are accepted by two departments.
struct Joint : Desk3 {
    Joint() {
        city.fields.push_back({});
        city.fields.back().code = "area";
        city.fields.back().label = {"用地面积", "area"};
        file({"A", "C"});
        application.materials.push_back({"M1", Supply::uploaded, 7, {"A", "C"}});
        ok(act(counter, command::Receive{}));
        ok(act(planner, command::Accept{a(), ""}));
        ok(act(builder, command::Accept{c(), ""}));
    }
    Id a() const { return of("A").id; }
    Id c() const { return of("C").id; }
    static void ok(const Result<std::vector<ApplicationEvent>>& done) { REQUIRE(done.has_value()); }

    command::NoteFinding on_field(Id case_id, std::string demand = "面积与图纸不一致") const {
        return {case_id, {"field", "area", {}, {}, {}}, std::move(demand), "办事指南", "5200", Severity::ordinary, {},
                {}};
    }
    command::NoteFinding on_sheet(Id case_id, int sheet, Region region, std::string demand) const {
        return {case_id,
                {"material", "M1", 7, sheet, region},
                std::move(demand),
                "制图标准",
                "",
                Severity::grave,
                {},
                {"old-bytes", now}};
    }
    void hand_in_both() {
        ok(act(planner, command::HandInFindings{a()}));
        ok(act(builder, command::HandInFindings{c()}));
    }
    const JointRecord& record() const { return *application.joint; }
    Result<std::vector<ApplicationEvent>> answer(std::vector<command::AnswerNotice::Answer> answers,
                                                 std::string digest = "") {
        return act(owner, command::AnswerNotice{static_cast<int>(record().notices.size()), std::move(answers),
                                                std::move(digest)});
    }
};

TEST_CASE("one notice holds the findings of all departments, alike demands once, ordered by sheet, then field") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    Joint::ok(city.act(planner, city.on_sheet(city.a(), 4, {100, 100, 50, 50}, "标注坐标")));
    Joint::ok(city.act(builder, city.on_field(city.c(), "面积与图纸不一致。")));
    Joint::ok(city.act(builder, city.on_sheet(city.c(), 2, {0, 0, 10, 10}, "补充图例")));
    Joint::ok(city.act(builder, city.on_sheet(city.c(), 4, {9000, 9000, 50, 50}, "标注坐标")));
    Joint::ok(city.act(planner, command::HandInFindings{city.a()}));
    CHECK(city.record().notices.empty());  // the other department has not handed in
    Joint::ok(city.act(builder, command::HandInFindings{city.c()}));
    REQUIRE(city.record().notices.size() == 1);
    const auto& notice = city.record().notices.front();
    CHECK(notice.by_rule);
    CHECK(notice.number == city.application.number + "-BZ1");
    std::vector<std::vector<int>> lines;
    for (const auto& line : notice.lines) lines.push_back(line.findings);
    // Sheet 2, sheet 4 at the top, sheet 4 at the bottom (another place, another line), then the field of both.
    CHECK(lines == std::vector<std::vector<int>>{{4}, {2}, {5}, {1, 3}});
    CHECK(city.of("A").status == Status::correcting);
    CHECK(city.of("C").status == Status::correcting);
}

TEST_CASE("only the departments that a notice touches stop; the others go on") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    city.hand_in_both();
    CHECK(city.of("A").status == Status::correcting);
    CHECK(city.of("A").clock.paused());
    CHECK(city.of("C").status == Status::handling);
    CHECK(city.of("C").clock.running());
    Joint::ok(city.act(builder, command::Propose{city.c(), Outcome::approve, "拟同意", {}}));
    CHECK(city.act(owner, command::AnswerCorrection{city.a(), {{1, "已改", {}}}, ""}).error().is(err::notice_part));
    CHECK(city.answer({}).error().is(err::notice_answers));
    CHECK(city.answer({{1, "", {}, "", false}}).error().is(err::notice_answers));
    Joint::ok(city.answer({{1, "", {}, "", true}}, "digest-2"));
    CHECK(city.of("A").status == Status::handling);
    CHECK(city.of("A").clock.running());
    CHECK(city.application.submission == 2);
    CHECK(city.record().notices.front().answered_at);
    CHECK(city.answer({{1, "再答", {}, "", true}}).error().is(err::notice_answered));
}

TEST_CASE("the lead need not wait for those who have not handed in, and takes only what has been") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    Joint::ok(city.act(builder, city.on_field(city.c(), "另一处")));
    CHECK(city.act(counter, command::IssueNotice{}).error().is(err::notice_nothing));
    Joint::ok(city.act(planner, command::HandInFindings{city.a()}));
    Joint::ok(city.act(counter, command::IssueNotice{}));
    CHECK_FALSE(city.record().notices.front().by_rule);
    CHECK(city.of("A").status == Status::correcting);
    CHECK(city.of("C").status == Status::handling);
    CHECK(city.record().finding(2)->ready());
    // The other one's later notice is its first word: no reason is asked for.
    Joint::ok(city.act(builder, city.on_field(city.c(), "还有一处")));
    CHECK_FALSE(city.record().findings.back().late);
}

TEST_CASE("a finding closes by a changed version or a written waiver, and before that nothing is approved") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    Joint::ok(city.act(planner, city.on_sheet(city.a(), 1, {0, 0, 10, 10}, "补充指北针")));
    city.hand_in_both();
    CHECK(city.act(planner, command::CloseFindings{city.a(), {1}, false, ""}).error().is(err::finding_asked));
    // The same bytes are no new version; the field is only explained.
    CHECK(city.answer({{1, "", 8, "old-bytes", false}, {2, "图纸有误", {}, "", false}}).error().is(err::notice_same));
    Joint::ok(city.answer({{1, "", 8, "new-bytes", false}, {2, "图纸有误，申请表无误", {}, "", false}}));
    const auto propose = command::Propose{city.a(), Outcome::approve, "拟同意", {}};
    CHECK(city.act(planner, propose).error().is(err::findings_open));
    CHECK(city.act(planner, command::CloseFindings{city.a(), {1}, false, ""}).error().is(err::finding_unchanged));
    CHECK(city.act(planner, command::CloseFindings{city.a(), {1}, true, " "}).error().is(err::case_text));
    Joint::ok(city.act(planner, command::CloseFindings{city.a(), {2}, false, ""}));
    CHECK(city.act(planner, propose).error().is(err::findings_open));
    Joint::ok(city.act(planner, command::CloseFindings{city.a(), {1}, true, "说明成立，不再要求"}));
    CHECK(city.act(planner, command::CloseFindings{city.a(), {1}, true, "再关"}).error().is(err::finding_closed));
    Joint::ok(city.act(planner, propose));
    for (const auto& use : city.application.materials)
        if (use.material == "M1") CHECK(use.paper == 8);  // the department now looks at the new version
}

TEST_CASE("what does not do is asked again, and that is no new finding") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    city.hand_in_both();
    Joint::ok(city.answer({{1, "", {}, "", true}}, "digest-2"));
    Joint::ok(city.act(planner, command::RepeatFinding{city.a(), 1, "仍与图纸不一致"}));
    Joint::ok(city.act(planner, command::HandInFindings{city.a()}));  // the other one has had its say: by rule at once
    REQUIRE(city.record().notices.size() == 2);
    CHECK(city.record().finding(1)->rounds == std::vector<int>{1, 2});
    CHECK_FALSE(city.record().finding(1)->late);
    CHECK(city.of("A").corrections.back().requests.front().text.find("仍与图纸不一致") != std::string::npos);
}

TEST_CASE("a new finding on unchanged content in a later round needs a reason and is counted") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    city.hand_in_both();
    Joint::ok(city.answer({{1, "", {}, "", true}}, "digest-2"));
    // The field has changed since: this could not be said before.
    Joint::ok(city.act(planner, city.on_field(city.a(), "新数值缺少计算书")));
    CHECK_FALSE(city.record().findings.back().late);
    // The sheet has not.
    auto late = city.on_sheet(city.a(), 3, {0, 0, 10, 10}, "补充竖向标高");
    late.content.since = city.record().notices.front().issued_at.plus_seconds(-60);
    CHECK(city.act(planner, late).error().is(err::finding_late));
    late.late = Lateness{LateReason::overlooked, " "};
    CHECK(city.act(planner, late).error().is(err::finding_late));
    late.late = Lateness{LateReason::overlooked, "初次审查遗漏"};
    Joint::ok(city.act(planner, late));
    CHECK(city.record().findings.back().late);
    // A department that handed in nothing has had its say as well.
    CHECK(city.act(builder, city.on_field(city.c(), "再看一眼")).has_value());  // the field changed
    auto other = city.on_field(city.c());
    other.place = {"other", "", {}, {}, {}};
    CHECK(city.act(builder, other).error().is(err::finding_late));
}

TEST_CASE("a department's own second correction cannot go round the rule") {
    Joint city;
    Joint::ok(city.act(builder, command::AskCorrection{city.c(), {{"other", "", "补签字", "", {}, {}}}}));
    CHECK_FALSE(city.application.joint);  // the first is as it always was
    Joint::ok(city.act(owner, command::AnswerCorrection{city.c(), {{1, "已补", {}}}, ""}));
    command::AskCorrection again{city.c(), {{"other", "", "还要盖章", "", {}, {}}}};
    CHECK(city.act(builder, again).error().is(err::finding_late));
    again.requests.front().late = Lateness{LateReason::overlooked, "漏看"};
    Joint::ok(city.act(builder, again));
    REQUIRE(city.record().findings.size() == 1);
    CHECK(city.record().findings.front().late);
    CHECK(city.record().findings.front().asked);
    CHECK(city.of("C").corrections.back().requests.front().finding == 1);
}

TEST_CASE("a case that is withdrawn leaves its notice, and a notice without cases is over") {
    Joint city;
    Joint::ok(city.act(planner, city.on_field(city.a())));
    Joint::ok(city.act(builder, city.on_field(city.c(), "另一处")));
    city.hand_in_both();
    Joint::ok(city.act(owner, command::Withdraw{city.a(), "不办了"}));
    CHECK_FALSE(city.record().notices.front().answered_at);
    CHECK(city.record().finding(1)->answers.empty());
    Joint::ok(city.act(owner, command::Withdraw{city.c(), "不办了"}));
    CHECK(city.record().notices.front().answered_at);
}

TEST_CASE("a place is on the application: its fields, its materials, and inside the sheet") {
    Joint city;
    const auto refused = [&](Place place) {
        auto wanted = city.on_field(city.a());
        wanted.place = std::move(place);
        return city.act(planner, wanted).error();
    };
    CHECK(refused({"field", "nowhere", {}, {}, {}}).is(err::correction_target));
    CHECK(refused({"material", "M9", {}, {}, {}}).is(err::correction_target));
    CHECK(refused({"sign", "", {}, {}, {}}).is(err::correction_kind));
    CHECK(refused({"material", "M1", {}, 0, {}}).is(err::finding_place));
    CHECK(refused({"field", "area", {}, 1, {}}).is(err::finding_place));
    CHECK(refused({"material", "M1", {}, {}, Region{0, 0, 10, 10}}).is(err::finding_place));
    CHECK(refused({"material", "M1", {}, 1, Region{9999, 0, 10, 10}}).is(err::finding_place));
    CHECK(refused({"material", "M1", {}, 1, Region{0, 0, 0, 10}}).is(err::finding_place));
    auto no_clause = city.on_field(city.a());
    no_clause.clause = " ";
    CHECK(city.act(planner, no_clause).error().is(err::case_basis));
    CHECK(city.act(builder, city.on_field(city.a())).error().is(err::case_handler));
}

TEST_CASE("conflicting conditions keep everything from being issued until the lead has settled them") {
    Joint city;
    city.city.flows.front().stages.front().lead = "plan";
    city.city.dictionaries["condition_subject"] = {{"fire_road", {"消防车道", "fire road"}, true, ""},
                                                   {"green", {"绿化带", "green strip"}, true, ""}};
    city.city.dictionaries["condition_measure"] = {{"width", {"宽度", "width"}, true, "净宽"}};
    city.city.dictionaries["condition_room"] = {{"width", {"宽度", "width"}, true, ""}};
    const auto metres = [](const char* subject, int value, Direction direction) {
        return Condition{subject, "宽度", Decimal::of(value), "m", direction, "东侧", "规范", "需要"};
    };
    Joint::ok(city.act(
        planner, command::StateConditions{
                     city.a(), {metres("绿化带", 5, Direction::at_least), metres("通道", 7, Direction::available)}}));
    CHECK(city.record().conflicts.empty());
    // Of another department, as the desk would send it.
    auto context = city.as(builder);
    context.actor.department = "build";
    auto stated = decide(city.application,
                         command::StateConditions{city.c(), {metres("消防车道", 6, Direction::at_least)}}, context);
    REQUIRE(stated);
    city.application = stated->state;
    REQUIRE(city.record().conflicts.size() == 1);
    const auto& conflict = city.record().conflicts.front();
    CHECK(conflict.kind == ClashKind::room);
    CHECK(conflict.certain);
    CHECK(conflict.needed == "11");
    CHECK(conflict.there == "7");
    CHECK(conflict.lead == "plan");
    CHECK(conflict.conditions == std::vector<int>{1, 2, 3});

    // A is decided by one person at once: the decision is refused, and nothing of it is left.
    const auto propose = command::Propose{city.a(), Outcome::approve, "同意", {}};
    CHECK(city.act(planner, propose).error().is(err::conflict_open));
    CHECK(city.of("A").status == Status::handling);
    CHECK(city.act(approver, command::SettleConflict{1, {1, 2, 3}, ""}).error().is(err::case_text));
    CHECK(city.act(approver, command::SettleConflict{1, {1, 9}, "有据"}).error().is(err::conflict_upheld));
    Joint::ok(city.act(approver, command::SettleConflict{1, {2, 3}, "消防优先，绿化带改为植草砖"}));
    CHECK(city.record().conditions.front().set_aside == 1);
    CHECK_FALSE(in_force(city.application, city.record().conditions.front()));
    CHECK(city.act(approver, command::SettleConflict{1, {2, 3}, "再裁"}).error().is(err::conflict_over));
    Joint::ok(city.act(planner, propose));
    CHECK(city.of("A").status == Status::approved);
}

TEST_CASE("a conflict is over when its department takes the condition back, and a refusal needs no settlement") {
    Joint city;
    const Condition wall{"围墙", "", {}, "", Direction::required, "", "规范", ""};
    auto none = wall;
    none.direction = Direction::forbidden;
    Joint::ok(city.act(planner, command::StateConditions{city.a(), {wall}}));
    Joint::ok(city.act(builder, command::StateConditions{city.c(), {none}}));
    REQUIRE(open_conflicts(city.application, city.a()) == 1);
    Joint::ok(city.act(builder, command::StateConditions{city.c(), {none}}));  // the same again: nothing happens
    CHECK(city.record().conditions.size() == 2);
    Joint::ok(city.act(builder, command::StateConditions{city.c(), {}}));
    CHECK(open_conflicts(city.application, city.a()) == 0);
    Joint::ok(city.act(builder, command::StateConditions{city.c(), {none}}));
    CHECK(city.record().conflicts.size() == 2);  // another condition, another conflict
    Joint::ok(city.act(planner, command::Propose{city.a(), Outcome::reject, "不同意", {}}));
    CHECK(city.of("A").status == Status::rejected);
    CHECK(open_conflicts(city.application, city.c()) == 0);
}

TEST_CASE("conditions have a subject, a clause, and a value where they measure") {
    Joint city;
    const auto refused = [&](Condition condition) {
        return city.act(planner, command::StateConditions{city.a(), {std::move(condition)}}).error();
    };
    const Condition right{"消防车道", "宽度", Decimal::of(4), "m", Direction::at_least, "", "GB 55037 3.4", ""};
    auto one = right;
    one.subject = " ";
    CHECK(refused(one).is(err::condition_words));
    one = right;
    one.clause = "";
    CHECK(refused(one).is(err::condition_words));
    one = right;
    one.value.reset();
    CHECK(refused(one).is(err::condition_value));
    one = right;
    one.value = Decimal::of(-1);
    CHECK(refused(one).is(err::condition_value));
    one = right;
    one.direction = Direction::required;
    CHECK(refused(one).is(err::condition_value));
}

/// Random reviews against a plain account of who must be waiting: clocks stand still exactly while a case is with the
/// applicant, whoever asked, and a replay of the events gives the same state.
TEST_CASE("clocks stop and run with every notice and every correction") {
    std::mt19937 dice(20261126);
    const auto upto = [&](int most) { return std::uniform_int_distribution<int>(0, most)(dice); };
    int notices = 0, own = 0;
    for (int run = 0; run < 60; ++run) {
        Joint city;
        Application replayed = city.application;
        for (int step = 0; step < 40; ++step) {
            const bool of_a = upto(1) == 0;
            const auto id = of_a ? city.a() : city.c();
            const auto officer = of_a ? planner : builder;
            const auto before = city.application;
            const auto stamp_time = city.now;
            command::Command wanted = command::HandInFindings{id};
            Id who = officer;
            switch (upto(6)) {
                case 0:
                case 1: {
                    auto finding = city.on_field(id, "意见" + std::to_string(upto(3)));
                    finding.late = Lateness{LateReason::overlooked, "遗漏"};
                    wanted = finding;
                    break;
                }
                case 2:
                    break;
                case 3:
                    wanted = command::IssueNotice{};
                    who = counter;
                    break;
                case 4: {
                    command::AskCorrection ask{id, {{"other", "", "补", "法", {}, {}}}};
                    ask.requests.front().late = Lateness{LateReason::overlooked, "遗漏"};
                    wanted = ask;
                    break;
                }
                case 5:
                    who = owner;
                    wanted = command::AnswerCorrection{id, {{1, "答", {}}}, ""};
                    break;
                default: {
                    who = owner;
                    command::AnswerNotice answer{
                        city.application.joint ? static_cast<int>(city.application.joint->notices.size()) : 1,
                        {},
                        "digest"};
                    for (int line = 1; line <= 20; ++line) answer.answers.push_back({line, "答", {}, "", true});
                    wanted = answer;
                }
            }
            const auto events = city.act(who, wanted);
            if (!events) continue;
            for (const auto& event : *events) {
                apply(replayed, event, {stamp_time, {who, "officer", "plan", 0}});
                notices += std::holds_alternative<NoticeIssued>(event);
                own += std::holds_alternative<CorrectionAsked>(event);
            }
            REQUIRE(json::encode(replayed) == json::encode(city.application));
            for (const auto& c : city.application.cases) {
                const bool away = c.status == Status::correcting;
                CHECK(c.clock.paused() == away);
                CHECK(c.waits.back().party == (away ? Party::applicant : Party::authority));
                CHECK_FALSE(c.waits.back().until);
                CHECK(away == (!c.corrections.empty() && !c.corrections.back().answered_at));
                std::size_t pauses = 0;
                for (const auto& correction : c.corrections) {
                    const auto& pause = c.clock.pauses.at(pauses++);
                    CHECK(pause.from == correction.asked_at);
                    CHECK(pause.to == correction.answered_at);
                }
                CHECK(c.clock.pauses.size() == pauses);
                for (std::size_t i = 1; i < c.waits.size(); ++i) CHECK(c.waits[i - 1].until == c.waits[i].since);
                // Nobody else stops: a case leaves the authority only when something was asked of it.
                const auto& was = *before.find(c.id);
                if (away && was.status != Status::correcting)
                    for (const auto& request : c.corrections.back().requests)
                        if (request.finding) CHECK(city.record().finding(*request.finding)->case_id == c.id);
            }
        }
    }
    CHECK(notices > 30);
    CHECK(own > 30);
}

}  // namespace
}  // namespace zhupi::approval
