#include "dmn/dmn.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::dmn;

namespace {

constexpr const char* flow = R"(
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="m">
  <inputData id="i1" name="面积"><variable name="面积" typeRef="number"/></inputData>
  <inputData id="i2" name="用途"><variable name="用途" typeRef="string"/></inputData>
  <decision id="d1" name="规模"><variable name="规模" typeRef="string"/>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <literalExpression><text>if 面积 &gt; 5000 then "大" else "小"</text></literalExpression></decision>
  <decision id="d2" name="流程"><variable name="流程" typeRef="string"/>
    <informationRequirement><requiredDecision href="#d1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i1"/></informationRequirement>
    <informationRequirement><requiredInput href="#i2"/></informationRequirement>
    <decisionTable hitPolicy="FIRST">
      <input label="规模"><inputExpression typeRef="string"><text>规模</text></inputExpression></input>
      <input label="建筑面积"><inputExpression typeRef="number"><text>面积</text></inputExpression></input>
      <input label="用途"><inputExpression typeRef="string"><text>用途</text></inputExpression></input>
      <output/><annotation name="依据"/>
      <rule><inputEntry><text>"大"</text></inputEntry><inputEntry><text>[5000..20000)</text></inputEntry>
        <inputEntry><text>-</text></inputEntry><outputEntry><text>"一般"</text></outputEntry>
        <annotationEntry><text>国办发〔2019〕11号</text></annotationEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>&lt;= 300</text></inputEntry>
        <inputEntry><text>not("工业", "仓储")</text></inputEntry><outputEntry><text>"小型"</text></outputEntry></rule>
      <rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <inputEntry><text>"工业"</text></inputEntry><outputEntry><text>"工业"</text></outputEntry></rule>
    </decisionTable></decision>
</definitions>)";

Options explaining() {
    Options options;
    options.explain = true;
    return options;
}

Outcome explained(const feel::Context& inputs) {
    const auto model = load(flow);
    REQUIRE(model);
    auto outcome = evaluate(*model, "流程", inputs, explaining());
    REQUIRE(outcome);
    return std::move(*outcome);
}

feel::Context given(const char* use, std::optional<int> area) {
    feel::Context out;
    if (area) out.put("面积", feel::Number(*area));
    if (use != nullptr) out.put("用途", feel::Value(use));
    return out;
}

bool says(const std::vector<std::string>& lines, const std::string& line) {
    const bool found = std::find(lines.begin(), lines.end(), line) != lines.end();
    if (!found)
        for (const std::string& l : lines) MESSAGE(l);
    return found;
}

}  // namespace

TEST_CASE("an explanation says which rule held, and why each other one did not") {
    const Outcome outcome = explained(given("住宅", 8000));
    CHECK(feel::to_text(outcome.value) == "一般");
    const auto zh = in_chinese(*outcome.explanation);
    CHECK(zh.front() == "“流程”的结果是 \"一般\"。");
    CHECK(says(zh, "规则 1 成立，得出 \"一般\"。"));
    CHECK(says(zh, "规则 1 的说明：国办发〔2019〕11号。"));
    CHECK(says(zh, "规则 2 不成立：“建筑面积”应不超过 300，实际是 8000。"));
    CHECK(says(zh, "规则 3 不成立：“用途”应为 “工业”，实际是 \"住宅\"。"));
    CHECK(says(zh, "条件“面积 > 5000”成立。"));
    const auto en = in_english(*outcome.explanation);
    CHECK(says(en, "Rule 2 does not hold: '建筑面积' must be at most 300, but is 8000."));
}

TEST_CASE("all cells that failed are named") {
    const Outcome outcome = explained(given("仓储", 800));
    CHECK(outcome.value.is_null());
    const auto zh = in_chinese(*outcome.explanation);
    CHECK(says(zh, "没有规则成立。"));
    CHECK(
        says(zh, "规则 1 不成立：“规模”应为 “大”，实际是 \"小\"；“建筑面积”应不少于 5000 且 小于 20000，实际是 800。"));
    CHECK(says(zh,
               "规则 2 不成立：“建筑面积”应不超过 300，实际是 800；“用途”应不为 “工业” 或 “仓储”，实际是 \"仓储\"。"));
}

TEST_CASE("a null is traced to what was not given") {
    const Outcome outcome = explained(given("住宅", std::nullopt));
    const auto zh = in_chinese(*outcome.explanation);
    CHECK(says(zh, "输入“面积”没有填写（空值）。"));
    CHECK(says(zh, "条件“面积 > 5000”没有值，按不成立处理。"));
    CHECK(says(zh, "规则 2 不成立：“建筑面积”应不超过 300，但它没有值，无法判断（面积 没有填写）。"));
    const auto& table = outcome.explanation->decisions.back().tables.front();
    CHECK(table.inputs[1].is_null);
    CHECK(table.inputs[1].from == std::vector<std::string>{"面积"});
}

TEST_CASE("a rule behind the one that decided is told apart from one that failed") {
    const auto zh = in_chinese(*explained(given("工业", 8000)).explanation);
    CHECK(says(zh, "规则 3 也符合，但排在前面的规则已经决定了结果。"));
}

TEST_CASE("explaining changes neither the result nor the diagnostics") {
    const auto model = load(flow);
    REQUIRE(model);
    for (const char* use : {"住宅", "工业", "仓储"}) {
        for (const int area : {0, 300, 301, 5001, 30'000}) {
            const auto plain = evaluate(*model, "流程", given(use, area));
            const auto watched = evaluate(*model, "流程", given(use, area), explaining());
            REQUIRE((plain && watched));
            CHECK(feel::identical(plain->value, watched->value));
            CHECK(plain->diagnostics.size() == watched->diagnostics.size());
        }
    }
}
