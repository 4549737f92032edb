#include "base/codes.hpp"

#include "base/text.hpp"
#include "base/time.hpp"

#include <algorithm>
#include <array>

namespace zhupi::codes {
namespace {

constexpr std::string_view credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::string_view licence_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view licence_root = "1.2.156.3005.2.";

bool is_date(std::string_view yyyymmdd) {
    if (yyyymmdd.size() != 8 || !text::is_digits(yyyymmdd)) return false;
    const auto s = std::string(yyyymmdd);
    return Date::parse(s.substr(0, 4) + "-" + s.substr(4, 2) + "-" + s.substr(6, 2)).has_value();
}

/// Lengths of digit groups separated by dashes.
bool matches_groups(std::string_view s, std::initializer_list<std::size_t> lengths) {
    const auto groups = text::split(s, '-');
    if (groups.size() != lengths.size()) return false;
    auto length = lengths.begin();
    for (const auto group : groups)
        if (group.size() != *length++ || !text::is_digits(group)) return false;
    return true;
}

}  // namespace

bool is_project_code(std::string_view s) { return matches_groups(s, {4, 6, 2, 2, 6}); }

char credit_code_check(std::string_view first17) {
    // 第 i 位的权为 3^(i-1) mod 31
    unsigned sum = 0, weight = 1;
    for (const char c : first17) {
        const auto value = credit_alphabet.find(c);
        if (value == std::string_view::npos) return '\0';
        sum += static_cast<unsigned>(value) * weight;
        weight = weight * 3 % 31;
    }
    return credit_alphabet[(31 - sum % 31) % 31];
}

bool is_credit_code(std::string_view s) { return s.size() == 18 && credit_code_check(s.substr(0, 17)) == s[17]; }

bool is_identity_number(std::string_view s) {
    if (s.size() != 18 || !text::is_digits(s.substr(0, 17)) || !is_date(s.substr(6, 8))) return false;
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (s[i] - '0') * weights[i];
    return s[17] == "10X98765432"[sum % 11];
}

bool is_district_code(std::string_view s) {
    if (s.size() != 6 || !text::is_digits(s)) return false;
    constexpr std::array<int, 35> provinces{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43,
                                            44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 99};
    const int province = (s[0] - '0') * 10 + (s[1] - '0');
    return std::find(provinces.begin(), provinces.end(), province) != provinces.end();
}

bool is_construction_permit_number(std::string_view s) {
    if (s.size() != 18 || !text::is_digits(s)) return false;
    const int kind = (s[16] - '0') * 10 + (s[17] - '0');
    return is_district_code(s.substr(0, 6)) && is_date(s.substr(6, 8)) && s.substr(14, 2) != "00" && kind >= 1 &&
           kind <= 18;
}

char licence_identifier_check(std::string_view s) {
    // ISO 7064 MOD 37,36
    unsigned product = 36;
    for (const char c : s) {
        const auto value = licence_alphabet.find(c);
        if (value == std::string_view::npos) return '\0';
        auto sum = (product + static_cast<unsigned>(value)) % 36;
        if (sum == 0) sum = 36;
        product = sum * 2 % 37;
    }
    return licence_alphabet[(37 - product) % 36];
}

bool is_licence_identifier(std::string_view s) {
    if (!s.starts_with(licence_root)) return false;
    const auto parts = text::split(s.substr(licence_root.size()), '.');
    if (parts.size() != 5 || parts[0].size() != 21 || parts[1].size() != 18 || parts[2].empty() ||
        parts[3].size() != 3 || parts[4].size() != 1)
        return false;
    std::string body;
    for (std::size_t i = 0; i < 4; ++i) body += parts[i];
    return licence_identifier_check(body) == parts[4][0];
}

bool is_phone(std::string_view s) {
    if (s.size() == 11 && s[0] == '1' && text::is_digits(s)) return true;
    const auto dash = s.find('-');
    if (dash == std::string_view::npos) return false;
    const auto area = s.substr(0, dash), number = s.substr(dash + 1);
    return area.size() >= 3 && area.size() <= 4 && area[0] == '0' && text::is_digits(area) && text::is_digits(number) &&
           (number.size() == 7 || number.size() == 8);
}

std::string mask_name(std::string_view name) {
    const auto characters = text::to_code_points(name);
    std::string out;
    if (!characters.empty()) text::append_utf8(out, characters[0]);
    for (std::size_t i = 1; i < characters.size(); ++i) out += '*';
    return out;
}

std::string mask_number(std::string_view number) {
    // Identity numbers keep district and the last four; telephone numbers the network and the last four.
    const auto size = number.size();
    const std::size_t head = size >= 15 ? 6 : size >= 7 ? 3 : 0;
    const std::size_t tail = size >= 11 ? 4 : size >= 7 ? size - 7 : 0;
    return std::string(number.substr(0, head)) + std::string(size - head - tail, '*') +
           std::string(number.substr(size - tail));
}

}  // namespace zhupi::codes
