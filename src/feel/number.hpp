#pragma once
// FEEL numbers are IEEE 754-2008 decimal128 (DMN 1.5, 10.3.2.3.1): 34 significant digits, rounding HALF_EVEN, exponents
// -6176…6111. There is no infinity and no NaN: what overflows or has no value is std::nullopt, which FEEL shows as
// null.
//
// The sixteen bytes are laid out like the binary encoding of the standard: sign, biased exponent, 113-bit coefficient.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::feel {

__extension__ using U128 = unsigned __int128;

enum class Rounding : unsigned char { half_even, half_up, half_down, up, down, floor, ceiling };

class Number {
public:
    static constexpr int digits = 34;
    static constexpr int min_exponent = -6176;
    static constexpr int max_exponent = 6111;

    constexpr Number() = default;
    constexpr Number(std::int64_t whole)  // NOLINT: a whole number is a number
        : low_(whole < 0 ? 0 - static_cast<std::uint64_t>(whole) : static_cast<std::uint64_t>(whole)),
          high_((whole < 0 ? sign_bit : 0) | bias << exponent_shift) {}

    /// coefficient × 10^exponent, rounded to 34 digits; nullopt beyond the greatest number.
    static std::optional<Number> make(bool negative, U128 coefficient, int exponent);
    /// A FEEL numeric literal with an optional sign: "-12.50", ".5", "1.2e-7". The whole text, no spaces.
    static std::optional<Number> parse(std::string_view text);
    /// The shortest decimal that reads back as the same double (or float).
    static std::optional<Number> from_double(double value);
    static std::optional<Number> from_float(float value);

    bool negative() const { return (high_ & sign_bit) != 0; }
    int exponent() const { return static_cast<int>(high_ >> exponent_shift & exponent_mask) - static_cast<int>(bias); }
    U128 coefficient() const { return U128{high_ & coefficient_mask} << 64 | low_; }
    bool is_zero() const { return low_ == 0 && (high_ & coefficient_mask) == 0; }
    bool is_whole() const;

    std::optional<std::int64_t> to_int64() const;  ///< when whole and in range
    double to_double() const;
    std::string text() const;  ///< shortest plain form ("12.5"); with an exponent only when far from one ("1E+60")

    Number negated() const;
    Number abs() const;
    /// Rounded to `scale` digits after the point (negative: before it). nullopt when scale is out of -6111…6176.
    std::optional<Number> rounded(std::int64_t scale, Rounding mode) const;

    friend std::strong_ordering operator<=>(const Number& a, const Number& b);
    friend bool operator==(const Number& a, const Number& b) { return (a <=> b) == 0; }

private:
    static constexpr std::uint64_t sign_bit = 1ULL << 63;
    static constexpr int exponent_shift = 49;
    static constexpr std::uint64_t exponent_mask = 0x3fff;
    static constexpr std::uint64_t coefficient_mask = (1ULL << exponent_shift) - 1;
    static constexpr std::uint64_t bias = 6176;

    std::uint64_t low_ = 0;
    std::uint64_t high_ = bias << exponent_shift;
};

std::optional<Number> add(const Number& a, const Number& b);
std::optional<Number> subtract(const Number& a, const Number& b);
std::optional<Number> multiply(const Number& a, const Number& b);
std::optional<Number> divide(const Number& a, const Number& b);  ///< nullopt for a zero divisor
/// FEEL modulo: a - b × floor(a / b); the sign is that of the divisor. nullopt for a zero divisor.
std::optional<Number> modulo(const Number& a, const Number& b);

// In number_math.cpp, accurate to 34 digits.
std::optional<Number> power(const Number& base, const Number& exponent);
std::optional<Number> square_root(const Number& x);
std::optional<Number> exponential(const Number& x);
std::optional<Number> logarithm(const Number& x);

}  // namespace zhupi::feel
