#include "dmn/observe.hpp"

#include "dmn/words.hpp"

#include <algorithm>

namespace zhupi::dmn {

namespace {

constexpr std::size_t max_rules_explained = 500;
constexpr std::size_t max_choices_explained = 50;

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
            d.requirements.push_back(
                {wanted[i].name, feel::to_literal(requirements[i]), requirements[i].is_null(), {}});
    for (std::size_t i = first; i < machine_.diagnostics().size(); ++i) {
        const feel::Diagnostic& note = machine_.diagnostics()[i];
        const std::string place = note.source.empty() ? std::string() : note.source + "：";
        d.notes_zh.push_back(place + note.error.zh());
        d.notes_en.push_back((note.source.empty() ? std::string() : note.source + ": ") + note.error.en());
    }
    explanation_.decisions.push_back(std::move(d));
}

void Observer::chose(feel::Machine& machine, feel::NodeId condition, const feel::Value& answer) {
    if (open_.empty() || open_.back().decision.choices.size() >= max_choices_explained) return;
    const feel::Span& span = machine.program().spans[condition];
    std::string text(machine.program().text(span));
    if (text.empty()) text = machine.program().sources[span.source].label;  // boxed: it has a place, but no text
    open_.back().decision.choices.push_back({std::move(text), feel::to_literal(answer)});
}

void Observer::table(const Table& table, feel::Machine& machine, Held held, const feel::Value& result) {
    ExplainedTable out;
    out.hit_policy = source::name_of(table.written->hit_policy);
    out.result = feel::to_literal(result);
    for (const Table::Input& input : table.inputs) {
        const feel::Value& value = machine.slot(input.slot);
        ExplainedInput explained{input.heading, feel::to_literal(value), value.is_null(), {}};
        if (value.is_null())
            for (const auto& source : input.sources)
                if (machine.slot(source.slot).is_null()) explained.from.push_back(source.name);
        out.inputs.push_back(std::move(explained));
    }
    // Asking cells again must leave no trace among the diagnostics.
    const std::size_t before = machine.diagnostics().size();
    for (std::uint32_t r = 0; r < table.rule_count; ++r) {
        const bool holds = std::find(held.begin(), held.end(), r) != held.end();
        if (holds || out.rules.size() < max_rules_explained) out.rules.push_back(rule(table, out.inputs, r, holds));
    }
    machine.forget_diagnostics(before);
    if (!open_.empty()) open_.back().decision.tables.push_back(std::move(out));
}

ExplainedRule Observer::rule(const Table& table, const std::vector<ExplainedInput>& inputs, std::uint32_t r,
                             bool held) {
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
        const feel::NodeId cell = table.cells[r * inputs.size() + c];
        const feel::Value answer = machine_.eval(cell);
        if (answer.is_true()) continue;
        const InWords must = in_words(condition_of(machine_.program(), cell, table.inputs[c].slot), written.inputs[c]);
        out.misses.push_back(
            {inputs[c].name, written.inputs[c], inputs[c].value, answer.is_null(), must.zh, must.en, inputs[c].from});
    }
    if (!out.misses.empty()) out.miss = out.misses.front();
    return out;
}

}  // namespace zhupi::dmn
