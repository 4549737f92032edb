#include "catalog/rules_inside.hpp"

#include <algorithm>

namespace zhupi::catalog {
namespace {

RuleFact fact_of(const Question& question) {
    RuleFact fact{question.term, question.kind, false, {}};
    for (const auto& option : question.options) fact.answers.push_back({option.term, option.name.en});
    if (question.kind == AnswerKind::yes_no) fact.answers = {{"是", "yes"}, {"否", "no"}};
    return fact;
}

}  // namespace

std::vector<RuleFact> rule_facts(const Catalog& catalog) {
    std::vector<RuleFact> facts;
    for (const auto& question : catalog.questions) facts.push_back(fact_of(question));
    const Vocabulary vocabulary(catalog);
    if (!vocabulary.facts.empty() && !vocabulary.facts.back().asked_for) {
        RuleFact district{vocabulary.facts.back().term, AnswerKind::choice, false, {}};
        for (const auto& one : catalog.districts) district.answers.push_back(one.name);
        facts.push_back(std::move(district));
    }
    for (const auto& [zh, en] : {std::pair{given::item, "Item"}, {given::flow, "Flow"}, {given::material, "Material"}})
        facts.push_back({{zh, en}, AnswerKind::choice, true, {}});
    return facts;
}

}  // namespace zhupi::catalog
