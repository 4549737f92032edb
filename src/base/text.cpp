#include "base/text.hpp"

namespace zhupi::text {

std::string fill(std::string_view sentence, const std::map<std::string, std::string>& params) {
    std::string out;
    out.reserve(sentence.size() + 16);
    while (!sentence.empty()) {
        const auto open = sentence.find('{');
        const auto close = open == std::string_view::npos ? open : sentence.find('}', open);
        if (close == std::string_view::npos) break;
        out += sentence.substr(0, open);
        const auto found = params.find(std::string(sentence.substr(open + 1, close - open - 1)));
        if (found != params.end())
            out += found->second;
        else
            out += sentence.substr(open, close - open + 1);
        sentence.remove_prefix(close + 1);
    }
    out += sentence;
    return out;
}

std::string_view trim(std::string_view s) {
    constexpr std::string_view ideographic_space = "\u3000";
    for (;;) {
        if (!s.empty() && static_cast<unsigned char>(s.front()) <= ' ')
            s.remove_prefix(1);
        else if (s.starts_with(ideographic_space))
            s.remove_prefix(ideographic_space.size());
        else
            break;
    }
    for (;;) {
        if (!s.empty() && static_cast<unsigned char>(s.back()) <= ' ')
            s.remove_suffix(1);
        else if (s.ends_with(ideographic_space))
            s.remove_suffix(ideographic_space.size());
        else
            break;
    }
    return s;
}

std::vector<std::string_view> split(std::string_view s, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = s.find(separator);
        parts.push_back(s.substr(0, at));
        if (at == std::string_view::npos) return parts;
        s.remove_prefix(at + 1);
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string out;
    for (const auto& part : parts) {
        if (&part != &parts.front()) out += separator;
        out += part;
    }
    return out;
}

bool is_digits(std::string_view s) {
    if (s.empty()) return false;
    for (const char c : s)
        if (c < '0' || c > '9') return false;
    return true;
}

namespace {

/// Length of the well-formed sequence at the start of s, 0 if it is malformed; its value in code_point.
std::size_t decode_one(std::string_view s, char32_t& code_point) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        code_point = lead;
        return 1;
    }
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || s.size() < size) return 0;
    char32_t value = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
    if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return 0;
    code_point = value;
    return size;
}

}  // namespace

bool valid_utf8(std::string_view s) {
    char32_t ignored = 0;
    while (!s.empty()) {
        const auto size = decode_one(s, ignored);
        if (size == 0) return false;
        s.remove_prefix(size);
    }
    return true;
}

std::size_t length(std::string_view s) {
    std::size_t count = 0;
    for (const char c : s) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

std::u32string to_code_points(std::string_view s) {
    std::u32string out;
    while (!s.empty()) {
        char32_t c = 0xFFFD;
        const auto size = decode_one(s, c);
        out += c;
        s.remove_prefix(size == 0 ? 1 : size);
    }
    return out;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
}

std::string hex(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out += digits[static_cast<unsigned char>(c) >> 4];
        out += digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    return difference == 0;
}

}  // namespace zhupi::text
