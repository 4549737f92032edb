#include "feel/wide.hpp"

#include <algorithm>

namespace zhupi::feel::wide {

int compare(const U256& a, const U256& b) {
    for (int i = 3; i >= 0; --i) {
        const auto k = static_cast<std::size_t>(i);
        if (a.limb[k] != b.limb[k]) return a.limb[k] < b.limb[k] ? -1 : 1;
    }
    return 0;
}

U256 sum(const U256& a, const U256& b) {
    U256 out;
    U128 carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        carry += U128{a.limb[i]} + b.limb[i];
        out.limb[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    return out;
}

U256 difference(const U256& a, const U256& b) {
    U256 out;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const U128 d = U128{a.limb[i]} - b.limb[i] - borrow;
        out.limb[i] = static_cast<std::uint64_t>(d);
        borrow = static_cast<std::uint64_t>(d >> 64) & 1;
    }
    return out;
}

U256 product(U128 a, U128 b) {
    const std::array<std::uint64_t, 2> x{static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(a >> 64)};
    const std::array<std::uint64_t, 2> y{static_cast<std::uint64_t>(b), static_cast<std::uint64_t>(b >> 64)};
    U256 out;
    for (std::size_t i = 0; i < 2; ++i) {
        U128 carry = 0;
        for (std::size_t j = 0; j < 2; ++j) {
            carry += U128{x[i]} * y[j] + out.limb[i + j];
            out.limb[i + j] = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        out.limb[i + 2] = static_cast<std::uint64_t>(carry);
    }
    return out;
}

U256 times_pow10(U256 a, int power) {
    while (power > 0) {
        const int step = std::min(power, 19);
        U128 carry = 0;
        for (auto& limb : a.limb) {
            carry += U128{limb} * pow10_64[static_cast<std::size_t>(step)];
            limb = static_cast<std::uint64_t>(carry);
            carry >>= 64;
        }
        power -= step;
    }
    return a;
}

std::uint64_t divide_in_place(U256& a, std::uint64_t divisor) {
    U128 rest = 0;
    for (std::size_t i = 4; i-- > 0;) {
        rest = rest << 64 | a.limb[i];
        a.limb[i] = static_cast<std::uint64_t>(rest / divisor);
        rest %= divisor;
    }
    return static_cast<std::uint64_t>(rest);
}

U256 quotient(const U256& a, U128 divisor, bool& inexact) {
    if (divisor >> 64 == 0) {
        U256 out = a;
        inexact = divide_in_place(out, static_cast<std::uint64_t>(divisor)) != 0;
        return out;
    }
    // Schoolbook, bit by bit; the divisor has at most 113 bits, so the running rest never overflows.
    U256 out;
    U128 rest = 0;
    for (std::size_t i = 4; i-- > 0;) {
        for (int bit = 63; bit >= 0; --bit) {
            rest = rest << 1 | (a.limb[i] >> bit & 1);
            if (rest >= divisor) {
                rest -= divisor;
                out.limb[i] |= 1ULL << bit;
            }
        }
    }
    inexact = rest != 0;
    return out;
}

int count_digits(U128 a) {
    if (a >> 64 == 0) {
        const auto small = static_cast<std::uint64_t>(a);
        if (small < 10) return small != 0;
        return static_cast<int>(std::upper_bound(pow10_64.begin(), pow10_64.end(), small) - pow10_64.begin());
    }
    return static_cast<int>(std::upper_bound(pow10_128.begin(), pow10_128.end(), a) - pow10_128.begin());
}

int count_digits(const U256& a) {
    if (a.fits_128()) return count_digits(a.low_128());
    U256 rest = a;
    int digits = 0;
    while (!rest.fits_128()) {
        divide_in_place(rest, pow10_64[19]);
        digits += 19;
    }
    return digits + count_digits(rest.low_128());
}

}  // namespace zhupi::feel::wide
