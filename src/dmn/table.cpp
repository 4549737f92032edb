#include "dmn/table.hpp"

#include "base/error_codes.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace zhupi::dmn {

namespace {

using feel::Kind;
using feel::Machine;
using feel::Truth;
using feel::Value;
using HitPolicy = source::Table::HitPolicy;
using Aggregation = source::Table::Aggregation;

std::string numbers(const Table& table, Held rules) {
    std::string out;
    for (const std::uint32_t r : rules) out += (out.empty() ? "" : ", ") + std::to_string(table.rule_numbers[r] + 1);
    return out;
}

}  // namespace

Value Table::evaluate(Machine& machine) const {
    const bool watched = machine.host() != nullptr;
    // A value that is only looked up in the index may stay where it is.
    const auto stays = [&](std::size_t c) {
        return inputs[c].origin != feel::none && inputs[c].allowed == feel::none && index.columns[c] && !watched;
    };
    for (std::size_t c = 0; c < inputs.size(); ++c) {
        if (stays(c)) continue;
        const Input& input = inputs[c];
        machine.set_slot(input.slot, machine.eval(input.expression));
        if (input.allowed == feel::none || machine.slot(input.slot).is_null()) continue;
        if (!machine.eval(input.allowed).is_true())
            return machine.fail(err::dmn_input_values, {{"name", input.heading}, {"allowed", input.allowed_text}},
                                machine.slot(input.slot));
    }
    // Only now: evaluating moves the stack that the values are on.
    Values values;
    for (std::size_t c = 0; c < inputs.size(); ++c)
        values.push_back(&machine.slot(stays(c) ? inputs[c].origin : inputs[c].slot));
    Rules held;
    matching(machine, values, held);
    Value out = decide(machine, held.view());
    if (watched)
        if (auto* observer = dynamic_cast<TableObserver*>(machine.host()))
            observer->table(*this, machine, held.view(), out);
    return out;
}

void Table::matching(Machine& machine, const Values& values, Rules& held) const {
    const std::size_t words = index.words();
    feel::InlineVector<Word, 32> bits;
    bits.resize(words);
    std::fill(bits.begin(), bits.end(), ~Word{0});
    if (rule_count % 64 != 0) bits[words - 1] = (Word{1} << (rule_count % 64)) - 1;

    feel::InlineVector<std::size_t, 16> unindexed;
    for (std::size_t c = 0; c < inputs.size(); ++c) {
        const Word* rules = index.columns[c] ? index.columns[c]->rules_for(*values[c]) : nullptr;
        if (rules == nullptr) {
            unindexed.push_back(c);
            continue;
        }
        for (std::size_t w = 0; w < words; ++w) bits[w] &= rules[w];
    }
    // Evaluating a cell may move the stack that the values are on.
    for (const std::size_t c : unindexed)
        if (inputs[c].origin != feel::none) machine.set_slot(inputs[c].slot, machine.slot(inputs[c].origin));
    for (std::size_t w = 0; w < words; ++w) {
        for (Word rest = bits[w]; rest != 0; rest &= rest - 1) {
            const auto rule = static_cast<std::uint32_t>(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
            const bool all = std::all_of(unindexed.begin(), unindexed.end(), [&](std::size_t c) {
                return machine.eval(cells[rule * inputs.size() + c]).is_true();
            });
            if (!all) continue;
            held.push_back(rule);
            if (written->hit_policy == HitPolicy::first) return;
        }
    }
}

Value Table::output(Machine& machine, std::uint32_t rule) const {
    const feel::NodeId* first = &output_cells[rule * outputs.size()];
    if (outputs.size() == 1) return machine.eval(*first);
    feel::Context context;
    for (std::size_t o = 0; o < outputs.size(); ++o) context.put(outputs[o].name, machine.eval(first[o]));
    return machine.admit(Value(std::move(context)));
}

Value Table::fallback(Machine& machine) const {
    if (std::none_of(outputs.begin(), outputs.end(), [](const Output& o) { return o.fallback != feel::none; }))
        return {};
    if (outputs.size() == 1) return machine.eval(outputs.front().fallback);
    feel::Context context;
    for (const Output& o : outputs) context.put(o.name, o.fallback == feel::none ? Value() : machine.eval(o.fallback));
    return Value(std::move(context));
}

Value Table::decide(Machine& machine, Held held) const {
    const HitPolicy policy = written->hit_policy;
    if (held.empty() && !(policy == HitPolicy::collect && written->aggregation == Aggregation::count)) {
        Value out = fallback(machine);
        if (out.is_null() && policy != HitPolicy::collect && policy != HitPolicy::rule_order &&
            policy != HitPolicy::output_order)
            machine.fail(err::dmn_no_rule);
        return out;
    }
    switch (policy) {
        case HitPolicy::unique:
            if (held.size() > 1) return machine.fail(err::dmn_several_rules, {{"rules", numbers(*this, held)}});
            return output(machine, held.front());
        case HitPolicy::first:
            return output(machine, held.front());
        case HitPolicy::any: {
            const Value out = output(machine, held.front());
            for (std::size_t i = 1; i < held.size(); ++i)
                if (feel::equal(out, output(machine, held[i])) != Truth::yes)
                    return machine.fail(err::dmn_different_outputs, {{"rules", numbers(*this, held)}});
            return out;
        }
        case HitPolicy::priority:
            return by_priority(machine, held, false);
        case HitPolicy::output_order:
            return by_priority(machine, held, true);
        case HitPolicy::rule_order:
        case HitPolicy::collect:
            return collect(machine, held);
    }
    return {};
}

Value Table::by_priority(Machine& machine, Held held, bool all) const {
    struct Ranked {
        std::vector<std::size_t> rank;  ///< by the first output, then the next …
        Value value;
    };
    std::vector<Ranked> ranked;
    for (const std::uint32_t rule : held) {
        Ranked r;
        r.value = output(machine, rule);
        for (const Output& o : outputs) {
            const Value part = outputs.size() == 1 ? r.value : *r.value.context().find(o.name);
            const auto at = std::find_if(o.priorities.begin(), o.priorities.end(),
                                         [&](const Value& v) { return feel::equal(v, part) == Truth::yes; });
            if (at == o.priorities.end() && !o.priorities.empty()) machine.fail(err::dmn_no_priority, {}, part);
            r.rank.push_back(static_cast<std::size_t>(at - o.priorities.begin()));
        }
        ranked.push_back(std::move(r));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
    if (!all) return ranked.front().value;
    std::vector<Value> out;
    for (Ranked& r : ranked) out.push_back(std::move(r.value));
    return machine.list(std::move(out));
}

Value Table::collect(Machine& machine, Held held) const {
    std::vector<Value> out;
    for (const std::uint32_t rule : held) out.push_back(output(machine, rule));
    const Aggregation how = written->hit_policy == HitPolicy::collect ? written->aggregation : Aggregation::none;
    if (how == Aggregation::none) return machine.list(std::move(out));
    if (how == Aggregation::count) return feel::Number(static_cast<std::int64_t>(out.size()));
    static constexpr std::array<const char*, 5> names{"", "SUM", "COUNT", "MIN", "MAX"};
    Value total = out.front();
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto order = feel::compare(out[i], total);
        if (!order || (how == Aggregation::sum && !out[i].is(Kind::number)))
            return machine.fail(
                err::dmn_aggregation,
                {{"aggregation", names[static_cast<std::size_t>(how)]}, {"value", feel::to_literal(out[i])}}, out[i]);
        if (i == 0) continue;
        if (how == Aggregation::sum)
            total = feel::arithmetic(machine, feel::Op::add, total, out[i]);
        else if ((how == Aggregation::min) == (*order < 0))
            total = out[i];
    }
    return total;
}

}  // namespace zhupi::dmn
