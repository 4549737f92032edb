// Built-in functions on lists (DMN 1.5, table 74), and not().

#include "base/error_codes.hpp"
#include "feel/builtins.hpp"
#include "feel/machine.hpp"
#include "feel/operators.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

using Items = std::vector<Value>;

Value logical_not(const Call& call) {
    const Value& v = call.one(0);
    if (v.is(Kind::boolean)) return Value(!v.boolean());
    return v.is_null() ? Value() : call.no_result();
}

Value list_contains(const Call& call) {
    if (!call.machine.spend(call[0].weight())) return {};
    const Items& items = call[0].items();
    return Value(
        std::any_of(items.begin(), items.end(), [&](const Value& v) { return equal(v, call[1]) == Truth::yes; }));
}

Value count(const Call& call) { return Number(static_cast<std::int64_t>(call[0].items().size())); }

Value extreme(const Call& call, int sign) {
    const Items& items = call[0].items();
    if (items.empty() || !call.machine.spend(items.size())) return {};
    const Value* best = &items.front();
    if (!compare(*best, *best)) return call.no_result();
    for (const Value& v : items) {
        const auto c = compare(v, *best);
        if (!c) return call.no_result();
        if (*c * sign > 0) best = &v;
    }
    return *best;
}
Value minimum(const Call& call) { return extreme(call, -1); }
Value maximum(const Call& call) { return extreme(call, 1); }

/// Folds the items with an operator; null for an empty list or an item that the operator does not take.
Value fold(const Call& call, Op op) {
    const Items& items = call[0].items();
    if (items.empty() || !call.machine.spend(items.size())) return {};
    Value out = items.front();
    const bool summable = op == Op::add && (out.is(Kind::days_time) || out.is(Kind::years_months));
    if (!out.is(Kind::number) && !summable) return call.no_result();
    for (std::size_t i = 1; i < items.size() && !out.is_null(); ++i) {
        if (items[i].kind() != out.kind()) return call.no_result();
        out = arithmetic(call.machine, op, out, items[i]);
    }
    return out;
}
Value sum(const Call& call) { return fold(call, Op::add); }
Value product(const Call& call) { return fold(call, Op::multiply); }

Value mean(const Call& call) {
    const Value total = fold(call, Op::add);
    if (total.is_null()) return {};
    return arithmetic(call.machine, Op::divide, total, Number(static_cast<std::int64_t>(call[0].items().size())));
}

/// The items as sorted numbers; nullopt when one is no number.
std::optional<std::vector<Number>> sorted_numbers(const Call& call) {
    std::vector<Number> out;
    if (!call.machine.spend(call[0].items().size() * 8)) return std::nullopt;
    for (const Value& v : call[0].items()) {
        if (!v.is(Kind::number)) {
            call.no_result();
            return std::nullopt;
        }
        out.push_back(v.number());
    }
    std::sort(out.begin(), out.end());
    return out;
}

Value median(const Call& call) {
    const auto sorted = sorted_numbers(call);
    if (!sorted || sorted->empty()) return {};
    const std::size_t middle = sorted->size() / 2;
    if (sorted->size() % 2 == 1) return (*sorted)[middle];
    const auto both = add((*sorted)[middle - 1], (*sorted)[middle]);
    return both ? Value::of(divide(*both, 2)) : call.no_result();
}

/// Of a sample: divided by n - 1.
Value standard_deviation(const Call& call) {
    const auto sorted = sorted_numbers(call);
    if (!sorted) return {};
    if (sorted->size() < 2) return call.no_result();
    const Value average = mean(call);
    if (average.is_null()) return {};
    std::optional<Number> squares = Number(0);
    for (const Number& n : *sorted) {
        const auto d = subtract(n, average.number());
        const auto square = d ? multiply(*d, *d) : std::nullopt;
        squares = square && squares ? add(*squares, *square) : std::nullopt;
    }
    const auto variance = squares ? divide(*squares, static_cast<std::int64_t>(sorted->size()) - 1) : std::nullopt;
    return variance ? Value::of(square_root(*variance)) : call.no_result();
}

Value mode(const Call& call) {
    const auto sorted = sorted_numbers(call);
    if (!sorted) return {};
    Items out;
    std::size_t most = 0;
    for (std::size_t i = 0; i < sorted->size();) {
        std::size_t j = i;
        while (j < sorted->size() && (*sorted)[j] == (*sorted)[i]) ++j;
        if (j - i > most) {
            most = j - i;
            out.clear();
        }
        if (j - i == most) out.emplace_back((*sorted)[i]);
        i = j;
    }
    return call.machine.list(std::move(out));
}

/// Three-valued over a list (DMN 1.5, table 74): decisive wins, then null; what is no boolean makes the answer null.
Value quantified(const Call& call, bool decisive) {
    bool unknown = false;
    bool decided = false;
    for (const Value& v : call[0].items()) {
        if (v.is_null())
            unknown = true;
        else if (!v.is(Kind::boolean))
            return call.no_result();
        else
            decided |= v.boolean() == decisive;
    }
    if (decided) return Value(decisive);
    return unknown ? Value() : Value(!decisive);
}
Value all(const Call& call) { return quantified(call, false); }
Value any(const Call& call) { return quantified(call, true); }

/// A position from the front (1…) or the back (-1…) as an index; nullopt outside the list.
std::optional<std::size_t> index_of_position(const Value& position, std::size_t size) {
    const auto cut = position.number().rounded(0, Rounding::down);
    const auto p = cut ? cut->to_int64() : std::nullopt;
    const auto n = static_cast<std::int64_t>(size);
    if (!p || *p == 0 || *p > n || *p < -n) return std::nullopt;
    return static_cast<std::size_t>(*p > 0 ? *p - 1 : n + *p);
}

Value sublist(const Call& call) {
    const Items& items = call[0].items();
    const auto start = index_of_position(call[1], items.size());
    if (!start) return call.no_result(1);
    std::size_t length = items.size() - *start;
    if (call.has(2)) {
        const auto cut = call[2].number().rounded(0, Rounding::down);
        const auto wanted = cut ? cut->to_int64() : std::nullopt;
        if (!wanted || *wanted < 0 || static_cast<std::uint64_t>(*wanted) > length) return call.no_result(2);
        length = static_cast<std::size_t>(*wanted);
    }
    const auto first = items.begin() + static_cast<std::ptrdiff_t>(*start);
    return call.machine.list({first, first + static_cast<std::ptrdiff_t>(length)});
}

Value append(const Call& call) {
    Items out = call[0].items();
    out.insert(out.end(), call[1].items().begin(), call[1].items().end());
    return call.machine.list(std::move(out));
}

Items joined(const Call& call) {
    Items out;
    for (const Value& part : call[0].items()) {
        if (part.is(Kind::list))
            out.insert(out.end(), part.items().begin(), part.items().end());
        else
            out.push_back(part);
    }
    return out;
}

Value concatenate(const Call& call) { return call.machine.list(joined(call)); }

Value without_doubles(const Call& call, const Items& items) {
    Items out;
    for (const Value& v : items) {
        if (!call.machine.spend(1 + out.size())) return {};
        if (std::none_of(out.begin(), out.end(), [&](const Value& seen) { return equal(seen, v) == Truth::yes; }))
            out.push_back(v);
    }
    return call.machine.list(std::move(out));
}
Value distinct_values(const Call& call) { return without_doubles(call, call[0].items()); }
Value union_of(const Call& call) { return without_doubles(call, joined(call)); }

Value insert_before(const Call& call) {
    Items out = call[0].items();
    const auto index = index_of_position(call[1], out.size());
    if (!index) return call.no_result(1);
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(*index), call[2]);
    return call.machine.list(std::move(out));
}

Value remove(const Call& call) {
    Items out = call[0].items();
    const auto index = index_of_position(call[1], out.size());
    if (!index) return call.no_result(1);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(*index));
    return call.machine.list(std::move(out));
}

Value replace_at(const Call& call) {
    Items out = call[0].items();
    const auto index = index_of_position(call[1], out.size());
    if (!index) return call.no_result(1);
    out[*index] = call[2];
    return call.machine.list(std::move(out));
}

/// list replace(list, position or match(item, newItem), newItem).
Value list_replace(const Call& call) {
    if (call[1].is(Kind::number)) return replace_at(call);
    if (!call[1].is(Kind::function)) return call.no_result(1);
    Items out = call[0].items();
    for (Value& item : out) {
        const Value answer = call.machine.call(call[1], std::vector<Value>{item, call[2]});
        if (!answer.is(Kind::boolean)) return call.no_result(1);
        if (answer.boolean()) item = call[2];
    }
    return call.machine.list(std::move(out));
}

Value reverse(const Call& call) { return call.machine.list(Items(call[0].items().rbegin(), call[0].items().rend())); }

Value index_of(const Call& call) {
    if (!call.machine.spend(call[0].weight())) return {};
    Items out;
    std::int64_t position = 0;
    for (const Value& v : call[0].items()) {
        ++position;
        if (equal(v, call[1]) == Truth::yes) out.emplace_back(Number(position));
    }
    return call.machine.list(std::move(out));
}

void flatten_into(Items& out, const Items& items) {
    for (const Value& v : items) {
        if (v.is(Kind::list))
            flatten_into(out, v.items());
        else
            out.push_back(v);
    }
}

Value flatten(const Call& call) {
    if (!call.machine.spend(call[0].weight())) return {};
    Items out;
    flatten_into(out, call[0].items());
    return call.machine.list(std::move(out));
}

/// Merge sort of our own: a function written by a user need not be an order, and std::sort must not be asked to cope.
class Sorter {
public:
    explicit Sorter(const Call& call) : call_(call) {}

    bool precedes(const Value& a, const Value& b) {
        if (!call_.has(1)) {
            const auto c = compare(a, b);
            valid_ = valid_ && c.has_value();
            return c && *c < 0;
        }
        const Value answer = call_.machine.call(call_[1], std::vector<Value>{a, b});
        valid_ = valid_ && answer.is(Kind::boolean);
        return answer.is_true();
    }

    void sort(Items& items, std::size_t begin, std::size_t end) {
        if (end - begin < 2 || !valid_ || call_.machine.stopped()) return;
        const std::size_t middle = begin + (end - begin) / 2;
        sort(items, begin, middle);
        sort(items, middle, end);
        Items merged;
        merged.reserve(end - begin);
        std::size_t left = begin;
        std::size_t right = middle;
        while (left < middle && right < end && valid_)
            merged.push_back(precedes(items[right], items[left]) ? items[right++] : items[left++]);
        while (left < middle) merged.push_back(items[left++]);
        while (right < end) merged.push_back(items[right++]);
        std::move(merged.begin(), merged.end(), items.begin() + static_cast<std::ptrdiff_t>(begin));
        call_.machine.spend(end - begin);
    }
    bool valid() const { return valid_; }

private:
    const Call& call_;
    bool valid_ = true;
};

Value sort(const Call& call) {
    Items items = call[0].items();
    Sorter sorter(call);
    sorter.sort(items, 0, items.size());
    return sorter.valid() ? call.machine.list(std::move(items)) : call.no_result();
}

constexpr detail::Line table[]{
    {"not", "negand!: any", "boolean", logical_not},
    {"list contains", "list: list, element!: any", "boolean", list_contains},
    {"count", "list: list", "number", count},
    {"min", "list*: list", "any", minimum},
    {"max", "list*: list", "any", maximum},
    {"sum", "list*: list", "any", sum},
    {"product", "list*: list", "number", product},
    {"mean", "list*: list", "any", mean},
    {"median", "list*: list", "number", median},
    {"stddev", "list*: list", "number", standard_deviation},
    {"mode", "list*: list", "list<number>", mode},
    {"all", "list*: list", "boolean", all},
    {"any", "list*: list", "boolean", any},
    {"sublist", "list: list, start position: number, length?: number", "list", sublist},
    {"append", "list: list, item+: list", "list", append},
    {"concatenate", "list+: list", "list", concatenate},
    {"union", "list+: list", "list", union_of},
    {"insert before", "list: list, position: number, newItem!: any", "list", insert_before},
    {"remove", "list: list, position: number", "list", remove},
    {"list replace", "list: list, position: number, newItem!: any", "list", list_replace},
    {"list replace", "list: list, match: function, newItem!: any", "list", list_replace},
    {"reverse", "list: list", "list", reverse},
    {"index of", "list: list, match!: any", "list<number>", index_of},
    {"distinct values", "list: list", "list", distinct_values},
    {"flatten", "list: list", "list", flatten},
    {"sort", "list: list, precedes?: function", "list", sort},
};

}  // namespace

std::span<const detail::Line> detail::list_functions() { return table; }

}  // namespace zhupi::feel
