#pragma once
// Small text helpers; all text in the program is UTF-8.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::text {

/// Replaces {name} by params["name"]; an unknown name stays as it is, so that a missing one is seen.
std::string fill(std::string_view sentence, const std::map<std::string, std::string>& params);

std::string_view trim(std::string_view s);  ///< without leading and trailing white space (ASCII and U+3000)
std::vector<std::string_view> split(std::string_view s, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool is_digits(std::string_view s);  ///< non-empty and only 0-9

bool valid_utf8(std::string_view s);                ///< strict: no overlong forms, no surrogates, ≤ U+10FFFF
std::size_t length(std::string_view s);             ///< characters (code points) of valid UTF-8
std::u32string to_code_points(std::string_view s);  ///< invalid bytes become U+FFFD
void append_utf8(std::string& out, char32_t code_point);

std::string hex(std::string_view bytes);  ///< lower case
/// Compares in time that depends on the length only: for secrets.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace zhupi::text
