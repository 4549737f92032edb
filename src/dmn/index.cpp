#include "dmn/index.hpp"

#include <algorithm>

namespace zhupi::dmn {

namespace {

using feel::Kind;
using feel::Node;
using feel::NodeId;
using feel::Number;
using feel::Op;
using feel::Truth;
using feel::Value;
using Form = Condition::Form;

bool is_slot(const feel::Program& program, NodeId id, std::uint32_t slot) {
    const Node& n = program.nodes[id];
    return n.op == Op::slot && n.a == slot;
}

const Value* constant_of(const feel::Program& program, NodeId id) {
    const Node& n = program.nodes[id];
    return n.op == Op::constant ? &program.constants[n.a] : nullptr;
}

std::optional<Form> comparison(Op op) {
    switch (op) {
        case Op::equal:
            return Form::equal;
        case Op::unequal:
            return Form::unequal;
        case Op::less:
            return Form::less;
        case Op::less_equal:
            return Form::less_equal;
        case Op::greater:
            return Form::greater;
        case Op::greater_equal:
            return Form::greater_equal;
        default:
            return std::nullopt;
    }
}

Truth truth(bool b) { return b ? Truth::yes : Truth::no; }

Truth ordered(const Condition& c, const Value& v) {
    const auto order = feel::compare(v, c.low);
    if (!order) return Truth::unknown;
    switch (c.form) {
        case Form::less:
            return truth(*order < 0);
        case Form::less_equal:
            return truth(*order <= 0);
        case Form::greater:
            return truth(*order > 0);
        default:
            return truth(*order >= 0);
    }
}

std::optional<Condition> constant_condition(const Value& constant) {
    Condition out;
    if (constant.is(Kind::list) || constant.is(Kind::context) || constant.is(Kind::range) ||
        constant.is(Kind::function))
        return std::nullopt;
    out.form = Form::equal;
    out.low = constant;
    return out;
}

std::optional<Condition> range_condition(const feel::Program& program, const Node& n) {
    const Value* low = constant_of(program, n.a);
    const Value* high = constant_of(program, n.b);
    if (low == nullptr || high == nullptr) return std::nullopt;
    const auto order = feel::compare(*low, *high);
    if (!order || *order > 0) return std::nullopt;  // not a range: leave it to the evaluator to say so
    Condition out;
    out.form = Form::interval;
    out.low = *low;
    out.high = *high;
    out.low_included = (n.flag & 1) != 0;
    out.high_included = (n.flag & 2) != 0;
    return out;
}

std::optional<Condition> match_condition(const feel::Program& program, NodeId id) {
    if (const Value* constant = constant_of(program, id)) return constant_condition(*constant);
    const Node& n = program.nodes[id];
    if (n.op == Op::range) return range_condition(program, n);
    return std::nullopt;
}

void collect_constants(const Condition& c, std::vector<Value>& out) {
    switch (c.form) {
        case Form::always:
        case Form::never:
            break;
        case Form::any_of:
        case Form::all_of:
        case Form::none_of:
            for (const Condition& part : c.parts) collect_constants(part, out);
            break;
        case Form::interval:
            out.push_back(c.low);
            out.push_back(c.high);
            break;
        default:
            if (!c.low.is_null()) out.push_back(c.low);
    }
}

bool sortable(Kind k) {
    return k == Kind::number || k == Kind::string || k == Kind::date || k == Kind::time || k == Kind::date_time ||
           k == Kind::days_time || k == Kind::years_months;
}

/// Times with a zone and times without cannot be compared.
bool has_zone(const Value& v) {
    return (v.is(Kind::time) && v.time().zone.present()) || (v.is(Kind::date_time) && v.date_time().zone.present());
}

/// Whether the condition holds in the gap above an endpoint (nullptr: below all of them). All constants are endpoints,
/// so a gap lies wholly on one side of each.
Truth holds_in_gap(const Condition& c, const Value* below) {
    const auto beyond = [&](const Value& limit) {  // the gap lies above the limit
        return below != nullptr && *feel::compare(limit, *below) <= 0;
    };
    switch (c.form) {
        case Form::always:
            return Truth::yes;
        case Form::never:
            return Truth::no;
        case Form::equal:
            return Truth::no;
        case Form::unequal:
            return Truth::yes;
        case Form::less:
        case Form::less_equal:
            return truth(!beyond(c.low));
        case Form::greater:
        case Form::greater_equal:
            return truth(beyond(c.low));
        case Form::interval:
            return truth(beyond(c.low) && !beyond(c.high));
        case Form::any_of:
            return truth(std::any_of(c.parts.begin(), c.parts.end(),
                                     [&](const Condition& p) { return holds_in_gap(p, below) == Truth::yes; }));
        case Form::all_of:
            return truth(std::all_of(c.parts.begin(), c.parts.end(),
                                     [&](const Condition& p) { return holds_in_gap(p, below) == Truth::yes; }));
        case Form::none_of:
            return truth(std::none_of(c.parts.begin(), c.parts.end(),
                                      [&](const Condition& p) { return holds_in_gap(p, below) == Truth::yes; }));
    }
    return Truth::no;
}

}  // namespace

namespace {

/// "? > 5", or "5 < ?".
std::optional<Condition> comparison_condition(const feel::Program& program, const Node& n, std::uint32_t slot) {
    static constexpr Form mirrored[]{Form::equal,         Form::unequal, Form::greater,
                                     Form::greater_equal, Form::less,    Form::less_equal};
    const bool straight = is_slot(program, n.a, slot);
    if (!straight && !is_slot(program, n.b, slot)) return std::nullopt;
    const Value* operand = constant_of(program, straight ? n.b : n.a);
    if (operand == nullptr) return std::nullopt;
    auto out = constant_condition(*operand);
    if (!out) return std::nullopt;
    const Form form = *comparison(n.op);
    out->form = straight ? form : mirrored[static_cast<std::size_t>(form) - static_cast<std::size_t>(Form::equal)];
    return out;
}

std::optional<Condition> between_condition(const feel::Program& program, const Node& n, std::uint32_t slot) {
    const Value* low = constant_of(program, n.b);
    const Value* high = constant_of(program, n.c);
    if (!is_slot(program, n.a, slot) || low == nullptr || high == nullptr) return std::nullopt;
    const auto order = feel::compare(*low, *high);
    if (!order) return std::nullopt;
    Condition out;
    out.form = *order > 0 ? Form::never : Form::interval;
    out.low = *low;
    out.high = *high;
    out.low_included = out.high_included = true;
    return out;
}

std::optional<Condition> combined(const feel::Program& program, Form form, std::span<const std::uint32_t> nodes,
                                  std::uint32_t slot) {
    Condition out;
    out.form = form;
    for (const NodeId node : nodes) {
        auto part = condition_of(program, node, slot);
        if (!part) return std::nullopt;
        out.parts.push_back(std::move(*part));
    }
    return out;
}

}  // namespace

std::optional<Condition> condition_of(const feel::Program& program, NodeId cell, std::uint32_t slot) {
    const Node& n = program.nodes[cell];
    if (const Value* constant = constant_of(program, cell)) {
        if (!constant->is(Kind::boolean)) return std::nullopt;
        Condition out;
        out.form = constant->boolean() ? Form::always : Form::never;
        return out;
    }
    if (comparison(n.op)) return comparison_condition(program, n, slot);
    const std::uint32_t both[]{n.a, n.b};
    switch (n.op) {
        case Op::between:
            return between_condition(program, n, slot);
        case Op::matches:
            if (n.b != slot) return std::nullopt;
            if (static_cast<feel::Matching>(n.flag) == feel::Matching::value) return match_condition(program, n.a);
            return constant_of(program, n.a) != nullptr ? std::nullopt : condition_of(program, n.a, slot);
        case Op::both:
            return combined(program, Form::all_of, both, slot);
        case Op::either:
            return combined(program, Form::any_of, both, slot);
        case Op::any_of:
            return combined(program, Form::any_of, std::span(program.lists).subspan(n.a, n.b), slot);
        case Op::none_of:
            return combined(program, Form::none_of, std::span(&n.a, 1), slot);
        default:
            return std::nullopt;
    }
}

Truth holds(const Condition& c, const Value& v) {
    switch (c.form) {
        case Form::always:
            return Truth::yes;
        case Form::never:
            return Truth::no;
        case Form::equal:
            return feel::equal(c.low, v);
        case Form::unequal: {
            const Truth t = feel::equal(c.low, v);
            return t == Truth::unknown ? t : truth(t == Truth::no);
        }
        case Form::less:
        case Form::less_equal:
        case Form::greater:
        case Form::greater_equal:
            return ordered(c, v);
        case Form::interval:
            return feel::contains({feel::Range::Form::interval, c.low_included, c.high_included, c.low, c.high}, v);
        case Form::any_of: {
            Truth out = Truth::no;
            for (const Condition& part : c.parts) {
                const Truth t = holds(part, v);
                if (t == Truth::yes) return t;
                if (t == Truth::unknown) out = t;
            }
            return out;
        }
        case Form::all_of: {
            Truth out = Truth::yes;
            for (const Condition& part : c.parts) {
                const Truth t = holds(part, v);
                if (t == Truth::no) return t;
                if (t == Truth::unknown) out = t;
            }
            return out;
        }
        case Form::none_of: {
            const Truth t = holds(c.parts.front(), v);
            return t == Truth::unknown ? t : truth(t == Truth::no);
        }
    }
    return Truth::unknown;
}

std::optional<Column> Column::build(std::span<const Condition> cells, std::size_t most) {
    Column out;
    for (const Condition& c : cells) collect_constants(c, out.endpoints_);
    for (const Value& v : out.endpoints_) {
        if (out.kind_ == Kind::null) {
            out.kind_ = v.kind();
            out.zoned_ = has_zone(v);
        }
        if (v.kind() != out.kind_ || has_zone(v) != out.zoned_ || !(sortable(v.kind()) || v.is(Kind::boolean)))
            return std::nullopt;
    }
    if (out.kind_ == Kind::boolean) {
        out.endpoints_ = {Value(false), Value(true)};
    } else {
        const auto less = [](const Value& a, const Value& b) { return *feel::compare(a, b) < 0; };
        std::sort(out.endpoints_.begin(), out.endpoints_.end(), less);
        const auto same = [](const Value& a, const Value& b) { return *feel::compare(a, b) == 0; };
        out.endpoints_.erase(std::unique(out.endpoints_.begin(), out.endpoints_.end(), same), out.endpoints_.end());
    }
    out.words_ = (cells.size() + 63) / 64;
    if ((out.regions() + 1) * out.words_ > most) return std::nullopt;
    out.bits_.assign((out.regions() + 1) * out.words_, 0);
    for (std::size_t rule = 0; rule < cells.size(); ++rule) {
        const auto set = [&](std::size_t region, Truth t) {
            if (t == Truth::yes) out.bits_[region * out.words_ + rule / 64] |= Word{1} << (rule % 64);
        };
        for (std::size_t i = 0; i < out.endpoints_.size(); ++i) set(i * 2 + 1, holds(cells[rule], out.endpoints_[i]));
        for (std::size_t i = 0; i <= out.endpoints_.size() && out.kind_ != Kind::boolean; ++i)
            set(i * 2, holds_in_gap(cells[rule], i > 0 ? &out.endpoints_[i - 1] : nullptr));
        set(out.regions(), holds(cells[rule], Value()));
    }
    out.scale();
    return out;
}

void Column::scale() {
    if (kind_ != Kind::number) return;
    for (const Value& v : endpoints_) scale_ = std::max(scale_, -v.number().exponent());
    if (scale_ > 12) return;
    for (const Value& v : endpoints_) {
        const auto factor = Number::make(false, 1, scale_);
        const auto product = factor ? feel::multiply(v.number(), *factor) : std::nullopt;
        const auto whole = product ? product->to_int64() : std::nullopt;
        if (!whole) return;
        scaled_.push_back(*whole);
    }
    use_scaled_ = true;
}

std::size_t Column::region_of_number(const Number& n) const {
    // The common case: the number, brought to the endpoints' scale, fits a word.
    static constexpr std::int64_t powers[]{
        1,          10,          100,           1'000,          10'000,          100'000,          1'000'000,
        10'000'000, 100'000'000, 1'000'000'000, 10'000'000'000, 100'000'000'000, 1'000'000'000'000};
    const int shift = n.exponent() + scale_;
    const feel::U128 wide = n.coefficient();
    if (use_scaled_ && shift >= -12 && shift <= 12 && wide >> 62 == 0) {
        auto value = static_cast<std::int64_t>(wide);
        bool between = false;
        bool fits = true;
        if (shift >= 0) {
            fits = !__builtin_mul_overflow(value, powers[shift], &value);
        } else {
            between = value % powers[-shift] != 0;
            value /= powers[-shift];
        }
        if (fits) {
            if (n.negative()) value = -value - (between ? 1 : 0);
            // A number between two units of the scale lies above the lower one and equals nothing.
            const auto at = std::lower_bound(scaled_.begin(), scaled_.end(), between ? value + 1 : value);
            const auto i = static_cast<std::size_t>(at - scaled_.begin());
            return !between && at != scaled_.end() && *at == value ? i * 2 + 1 : i * 2;
        }
    }
    const auto at = std::lower_bound(endpoints_.begin(), endpoints_.end(), n,
                                     [](const Value& a, const Number& b) { return a.number() < b; });
    const auto i = static_cast<std::size_t>(at - endpoints_.begin());
    return at != endpoints_.end() && at->number() == n ? i * 2 + 1 : i * 2;
}

std::size_t Column::region_of_string(const std::string& s) const {
    std::size_t low = 0;
    std::size_t high = endpoints_.size();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        const int c = endpoints_[middle].string().compare(s);
        if (c == 0) return middle * 2 + 1;
        (c < 0 ? low : high) = c < 0 ? middle + 1 : middle;
    }
    return low * 2;
}

std::size_t Column::region_of(const Value& v) const {
    if (kind_ == Kind::number) return region_of_number(v.number());
    if (kind_ == Kind::boolean) return v.boolean() ? 3 : 1;
    if (kind_ == Kind::string) return region_of_string(v.string());
    const auto at = std::lower_bound(endpoints_.begin(), endpoints_.end(), v,
                                     [](const Value& a, const Value& b) { return *feel::compare(a, b) < 0; });
    const auto i = static_cast<std::size_t>(at - endpoints_.begin());
    return at != endpoints_.end() && *feel::compare(*at, v) == 0 ? i * 2 + 1 : i * 2;
}

const Word* Column::rules_for(const Value& v) const {
    if (kind_ == Kind::null) {  // tests nothing, or for null alone
        return bits_.data() + (v.is_null() ? regions() : 0) * words_;
    }
    if (v.is_null()) return bits_.data() + regions() * words_;
    if (v.kind() != kind_) return nullptr;
    if ((kind_ == Kind::time || kind_ == Kind::date_time) && has_zone(v) != zoned_) return nullptr;
    return bits_.data() + region_of(v) * words_;
}

std::optional<Value> Column::sample(std::size_t region) const {
    if (kind_ == Kind::boolean) return region % 2 == 1 ? std::optional(endpoints_[region / 2]) : std::nullopt;
    if (region % 2 == 1) return endpoints_[region / 2];
    if (endpoints_.empty()) return std::nullopt;
    const Value* below = region > 0 ? &endpoints_[region / 2 - 1] : nullptr;
    const Value* above = region / 2 < endpoints_.size() ? &endpoints_[region / 2] : nullptr;
    const auto step = [&](const Value& v, int by) -> Value {
        switch (kind_) {
            case Kind::number:
                return Value::of(feel::add(v.number(), by));
            case Kind::date:
                return Value::of(feel::plus(v.date(), feel::DaysTime{by * 86'400, 0}));
            case Kind::days_time:
                return Value::of(feel::plus(v.days_time(), feel::DaysTime{by, 0}));
            case Kind::years_months:
                return Value::of(feel::plus(v.years_months(), feel::YearsMonths{by}));
            default:
                return {};
        }
    };
    if (kind_ == Kind::string) {
        const Value between(below == nullptr ? std::string() : below->string() + " ");
        if (above != nullptr && *feel::compare(between, *above) >= 0) return std::nullopt;
        if (below != nullptr || *feel::compare(between, *above) < 0) return between;
        return std::nullopt;
    }
    Value candidate = below != nullptr ? step(*below, 1) : step(*above, -1);
    const bool fits = !candidate.is_null() && (above == nullptr || *feel::compare(candidate, *above) < 0);
    if (fits) return candidate;
    if (kind_ != Kind::number) return std::nullopt;  // days, seconds and months have nothing between neighbours
    const auto both = feel::add(below->number(), above->number());
    return both ? std::optional(Value::of(feel::divide(*both, 2))) : std::nullopt;
}

}  // namespace zhupi::dmn
