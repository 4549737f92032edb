#include "dmn/dmn.hpp"
#include "dmn/testing.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::dmn;
using namespace zhupi::dmn::testing;

namespace {

const std::vector<ColumnText> x{{"x", "number", ""}};

std::string decide(const std::string& policy, const Rows& rows, int value, const std::string& output = "<output/>") {
    const auto loaded = load(model(policy, x, rows, output));
    REQUIRE(loaded);
    feel::Context inputs;
    inputs.put("x", feel::Number(value));
    const auto outcome = evaluate(*loaded, "d", inputs);
    REQUIRE(outcome);
    std::string out = feel::to_literal(outcome->value);
    for (const auto& d : outcome->diagnostics) out += " " + std::string(d.error.code->code);
    return out;
}

const Rows three{{"> 0", "10"}, {"> 5", "20"}, {"> 5", "20"}};

}  // namespace

TEST_CASE("UNIQUE yields null when several rules hold") {
    CHECK(decide("UNIQUE", three, 3) == "10");
    CHECK(decide("UNIQUE", three, 6) == "null dmn.several_rules");
    CHECK(decide("UNIQUE", three, 0) == "null dmn.no_rule");
}

TEST_CASE("without a hit policy a table is UNIQUE") { CHECK(decide("", three, 3) == "10"); }

TEST_CASE("FIRST takes the first rule that holds") { CHECK(decide("FIRST", three, 6) == "10"); }

TEST_CASE("ANY wants all rules that hold to agree") {
    CHECK(decide("ANY", {{"> 0", "1"}, {"> 5", "1"}}, 6) == "1");
    CHECK(decide("ANY", {{"> 0", "1"}, {"> 5", "2"}}, 6) == "null dmn.different_outputs");
}

TEST_CASE("PRIORITY takes the output that stands first among the output values") {
    const std::string output = "<output>" + text("outputValues", "20, 10") + "</output>";
    CHECK(decide("PRIORITY", three, 6, output) == "20");
    CHECK(decide("PRIORITY", three, 3, output) == "10");
    CHECK(decide("OUTPUT ORDER", three, 6, output) == "[20, 20, 10]");
}

TEST_CASE("RULE ORDER and COLLECT list the outputs in order") {
    CHECK(decide("RULE ORDER", three, 6) == "[10, 20, 20]");
    CHECK(decide("COLLECT", three, 6) == "[10, 20, 20]");
}

TEST_CASE("COLLECT aggregates") {
    CHECK(decide("COLLECT\" aggregation=\"SUM", three, 6) == "50");
    CHECK(decide("COLLECT\" aggregation=\"MIN", three, 6) == "10");
    CHECK(decide("COLLECT\" aggregation=\"MAX", three, 6) == "20");
    CHECK(decide("COLLECT\" aggregation=\"COUNT", three, 6) == "3");
    CHECK(decide("COLLECT\" aggregation=\"COUNT", three, 0) == "0");
    CHECK(decide("COLLECT\" aggregation=\"SUM", {{"-", "\"a\""}, {"-", "1"}}, 0) == "null dmn.aggregation");
}

TEST_CASE("several outputs come as a context") {
    const std::string outputs = "<output name=\"a\"/><output name=\"b\"/>";
    CHECK(decide("UNIQUE", {{"> 0", "1", "\"x\""}}, 1, outputs) == "{a: 1, b: \"x\"}");
    CHECK(decide("COLLECT", {{"> 0", "1", "2"}, {"> 0", "3", "4"}}, 1, outputs) == "[{a: 1, b: 2}, {a: 3, b: 4}]");
}

TEST_CASE("the default output is taken when no rule holds") {
    CHECK(decide("UNIQUE", three, 0, "<output>" + text("defaultOutputEntry", "7") + "</output>") == "7");
}

TEST_CASE("what the input values do not allow makes the table null") {
    const auto loaded = load(model("UNIQUE", {{"x", "number", "[0..10]"}}, {{"-", "1"}}));
    REQUIRE(loaded);
    feel::Context inputs;
    inputs.put("x", feel::Number(11));
    const auto outcome = evaluate(*loaded, "d", inputs);
    REQUIRE((outcome && outcome->diagnostics.size() == 1));
    CHECK(outcome->value.is_null());
    CHECK(outcome->diagnostics[0].error.zh() == "“x”的取值 11 不在允许范围 [0..10] 内");
}

TEST_CASE("an index gives what cells give one by one") {
    // The second column is beyond the index, for it speaks of the first; the first is not.
    const std::vector<ColumnText> columns{{"x", "number", ""}, {"y", "number", ""}};
    const auto loaded =
        load(model("COLLECT", columns, {{"[1..5)", "> x", "1"}, {"not(3)", "x, 9", "2"}, {"? > 2 and ? < 6", "-", "3"}},
                   "<output/>"));
    REQUIRE(loaded);
    for (int a = 0; a < 9; ++a) {
        for (int b = 0; b < 10; ++b) {
            feel::Context inputs;
            inputs.put("x", feel::Number(a));
            inputs.put("y", feel::Number(b));
            std::string expected;
            const auto add = [&](bool holds, const char* rule) {
                if (holds) expected += (expected.empty() ? "" : ", ") + std::string(rule);
            };
            add(a >= 1 && a < 5 && b > a, "1");
            add(b == a || b == 9 ? a != 3 : false, "2");
            add(a > 2 && a < 6, "3");
            const auto outcome = evaluate(*loaded, "d", inputs);
            REQUIRE(outcome);
            // A table in which no rule holds answers null, whatever its hit policy (TCK 0108 and others).
            CHECK(feel::to_literal(outcome->value) == (expected.empty() ? "null" : "[" + expected + "]"));
        }
    }
}
