// What the external suites do not ask: rules of countersigning, clocks that stop, joins that look again.
#include "base/error_codes.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/engine.hpp"
#include "bpmn/feel_language.hpp"
#include "bpmn/working_time.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::bpmn;

namespace {

Definition definition_of(const std::string& body) {
    const auto model = Model::read(
        R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zhupi="http://zhupi.dev/schema/bpmn/1.0" targetNamespace="t">)"
        R"(<error id="e" errorCode="wrong"/><signal id="s" name="stop"/><process id="p" isExecutable="true">)" +
        body + "</process></definitions>");
    REQUIRE(model.has_value());
    auto definition = compile(*model, FeelLanguage(*model));
    REQUIRE(definition.has_value());
    return std::move(*definition);
}
std::string flow(const std::string& from, const std::string& to, const std::string& condition = "") {
    return "<sequenceFlow id=\"" + from + "-" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\">" +
           (condition.empty() ? "" : "<conditionExpression>" + condition + "</conditionExpression>") +
           "</sequenceFlow>";
}

/// An instance that is talked to.
struct Case {
    const Definition& definition;
    State state{};
    Environment environment{};

    void give(const Command& command) {
        auto decision = decide(definition, state, command, environment);
        REQUIRE(decision.has_value());
        State folded = state;
        for (const auto& event : decision->events) apply(folded, event);
        REQUIRE(folded == decision->state);
        state = std::move(decision->state);
    }
    std::optional<Error> refuses(const Command& command) const {
        auto decision = decide(definition, state, command, environment);
        if (decision) return std::nullopt;
        return decision.error();
    }
    std::vector<std::string> open() const {
        std::vector<std::string> list;
        for (const auto& work : open_work(definition, state))
            list.push_back(definition.labels[static_cast<std::size_t>(work.node)].id);
        return list;
    }
    int token(const std::string& id, int nth = 0) const {
        for (const auto& work : open_work(definition, state))
            if (definition.labels[static_cast<std::size_t>(work.node)].id == id && nth-- == 0) return work.token;
        return 0;
    }
    int whole(const std::string& id) const {
        for (const auto& one : state.tokens)
            if (definition.labels[static_cast<std::size_t>(one.node)].id == id && one.parent == 0) return one.id;
        return 0;
    }
    void complete(const std::string& id, const std::string& outcome = {}, const Values& data = {}) {
        give(Complete{token(id), outcome, data});
    }
    json::Raw data(const std::string& name) const { return state.scopes.front().data.at(name); }
};

Definition countersign(const std::string& rule, bool sequential = false) {
    return definition_of(
        "<startEvent id=\"start\"/><userTask id=\"sign\"><multiInstanceLoopCharacteristics zhupi:collection=\"people\" "
        "zhupi:item=\"person\" zhupi:result=\"verdict\" zhupi:completion=\"" +
        rule + "\" isSequential=\"" + (sequential ? "true" : "false") +
        "\"/></userTask><userTask id=\"next\"/><endEvent id=\"end\"/>" + flow("start", "sign") + flow("sign", "next") +
        flow("next", "end"));
}
Case signing(const Definition& definition, int people) {
    Case one{definition};
    std::string list = "[";
    for (int i = 0; i < people; ++i) list += (i ? "," : "") + std::to_string(i);
    one.give(Start{"p", {}, {{"people", {list + "]"}}}});
    return one;
}

constexpr std::int64_t hour = 3'600'000;

}  // namespace

TEST_CASE("all must sign, and one against makes it a refusal") {
    const auto definition = countersign("all");
    auto one = signing(definition, 3);
    one.complete("sign", "approve");
    one.complete("sign", "reject");
    CHECK(one.open() == std::vector<std::string>{"sign"});
    one.complete("sign", "approve");
    CHECK(one.open() == std::vector<std::string>{"next"});
    CHECK(one.data("verdict").text == "\"reject\"");
}

TEST_CASE("two of three decide as soon as two agree, or no longer can") {
    const auto definition = countersign("count:2");
    auto one = signing(definition, 3);
    one.complete("sign", "approve");
    one.complete("sign", "approve");
    CHECK(one.open() == std::vector<std::string>{"next"});
    CHECK(one.data("verdict").text == "\"approve\"");
    auto other = signing(definition, 3);
    other.complete("sign", "reject");
    other.complete("sign", "reject");
    CHECK(other.data("verdict").text == "\"reject\"");
}

TEST_CASE("a share is rounded up") {
    const auto definition = countersign("percent:60");
    auto one = signing(definition, 4);  // 2.4, so three
    one.complete("sign", "approve");
    one.complete("sign", "approve");
    CHECK(one.open().size() == 2);
    one.complete("sign", "approve");
    CHECK(one.open() == std::vector<std::string>{"next"});
}

TEST_CASE("one veto ends it at once") {
    const auto definition = countersign("veto");
    auto one = signing(definition, 5);
    one.complete("sign", "reject");
    CHECK(one.open() == std::vector<std::string>{"next"});
    CHECK(one.data("verdict").text == "\"reject\"");
}

TEST_CASE("people are added, removed and replaced while others sign") {
    for (const bool sequential : {false, true}) {
        const auto definition = countersign("all", sequential);
        auto one = signing(definition, 2);
        const auto whole = one.whole("sign");
        one.give(AddSlot{whole, {SlotState::pending, "zhang", {}, {}}});
        one.give(Reassign{whole, 1, "li"});
        CHECK(one.state.rounds_of(whole)->slots[1].assignee == "li");
        one.give(RemoveSlot{whole, 0});
        CHECK(one.open().size() == (sequential ? 1u : 2u));
        one.complete("sign", "approve");
        CHECK(one.refuses(RemoveSlot{whole, 1})->is(err::bpmn_no_slot));
        one.complete("sign", "approve");
        CHECK(one.open() == std::vector<std::string>{"next"});
    }
}

TEST_CASE("removing the last who has not signed completes the round") {
    const auto definition = countersign("all");
    auto one = signing(definition, 2);
    const auto whole = one.whole("sign");
    one.complete("sign", "approve");
    one.give(RemoveSlot{whole, 1});
    CHECK(one.open() == std::vector<std::string>{"next"});
}

TEST_CASE("a task cannot be answered twice") {
    const auto definition = countersign("all");
    auto one = signing(definition, 2);
    const auto token = one.token("sign");
    one.give(Complete{token, "approve", {}});
    CHECK(one.refuses(Complete{token, "approve", {}})->is(err::bpmn_no_token));
}

TEST_CASE("an inclusive join goes on when a branch dies by an error") {
    const auto definition = definition_of(
        "<startEvent id=\"start\"/><inclusiveGateway id=\"split\"/><userTask id=\"a\"/><userTask id=\"b\"/>"
        "<boundaryEvent id=\"fault\" attachedToRef=\"b\"><errorEventDefinition "
        "errorRef=\"e\"/></boundaryEvent><inclusiveGateway id=\"join\"/>"
        "<userTask id=\"next\"/><endEvent id=\"end\"/><endEvent id=\"lost\"/>" +
        flow("start", "split") + flow("split", "a") + flow("split", "b") + flow("a", "join") + flow("b", "join") +
        flow("join", "next") + flow("next", "end") + flow("fault", "lost"));
    Case one{definition};
    one.give(Start{"p", {}, {}});
    one.complete("a");
    CHECK(one.open() == std::vector<std::string>{"b"});
    one.give(ThrowError{one.token("b"), "wrong"});
    CHECK(one.open() == std::vector<std::string>{"next"});
}

TEST_CASE("the same branch may deliver twice to a join, which then takes one of each") {
    const auto definition = definition_of(
        "<startEvent id=\"start\"/><parallelGateway id=\"split\"/><userTask id=\"a\" "
        "completionQuantity=\"2\"/><userTask id=\"b\"/><parallelGateway id=\"join\"/>"
        "<userTask id=\"next\"/><endEvent id=\"end\"/>" +
        flow("start", "split") + flow("split", "a") + flow("split", "b") + flow("a", "join") + flow("b", "join") +
        flow("join", "next") + flow("next", "end"));
    Case one{definition};
    one.give(Start{"p", {}, {}});
    one.complete("a");
    CHECK(one.open() == std::vector<std::string>{"b"});
    one.complete("b");
    CHECK(one.open() == std::vector<std::string>{"next"});
}

TEST_CASE("a suspended clock keeps what is left and never catches up") {
    const auto definition = definition_of(
        "<startEvent id=\"start\"/><userTask id=\"work\"/><boundaryEvent id=\"late\" "
        "attachedToRef=\"work\"><timerEventDefinition><timeDuration>PT10H</timeDuration>"
        "</timerEventDefinition></boundaryEvent><userTask id=\"overdue\"/><endEvent id=\"end\"/>" +
        flow("start", "work") + flow("work", "end") + flow("late", "overdue") + flow("overdue", "end"));
    Case one{definition};
    one.give(Start{"p", {}, {}});
    one.environment.now = Instant{4 * hour};
    one.give(Suspend{});
    one.environment.now = Instant{100 * hour};
    CHECK(one.refuses(Tick{})->is(err::bpmn_suspended));
    one.give(Resume{});
    one.give(Tick{});
    CHECK(one.open() == std::vector<std::string>{"work"});
    CHECK(one.state.timers.front().due == Instant{106 * hour});
    one.environment.now = Instant{106 * hour};
    one.give(Tick{});
    CHECK(one.open() == std::vector<std::string>{"overdue"});
}

TEST_CASE("a deadline in working days waits for the year's calendar, and moves when the calendar changes") {
    const auto definition = definition_of(
        "<startEvent id=\"start\"/><userTask id=\"work\"/><boundaryEvent id=\"late\" "
        "attachedToRef=\"work\"><timerEventDefinition zhupi:unit=\"working_days\">"
        "<timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id=\"end\"/>" +
        flow("start", "work") + flow("work", "end") + flow("late", "end"));
    const auto calendar = [](std::vector<int> years, std::vector<calendar::Exception> exceptions) {
        return *calendar::WorkCalendar::make(std::move(years), std::move(exceptions));
    };
    const auto none = calendar({2025}, {}), plain = calendar({2025, 2026}, {}),
               holidays = calendar({2025, 2026}, {{Date::of(2026, 3, 4), false, "", ""}});
    const WorkingTime before(none, Zone{}), known(plain, Zone{}), changed(holidays, Zone{});
    Case one{definition};
    one.environment = {Zone{}.at(Date::of(2026, 3, 2), 10), &before, nullptr};
    one.give(Start{"p", {}, {}});
    CHECK_FALSE(one.state.timers.front().due.has_value());
    one.environment.time = &known;
    one.give(Reproject{});
    CHECK(one.state.timers.front().due == Zone{}.start_of(Date::of(2026, 3, 10)));
    one.environment.time = &changed;
    one.give(Reproject{});
    CHECK(one.state.timers.front().due == Zone{}.start_of(Date::of(2026, 3, 11)));
}

TEST_CASE("FEEL chooses the way, and what a task returns is known to it") {
    const auto definition = definition_of(
        "<startEvent id=\"start\"/><userTask id=\"measure\"/><exclusiveGateway id=\"size\" "
        "default=\"size-small\"/><userTask id=\"large\"/><userTask id=\"small\"/><endEvent id=\"end\"/>" +
        flow("start", "measure") + flow("measure", "size") +
        flow("size", "large", "area &gt; 1000 and kind = \"公建\"") + flow("size", "small") + flow("large", "end") +
        flow("small", "end"));
    for (const auto& [area, expected] : {std::pair("1200.5", "large"), {"1000", "small"}}) {
        Case one{definition};
        one.give(Start{"p", {}, {{"kind", {"\"公建\""}}}});
        one.complete("measure", {}, {{"area", {area}}});
        CHECK(one.open() == std::vector<std::string>{expected});
    }
}

TEST_CASE("a gateway without a way out stops with an incident, and goes on when the data are mended") {
    const auto definition = definition_of(
        "<startEvent id=\"start\"/><exclusiveGateway id=\"x\"/><userTask id=\"a\"/><userTask id=\"b\"/><endEvent "
        "id=\"end\"/>" +
        flow("start", "x") + flow("x", "a", "n = 1") + flow("x", "b", "n = 2") + flow("a", "end") + flow("b", "end"));
    Case one{definition};
    one.give(Start{"p", {}, {}});
    REQUIRE(one.state.incidents.size() == 1);
    CHECK(one.state.incidents.front().code == "bpmn.no_flow");
    one.give(SetData{{{"n", {"2"}}}, 0});
    one.give(Retry{one.state.incidents.front().token});
    CHECK(one.open() == std::vector<std::string>{"b"});
    CHECK(one.state.incidents.empty());
}

TEST_CASE("a flow that runs in circles without waiting is stopped, not the machine") {
    const auto definition =
        definition_of("<startEvent id=\"start\"/><exclusiveGateway id=\"x\"/><task id=\"a\"/><endEvent id=\"end\"/>" +
                      flow("start", "x") + flow("x", "a") + flow("a", "x") + flow("x", "end", "false"));
    Case one{definition};
    one.give(Start{"p", {}, {}});
    REQUIRE(one.state.incidents.size() == 1);
    CHECK(one.state.incidents.front().code == "bpmn.endless");
}
