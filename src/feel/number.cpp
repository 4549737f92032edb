#include "feel/number.hpp"

#include "feel/wide.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace zhupi::feel {

namespace {

using wide::count_digits;
using wide::pow10_128;
using wide::U256;

constexpr U128 coefficient_limit = pow10_128[Number::digits];

/// What was cut off, compared with half a unit of the last kept digit.
enum class Rest : unsigned char { none, below_half, half, above_half };

bool rounds_away(Rounding mode, Rest rest, bool odd, bool negative) {
    if (rest == Rest::none) return false;
    switch (mode) {
        case Rounding::half_even:
            return rest == Rest::above_half || (rest == Rest::half && odd);
        case Rounding::half_up:
            return rest >= Rest::half;
        case Rounding::half_down:
            return rest == Rest::above_half;
        case Rounding::up:
            return true;
        case Rounding::down:
            return false;
        case Rounding::floor:
            return negative;
        case Rounding::ceiling:
            return !negative;
    }
    return false;
}

/// Cuts `cut` digits off and rounds. `sticky`: something non-zero was already cut off below.
U256 cut_digits(U256 value, int cut, bool sticky, Rounding mode, bool negative) {
    int last = 0;  // the first digit that is cut off
    for (int left = cut; left > 0;) {
        if (left == 1) {
            last = static_cast<int>(wide::divide_in_place(value, 10));
            left = 0;
        } else {
            const int step = std::min(left - 1, 19);
            sticky |= wide::divide_in_place(value, wide::pow10_64[static_cast<std::size_t>(step)]) != 0;
            left -= step;
        }
    }
    Rest rest = Rest::none;
    if (last > 5 || (last == 5 && sticky))
        rest = Rest::above_half;
    else if (last == 5)
        rest = Rest::half;
    else if (last > 0 || sticky)
        rest = Rest::below_half;
    if (rounds_away(mode, rest, (value.limb[0] & 1) != 0, negative)) value = wide::sum(value, U256(1));
    return value;
}

std::optional<Number> finish(bool negative, U256 value, int exponent, bool sticky = false) {
    int cut = std::max(0, count_digits(value) - Number::digits);
    cut = std::max(cut, Number::min_exponent - exponent);
    if (cut > 0 || sticky) {
        value = cut_digits(value, std::min(cut, 78), sticky, Rounding::half_even, negative);
        exponent += cut;
    }
    U128 coefficient = value.low_128();
    if (coefficient == coefficient_limit) {
        coefficient /= 10;
        ++exponent;
    }
    return Number::make(negative, coefficient, exponent);
}

}  // namespace

std::optional<Number> Number::make(bool negative, U128 coefficient, int exponent) {
    if (coefficient >= coefficient_limit || exponent < min_exponent) {
        if (coefficient == 0) exponent = min_exponent;
        if (coefficient != 0) return finish(negative, U256(coefficient), exponent);
    }
    while (exponent > max_exponent) {
        if (coefficient == 0) {
            exponent = max_exponent;
        } else {
            if (coefficient * 10 >= coefficient_limit) return std::nullopt;
            coefficient *= 10;
            --exponent;
        }
    }
    Number out;
    out.low_ = static_cast<std::uint64_t>(coefficient);
    out.high_ = (negative && coefficient != 0 ? sign_bit : 0) |
                static_cast<std::uint64_t>(exponent + static_cast<int>(bias)) << exponent_shift |
                static_cast<std::uint64_t>(coefficient >> 64);
    return out;
}

std::optional<Number> Number::parse(std::string_view text) {
    std::size_t at = 0;
    const auto digit_here = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    bool negative = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) negative = text[at++] == '-';

    U256 coefficient;
    int kept = 0;
    int exponent = 0;
    bool any = false;
    bool sticky = false;
    const auto take = [&](bool fraction) {
        for (; digit_here(); ++at) {
            any = true;
            const auto d = static_cast<unsigned>(text[at] - '0');
            if (kept < 60) {
                coefficient = wide::sum(wide::times_pow10(coefficient, 1), U256(d));
                if (!coefficient.is_zero()) ++kept;
                exponent -= fraction;
            } else {
                sticky |= d != 0;
                exponent += !fraction;
            }
        }
    };
    take(false);
    if (at < text.size() && text[at] == '.') {
        ++at;
        const auto before = at;
        take(true);
        if (at == before) return std::nullopt;
    }
    if (!any) return std::nullopt;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && text[at] == '+') ++at;
        int power = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), power);
        if (error != std::errc{} || std::abs(power) > 100'000) return std::nullopt;
        at = static_cast<std::size_t>(end - text.data());
        exponent += power;
    }
    if (at != text.size()) return std::nullopt;
    return finish(negative, coefficient, exponent, sticky);
}

namespace {
template <class Float>
std::optional<Number> shortest(Float value) {
    if (!std::isfinite(value)) return std::nullopt;
    std::array<char, 64> buffer;
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return Number::parse({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}
}  // namespace

std::optional<Number> Number::from_double(double value) { return shortest(value); }
std::optional<Number> Number::from_float(float value) { return shortest(value); }

bool Number::is_whole() const {
    const int e = exponent();
    if (e >= 0 || is_zero()) return true;
    return -e < digits && coefficient() % pow10_128[static_cast<std::size_t>(-e)] == 0;
}

std::optional<std::int64_t> Number::to_int64() const {
    if (!is_whole()) return std::nullopt;
    U128 c = coefficient();
    int e = is_zero() ? 0 : exponent();
    for (; e < 0; ++e) c /= 10;
    for (; e > 0 && c < pow10_128[20]; --e) c *= 10;
    const U128 limit = U128{1} << 63;
    if (e > 0 || c > limit || (c == limit && !negative())) return std::nullopt;
    const auto magnitude = static_cast<std::uint64_t>(c);
    return static_cast<std::int64_t>(negative() ? 0 - magnitude : magnitude);
}

double Number::to_double() const {
    double out = 0;
    const std::string s = text();
    std::from_chars(s.data(), s.data() + s.size(), out);
    return out;
}

std::string Number::text() const {
    U128 c = coefficient();
    if (c == 0) return "0";
    int e = exponent();
    while (c % 10 == 0) {
        c /= 10;
        ++e;
    }
    std::string body;
    for (; c != 0; c /= 10) body.push_back(static_cast<char>('0' + static_cast<int>(c % 10)));
    std::reverse(body.begin(), body.end());
    const int length = static_cast<int>(body.size());
    const int adjusted = e + length - 1;
    if (adjusted > 50 || adjusted < -50) {
        if (length > 1) body.insert(1, ".");
        body += adjusted < 0 ? "E-" : "E+";
        body += std::to_string(std::abs(adjusted));
    } else if (e >= 0) {
        body.append(static_cast<std::size_t>(e), '0');
    } else if (-e < length) {
        body.insert(static_cast<std::size_t>(length + e), ".");
    } else {
        body.insert(0, "0." + std::string(static_cast<std::size_t>(-e - length), '0'));
    }
    return negative() ? "-" + body : body;
}

Number Number::negated() const {
    Number out = *this;
    if (!is_zero()) out.high_ ^= sign_bit;
    return out;
}

Number Number::abs() const {
    Number out = *this;
    out.high_ &= ~sign_bit;
    return out;
}

std::optional<Number> Number::rounded(std::int64_t scale, Rounding mode) const {
    if (scale < -max_exponent || scale > -min_exponent) return std::nullopt;
    const auto target = static_cast<int>(-scale);
    const int cut = target - exponent();
    if (cut <= 0) return *this;
    const U256 kept = cut_digits(U256(coefficient()), std::min(cut, 40), false, mode, negative());
    return make(negative(), kept.low_128(), target);
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
    const bool zero_a = a.is_zero();
    const bool zero_b = b.is_zero();
    if (zero_a || zero_b) {
        if (zero_a && zero_b) return std::strong_ordering::equal;
        return (zero_a ? b.negative() : !a.negative()) ? std::strong_ordering::greater : std::strong_ordering::less;
    }
    if (a.negative() != b.negative()) return a.negative() ? std::strong_ordering::less : std::strong_ordering::greater;
    int order = 0;
    const U128 ca = a.coefficient();
    const U128 cb = b.coefficient();
    if (a.exponent() == b.exponent()) {
        order = ca < cb ? -1 : ca > cb;
    } else {
        const int top_a = count_digits(ca) + a.exponent();
        const int top_b = count_digits(cb) + b.exponent();
        if (top_a != top_b) {
            order = top_a < top_b ? -1 : 1;
        } else {
            // As many digits before the point: the exponents differ by less than 34.
            const int shift = a.exponent() - b.exponent();
            const U256 x = wide::times_pow10(U256(ca), std::max(shift, 0));
            const U256 y = wide::times_pow10(U256(cb), std::max(-shift, 0));
            order = wide::compare(x, y);
        }
    }
    if (a.negative()) order = -order;
    return order <=> 0;
}

std::optional<Number> add(const Number& a, const Number& b) {
    if (a.exponent() == b.exponent() && a.negative() == b.negative())
        return Number::make(a.negative(), a.coefficient() + b.coefficient(), a.exponent());

    const Number& high = a.exponent() >= b.exponent() ? a : b;
    const Number& low = a.exponent() >= b.exponent() ? b : a;
    // Both are brought to one exponent. The upper one may grow to 71 digits, which 256 bits hold; what of the lower one
    // is still below that cannot matter but for rounding, and is kept as "sticky".
    int exponent = low.exponent();
    if (!high.is_zero()) exponent = std::max(exponent, high.exponent() + count_digits(high.coefficient()) - 71);
    exponent = std::min(exponent, high.exponent());
    const U256 x = wide::times_pow10(U256(high.coefficient()), high.is_zero() ? 0 : high.exponent() - exponent);
    U256 y(low.coefficient());
    bool sticky = false;
    for (int cut = std::min(exponent - low.exponent(), 40); cut > 0; --cut) sticky |= wide::divide_in_place(y, 10) != 0;

    if (high.negative() == low.negative()) return finish(high.negative(), wide::sum(x, y), exponent, sticky);
    if (wide::compare(x, y) < 0) return finish(low.negative(), wide::difference(y, x), exponent, sticky);
    // Below a sticky rest the exact difference is a little smaller: take one unit off, which stays sticky.
    U256 rest = wide::difference(x, y);
    if (sticky) rest = wide::difference(rest, U256(1));
    return finish(high.negative(), rest, exponent, sticky);
}

std::optional<Number> subtract(const Number& a, const Number& b) { return add(a, b.negated()); }

std::optional<Number> multiply(const Number& a, const Number& b) {
    const bool negative = a.negative() != b.negative();
    const int exponent = a.exponent() + b.exponent();
    const U128 x = a.coefficient();
    const U128 y = b.coefficient();
    if ((x >> 64) == 0 && (y >> 64) == 0) return Number::make(negative, x * y, exponent);
    return finish(negative, wide::product(x, y), exponent);
}

std::optional<Number> divide(const Number& a, const Number& b) {
    if (b.is_zero()) return std::nullopt;
    const bool negative = a.negative() != b.negative();
    const int ideal = a.exponent() - b.exponent();
    if (a.is_zero()) return Number::make(false, 0, std::clamp(ideal, Number::min_exponent, Number::max_exponent));
    // Enough digits that the quotient has at least 35.
    const int scale = std::max(0, Number::digits + 2 + count_digits(b.coefficient()) - count_digits(a.coefficient()));
    bool inexact = false;
    U256 q = wide::quotient(wide::times_pow10(U256(a.coefficient()), scale), b.coefficient(), inexact);
    int exponent = ideal - scale;
    if (!inexact) {  // an exact quotient keeps no more zeros than the operands had
        while (exponent < ideal) {
            U256 shorter = q;
            if (wide::divide_in_place(shorter, 10) != 0) break;
            q = shorter;
            ++exponent;
        }
    }
    return finish(negative, q, exponent, inexact);
}

std::optional<Number> modulo(const Number& a, const Number& b) {
    if (b.is_zero()) return std::nullopt;
    // The remainder is computed on integers by repeated scaling, so that it is exact however far apart a and b are.
    const int exponent = std::min(a.exponent(), b.exponent());
    const auto reduce = [](U128 value, int power, U128 divisor) {
        U256 rest(value % divisor);
        for (; power > 0 && !rest.is_zero(); --power) {
            bool inexact = false;
            const U256 scaled = wide::times_pow10(rest, 1);
            const U256 q = wide::quotient(scaled, divisor, inexact);
            rest = wide::difference(scaled, wide::product(q.low_128(), divisor));
        }
        return rest.low_128();
    };
    const int shift_b = b.exponent() - exponent;
    U128 rest = 0;
    if (shift_b == 0) {
        rest = reduce(a.coefficient(), a.exponent() - exponent, b.coefficient());
    } else if (count_digits(b.coefficient()) + shift_b > Number::digits) {
        // |b| is greater than any coefficient at a's exponent.
        rest = a.coefficient();
        if (rest == 0 || a.negative() == b.negative()) return a;
        return add(a, b);
    } else {
        rest = a.coefficient() % (b.coefficient() * pow10_128[static_cast<std::size_t>(shift_b)]);
    }
    auto out = Number::make(a.negative(), rest, exponent);
    if (out && rest != 0 && a.negative() != b.negative()) out = add(*out, b);
    return out;
}

}  // namespace zhupi::feel
