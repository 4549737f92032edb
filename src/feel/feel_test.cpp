#include "feel/feel.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::feel;

namespace {

std::string run(std::string_view text, const std::vector<std::pair<Parameter, Value>>& given = {}) {
    std::vector<Parameter> names;
    std::vector<Value> values;
    for (const auto& [name, value] : given) {
        names.push_back(name);
        values.push_back(value);
    }
    const auto program = compile(text, names);
    if (!program) return "error: " + program.error().en();
    return to_literal(evaluate(**program, values).value, 2000);
}

}  // namespace

TEST_CASE("arithmetic is decimal and groups to the left") {
    CHECK(run("0.1 + 0.2") == "0.3");
    CHECK(run("1 / 3") == "0.3333333333333333333333333333333333");
    CHECK(run("3 ** 4 ** 5") == "3486784401");
    CHECK(run("-5 ** 2") == "25");
    CHECK(run("10 - 2 - 3") == "5");
    CHECK(run("2 + 3 * 4") == "14");
    CHECK(run("1 / 0") == "null");
}

TEST_CASE("names may hold spaces, operators and words of the language") {
    CHECK(run("Person name + \"!\"", {{{"Person name", Type(Kind::string)}, Value("李华")}}) == "\"李华!\"");
    CHECK(run("a-b - a", {{{"a", {}}, Number(1)}, {{"a-b", {}}, Number(7)}}) == "6");
    CHECK(run("for i in days in weekend return i", {{{"days in weekend", {}}, Value(std::vector<Value>{Number(1)})}}) ==
          "[1]");
    CHECK(run("{foo bar: 1, x: foo bar + 1}.x") == "2");
    CHECK(run("建筑面积（平方米） > 1000", {{{"建筑面积（平方米）", {}}, Number(1200)}}) == "true");
}

TEST_CASE("what is unknown is null and says so") {
    const auto program = compile("面积 + 1", {});
    REQUIRE(program);
    REQUIRE((*program)->problems.size() == 1);
    const auto outcome = evaluate(**program, std::span<const Value>{});
    CHECK(outcome.value.is_null());
    REQUIRE(outcome.diagnostics.size() == 2);
    CHECK(outcome.diagnostics[0].error.zh() == "不认识的名称“面积”");
    CHECK(outcome.diagnostics[0].source == "面积");
}

TEST_CASE("functions close over what they see and may call themselves") {
    CHECK(run("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r") == "2432902008176640000");
    CHECK(run("(function(x) function(y) x + y)(1)(2)") == "3");
    CHECK(run("sort([3, 1, 2], function(x, y) x < y)") == "[1, 2, 3]");
    CHECK(run("for i in 0..4 return if i = 0 then 1 else i * partial[-1]") == "[1, 1, 2, 6, 24]");
}

TEST_CASE("endless rules end in a diagnostic") {
    for (const char* text : {"{f: function(n) f(n + 1), r: f(1)}.r", "count(for i in 1..1000000000 return i)",
                             "count(for i in 1..100000 return if i = 1 then [1] else [partial[-1]])",
                             "for i in 1..100 return if i = 1 then [1] else [partial[-1], partial[-1]]",
                             "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"(a+)+$\")"}) {
        const auto program = compile(text, {});
        REQUIRE(program);
        Limits limits;
        limits.steps = 3'000'000;
        const auto outcome = evaluate(**program, std::span<const Value>{}, limits);
        CHECK_MESSAGE(outcome.value.is_null(), text);
        REQUIRE_FALSE(outcome.diagnostics.empty());
        CHECK(outcome.diagnostics.back().error.kind() == ErrorKind::too_large);
    }
}
