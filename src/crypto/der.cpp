#include "crypto/der.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <charconv>

namespace zhupi::crypto::der {
namespace {

unsigned char byte(char c) { return static_cast<unsigned char>(c); }

int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

/// "YYMMDDhhmmssZ" or "YYYYMMDDhhmmss[.f…]Z" (RFC 5280 §4.1.2.5, RFC 3161 §2.4.2).
std::optional<Instant> parse_time(std::string_view text, bool full_year) {
    if (!text.ends_with('Z')) return std::nullopt;
    text.remove_suffix(1);
    const std::size_t year_size = full_year ? 4 : 2;
    std::string_view fraction;
    if (const auto dot = text.find('.'); full_year && dot != std::string_view::npos) {
        fraction = text.substr(dot + 1);
        text = text.substr(0, dot);
        if (!text::is_digits(fraction) || fraction.ends_with('0')) return std::nullopt;
    }
    if (text.size() != year_size + 10 || !text::is_digits(text)) return std::nullopt;
    int year = two_digits(text, 0);
    if (full_year)
        year = year * 100 + two_digits(text, 2);
    else
        year += year < 50 ? 2000 : 1900;  // RFC 5280 §4.1.2.5.1
    text.remove_prefix(year_size);
    const int month = two_digits(text, 0), day = two_digits(text, 2);
    const int hour = two_digits(text, 4), minute = two_digits(text, 6), second = two_digits(text, 8);
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const auto date = Date::of(year, month, day);
    if (date.day_of_month() != day) return std::nullopt;  // 31 April
    std::int64_t ms = 0;
    for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
    return Zone{0}.start_of(date).plus_seconds(hour * 3600 + minute * 60 + second).plus_ms(ms);
}

void put_base128(std::string& out, std::uint64_t value) {
    std::string digits(1, static_cast<char>(value & 0x7F));
    while (value >>= 7) digits.insert(digits.begin(), static_cast<char>(0x80 | (value & 0x7F)));
    out += digits;
}

}  // namespace

std::optional<Reader::Element> Reader::next() const {
    if (failed_ || rest_.size() < 2 || (byte(rest_[0]) & 0x1F) == 0x1F) return std::nullopt;
    std::size_t head = 2, size = byte(rest_[1]);
    if (size >= 0x80) {
        const std::size_t count = size & 0x7F;
        if (count < 1 || count > 4 || rest_.size() < 2 + count) return std::nullopt;
        size = 0;
        for (std::size_t i = 0; i < count; ++i) size = size << 8 | byte(rest_[2 + i]);
        if (size < 0x80 || (count > 1 && byte(rest_[2]) == 0)) return std::nullopt;  // not the shortest form
        head += count;
    }
    if (rest_.size() - head < size) return std::nullopt;
    return Element{byte(rest_[0]), rest_.substr(0, head + size), rest_.substr(head, size)};
}

std::string_view Reader::take(unsigned char tag) {
    const auto found = next();
    if (!found || found->tag != tag) return fail(), std::string_view();
    rest_.remove_prefix(found->whole.size());
    return found->content;
}

std::string_view Reader::take_whole(unsigned char tag) {
    if (peek() != tag) return fail(), std::string_view();
    return take_any_whole();
}

std::string_view Reader::take_any_whole() {
    const auto found = next();
    if (!found) return fail(), std::string_view();
    rest_.remove_prefix(found->whole.size());
    return found->whole;
}

std::optional<std::string_view> Reader::take_if(unsigned char tag) {
    if (at_end() || peek() != tag) return std::nullopt;
    const auto content = take(tag);
    return failed_ ? std::nullopt : std::optional(content);
}

std::string Reader::take_oid() {
    const auto content = take(oid_tag);
    if (failed_ || content.empty() || (byte(content.back()) & 0x80) != 0) return fail(), std::string();
    std::string out;
    std::uint64_t value = 0;
    bool fresh = true;
    for (const char c : content) {
        if ((fresh && byte(c) == 0x80) || value >> 56 != 0) return fail(), std::string();
        value = value << 7 | (byte(c) & 0x7F);
        fresh = (byte(c) & 0x80) == 0;
        if (!fresh) continue;
        if (out.empty()) {
            const auto root = value < 80 ? value / 40 : 2;
            out = std::to_string(root);
            value -= root * 40;
        }
        out += '.' + std::to_string(value);
        value = 0;
    }
    return out;
}

std::int64_t Reader::take_number() {
    const auto content = take(integer_tag);
    const bool padded = content.size() > 1 && ((content[0] == '\0' && (byte(content[1]) & 0x80) == 0) ||
                                               (byte(content[0]) == 0xFF && (byte(content[1]) & 0x80) != 0));
    if (failed_ || content.empty() || content.size() > 8 || padded) return fail(), 0;
    std::uint64_t value = (byte(content[0]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (const char c : content) value = value << 8 | byte(c);
    return static_cast<std::int64_t>(value);
}

bool Reader::take_boolean() {
    const auto content = take(boolean_tag);
    if (failed_ || content.size() != 1 || (byte(content[0]) != 0 && byte(content[0]) != 0xFF)) return fail(), false;
    return content[0] != '\0';
}

std::string_view Reader::take_bit_string() {
    const auto content = take(bit_string_tag);
    if (failed_ || content.empty() || content[0] != '\0') return fail(), std::string_view();
    return content.substr(1);
}

Instant Reader::take_time() {
    const bool full_year = peek() == generalized_time_tag;
    const auto found = parse_time(take(full_year ? generalized_time_tag : utc_time_tag), full_year);
    if (failed_ || !found) return fail(), Instant{};
    return *found;
}

std::string element(unsigned char tag, std::string_view content) {
    std::string out(1, static_cast<char>(tag));
    const auto size = content.size();
    if (size < 0x80) {
        out += static_cast<char>(size);
    } else {
        std::string digits;
        for (auto left = size; left != 0; left >>= 8) digits.insert(digits.begin(), static_cast<char>(left & 0xFF));
        out += static_cast<char>(0x80 | digits.size());
        out += digits;
    }
    return out.append(content);
}

std::string sequence(std::initializer_list<std::string_view> elements) {
    std::string content;
    for (const auto& part : elements) content += part;
    return element(sequence_tag, content);
}

std::string sequence_of(const std::vector<std::string>& elements) {
    return element(sequence_tag, text::join(elements, ""));
}

std::string set_of(std::vector<std::string> elements) {
    std::sort(elements.begin(), elements.end());  // X.690 §11.6; std::string compares as unsigned bytes
    return element(set_tag, text::join(elements, ""));
}

std::string oid(std::string_view dotted) {
    std::vector<std::uint64_t> numbers;
    for (const auto part : text::split(dotted, '.')) {
        auto& value = numbers.emplace_back(0);
        const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
        ensure(result.ec == std::errc() && result.ptr == part.data() + part.size(), "an object identifier");
    }
    ensure(numbers.size() >= 2, "an object identifier has two numbers");
    std::string content;
    put_base128(content, numbers[0] * 40 + numbers[1]);
    for (std::size_t i = 2; i < numbers.size(); ++i) put_base128(content, numbers[i]);
    return element(oid_tag, content);
}

std::string number(std::int64_t value) {
    std::string content;
    for (int shift = 56; shift >= 0; shift -= 8) content += static_cast<char>(value >> shift);
    while (content.size() > 1 && ((content[0] == '\0' && (byte(content[1]) & 0x80) == 0) ||
                                  (byte(content[0]) == 0xFF && (byte(content[1]) & 0x80) != 0)))
        content.erase(0, 1);
    return element(integer_tag, content);
}

std::string unsigned_integer(std::string_view big_endian) {
    while (big_endian.size() > 1 && big_endian.front() == '\0') big_endian.remove_prefix(1);
    const bool looks_negative = !big_endian.empty() && (byte(big_endian.front()) & 0x80) != 0;
    return element(integer_tag,
                   std::string(looks_negative || big_endian.empty() ? 1 : 0, '\0') + std::string(big_endian));
}

std::string boolean(bool value) { return element(boolean_tag, value ? "\xFF" : std::string_view("\0", 1)); }
std::string octet_string(std::string_view bytes) { return element(octet_string_tag, bytes); }
std::string bit_string(std::string_view bytes) { return element(bit_string_tag, std::string(1, '\0').append(bytes)); }
std::string utf8(std::string_view text) { return element(utf8_tag, text); }
std::string ia5(std::string_view text) { return element(ia5_tag, text); }
std::string null() { return element(null_tag, ""); }

std::string generalized_time(Instant at) {
    std::string digits;
    for (const char c : at.iso().substr(0, 19))
        if (c >= '0' && c <= '9') digits += c;
    return element(generalized_time_tag, digits + "Z");
}

}  // namespace zhupi::crypto::der
