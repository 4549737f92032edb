#include "dmn/lint.hpp"

#include "dmn/testing.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::dmn;
using namespace zhupi::dmn::testing;

namespace {

/// "gap: 面积 (1000..2000)": kind, rules, and where it holds.
std::vector<std::string> findings(const std::string& xml) {
    const auto loaded = load(xml);
    REQUIRE(loaded);
    std::vector<std::string> out;
    for (const Finding& f : lint(*loaded)) {
        std::string line(name_of(f.kind));
        for (const int r : f.rules) line += " " + std::to_string(r);
        for (std::size_t i = 0; i < f.region.size(); ++i)
            line += (i == 0 ? ": " : "; ") + f.region[i].name + " " + f.region[i].value + " e.g. " + f.example[i].value;
        if (f.kind == Finding::Kind::problem) line += ": " + f.error.en();
        out.push_back(std::move(line));
    }
    return out;
}

using Lines = std::vector<std::string>;
const ColumnText area{"面积", "number", ""}, height{"高度", "number", ""}, use{"用途", "string", ""},
    listed{"文保", "boolean", ""};

}  // namespace

TEST_CASE("a complete table without overlaps has no findings") {
    CHECK(findings(model("UNIQUE", {area}, {{"< 1000", "\"小\""}, {">= 1000", "\"大\""}})) == Lines{});
    CHECK(findings(model(
              "UNIQUE", {use, listed},
              {{"\"住宅\"", "true", "\"a\""}, {"\"住宅\"", "false", "\"b\""}, {"not(\"住宅\")", "-", "\"c\""}})) ==
          Lines{});
}

TEST_CASE("a gap is shown as the widest region that no rule covers, with one input of it") {
    CHECK(findings(model("UNIQUE", {area}, {{"< 1000", "\"小\""}, {"> 2000", "\"大\""}})) ==
          Lines{"gap: 面积 [1000..2000] e.g. 1000"});
    CHECK(
        findings(model("UNIQUE", {area}, {{"<= 1000", "\"小\""}, {"(1000..2000)", "\"中\""}, {"> 2000", "\"大\""}})) ==
        Lines{"gap: 面积 2000 e.g. 2000"});
    CHECK(findings(model("FIRST", {use}, {{"\"住宅\", \"工业\"", "\"a\""}})) ==
          Lines{"gap: 用途 not(\"住宅\", \"工业\") e.g. \"其他\""});
}

TEST_CASE("a gap names only the columns that matter") {
    CHECK(findings(model("UNIQUE", {area, height, use},
                         {{"< 1000", "-", "-", "\"小\""}, {">= 1000", "< 24", "-", "\"大\""}})) ==
          Lines{"gap: 面积 >= 1000 e.g. 1000; 高度 >= 24 e.g. 24"});
}

TEST_CASE("what the input values do not allow is no gap") {
    const ColumnText limited{"用途", "string", "\"住宅\", \"工业\", \"公建\""};
    CHECK(findings(model("UNIQUE", {limited}, {{"\"住宅\"", "\"a\""}, {"\"工业\"", "\"b\""}})) ==
          Lines{"gap: 用途 \"公建\" e.g. \"公建\""});
    const ColumnText percent{"比例", "number", "[0..100]"};
    CHECK(findings(model("UNIQUE", {percent}, {{"< 50", "\"a\""}, {">= 60", "\"b\""}})) ==
          Lines{"gap: 比例 [50..60) e.g. 50"});
    CHECK(findings(model("UNIQUE", {percent}, {{"<= 50", "\"a\""}, {"> 50", "\"b\""}, {"> 100", "\"c\""}})) ==
          Lines{"unreachable 3"});
}

TEST_CASE("the allowed values of an item definition bound a column as well") {
    const std::string items = "<itemDefinition name=\"t用途\"><typeRef>string</typeRef>" +
                              text("allowedValues", "\"住宅\",\"工业\"") + "</itemDefinition>";
    CHECK(findings(model("UNIQUE", {{"用途", "t用途", ""}}, {{"\"住宅\"", "\"a\""}}, "<output/>", items)) ==
          Lines{"gap: 用途 \"工业\" e.g. \"工业\""});
}

TEST_CASE("a default output closes all gaps, and a collecting table has none") {
    CHECK(findings(model("UNIQUE", {area}, {{"< 1000", "\"小\""}},
                         "<output>" + text("defaultOutputEntry", "\"大\"") + "</output>")) == Lines{});
    CHECK(findings(model("COLLECT", {area}, {{"< 1000", "\"小\""}})) == Lines{});
}

TEST_CASE("an overlap is shown by an input for which both rules hold") {
    CHECK(findings(model("UNIQUE", {area}, {{"<= 1000", "\"小\""}, {">= 1000", "\"大\""}})) ==
          Lines{"overlap 1 2: 面积 1000 e.g. 1000"});
    CHECK(findings(model("ANY", {area}, {{"<= 1000", "\"小\""}, {">= 1000", "\"小\""}})) == Lines{});
    CHECK(findings(model("ANY", {area}, {{"<= 1000", "\"小\""}, {">= 1000", "\"大\""}})) ==
          Lines{"overlap 1 2: 面积 1000 e.g. 1000"});
    CHECK(findings(model("FIRST", {area}, {{"<= 1000", "\"小\""}, {">= 1000", "\"大\""}})) == Lines{});
}

TEST_CASE("a rule that earlier ones cover together never takes effect") {
    CHECK(findings(model("FIRST", {area}, {{"< 1000", "\"小\""}, {">= 1000", "\"大\""}, {"[500..1500]", "\"中\""}})) ==
          Lines{"masked 3 1: 面积 [500..1000) e.g. 500"});
}

TEST_CASE("a last rule for everything still serves inputs that were not given") {
    CHECK(findings(model("FIRST", {area}, {{"< 1000", "\"小\""}, {">= 1000", "\"大\""}, {"-", "\"未填\""}})) ==
          Lines{});
}

TEST_CASE("priorities mask as order does") {
    const std::string output = "<output typeRef=\"string\">" + text("outputValues", "\"高\",\"低\"") + "</output>";
    CHECK(findings(model("PRIORITY", {area}, {{"[10..20]", "\"低\""}, {"-", "\"高\""}}, output)) ==
          Lines{"masked 1 2: 面积 [10..20] e.g. 10"});
    CHECK(findings(model("PRIORITY", {area}, {{"[10..20]", "\"高\""}, {"-", "\"中\""}}, output)) == Lines{"output 2"});
}

TEST_CASE("a rule is superfluous when another says the same wherever it holds") {
    CHECK(findings(model("FIRST", {area}, {{"[10..20]", "\"a\""}, {"-", "\"a\""}})) ==
          Lines{"subsumed 1 2: 面积 [10..20] e.g. 10"});
    CHECK(findings(model("FIRST", {area}, {{"[10..20]", "\"a\""}, {"[15..30]", "\"b\""}, {"-", "\"a\""}})) == Lines{});
}

TEST_CASE("cells that nothing satisfies") {
    CHECK(findings(model("COLLECT", {area}, {{"> 5 and < 3", "\"a\""}})).size() == 1);  // a syntax error, said once
    CHECK(findings(model("COLLECT", {area}, {{"? > 5 and ? < 3", "\"a\""}})) == Lines{"unreachable 1"});
    const auto wrong_kind = findings(model("COLLECT", {area}, {{"\"大\"", "\"a\""}, {"> 1", "\"b\""}}));
    CHECK(wrong_kind == Lines{"problem: Cannot apply '=' to number and string", "unreachable 1"});
}

TEST_CASE("outputs that their type does not allow") {
    CHECK(findings(model("COLLECT", {area}, {{"-", "5"}})) == Lines{"output 1"});
}

TEST_CASE("what cannot be analysed is said, and what can is checked all the same") {
    CHECK(findings(
              model("UNIQUE", {area, height}, {{"> 高度", "-", "\"a\""}, {"5", "-", "\"b\""}, {"5", "1", "\"c\""}})) ==
          Lines{"unchecked", "overlap 2 3: 面积 5 e.g. 5; 高度 1 e.g. 1"});
}

TEST_CASE("two columns that ask the same are one") {
    CHECK(findings(model("UNIQUE", {area, area}, {{"< 10", "-", "\"a\""}, {"-", ">= 10", "\"b\""}})) == Lines{});
}

TEST_CASE("unknown names are findings") {
    CHECK(findings(model("COLLECT", {area}, {{"> 限值", "\"a\""}}))[0] == "problem: Unknown name '限值'");
}

TEST_CASE("a wide table ends within its budget") {
    std::vector<ColumnText> columns;
    Rows rows;
    for (int c = 0; c < 24; ++c) columns.push_back({"c" + std::to_string(c), "number", ""});
    for (int r = 0; r < 48; ++r) {
        std::vector<std::string> row(24, "-");
        row[static_cast<std::size_t>(r) % 24] = "[" + std::to_string(r) + ".." + std::to_string(r + 60) + "]";
        row.emplace_back("\"x\"");
        rows.push_back(std::move(row));
    }
    const auto loaded = load(model("ANY", columns, rows));
    REQUIRE(loaded);
    LintLimits limits;
    limits.steps = 20'000;
    const auto all = lint(*loaded, limits);
    CHECK(std::any_of(all.begin(), all.end(), [](const Finding& f) { return f.kind == Finding::Kind::gap; }));
}
