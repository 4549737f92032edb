#include "dmn/observe.hpp"

#include <algorithm>

namespace zhupi::dmn {

namespace {

constexpr std::size_t max_rules_explained = 500;

std::string_view kind_name(Element::Kind kind) {
    switch (kind) {
        case Element::Kind::input:
            return "input";
        case Element::Kind::decision:
            return "decision";
        case Element::Kind::knowledge:
            return "knowledge";
        case Element::Kind::service:
            return "service";
    }
    return "";
}

}  // namespace

void Observer::inputs(Evaluation& evaluation, const std::vector<std::size_t>& elements) {
    for (const std::size_t e : elements) {
        const feel::Value v = evaluation.value(e);
        ExplainedDecision d;
        d.name = compiled_.elements[e].name;
        d.kind = kind_name(compiled_.elements[e].kind);
        d.value = feel::to_literal(v);
        d.is_null = v.is_null();
        explanation_.decisions.push_back(std::move(d));
    }
}

void Observer::begin(std::size_t element) {
    Open open;
    open.decision.name = compiled_.elements[element].name;
    open.decision.kind = kind_name(compiled_.elements[element].kind);
    open.first_diagnostic = machine_.diagnostics().size();
    open_.push_back(std::move(open));
}

void Observer::end(std::size_t element, std::span<const feel::Value> requirements, const feel::Value& value) {
    ExplainedDecision d = std::move(open_.back().decision);
    const std::size_t first = open_.back().first_diagnostic;
    open_.pop_back();
    d.value = feel::to_literal(value);
    d.is_null = value.is_null();
    const auto& wanted = compiled_.nodes[element].requirements;
    for (std::size_t i = 0; i < wanted.size() && i < requirements.size(); ++i)
        if (!requirements[i].is(feel::Kind::function))
            d.requirements.push_back({wanted[i].name, feel::to_literal(requirements[i])});
    for (std::size_t i = first; i < machine_.diagnostics().size(); ++i) {
        const feel::Diagnostic& note = machine_.diagnostics()[i];
        const std::string place = note.source.empty() ? std::string() : note.source + "：";
        d.notes_zh.push_back(place + note.error.zh());
        d.notes_en.push_back((note.source.empty() ? std::string() : note.source + ": ") + note.error.en());
    }
    explanation_.decisions.push_back(std::move(d));
}

void Observer::table(const Table& table, feel::Machine& machine, Held held, const feel::Value& result) {
    std::vector<feel::Value> inputs;
    for (const Table::Input& input : table.inputs) inputs.push_back(machine.slot(input.slot));
    ExplainedTable out;
    out.hit_policy = source::name_of(table.written->hit_policy);
    out.result = feel::to_literal(result);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        out.inputs.push_back({table.inputs[i].heading, feel::to_literal(inputs[i])});
    // Asking cells again must leave no trace among the diagnostics.
    const std::size_t before = machine.diagnostics().size();
    for (std::uint32_t r = 0; r < table.rule_count; ++r) {
        const bool holds = std::find(held.begin(), held.end(), r) != held.end();
        if (holds || out.rules.size() < max_rules_explained) out.rules.push_back(rule(table, inputs, r, holds));
    }
    machine.forget_diagnostics(before);
    if (!open_.empty()) open_.back().decision.tables.push_back(std::move(out));
}

ExplainedRule Observer::rule(const Table& table, std::span<const feel::Value> inputs, std::uint32_t r, bool held) {
    ExplainedRule out;
    const std::uint32_t number = table.rule_numbers[r];
    const source::Table::Rule& written = table.written->rules[number];
    out.number = static_cast<int>(number) + 1;
    out.held = held;
    out.annotations = written.annotations;
    if (!written.description.empty()) out.annotations.push_back(written.description);
    if (held) {
        out.outputs = written.outputs;
        return out;
    }
    for (std::size_t c = 0; c < inputs.size(); ++c) {
        const feel::Value answer = machine_.eval(table.cells[r * inputs.size() + c]);
        if (answer.is_true()) continue;
        out.miss =
            ExplainedMiss{table.inputs[c].heading, written.inputs[c], feel::to_literal(inputs[c]), answer.is_null()};
        break;
    }
    return out;
}

}  // namespace zhupi::dmn
