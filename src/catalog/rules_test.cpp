#include "catalog/rules.hpp"

#include "base/error_codes.hpp"
#include "catalog/plan.hpp"
#include "catalog/test_city.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

/// The rules of the city with one mistake in them.
std::vector<Finding> broken(const std::string& path, const std::string& from, const std::string& to) {
    auto files = test_rules()->files();
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
    REQUIRE(file != files.end());
    const auto at = file->text.find(from);
    REQUIRE_MESSAGE(at != std::string::npos, from);
    file->text.replace(at, from.size(), to);
    const auto compiled = compile_rules(test_city(), std::move(files));
    REQUIRE_FALSE(compiled);
    return compiled.error();
}

bool says(const std::vector<Finding>& findings, std::string_view code, std::string_view file) {
    for (const auto& f : findings)
        if (f.code == code && f.file == file && f.line > 0 && !f.remedy_zh.empty() && !f.remedy_en.empty()) return true;
    std::string all;
    for (const auto& f : findings)
        all += "\n" + f.file + ":" + std::to_string(f.line) + " " + std::string(f.code) + ": " + f.en;
    MESSAGE(all);
    return false;
}

Answers government_building() { return {{"investment", "government"}, {"works", "building"}, {"land", "allocation"}}; }

TEST_CASE("the version of rules follows from their content") {
    auto files = test_rules()->files();
    std::reverse(files.begin(), files.end());
    CHECK((*compile_rules(test_city(), files))->version() == test_rules()->version());
    files.front().text += "<!-- -->";
    CHECK((*compile_rules(test_city(), files))->version() != test_rules()->version());
}

TEST_CASE("names in rules that the city does not have are found with their line") {
    CHECK(says(broken("rules/flow.dmn", "\"P3\"", "\"P33\""), "city.code_unknown", "rules/flow.dmn"));
    CHECK(says(broken("rules/items.dmn", "\"A01\"", "\"A99\""), "city.code_unknown", "rules/items.dmn"));
    CHECK(says(broken("rules/materials.dmn", "\"M04\"", "\"M94\""), "city.code_unknown", "rules/materials.dmn"));
    CHECK(says(broken("rules/handling.dmn", "\"云江市发展和改革委员会\"", "\"发改委\""), "city.code_unknown",
               "rules/handling.dmn"));
    CHECK(says(broken("rules/paths.dmn", "<text>\"听证\"</text>", "<text>\"听正\"</text>"), "city.code_unknown",
               "rules/paths.dmn"));
    CHECK(says(broken("rules/items.dmn", "<text>\"划拨\", \"出让\"</text>", "<text>\"划拨\", \"转让\"</text>"),
               "city.code_unknown", "rules/items.dmn"));
}

TEST_CASE("rules leave nothing open: every decision, every item, every limit") {
    const auto missing =
        broken("rules/limits.dmn", "name=\"办理时限\">\n    <question>", "name=\"时限\">\n    <question>");
    CHECK(missing.front().code == "rules.decision");
    CHECK(missing.front().file == "rules/");
    CHECK(says(broken("rules/items.dmn", "<text>\"D08\"</text>", "<text>\"D07\"</text>"), "rules.item",
               "rules/items.dmn"));
    CHECK(says(broken("rules/limits.dmn", "<inputEntry id=\"limits_r1_i1\"><text>\"A01\"",
                      "<inputEntry id=\"limits_r1_i1\"><text>\"A02\""),
               "rules.undecided", "rules/limits.dmn"));
}

TEST_CASE("words in rules are those that were agreed") {
    CHECK(says(broken("rules/materials.dmn", "<text>\"必要\"</text>", "<text>\"必须\"</text>"), "rules.cell",
               "rules/materials.dmn"));
    CHECK(says(broken("rules/items.dmn", "name=\"事项\" typeRef", "name=\"事情\" typeRef"), "rules.output",
               "rules/items.dmn"));
    CHECK(says(broken("rules/flow.dmn", "<text>\"P3\"</text>", "<text>\"P\" + \"3\"</text>"), "rules.cell",
               "rules/flow.dmn"));
}

TEST_CASE("rules do not look at the clock") {
    const auto findings = broken("rules/fees.dmn", "<text>1500</text>", "<text>today().year</text>");
    CHECK(std::any_of(findings.begin(), findings.end(), [](const auto& f) { return f.code == "rules.clock"; }));
}

TEST_CASE("what is no DMN, or no FEEL, is said with file and line") {
    auto files = test_rules()->files();
    files.front().text = "<definitions";
    const auto compiled = compile_rules(test_city(), files);
    REQUIRE_FALSE(compiled);
    CHECK(compiled.error().front().code == "rules.model");
    CHECK(compiled.error().front().file == files.front().path);
    CHECK(says(broken("rules/fees.dmn", "<text>1500</text>", "<text>1500 +</text>"), "rules.model", "rules/fees.dmn"));
}

TEST_CASE("a promise is not longer than the law, where the two can be compared") {
    const std::string row =
        "<outputEntry id=\"limits_r3_o1\"><text>20</text></outputEntry><outputEntry "
        "id=\"limits_r3_o2\"><text>\"工作日\"</text></outputEntry><outputEntry "
        "id=\"limits_r3_o3\"><text>5</text>";
    auto longer = row;
    longer.replace(longer.rfind(">5<"), 3, ">25<");
    CHECK(says(broken("rules/limits.dmn", row, longer), "city.promised", "rules/limits.dmn"));
}

TEST_CASE("a result needs an item that produces it") {
    CHECK(says(broken("rules/materials.dmn", "<text>\"申请人提交\"</text>", "<text>\"审批结果\"</text>"),
               "city.not_produced", "rules/materials.dmn"));
}

TEST_CASE("a question depends only on questions that are asked before it") {
    CHECK(says(broken("rules/questions.dmn", "<text>\"总建筑面积\"</text>", "<text>\"投资主体\"</text>"),
               "city.question_order", "rules/questions.dmn"));
}

TEST_CASE("an unanswered circumstance is no, and an answer to what is not asked counts for nothing") {
    auto answers = government_building();
    answers["epc"] = "yes";  // asked of linear works only
    const auto asked = test_rules()->asked(answers);
    CHECK(std::find(asked.begin(), asked.end(), "epc") == asked.end());
    CHECK(test_rules()->relevant(answers) == government_building());
    CHECK((*test_rules()->decide(answers))->flows == std::vector<std::string>{"G1"});
}

TEST_CASE("a ruling says for every item who handles it, in how many days and with which papers") {
    auto answers = government_building();
    answers["air_defence"] = "relocate";
    answers["assessed_area"] = "yes";
    const auto ruling = *test_rules()->decide(answers);
    const auto* item = ruling->item("C06");
    REQUIRE(item);
    CHECK(item->department == "rfb");
    CHECK(item->statutory->amount == 20);
    CHECK(item->promised.amount == 5);
    CHECK(item->handling == Handling::normal);
    CHECK(item->commitment);
    CHECK(item->special_procedures == std::vector<std::string>{"site_survey"});
    CHECK(item->needs.size() == 3);
    REQUIRE(item->fees.size() == 1);
    CHECK(item->fees.front().code == "air_defence");
    CHECK(item->fees.front().rate == Decimal::of(1500));
    CHECK(ruling->spared == std::vector<std::string>{"B03", "B06", "B07", "B08", "B11"});
    CHECK(ruling->item("D08")->handling == Handling::instant);
    CHECK(ruling->item("A08")->promised.amount == 5);  // 3 elsewhere, 5 in this flow
    CHECK(test_rules()->usual("A08").promised.amount == 3);
    const auto held = [](const std::vector<FiredRule>& fired, std::string_view decision) {
        return std::any_of(fired.begin(), fired.end(), [&](const auto& f) { return f.decision == decision; });
    };
    for (const char* decision : {"办理时限", "办理部门", "办理岗位", "收费", "工程建设材料", "材料来源"})
        CHECK_MESSAGE(held(item->fired, decision), decision);
    CHECK(held(ruling->fired, "适用流程"));
    CHECK(held(ruling->fired, "规划与设计事项"));
}

/// Yuan per ㎡ for infrastructure (城市基础设施配套费), which the demo city asks less of in its county.
std::optional<Decimal> infrastructure_fee(const Answers& answers) {
    const auto ruling = *test_rules()->decide(answers);
    for (const auto& fee : ruling->item("C05")->fees)
        if (fee.code == "infrastructure") return fee.rate;
    return std::nullopt;
}

TEST_CASE("rules may ask for the district, which no question asks for") {
    auto answers = government_building();
    CHECK(infrastructure_fee(answers) == Decimal::of(80));  // where nothing is registered yet, 区县 is null
    answers["district"] = "990101";
    CHECK(infrastructure_fee(answers) == Decimal::of(80));
    answers["district"] = "990121";
    CHECK(infrastructure_fee(answers) == Decimal::of(50));
    const auto asked = test_rules()->asked(answers);
    CHECK(std::find(asked.begin(), asked.end(), "district") == asked.end());
    CHECK(test_rules()->relevant(answers) == answers);
    CHECK((*test_rules()->decide(answers))->facts == answers);
}

TEST_CASE("a district is one of the city's, in rules and among answers") {
    CHECK(says(broken("rules/fees.dmn", "<text>not(\"青山县\")</text>", "<text>not(\"青川县\")</text>"),
               "city.code_unknown", "rules/fees.dmn"));
    auto answers = government_building();
    answers["district"] = "990121";
    CHECK(check_answers(test_city(), *test_rules(), answers));
    answers["district"] = "990199";
    const auto wrong = check_answers(test_city(), *test_rules(), answers);
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().is(err::answer_value));
    CHECK(wrong.error().where == "/answers/district");
    answers.erase("district");
    answers["province"] = "990121";
    CHECK(check_answers(test_city(), *test_rules(), answers).error().is(err::answer_unknown));
}

TEST_CASE("no question depends on the district: while they are asked nobody knows it") {
    CHECK(says(broken("rules/questions.dmn", "<text>总建筑面积</text>", "<text>区县</text>"), "city.question_order",
               "rules/questions.dmn"));
}

TEST_CASE("who writes rules is told every fact and every answer that tables may name") {
    const auto facts = rule_facts(test_city());
    CHECK(facts.size() == test_city().questions.size() + 4);
    const auto fact = [&](std::string_view name) {
        const auto found = std::find_if(facts.begin(), facts.end(), [&](const auto& f) { return f.name.zh == name; });
        REQUIRE(found != facts.end());
        return *found;
    };
    CHECK(fact("区县").answers.size() == test_city().districts.size());
    CHECK(fact("区县").answers.back().zh == "青山县");
    CHECK(fact("土地取得方式").answers.front().zh == "划拨");  // the word of the rules, not that of the form
    CHECK(fact("涉及河道").answers.size() == 2);
    CHECK(fact("总建筑面积").kind == AnswerKind::number);
    CHECK(fact("事项").of_codes);
}

TEST_CASE("why a fee is asked names the district in both languages") {
    auto answers = government_building();
    answers["district"] = "990121";
    for (const auto& part : test_rules()->why_handled(answers, "C05"))
        for (const auto& rule : part.rules)
            for (const auto& condition : rule.conditions)
                if (condition.fact.zh == "区县") {
                    CHECK(condition.fact.en == "District");
                    CHECK(condition.actual.zh == "青山县");
                    CHECK(condition.actual.en == "Qingshan County");
                    CHECK(condition.met);
                    return;
                }
    FAIL("no rule about C05 speaks of the district");
}

TEST_CASE("contracts cannot be deferred, and only what the rules call deferrable can") {
    CHECK(test_rules()->usual("A06").deferrable().empty());
    CHECK(test_rules()->usual("A05").deferrable() == std::vector<std::string>{"M38"});
}

TEST_CASE("what is usual of an item lists every paper it may want") {
    const auto& needs = test_rules()->usual("A08").needs;
    const auto contract = std::find_if(needs.begin(), needs.end(), [](const auto& n) { return n.material == "M07"; });
    REQUIRE(contract != needs.end());
    CHECK(contract->conditional);
    CHECK(contract->source == Source::result);
    CHECK(test_rules()->conditional("E03", "G1"));
    CHECK_FALSE(test_rules()->conditional("D01", "G1"));
    CHECK(test_rules()->conditional("D01", "R1"));
}

TEST_CASE("why an item is needed, or not, names the circumstance in both languages") {
    auto answers = government_building();
    const auto no = test_rules()->why_item(answers, "B04");
    CHECK_FALSE(no.applies);
    REQUIRE(no.rules.size() == 1);
    CHECK_FALSE(no.rules.front().conditions.back().met);
    CHECK(no.rules.front().conditions.back().fact.zh == "涉及河道");
    CHECK(no.rules.front().conditions.back().actual.en == "no");
    answers["river"] = "yes";
    const auto yes = test_rules()->why_item(answers, "B04");
    CHECK(yes.applies);
    CHECK(yes.rules.front().rule > 0);
    CHECK(yes.rules.front().notes.size() == 2);
    CHECK(yes.sentence.zh.find("需要办理") != std::string::npos);
}

TEST_CASE("why a material is wanted, and why a flow fits") {
    auto answers = government_building();
    CHECK(test_rules()->why_material(answers, "A08", "M03").applies);
    const auto contract = test_rules()->why_material(answers, "A08", "M07");
    CHECK_FALSE(contract.applies);
    CHECK(contract.sentence.zh.find("出让、带方案出让") != std::string::npos);
    CHECK(test_rules()->why_flow(answers, "G1").applies);
    CHECK_FALSE(test_rules()->why_flow(answers, "P2").applies);
    CHECK(test_rules()->why_handled(answers, "A08").size() == 3);
}

TEST_CASE("rules that leave something open for a project are an error, never a guess") {
    auto files = test_rules()->files();
    for (auto& file : files)
        if (file.path == "rules/handling.dmn") {
            // Two rules for one item, under a table where only one may hold.
            const auto at = file.text.find("<text>\"B04\"</text>");
            REQUIRE(at != std::string::npos);
            file.text.replace(at, std::string("<text>\"B04\"</text>").size(), "<text>\"B04\", \"A01\"</text>");
        }
    CHECK_FALSE(compile_rules(test_city(), files));
}

TEST_CASE("an edition is in force from its day, and the last one published wins") {
    auto files = test_rules()->files();
    files.front().text += "<!-- newer -->";
    const auto own = test_rules();
    const std::shared_ptr<const Rules> newer = *compile_rules(test_city(), files);
    Rulebook book(own);
    const auto day = Date::of(2026, 7, 1);
    CHECK(book.in_force(day) == own);
    book.publish({{day, newer}});
    CHECK(book.in_force(day.plus_days(-1)) == own);
    CHECK(book.in_force(day) == newer);
    book.publish({{day, newer}, {day.plus_days(3), own}});  // rolled back
    CHECK(book.in_force(day.plus_days(2)) == newer);
    CHECK(book.in_force(day.plus_days(3)) == own);
    CHECK(book.version(newer->version()) == newer);
    CHECK(book.version("") == own);
    CHECK(book.version("unheard of") == nullptr);
}

}  // namespace
}  // namespace zhupi::catalog
