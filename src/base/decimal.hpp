#pragma once
// Money in 万元 and areas in ㎡ are decimals with four places (DECIMAL(18,4) of the exchange standard), never doubles.

#include "base/error.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace zhupi {

struct Decimal {
    std::int64_t units = 0;  ///< ten-thousandths: 12500.5 is 125005000

    auto operator<=>(const Decimal&) const = default;
    static Decimal of(std::int64_t whole) { return {whole * 10'000}; }
    std::string text() const;  ///< shortest form: "12500.5", "-3", "0.0001"
    static Result<Decimal> parse(std::string_view s);
};

}  // namespace zhupi
