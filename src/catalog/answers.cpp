#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/plan.hpp"

namespace zhupi::catalog {
namespace {

Result<void> check_answer(const Question& question, const std::string& value) {
    const auto where = "/answers/" + question.code;
    Params params{{"text", question.text.en}, {"textZh", question.text.zh}, {"value", value}};
    if (question.kind == AnswerKind::number) {
        const auto number = Decimal::parse(value);
        if (!number || *number < Decimal{}) return fail(err::answer_number, std::move(params), where);
        return {};
    }
    std::vector<std::string> allowed;
    for (const auto& option : question.options) allowed.push_back(option.code);
    if (question.kind == AnswerKind::yes_no) allowed = {"yes", "no"};
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return {};
    params["allowed"] = text::join(allowed, ", ");
    return fail(err::answer_value, std::move(params), where);
}

/// The answers that no question asks for: the district, and no other.
Result<void> check_unasked(const Catalog& catalog, const Answers& answers) {
    for (const auto& [code, value] : answers) {
        if (catalog.question(code)) continue;
        if (code != district_fact) return fail(err::answer_unknown, {{"question", code}}, "/answers/" + code);
        if (catalog.district(value)) continue;
        std::vector<std::string> allowed;
        for (const auto& district : catalog.districts) allowed.push_back(district.code);
        return fail(
            err::answer_value,
            {{"text", "District"}, {"textZh", "区县"}, {"value", value}, {"allowed", text::join(allowed, ", ")}},
            "/answers/" + code);
    }
    return {};
}

}  // namespace

Result<void> check_answers(const Catalog& catalog, const Rules& rules, const Answers& answers) {
    ZHUPI_CHECK(check_unasked(catalog, answers));
    const auto asked = rules.asked(answers);
    for (const auto& question : catalog.questions) {
        if (std::find(asked.begin(), asked.end(), question.code) == asked.end()) continue;
        if (const auto given = answers.find(question.code); given != answers.end()) {
            ZHUPI_CHECK(check_answer(question, given->second));
        } else if (question.required) {
            return fail(err::answer_missing, {{"text", question.text.en}, {"textZh", question.text.zh}},
                        "/answers/" + question.code);
        }
    }
    return {};
}

Result<std::shared_ptr<const Ruling>> decide(const Catalog& catalog, const Rules& rules, const Answers& answers) {
    ZHUPI_CHECK(check_answers(catalog, rules, answers));
    return rules.decide(answers);
}

}  // namespace zhupi::catalog
