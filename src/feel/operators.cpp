#include "feel/operators.hpp"

#include "base/error_codes.hpp"

namespace zhupi::feel {

namespace {

std::string_view symbol(Op op) {
    switch (op) {
        case Op::add:
            return "+";
        case Op::subtract:
            return "-";
        case Op::multiply:
            return "*";
        case Op::divide:
            return "/";
        case Op::power:
            return "**";
        case Op::less:
            return "<";
        case Op::less_equal:
            return "<=";
        case Op::greater:
            return ">";
        case Op::greater_equal:
            return ">=";
        default:
            return "";
    }
}

Value mismatch(Machine& machine, Op op, const Value& a, const Value& b) {
    const std::string operation(symbol(op));
    if (a.is_null() || b.is_null()) return machine.fail(err::feel_null, {{"operation", operation}});
    return machine.fail(err::feel_operands,
                        {{"operation", operation}, {"left", to_literal(a)}, {"right", to_literal(b)}});
}

template <class T>
Value checked(Machine& machine, Op op, std::optional<T> result) {
    if (!result) return machine.fail(err::feel_overflow, {{"operation", std::string(symbol(op))}});
    return Value(std::move(*result));
}

std::optional<YearsMonths> months_of(const std::optional<Number>& months) {
    if (!months) return std::nullopt;
    const auto whole = months->rounded(0, Rounding::down);
    const auto count = whole ? whole->to_int64() : std::nullopt;
    if (!count) return std::nullopt;
    return YearsMonths{*count};
}

std::optional<DaysTime> seconds_of(const std::optional<Number>& seconds) {
    return seconds ? DaysTime::of(*seconds) : std::nullopt;
}

DateTime at_midnight_utc(const Date& d) { return {d, 0, Zone::fixed(0)}; }

Value add_values(Machine& machine, const Value& a, const Value& b) {
    const Kind left = a.kind();
    const Kind right = b.kind();
    if (left == Kind::number && right == Kind::number) return checked(machine, Op::add, add(a.number(), b.number()));
    if (left == Kind::string && right == Kind::string) return machine.admit(Value(a.string() + b.string()));
    if (left == Kind::days_time) {
        if (right == Kind::days_time) return checked(machine, Op::add, plus(a.days_time(), b.days_time()));
        if (right == Kind::date) return checked(machine, Op::add, plus(b.date(), a.days_time()));
        if (right == Kind::date_time) return checked(machine, Op::add, plus(b.date_time(), a.days_time()));
        if (right == Kind::time) return Value(plus(b.time(), a.days_time()));
    }
    if (left == Kind::years_months) {
        if (right == Kind::years_months) return checked(machine, Op::add, plus(a.years_months(), b.years_months()));
        if (right == Kind::date) return checked(machine, Op::add, plus(b.date(), a.years_months()));
        if (right == Kind::date_time) return checked(machine, Op::add, plus(b.date_time(), a.years_months()));
    }
    if (right == Kind::days_time || right == Kind::years_months) {
        if (left == Kind::date || left == Kind::date_time || left == Kind::time) {
            if (left == Kind::time && right == Kind::years_months) return mismatch(machine, Op::add, a, b);
            return add_values(machine, b, a);
        }
    }
    return mismatch(machine, Op::add, a, b);
}

Value subtract_values(Machine& machine, const Value& a, const Value& b) {
    const Kind left = a.kind();
    const Kind right = b.kind();
    const auto is_day = [](Kind k) { return k == Kind::date || k == Kind::date_time; };
    if (left == Kind::number && right == Kind::number)
        return checked(machine, Op::subtract, subtract(a.number(), b.number()));
    if (left == Kind::date && right == Kind::date) return DaysTime{(to_days(a.date()) - to_days(b.date())) * 86'400, 0};
    if (is_day(left) && is_day(right)) {
        const DateTime x = left == Kind::date ? at_midnight_utc(a.date()) : a.date_time();
        const DateTime y = right == Kind::date ? at_midnight_utc(b.date()) : b.date_time();
        if (const auto d = minus(x, y)) return *d;
        return mismatch(machine, Op::subtract, a, b);
    }
    if (left == Kind::time && right == Kind::time) {
        if (const auto d = minus(a.time(), b.time())) return *d;
        return mismatch(machine, Op::subtract, a, b);
    }
    const bool both_days = left == Kind::days_time && right == Kind::days_time;
    const bool both_months = left == Kind::years_months && right == Kind::years_months;
    const bool from_day = is_day(left) && (right == Kind::days_time || right == Kind::years_months);
    if (!both_days && !both_months && !from_day && !(left == Kind::time && right == Kind::days_time))
        return mismatch(machine, Op::subtract, a, b);
    if (right == Kind::days_time) {
        const auto opposite = negated(b.days_time());
        if (!opposite) return checked(machine, Op::subtract, opposite);
        return add_values(machine, a, *opposite);
    }
    return add_values(machine, a, YearsMonths{-b.years_months().months});
}

Value multiply_values(Machine& machine, const Value& a, const Value& b) {
    if (a.is(Kind::number) && b.is(Kind::number))
        return checked(machine, Op::multiply, multiply(a.number(), b.number()));
    if (b.is(Kind::number) && a.is(Kind::days_time))
        return checked(machine, Op::multiply, seconds_of(multiply(a.days_time().number(), b.number())));
    if (b.is(Kind::number) && a.is(Kind::years_months))
        return checked(machine, Op::multiply, months_of(multiply(a.years_months().months, b.number())));
    if (a.is(Kind::number) && (b.is(Kind::days_time) || b.is(Kind::years_months)))
        return multiply_values(machine, b, a);
    return mismatch(machine, Op::multiply, a, b);
}

Value divide_values(Machine& machine, const Value& a, const Value& b) {
    if (b.is(Kind::number)) {
        if (a.is(Kind::number)) return checked(machine, Op::divide, divide(a.number(), b.number()));
        if (a.is(Kind::days_time))
            return checked(machine, Op::divide, seconds_of(divide(a.days_time().number(), b.number())));
        if (a.is(Kind::years_months))
            return checked(machine, Op::divide, months_of(divide(a.years_months().months, b.number())));
    }
    if (a.is(Kind::days_time) && b.is(Kind::days_time))
        return checked(machine, Op::divide, divide(a.days_time().number(), b.days_time().number()));
    if (a.is(Kind::years_months) && b.is(Kind::years_months))
        return checked(machine, Op::divide, divide(a.years_months().months, b.years_months().months));
    return mismatch(machine, Op::divide, a, b);
}

}  // namespace

Value arithmetic(Machine& machine, Op op, const Value& a, const Value& b) {
    switch (op) {
        case Op::add:
            return add_values(machine, a, b);
        case Op::subtract:
            return subtract_values(machine, a, b);
        case Op::multiply:
            return multiply_values(machine, a, b);
        case Op::divide:
            return divide_values(machine, a, b);
        default:
            break;
    }
    if (a.is(Kind::number) && b.is(Kind::number)) return checked(machine, Op::power, power(a.number(), b.number()));
    return mismatch(machine, op, a, b);
}

Value negate(Machine& machine, const Value& v) {
    switch (v.kind()) {
        case Kind::number:
            return v.number().negated();
        case Kind::days_time:
            return checked(machine, Op::subtract, negated(v.days_time()));
        case Kind::years_months:
            return YearsMonths{-v.years_months().months};
        case Kind::null:
            return machine.fail(err::feel_null, {{"operation", "-"}});
        default:
            return machine.fail(err::feel_operand, {{"operation", "-"}}, v);
    }
}

Value ordering(Machine& machine, Op op, const Value& a, const Value& b) {
    const auto c = compare(a, b);
    if (!c) return mismatch(machine, op, a, b);
    switch (op) {
        case Op::less:
            return Value(*c < 0);
        case Op::less_equal:
            return Value(*c <= 0);
        case Op::greater:
            return Value(*c > 0);
        default:
            return Value(*c >= 0);
    }
}

Value make_interval(Machine& machine, Range range) {
    const bool open = range.start.is_null() || range.end.is_null();
    const auto c = compare(range.start, range.end);
    const bool valid = open ? !(range.start.is_null() && range.end.is_null()) : c && *c <= 0;
    Value out(std::move(range));
    if (!valid) return machine.fail(err::feel_range, {{"range", to_literal(out)}}, out);
    return out;
}

Value make_unary_range(Machine& machine, Range::Form form, const Value& operand) {
    if (operand.is_null()) return machine.fail(err::feel_null, {{"operation", "range"}});
    Range r;
    r.form = form;
    switch (form) {
        case Range::Form::less:
        case Range::Form::less_equal:
            r.end = operand;
            r.end_included = form == Range::Form::less_equal;
            break;
        case Range::Form::greater:
        case Range::Form::greater_equal:
            r.start = operand;
            r.start_included = form == Range::Form::greater_equal;
            break;
        default:
            r.start = r.end = operand;
            r.start_included = r.end_included = form == Range::Form::equal;
    }
    return Value(std::move(r));
}

}  // namespace zhupi::feel
