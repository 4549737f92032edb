// Everything that needs ICU: case mapping, categories and blocks of characters.

#include "feel/unicode.hpp"

#include "feel/regex_code.hpp"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace zhupi::feel {

namespace {

UChar32 icu(char32_t c) { return static_cast<UChar32>(c); }

bool is_name_start(char32_t c) {
    // XML 1.0, production 4.
    return c == ':' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c <= 0xd6) ||
           (c >= 0xd8 && c <= 0xf6) || (c >= 0xf8 && c <= 0x2ff) || (c >= 0x370 && c <= 0x37d) ||
           (c >= 0x37f && c <= 0x1fff) || (c >= 0x200c && c <= 0x200d) || (c >= 0x2070 && c <= 0x218f) ||
           (c >= 0x2c00 && c <= 0x2fef) || (c >= 0x3001 && c <= 0xd7ff) || (c >= 0xf900 && c <= 0xfdcf) ||
           (c >= 0xfdf0 && c <= 0xfffd) || (c >= 0x10000 && c <= 0xeffff);
}

bool is_name_character(char32_t c) {
    return is_name_start(c) || c == '-' || c == '.' || (c >= '0' && c <= '9') || c == 0xb7 ||
           (c >= 0x300 && c <= 0x36f) || (c >= 0x203f && c <= 0x2040);
}

}  // namespace

std::string upper_case(const std::string& s) {
    std::string out;
    icu::UnicodeString::fromUTF8(s).toUpper(icu::Locale::getRoot()).toUTF8String(out);
    return out;
}

std::string lower_case(const std::string& s) {
    std::string out;
    icu::UnicodeString::fromUTF8(s).toLower(icu::Locale::getRoot()).toUTF8String(out);
    return out;
}

char32_t fold(char32_t c) { return static_cast<char32_t>(u_foldCase(icu(c), U_FOLD_CASE_DEFAULT)); }

std::function<bool(char32_t)> escape_set(char32_t letter) {
    switch (letter) {
        case 's':
            return [](char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
        case 'd':
            return [](char32_t c) { return u_charType(icu(c)) == U_DECIMAL_DIGIT_NUMBER; };
        case 'w':
            return [](char32_t c) { return (U_GET_GC_MASK(icu(c)) & (U_GC_P_MASK | U_GC_Z_MASK | U_GC_C_MASK)) == 0; };
        case 'i':
            return is_name_start;
        case 'c':
            return is_name_character;
        default:
            return {};
    }
}

std::function<bool(char32_t)> property_set(std::string_view name) {
    const std::string text(name);
    if (text.size() > 2 && text.compare(0, 2, "Is") == 0) {
        const auto block = u_getPropertyValueEnum(UCHAR_BLOCK, text.c_str() + 2);
        if (block == UCHAR_INVALID_CODE) return {};
        return [block](char32_t c) { return u_getIntPropertyValue(icu(c), UCHAR_BLOCK) == block; };
    }
    if (text.empty() || text.size() > 2) return {};
    const auto mask = static_cast<std::uint32_t>(u_getPropertyValueEnum(UCHAR_GENERAL_CATEGORY_MASK, text.c_str()));
    if (mask == static_cast<std::uint32_t>(UCHAR_INVALID_CODE)) return {};
    return [mask](char32_t c) { return (U_GET_GC_MASK(icu(c)) & mask) != 0; };
}

bool CharacterClass::contains(char32_t c, bool ignore_case) const {
    const auto within = [&](char32_t candidate) {
        for (const auto& [low, high] : ranges)
            if (candidate >= low && candidate <= high) return true;
        return false;
    };
    bool found = within(c);
    if (!found && ignore_case) {
        found = within(fold(c)) || within(static_cast<char32_t>(u_toupper(icu(c)))) ||
                within(static_cast<char32_t>(u_tolower(icu(c)))) ||
                within(static_cast<char32_t>(u_toupper(icu(fold(c)))));
    }
    for (const auto& [set, inverted] : sets) found = found || set(c) != inverted;
    if (found == negated) return false;
    return subtracted.empty() || !subtracted.front().contains(c, ignore_case);
}

}  // namespace zhupi::feel
