// Roots, powers and logarithms, worked out with 80 decimal digits and rounded once to 34.

#include "feel/number.hpp"

#include <cmath>

#include <boost/multiprecision/cpp_dec_float.hpp>

namespace zhupi::feel {

namespace {

using Wide = boost::multiprecision::number<boost::multiprecision::cpp_dec_float<80>, boost::multiprecision::et_off>;

Wide widen(const Number& x) { return Wide(x.text()); }

std::optional<Number> narrow(const Wide& x) {
    const auto out = Number::parse(x.str(58, std::ios_base::scientific));
    // Trailing zeros of an exact result (2 from sqrt(4)) are an artefact of the method.
    return out ? Number::parse(out->text()) : out;
}

/// log10 of |x|, roughly: to tell early that a result leaves the range.
double magnitude(const Number& x) {
    const double head = static_cast<double>(x.coefficient());
    return std::log10(head) + x.exponent();
}

}  // namespace

std::optional<Number> power(const Number& base, const Number& exponent) {
    if (exponent.is_zero()) return Number(1);
    if (base.is_zero()) return exponent.negative() ? std::nullopt : std::optional(Number(0));
    if (base.negative() && !exponent.is_whole()) return std::nullopt;
    const double digits = magnitude(base) * exponent.to_double();
    if (digits > Number::max_exponent + Number::digits + 1) return std::nullopt;
    if (digits < Number::min_exponent - 1) return Number(0);
    const auto whole = exponent.to_int64();
    if (whole && *whole > -1'000'000'000 && *whole < 1'000'000'000)
        return narrow(boost::multiprecision::pow(widen(base), static_cast<int>(*whole)));
    const bool odd = exponent.is_whole() && !modulo(exponent, 2)->is_zero();
    auto out = narrow(boost::multiprecision::pow(widen(base.abs()), widen(exponent)));
    if (out && base.negative() && odd) return out->negated();
    return out;
}

std::optional<Number> square_root(const Number& x) {
    if (x.negative()) return std::nullopt;
    if (x.is_zero()) return Number(0);
    return narrow(boost::multiprecision::sqrt(widen(x)));
}

std::optional<Number> exponential(const Number& x) {
    const double estimate = x.to_double();
    if (estimate > 14200) return std::nullopt;
    if (estimate < -14300) return Number(0);
    return narrow(boost::multiprecision::exp(widen(x)));
}

std::optional<Number> logarithm(const Number& x) {
    if (x.is_zero() || x.negative()) return std::nullopt;
    return narrow(boost::multiprecision::log(widen(x)));
}

}  // namespace zhupi::feel
