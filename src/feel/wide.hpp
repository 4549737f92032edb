#pragma once
// 256-bit unsigned integers: just what exact sums, products and quotients of 34-digit coefficients need.

#include "feel/number.hpp"

#include <array>
#include <cstdint>

namespace zhupi::feel::wide {

/// Little-endian limbs.
struct U256 {
    std::array<std::uint64_t, 4> limb{};

    U256() = default;
    explicit U256(U128 v) : limb{static_cast<std::uint64_t>(v), static_cast<std::uint64_t>(v >> 64), 0, 0} {}
    bool fits_128() const { return limb[2] == 0 && limb[3] == 0; }
    U128 low_128() const { return U128{limb[1]} << 64 | limb[0]; }
    bool is_zero() const { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }
};

constexpr std::array<std::uint64_t, 20> pow10_64 = [] {
    std::array<std::uint64_t, 20> table{};
    std::uint64_t p = 1;
    for (auto& entry : table) {
        entry = p;
        p *= 10;
    }
    return table;
}();

constexpr std::array<U128, 39> pow10_128 = [] {
    std::array<U128, 39> table{};
    U128 p = 1;
    for (auto& entry : table) {
        entry = p;
        p *= 10;
    }
    return table;
}();

int compare(const U256& a, const U256& b);
U256 sum(const U256& a, const U256& b);         ///< must not overflow
U256 difference(const U256& a, const U256& b);  ///< a ≥ b
U256 product(U128 a, U128 b);
U256 times_pow10(U256 a, int power);                            ///< must not overflow
std::uint64_t divide_in_place(U256& a, std::uint64_t divisor);  ///< returns the remainder
U256 quotient(const U256& a, U128 divisor, bool& inexact);      ///< inexact: there was a remainder
int count_digits(const U256& a);                                ///< 0 for zero
int count_digits(U128 a);

}  // namespace zhupi::feel::wide
