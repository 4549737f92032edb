#pragma once
// 电子证照标识 (GB/T 36904-2018): which licence, of which kind, by whom, in which version.
//
//   1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.001.0
//   root           kind                  issuer             serial     version check
//
// A change or an extension of a licence is a new version of the same serial number.

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace zhupi::licence {

struct Identifier {
    std::string kind;    ///< 21 characters: credit code of the body that defined the kind, and three digits
    std::string issuer;  ///< 18 characters: credit code of the issuing authority
    std::string serial;  ///< 1–30 of 0-9 A-Z
    int version = 1;     ///< 1…999

    bool operator==(const Identifier&) const = default;
    std::string text() const;  ///< with its check character
};

/// Error: `licence.identifier` with the part that is wrong.
Result<Identifier> parse_identifier(std::string_view text);
/// Error: `licence.identifier` for parts that cannot be.
Result<Identifier> make_identifier(std::string kind, std::string issuer, std::string serial, int version = 1);

}  // namespace zhupi::licence
