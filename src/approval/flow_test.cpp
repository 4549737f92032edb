#include "approval/flow.hpp"

#include "approval/testing.hpp"
#include "base/error_codes.hpp"
#include "bpmn/packed.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

using testing::Desk3;
constexpr Id counter = 2, officer = 11, reviewer = 12, approver = 13, other = 14;

const std::vector<OpenTask>& tasks(const Desk3& desk) { return desk.application.process->tasks; }

int token_of(const Desk3& desk, std::string_view department) {
    for (const auto& task : tasks(desk))
        if (task.department == department) return task.token;
    return 0;
}

/// C is asked of two departments; received and accepted.
Desk3 joint_desk() {
    Desk3 desk("联合审查");
    desk.file({"C"});
    REQUIRE(desk.act(counter, command::Receive{}));
    REQUIRE(desk.act(officer, command::Accept{desk.of("C").id, ""}));
    return desk;
}

template <class Event>
int count(const std::vector<ApplicationEvent>& events) {
    return static_cast<int>(std::count_if(events.begin(), events.end(),
                                          [](const auto& event) { return std::holds_alternative<Event>(event); }));
}

TEST_CASE("an application begins its stage's flow when it is filed, and pins the edition") {
    Desk3 desk;
    desk.file({"A", "C"});
    REQUIRE(desk.application.process);
    CHECK(desk.application.process->edition == desk.city.flowbook->own()->version());
    CHECK(desk.of("A").route == "instant");
    CHECK(desk.of("C").route == "standard");
    CHECK_FALSE(desk.application.process->over);
    const auto state = marking_of(desk.application);
    REQUIRE(state);
    CHECK(bpmn::open_work(desk.city.flowbook->own()->definition(), *state).size() == 1);  // intake
}

TEST_CASE("departments that are asked at once answer in any order, and the case comes to its officer after the last") {
    auto desk = joint_desk();
    const auto id = desk.of("C").id;
    CHECK(desk.of("C").desk == Desk::joint);
    REQUIRE(tasks(desk).size() == 2);
    CHECK(tasks(desk)[0].due == desk.now.plus_seconds(-3600 + 2 * 86400));
    CHECK(desk.act(officer, command::Propose{id, Outcome::approve, "同意", {}}).error().is(err::case_desk));
    REQUIRE(desk.act(other, command::Answer{id, token_of(desk, "build"), "agree", ""}));
    CHECK(desk.of("C").desk == Desk::joint);
    CHECK(tasks(desk).size() == 1);
    const auto events = desk.act(other, command::Answer{id, token_of(desk, "plan"), "conditional", "保留消防车道"});
    REQUIRE(events);
    CHECK(count<CaseArrived>(*events) == 1);
    CHECK(desk.of("C").desk == Desk::handling);
    CHECK(desk.of("C").waits.back().reason == "handling");
    CHECK(desk.of("C").opinions.back().outcome == "conditional");
    CHECK(desk.of("C").opinions.back().task == "ask");
    REQUIRE(desk.act(officer, command::Propose{id, Outcome::approve, "同意", {}}));
    REQUIRE(desk.act(reviewer, command::Review{id, true, ""}));
    REQUIRE(desk.act(approver, command::Decide{id, true, ""}));
    CHECK(desk.of("C").status == Status::approved);
    CHECK(desk.application.process->over);
}

TEST_CASE("bad answers are refused and change nothing") {
    auto desk = joint_desk();
    const auto id = desk.of("C").id;
    const auto token = token_of(desk, "plan");
    CHECK(desk.act(other, command::Answer{id, 4711, "agree", ""}).error().is(err::flow_task_none));
    CHECK(desk.act(other, command::Answer{id, token, "maybe", ""}).error().is(err::flow_answer));
    CHECK(desk.act(other, command::Answer{id, token, "disagree", " "}).error().is(err::case_text));
    REQUIRE(desk.act(other, command::Answer{id, token, "agree", ""}));
    CHECK(desk.act(other, command::Answer{id, token, "agree", ""}).error().is(err::flow_task_none));
}

TEST_CASE("silence counts as drawn: when the time is over the case goes on without those who have not answered") {
    auto desk = joint_desk();
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(other, command::Answer{id, token_of(desk, "plan"), "agree", ""}));
    const auto early = desk.act(0, command::Tick{});
    REQUIRE(early);
    CHECK(early->empty());
    CHECK(desk.application.process->due.has_value());
    desk.now = desk.now.plus_seconds(2 * 86400);
    const auto events = desk.act(0, command::Tick{});
    REQUIRE(events);
    CHECK(count<TaskLapsed>(*events) == 1);
    CHECK(count<CaseArrived>(*events) == 1);
    CHECK(desk.of("C").desk == Desk::handling);
    CHECK(desk.of("C").opinions.back().outcome == "lapsed");
    CHECK(desk.of("C").opinions.back().department == "build");
    CHECK(tasks(desk).empty());
    CHECK_FALSE(desk.application.process->due);
}

TEST_CASE("withdrawing takes the open tasks along") {
    auto desk = joint_desk();
    REQUIRE(desk.act(1, command::Withdraw{desk.of("C").id, "不再建设"}));
    CHECK(tasks(desk).empty());
    CHECK(desk.application.process->over);
}

TEST_CASE("an application that is withdrawn before anybody has received it ends with its flow") {
    Desk3 desk;
    desk.file({"A", "B"});
    REQUIRE(desk.act(1, command::Withdraw{0, "填错了"}));
    CHECK(desk.application.ended());
    CHECK(desk.application.process->over);
}

TEST_CASE("a case is moved to another desk by one operation that the flow allows, with its reason on record") {
    Desk3 desk;
    desk.file({"C"});
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(counter, command::Receive{}));
    REQUIRE(desk.act(officer, command::Accept{id, ""}));
    CHECK(desk.act(other, command::Move{id, Desk::approval, "急件"}).error().is(err::case_transition));  // no proposal
    REQUIRE(desk.act(officer, command::Propose{id, Outcome::approve, "同意", {}}));
    CHECK(desk.act(other, command::Move{id, Desk::approval, " "}).error().is(err::case_text));
    REQUIRE(desk.act(other, command::Move{id, Desk::approval, "审核人出差"}));
    CHECK(desk.of("C").desk == Desk::approval);
    REQUIRE(desk.act(other, command::Move{id, Desk::handling, "漏看一页图纸"}));
    CHECK(desk.of("C").desk == Desk::handling);
    CHECK_FALSE(desk.of("C").proposal);
    REQUIRE(desk.act(officer, command::Propose{id, Outcome::approve, "同意", {}}));
    REQUIRE(desk.act(reviewer, command::Review{id, true, ""}));
    REQUIRE(desk.act(approver, command::Decide{id, true, ""}));
    CHECK(desk.of("C").status == Status::approved);
}

/// The same application as a log from before the flows were drawn tells it.
void forget_flow(Desk3& desk) {
    desk.application.process.reset();
    for (auto& c : desk.application.cases) {
        c.route.clear();
        c.desks = {Desk::handling, Desk::review, Desk::approval};
    }
}

TEST_CASE("an application from before the flows were drawn is brought to where it stands, and goes on") {
    for (int steps = 0; steps < 6; ++steps) {
        Desk3 desk;
        desk.file({"C"});
        const auto id = desk.of("C").id;
        const command::Command commands[] = {command::Receive{}, command::Accept{id, ""},
                                             command::Propose{id, Outcome::approve, "同意", {}},
                                             command::Review{id, true, ""}, command::Decide{id, true, ""}};
        constexpr Id who[] = {counter, officer, officer, reviewer, approver};
        for (int i = 0; i < 5; ++i) {
            if (i == steps) forget_flow(desk);
            const auto events = desk.act(who[i], commands[i]);
            REQUIRE(events);
            CHECK(count<FlowBegun>(*events) == (i == steps ? 1 : 0));
        }
        CHECK(desk.of("C").status == Status::approved);
        CHECK(desk.application.process->over);
    }
}

TEST_CASE("a special procedure and a correction from before the flows were drawn go on as well") {
    Desk3 desk;
    desk.file({"C"});
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(counter, command::Receive{}));
    REQUIRE(desk.act(officer, command::Accept{id, ""}));
    REQUIRE(
        desk.act(officer, command::StartSpecial{id, "hearing", "行政许可法", "", {10, calendar::Unit::working_day}}));
    forget_flow(desk);
    REQUIRE(desk.act(officer, command::EndSpecial{id, ""}));
    REQUIRE(desk.act(officer, command::AskCorrection{id, {{"other", "", "补图", "法", {}, {}}}}));
    forget_flow(desk);
    REQUIRE(desk.act(1, command::AnswerCorrection{id, {{1, "已补", {}}}, ""}));
    CHECK(desk.of("C").desk == Desk::handling);
}

/// The small city's flows with one more desk, in a second edition.
std::shared_ptr<const catalog::Flows> second_edition(const Desk3& desk, const std::string& from,
                                                     const std::string& to) {
    auto files = catalog::testing::small_flows();
    for (auto& file : files)
        if (file.path == "flows/standard.bpmn")
            for (auto at = file.text.find(from); at != std::string::npos; at = file.text.find(from, at + to.size()))
                file.text.replace(at, from.size(), to);
    auto flows = catalog::compile_flows(desk.city, files);
    REQUIRE(flows);
    return *flows;
}

TEST_CASE("applications keep their edition until they are moved, and only where that is possible") {
    Desk3 desk;
    desk.file({"C"});
    const auto id = desk.of("C").id;
    REQUIRE(desk.act(counter, command::Receive{}));
    REQUIRE(desk.act(officer, command::Accept{id, ""}));
    const auto first = desk.application.process->edition;
    const auto renamed = second_edition(desk, "name=\"review\"", "name=\"复核\"");
    desk.city.flowbook->publish(renamed);
    REQUIRE(desk.act(officer, command::Propose{id, Outcome::approve, "同意", {}}));
    CHECK(desk.application.process->edition == first);
    CHECK(desk.act(other, command::Migrate{first, "同版"}).error().is(err::flow_version_same));
    CHECK(desk.act(other, command::Migrate{"none", "没有"}).error().is(err::flows_edition_none));
    const auto report =
        try_migration(desk.application, *desk.city.flowbook->own(), *renamed, {desk.now, nullptr, nullptr});
    REQUIRE(report);
    CHECK(report->possible);
    REQUIRE(desk.act(other, command::Migrate{renamed->version(), "改名"}));
    CHECK(desk.application.process->edition == renamed->version());
    CHECK(desk.of("C").desk == Desk::review);
    // A version without the desk at which the case stands has no place for it.
    auto files = catalog::testing::small_flows();
    for (auto& file : files)
        if (file.path == "flows/standard.bpmn") file.text = catalog::testing::item_flow("item_standard", false, true);
    const auto without = catalog::compile_flows(desk.city, files);
    REQUIRE(without);
    desk.city.flowbook->publish(*without);
    CHECK(desk.act(other, command::Migrate{(*without)->version(), "取消审核"}).error().is(err::flow_migration));
    REQUIRE(desk.act(reviewer, command::Review{id, true, ""}));
    REQUIRE(desk.act(approver, command::Decide{id, true, ""}));
    CHECK(desk.of("C").status == Status::approved);
}

TEST_CASE("states and events survive packing, and what was cut off is refused") {
    const auto desk = joint_desk();
    const auto state = marking_of(desk.application);
    REQUIRE(state);
    const auto text = bpmn::pack(*state);
    const auto again = bpmn::unpack_state(text);
    REQUIRE(again);
    CHECK(*again == *state);
    int refused = 0;
    for (std::size_t length = 0; length < text.size(); ++length)
        refused += !bpmn::unpack_state(std::string_view(text).substr(0, length));
    CHECK(refused == static_cast<int>(text.size()));
}

}  // namespace
}  // namespace zhupi::approval
