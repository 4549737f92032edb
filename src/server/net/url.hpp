#pragma once
// Reading what stands in a request line and in a Cookie field (RFC 3986, RFC 6265). Pure functions on hostile text.

#include "server/net/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::net {

enum class Plus : bool { literal, space };  ///< '+' means a space only in queries

/// Nothing when an escape is broken, or when the result is not UTF-8 or holds control characters.
std::optional<std::string> percent_decode(std::string_view encoded, Plus plus);
std::string percent_encode(std::string_view text);  ///< everything but RFC 3986 "unreserved"

struct Target {
    std::string path;                   ///< as sent, without scheme, authority and query
    std::vector<std::string> segments;  ///< decoded; "/" has none, "/a/" has "a" and ""
    Pairs query;
};

/// Reads the origin form "/path?query", the absolute form "http://host/path", or "*".
/// Dot segments and encoded slashes are refused: nobody honest sends them and they fool prefix checks.
Result<Target> parse_target(std::string_view target);

/// The value of one cookie in a Cookie field; quotes around it are dropped.
std::optional<std::string_view> cookie_in(std::string_view field, std::string_view name);

}  // namespace zhupi::net
