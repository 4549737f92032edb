#include "bpmn/soundness/soundness.hpp"

#include "base/error_codes.hpp"
#include "bpmn/check/limits.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/feel_language.hpp"
#include "bpmn/soundness/outcomes.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::bpmn;

namespace {

std::string flow(const std::string& from, const std::string& to, const std::string& condition = "") {
    return "<sequenceFlow id=\"" + from + "-" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\">" +
           (condition.empty() ? "" : "<conditionExpression>" + condition + "</conditionExpression>") +
           "</sequenceFlow>";
}

struct Flow {
    Model model;
    Definition definition;
};
Flow read(const std::string& body) {
    auto model = Model::read(
        R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zhupi="http://zhupi.dev/schema/bpmn/1.0" targetNamespace="t"><process id="p" isExecutable="true" zhupi:limit="P10D">)" +
        body + "</process></definitions>");
    REQUIRE(model.has_value());
    auto definition = compile(*model, FeelLanguage(*model));
    REQUIRE(definition.has_value());
    return {std::move(*model), std::move(*definition)};
}
std::vector<std::string> codes(const Soundness& soundness) {
    std::vector<std::string> list;
    for (const auto& one : soundness.findings) list.emplace_back(one.finding.error.code->code);
    return list;
}

const std::string choice_then_join =
    "<startEvent id=\"start\"/><exclusiveGateway id=\"split\"/><task id=\"a\"/><task id=\"b\"/><parallelGateway "
    "id=\"join\"/><endEvent id=\"end\"/>" +
    flow("start", "split") + flow("split", "a") + flow("split", "b") + flow("a", "join") + flow("b", "join") +
    flow("join", "end");

}  // namespace

TEST_CASE("a choice that ends in a parallel join is stuck there, and the way that leads to it is shown") {
    const auto [model, definition] = read(choice_then_join);
    const auto soundness = verify(definition, model);
    REQUIRE(codes(soundness) == std::vector<std::string>{"bpmn.stuck"});
    CHECK(soundness.findings.front().finding.element == "join");
    CHECK(soundness.findings.front().way.front() == "start");
    CHECK(soundness.findings.front().finding.line > 0);
}

TEST_CASE("parallel branches that meet in a plain task put two tokens on one flow") {
    const auto [model, definition] = read(
        "<startEvent id=\"start\"/><parallelGateway id=\"split\"/><task id=\"a\"/><task id=\"b\"/><exclusiveGateway "
        "id=\"join\"/><endEvent id=\"end\"/>" +
        flow("start", "split") + flow("split", "a") + flow("split", "b") + flow("a", "join") + flow("b", "join") +
        flow("join", "end"));
    const auto soundness = verify(definition, model);
    REQUIRE(codes(soundness) == std::vector<std::string>{"bpmn.unsafe"});
    CHECK(soundness.findings.front().finding.element == "join-end");
}

TEST_CASE("what nothing leads to can never begin") {
    const auto [model, definition] = read(
        "<startEvent id=\"start\"/><task id=\"a\"/><exclusiveGateway id=\"x\"/><task id=\"b\"/><endEvent id=\"end\"/>" +
        flow("start", "a") + flow("a", "end") + flow("x", "b") + flow("b", "x"));
    CHECK(verify(definition, model).bag.dead_activities == std::vector<std::string>{"b"});
}

TEST_CASE("a condition that the decision's answers never meet is no way at all") {
    const std::string body =
        "<startEvent id=\"start\"/><businessRuleTask id=\"rule\" zhupi:decision=\"route\" "
        "zhupi:result=\"route\"/><exclusiveGateway id=\"x\"/>"
        "<task id=\"short\"/><task id=\"long\"/><task id=\"odd\"/><endEvent id=\"end\"/>" +
        flow("start", "rule") + flow("rule", "x") + flow("x", "short", "route = \"short\"") +
        flow("x", "long", "route = \"long\"") + flow("x", "odd", "route = \"odd\"") + flow("short", "end") +
        flow("long", "end") + flow("odd", "end");
    const auto [model, definition] = read(body);
    const std::string table =
        R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"><decision id="route" name="route"><decisionTable hitPolicy="FIRST"><input/><output/>
        <rule><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>"short"</text></outputEntry></rule>
        <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"long"</text></outputEntry></rule></decisionTable></decision></definitions>)";
    SoundnessOptions options;
    CHECK(verify(definition, model, options).sound());
    const auto narrowing = outcomes_of(definition, model, table);
    REQUIRE(narrowing.has_value());
    options.narrowing = *narrowing;
    CHECK(verify(definition, model, options).bag.dead_activities == std::vector<std::string>{"odd"});
}

TEST_CASE("a limit shorter than the waiting on every way can never be met") {
    const auto wait = [](const std::string& id, const std::string& span) {
        return "<intermediateCatchEvent id=\"" + id +
               "\"><timerEventDefinition zhupi:unit=\"working_days\"><timeDuration>" + span +
               "</timeDuration></timerEventDefinition></intermediateCatchEvent>";
    };
    const auto flow_with = [&](const std::string& second) {
        return read("<startEvent id=\"start\"/>" + wait("notice", "P6D") + wait("objection", second) +
                    "<endEvent id=\"end\"/>" + flow("start", "notice") + flow("notice", "objection") +
                    flow("objection", "end"));
    };
    const auto good = flow_with("P4D"), bad = flow_with("P5D");
    CHECK(check_limits(good.definition, good.model).empty());
    const auto findings = check_limits(bad.definition, bad.model);
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().error.is(err::bpmn_limit_never_met));
    CHECK(findings.front().error.params.at("least") == "11");
}

TEST_CASE("a reminder that repeats is no fault, and a collapsed sub-process may be interrupted") {
    const auto [model, definition] = read(
        "<startEvent id=\"start\"/><subProcess id=\"inside\"/><userTask id=\"remind\"/><userTask "
        "id=\"escalate\"/><endEvent id=\"end\"/><endEvent id=\"reminded\"/>"
        "<boundaryEvent id=\"weekly\" attachedToRef=\"inside\" "
        "cancelActivity=\"false\"><timerEventDefinition><timeCycle>R/P7D</timeCycle></timerEventDefinition></"
        "boundaryEvent>"
        "<boundaryEvent id=\"late\" "
        "attachedToRef=\"inside\"><timerEventDefinition><timeDuration>P30D</timeDuration></timerEventDefinition></"
        "boundaryEvent>" +
        flow("start", "inside") + flow("inside", "end") + flow("weekly", "remind") + flow("remind", "reminded") +
        flow("late", "escalate") + flow("escalate", "end"));
    CHECK(codes(verify(definition, model)).empty());
}

TEST_CASE("an activity that gathers tokens finds them on its flow") {
    const auto gathering = [](const std::string& quantity) {
        return read(
            "<startEvent id=\"start\"/><task id=\"give\" completionQuantity=\"3\"/><task id=\"take\" startQuantity=\"" +
            quantity + "\"/><endEvent id=\"end\"/>" + flow("start", "give") + flow("give", "take") +
            flow("take", "end"));
    };
    const auto enough = gathering("3"), never = gathering("4");
    CHECK(verify(enough.definition, enough.model).sound());
    CHECK(codes(verify(never.definition, never.model)) == std::vector<std::string>{"bpmn.stuck", "bpmn.never_begins"});
}
