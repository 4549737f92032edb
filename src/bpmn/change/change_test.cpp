#include "bpmn/change/change.hpp"

#include "base/error_codes.hpp"
#include "bpmn/change/marking.hpp"
#include "bpmn/compile.hpp"
#include "bpmn/plain_language.hpp"
#include "bpmn/random_blocks.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::bpmn;

namespace {

Definition definition_of(const std::string& body) {
    const auto model = Model::read(
        R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p" isExecutable="true">)" +
        body + "</process></definitions>");
    REQUIRE(model.has_value());
    auto definition = compile(*model, PlainLanguage());
    REQUIRE(definition.has_value());
    return *definition;
}

std::string task(const std::string& id) { return "<userTask id=\"" + id + "\"/>"; }
std::string flow(const std::string& from, const std::string& to) {
    return "<sequenceFlow id=\"" + from + "-" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"/>";
}

/// receive → split → (fire, land) → join → issue → end
std::string parallel_review(const std::string& more = "") {
    return "<startEvent id=\"start\"/>" + task("receive") + "<parallelGateway id=\"split\"/>" + task("fire") +
           task("land") + "<parallelGateway id=\"join\"/>" + task("issue") + "<endEvent id=\"end\"/>" +
           flow("start", "receive") + flow("receive", "split") + flow("split", "fire") + flow("split", "land") +
           flow("fire", "join") + flow("land", "join") + flow("join", "issue") + flow("issue", "end") + more;
}

State run(const Definition& definition, State state, const Command& command) {
    auto decision = decide(definition, state, command, {});
    REQUIRE(decision.has_value());
    State folded = state;
    for (const auto& event : decision->events) apply(folded, event);
    CHECK(folded == decision->state);
    return decision->state;
}

int token_at(const Definition& definition, const State& state, const std::string& id) {
    for (const auto& token : state.tokens)
        if (definition.labels[token.node].id == id) return token.id;
    return 0;
}
State done(const Definition& definition, State state, const std::string& id) {
    return run(definition, state, Complete{token_at(definition, state, id), {}, {}});
}
std::vector<std::string> where(const Definition& definition, const State& state) {
    std::vector<std::string> list;
    for (const auto& token : state.tokens) list.push_back(definition.labels[token.node].id);
    std::sort(list.begin(), list.end());
    return list;
}
State started(const Definition& definition) { return run(definition, {}, Start{"p", {}, {}}); }

State changed(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan) {
    const auto report = try_change(from, state, to, plan, {});
    for (const auto& reason : report.reasons) MESSAGE(reason.en());
    REQUIRE(report.possible);
    State folded = state;
    for (const auto& event : report.events) apply(folded, event);
    CHECK(folded == report.state);
    return report.state;
}

}  // namespace

TEST_CASE("a return to a task before a split takes the parallel branches back too") {
    const auto definition = definition_of(parallel_review());
    auto state = done(definition, started(definition), "receive");
    state = done(definition, state, "fire");
    const auto plan = returning(definition, state, token_at(definition, state, "land"), "receive");
    REQUIRE(plan.has_value());
    state = changed(definition, state, definition, *plan);
    CHECK(where(definition, state) == std::vector<std::string>{"receive"});
    state = done(definition, done(definition, done(definition, done(definition, state, "receive"), "fire"), "land"),
                 "issue");
    CHECK(state.status == Status::completed);
}

TEST_CASE("a jump that would leave a join waiting for ever is refused, and says where") {
    const auto definition = definition_of(parallel_review());
    const auto state = done(definition, started(definition), "receive");
    const auto report =
        try_change(definition, state, definition, jumping(token_at(definition, state, "fire"), "issue"), {});
    CHECK_FALSE(report.possible);
    REQUIRE(report.reasons.size() == 1);
    CHECK(report.reasons.front().is(err::bpmn_no_way_out));
    CHECK(report.reasons.front().params.at("node") == "join");
}

TEST_CASE("a jump along a branch is possible while its sibling waits at the join") {
    const auto definition = definition_of(parallel_review());
    auto state = done(definition, done(definition, started(definition), "receive"), "fire");
    state = changed(definition, state, definition, jumping(token_at(definition, state, "land"), "join"));
    CHECK(where(definition, state) == std::vector<std::string>{"issue"});
}

TEST_CASE("a task that was completed last can be taken back until something behind it is done") {
    const auto definition = definition_of(parallel_review());
    auto state = done(definition, started(definition), "receive");
    const auto plan = withdrawing(definition, state, "receive");
    REQUIRE(plan.has_value());
    CHECK(where(definition, changed(definition, state, definition, *plan)) == std::vector<std::string>{"receive"});
    state = done(definition, done(definition, done(definition, state, "fire"), "land"), "issue");
    CHECK_FALSE(withdrawing(definition, state, "receive").has_value());
}

TEST_CASE("an instance with a half-filled join moves to a new version and keeps what has arrived") {
    const auto old = definition_of(parallel_review());
    auto state = done(old, done(old, started(old), "receive"), "fire");
    const auto fresh = definition_of(parallel_review() + "<userTask id=\"archive\"/>");
    state = changed(old, state, fresh, migrating(old, fresh));
    CHECK(state.definition == fresh.fingerprint);
    state = done(fresh, state, "land");
    CHECK(where(fresh, state) == std::vector<std::string>{"issue"});
}

TEST_CASE("a version that demands another branch of a join would wait for ever and is refused") {
    const auto old = definition_of(parallel_review());
    const auto state = done(old, done(old, started(old), "receive"), "fire");
    const auto fresh = definition_of(parallel_review(task("green") + flow("split", "green") + flow("green", "join")));
    const auto report = try_change(old, state, fresh, migrating(old, fresh), {});
    CHECK_FALSE(report.possible);
    auto plan = migrating(old, fresh);
    plan.begin.push_back("green");  // unless the new branch is begun as well
    const auto state2 = changed(old, state, fresh, plan);
    CHECK(where(fresh, done(fresh, done(fresh, state2, "land"), "green")) == std::vector<std::string>{"issue"});
}

TEST_CASE("a join whose missing branch is gone fires at once in the new version") {
    const auto old = definition_of(parallel_review());
    const auto state = done(old, done(old, started(old), "receive"), "fire");
    const auto fresh =
        definition_of("<startEvent id=\"start\"/>" + task("receive") + "<parallelGateway id=\"split\"/>" +
                      task("fire") + "<parallelGateway id=\"join\"/>" + task("issue") + "<endEvent id=\"end\"/>" +
                      flow("start", "receive") + flow("receive", "split") + flow("split", "fire") +
                      flow("fire", "join") + flow("join", "issue") + flow("issue", "end"));
    auto plan = migrating(old, fresh);
    CHECK_FALSE(try_change(old, state, fresh, plan, {}).possible);  // "land" has no counterpart
    plan.cancel.push_back(token_at(old, state, "land"));
    CHECK(where(fresh, changed(old, state, fresh, plan)) == std::vector<std::string>{"issue"});
}

TEST_CASE("a marking says whether an end is within reach") {
    const auto definition = definition_of(parallel_review());
    CHECK(prospects(definition, started(definition)).always_can_end);
    CHECK(prospects(definition, done(definition, done(definition, started(definition), "receive"), "land"))
              .always_can_end);
}

TEST_CASE("whatever change is accepted at random, the instance comes to its end") {
    int accepted = 0, refused = 0;
    for (unsigned seed = 1; seed <= 250; ++seed) {
        std::mt19937 random(seed);
        const auto block = testing::Generator(seed).block(3);
        const auto model = Model::read(testing::Writer().document(block));
        const auto definition = compile(*model, PlainLanguage());
        REQUIRE(definition.has_value());
        Values data;
        testing::choices(block, data);
        for (auto& [name, value] : data)
            if (name.front() == 'r') value = {"0"};  // no repetition goes round again
        auto state = run(*definition, {}, Start{"p", {}, data});
        for (int steps = 0; !state.over(); ++steps) {
            REQUIRE(steps < 300);
            const auto works = open_work(*definition, state);
            REQUIRE_FALSE(works.empty());
            const auto token = works[random() % works.size()].token;
            if (steps < 12 && random() % 2 == 0) {
                const auto& target = definition->labels[random() % definition->labels.size()].id;
                auto plan = jumping(token, target);
                if (random() % 2 == 0)
                    if (auto back = returning(*definition, state, token, target)) plan = std::move(*back);
                const auto report = try_change(*definition, state, *definition, plan, {});
                report.possible ? ++accepted : ++refused;
                if (report.possible) state = report.state;
                continue;
            }
            state = run(*definition, state, Complete{token, {}, {}});
        }
        CHECK(state.status == Status::completed);
        CHECK(state.incidents.empty());
    }
    CHECK(accepted > 100);
    CHECK(refused > 50);
}
