// for, some, every, and filters.

#include "base/error_codes.hpp"
#include "feel/machine.hpp"

#include <algorithm>

namespace zhupi::feel {

/// Walks the domains of one iteration, the later ones inside the earlier ones.
class Machine::Iteration {
public:
    Iteration(Machine& machine, const Node& node) : machine_(machine), node_(node) {}

    /// Calls `visit` for every combination until it says false. The result is false when a domain is no domain.
    template <class Visit>
    bool run(std::uint32_t index, Visit&& visit) {
        if (index == node_.b) {
            more_ = visit() && !machine_.stopped();
            return true;
        }
        const std::uint32_t* words = &machine_.program_->lists[node_.a + index * 3];
        const auto step = [&](Value v) {
            if (!machine_.spend(1)) return false;
            machine_.set_slot(words[0], std::move(v));
            valid_ = run(index + 1, visit) && valid_;
            return more_ && valid_;
        };
        const Value from = machine_.eval(words[1]);
        if (words[2] != none) return count(from, machine_.eval(words[2]), true, true, step);
        if (from.is(Kind::list)) {
            for (const Value& item : from.items())
                if (!step(item)) break;
            return valid_;
        }
        if (from.is(Kind::range) && from.range().form == Range::Form::interval)
            return count(from.range().start, from.range().end, from.range().start_included, from.range().end_included,
                         step);
        if (from.is_null() || from.is(Kind::range)) return refuse(from);
        step(from);  // one value is a list of one
        return valid_;
    }

private:
    bool refuse(const Value& v) {
        machine_.fail(err::feel_not_list, {{"operation", "in"}, {"value", to_literal(v)}}, v);
        return false;
    }

    /// Numbers and dates can be counted, up or down.
    template <class Step>
    bool count(const Value& from, const Value& to, bool from_included, bool to_included, Step&& step) {
        const auto order = compare(from, to);
        if (!order || !(from.is(Kind::number) || from.is(Kind::date))) return refuse(from.is_null() ? from : to);
        const int direction = *order <= 0 ? 1 : -1;
        const auto next = [&](const Value& v) -> Value {
            if (v.is(Kind::number)) return Value::of(add(v.number(), direction));
            return Value::of(plus(v.date(), DaysTime{direction * 86'400, 0}));
        };
        Value v = from_included ? from : next(from);
        for (;; v = next(v)) {
            const auto c = compare(v, to);
            if (!c || *c * direction > 0 || (*c == 0 && !to_included)) break;
            if (!step(v)) break;
        }
        return valid_;
    }

    Machine& machine_;
    const Node& node_;
    bool more_ = true;
    bool valid_ = true;
};

Value Machine::iterate(const Node& node) {
    Iteration iteration(*this, node);
    if (node.op == Op::loop) {
        const std::uint32_t partial = program_->lists[node.a + node.b * 3];
        std::vector<Value> results;
        if (partial != none) set_slot(partial, list({}));
        const bool valid = iteration.run(0, [&] {
            results.push_back(eval(node.c));
            if (partial != none) set_slot(partial, list(results));
            return results.size() < limits_.value_weight;
        });
        return valid ? list(std::move(results)) : Value();
    }
    const bool decisive = node.op == Op::some;
    bool decided = false;
    bool unknown = false;
    bool broken = false;
    const bool valid = iteration.run(0, [&] {
        const Value v = eval(node.c);
        if (v.is(Kind::boolean)) {
            decided = v.boolean() == decisive;
        } else if (v.is_null()) {
            unknown = true;
        } else {
            fail(err::feel_condition, {{"operation", "satisfies"}}, v);
            broken = true;
        }
        return !decided && !broken;
    });
    if (!valid || broken || stopped_) return {};
    if (decided) return Value(decisive);
    return unknown ? Value() : Value(!decisive);
}

Value Machine::filter(const Node& node) {
    Value head = eval(node.a);
    if (head.is_null()) return {};
    if (!head.is(Kind::list)) head = list({head});
    const std::vector<Value>& items = head.items();
    const auto at_index = [&](const Number& position) -> Value {
        const auto i = position.to_int64();
        const auto size = static_cast<std::int64_t>(items.size());
        if (!i || *i == 0 || *i > size || *i < -size) return {};
        return items[static_cast<std::size_t>(*i > 0 ? *i - 1 : size + *i)];
    };
    const auto flag = static_cast<Filtering>(node.flag);
    if (flag == Filtering::fixed || items.empty()) {
        const Value p = eval(node.b);
        if (p.is(Kind::number)) return at_index(p.number());
        if (p.is_null() || flag != Filtering::fixed) return list({});
        if (!p.is(Kind::boolean)) return fail(err::feel_condition, {{"operation", "[…]"}}, p);
        return p.boolean() ? head : list({});
    }
    std::vector<Value> kept;
    for (std::size_t i = 0; i < items.size() && !stopped_; ++i) {
        set_slot(node.c, items[i]);
        const Value p = eval(node.b);
        if (i == 0 && flag == Filtering::dynamic && p.is(Kind::number)) return at_index(p.number());
        if (p.is_true()) kept.push_back(items[i]);
        if (!p.is_null() && !p.is(Kind::boolean)) return fail(err::feel_condition, {{"operation", "[…]"}}, p);
    }
    return list(std::move(kept));
}

}  // namespace zhupi::feel
