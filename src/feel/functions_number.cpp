// Built-in functions on numbers (DMN 1.5, table 75).

#include "feel/builtins.hpp"
#include "feel/machine.hpp"
#include "feel/operators.hpp"

namespace zhupi::feel {

namespace {

template <Rounding mode>
Value round_to(const Call& call) {
    std::int64_t scale = 0;
    if (call.args.size() > 1) {
        const auto cut = call[1].number().rounded(0, Rounding::down);
        const auto whole = cut ? cut->to_int64() : std::nullopt;
        if (!whole) return call.no_result(1);
        scale = *whole;
    }
    const auto out = call[0].number().rounded(scale, mode);
    return out ? Value(*out) : call.no_result(1);
}

Value absolute(const Call& call) {
    const Value& v = call.one(0);
    switch (v.kind()) {
        case Kind::number:
            return v.number().abs();
        case Kind::days_time:
            return v.days_time().seconds < 0 ? negate(call.machine, v) : v;
        case Kind::years_months:
            return v.years_months().months < 0 ? negate(call.machine, v) : v;
        default:
            return call.no_result();
    }
}

Value result(const Call& call, const std::optional<Number>& number) {
    return number ? Value(*number) : call.no_result();
}

Value modulo_of(const Call& call) {
    const auto out = modulo(call[0].number(), call[1].number());
    return out ? Value(*out) : call.no_result(1);
}

Value sqrt_of(const Call& call) { return result(call, square_root(call[0].number())); }
Value log_of(const Call& call) { return result(call, logarithm(call[0].number())); }
Value exp_of(const Call& call) { return result(call, exponential(call[0].number())); }

Value parity(const Call& call, bool odd) {
    if (!call[0].number().is_whole()) return call.no_result();
    return Value(modulo(call[0].number(), 2)->is_zero() != odd);
}
Value is_odd(const Call& call) { return parity(call, true); }
Value is_even(const Call& call) { return parity(call, false); }

constexpr detail::Line table[]{
    {"decimal", "n: number, scale: number", "number", round_to<Rounding::half_even>},
    {"floor", "n: number", "number", round_to<Rounding::floor>},
    {"floor", "n: number, scale: number", "number", round_to<Rounding::floor>},
    {"ceiling", "n: number", "number", round_to<Rounding::ceiling>},
    {"ceiling", "n: number, scale: number", "number", round_to<Rounding::ceiling>},
    {"round up", "n: number, scale: number", "number", round_to<Rounding::up>},
    {"round down", "n: number, scale: number", "number", round_to<Rounding::down>},
    {"round half up", "n: number, scale: number", "number", round_to<Rounding::half_up>},
    {"round half down", "n: number, scale: number", "number", round_to<Rounding::half_down>},
    {"abs", "n: any", "any", absolute},
    {"modulo", "dividend: number, divisor: number", "number", modulo_of},
    {"sqrt", "number: number", "number", sqrt_of},
    {"log", "number: number", "number", log_of},
    {"exp", "number: number", "number", exp_of},
    {"odd", "number: number", "boolean", is_odd},
    {"even", "number: number", "boolean", is_even},
};

}  // namespace

std::span<const detail::Line> detail::number_functions() { return table; }

}  // namespace zhupi::feel
