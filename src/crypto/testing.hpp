#pragma once
// For tests only.

#include <string>
#include <string_view>

namespace zhupi::crypto::testing {

inline std::string from_hex(std::string_view digits) {
    const auto value = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        out += static_cast<char>(value(digits[i]) << 4 | value(digits[i + 1]));
    return out;
}

}  // namespace zhupi::crypto::testing
