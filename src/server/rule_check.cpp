#include "server/rule_check.hpp"

#include "dmn/lint.hpp"
#include "dmn/source.hpp"

#include <algorithm>

namespace zhupi::server {
namespace {

int line_of(const dmn::source::Definitions& written, const dmn::Finding& finding) {
    for (const auto& decision : written.decisions) {
        if (decision.name != finding.element) continue;
        if (finding.rules.empty() || !decision.logic.table) return decision.line;
        const auto rule = static_cast<std::size_t>(finding.rules.front()) - 1;
        return rule < decision.logic.table->rules.size() ? decision.logic.table->rules[rule].line : decision.line;
    }
    return 0;
}

/// Whether a table is meant to be filled: one that collects what holds, and lists in order, may hold nothing.
bool meant_to_collect(const dmn::source::Definitions& written, const std::string& element) {
    using HitPolicy = dmn::source::Table::HitPolicy;
    for (const auto& decision : written.decisions)
        if (decision.name == element && decision.logic.table)
            return decision.logic.table->hit_policy == HitPolicy::collect ||
                   decision.logic.table->hit_policy == HitPolicy::rule_order;
    return false;
}

bool of_codes(const dmn::source::Definitions& written, const std::string& element) {
    for (const auto& decision : written.decisions)
        if (decision.name == element && decision.logic.table)
            for (const auto& input : decision.logic.table->inputs)
                if (input.text == "事项" || input.text == "材料") return true;
    return false;
}

void lint_file(const catalog::SourceFile& file, api::RuleCheck& check) {
    const auto written = dmn::source::read(file.text);
    const auto model = dmn::load(file.text);
    if (!written || !model) return;  // a mistake that compile_rules() tells
    using Kind = dmn::Finding::Kind;
    for (const auto& finding : dmn::lint(*model)) {
        if (finding.kind == Kind::problem || finding.kind == Kind::output) continue;  // told already
        const bool collects = meant_to_collect(*written, finding.element);
        // What collects may collect nothing, and may collect a thing twice. A table over codes, which have no list of
        // values, always has "another" one left; compile_rules() asks it for every code that there is.
        if (finding.kind == Kind::gap && (collects || of_codes(*written, finding.element))) continue;
        if (collects && (finding.kind == Kind::overlap || finding.kind == Kind::subsumed)) continue;
        api::RuleFinding view;
        view.severity = finding.severity == dmn::Finding::Severity::note ? "note" : "warning";
        view.code = dmn::name_of(finding.kind);
        view.file = file.path;
        view.line = line_of(*written, finding);
        view.decision = finding.element;
        view.sentence = {finding.error.zh(), finding.error.en()};
        view.next = {finding.error.next_zh(), finding.error.next_en()};
        for (const auto& input : finding.example) view.example.push_back({input.name, input.value});
        check.findings.push_back(std::move(view));
    }
}

}  // namespace

ModelDescription describe_model(std::string_view xml) {
    ModelDescription described;
    const auto written = dmn::source::read(xml);
    if (!written) return described;
    described.name = written->name;
    for (const auto& decision : written->decisions) described.decisions.push_back(decision.name);
    return described;
}

api::RuleCheck check_rules(const catalog::Catalog& catalog, std::vector<catalog::SourceFile> files) {
    api::RuleCheck check;
    auto compiled = catalog::compile_rules(catalog, files);
    check.sound = compiled.has_value();
    if (compiled)
        check.version = (*compiled)->version();
    else
        for (const auto& f : compiled.error())
            check.findings.push_back(
                {"error", std::string(f.code), f.file, f.line, "", {f.zh, f.en}, {f.remedy_zh, f.remedy_en}, {}});
    for (const auto& file : files) lint_file(file, check);
    return check;
}

}  // namespace zhupi::server
