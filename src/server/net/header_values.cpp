#include "server/net/header_values.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "server/net/exchange.hpp"

#include <charconv>
#include <cstdio>

namespace zhupi::net {
namespace {

std::string_view without_weakness(std::string_view etag) {
    if (etag.starts_with("W/")) etag.remove_prefix(2);
    return etag;
}

std::optional<std::uint64_t> whole_number(std::string_view s) {
    std::uint64_t value = 0;
    if (!text::is_digits(s)) return std::nullopt;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (error != std::errc() || end != s.data() + s.size()) return std::nullopt;
    return value;
}

bool quality_is_zero(std::string_view parameters) {
    for (auto parameter : text::split(parameters, ';')) {
        parameter = text::trim(parameter);
        if (parameter.size() < 3 || !equal_ignoring_case(parameter.substr(0, 2), "q=")) continue;
        return parameter.find_first_not_of("0.", 2) == parameter.npos;
    }
    return false;
}

}  // namespace

std::string media_type(std::string_view content_type) {
    std::string out(text::trim(content_type.substr(0, content_type.find(';'))));
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
    bool any = false;
    for (const auto part : text::split(accept_encoding, ',')) {
        const auto semicolon = part.find(';');
        const auto name = text::trim(part.substr(0, semicolon));
        const bool allowed = semicolon == part.npos || !quality_is_zero(part.substr(semicolon + 1));
        if (equal_ignoring_case(name, coding)) return allowed;
        if (name == "*") any = allowed;
    }
    return any;
}

bool lists_token(std::string_view field, std::string_view token) {
    for (const auto part : text::split(field, ','))
        if (equal_ignoring_case(text::trim(part.substr(0, part.find(';'))), token)) return true;
    return false;
}

bool etag_matches(std::string_view field, std::string_view etag) {
    for (const auto part : text::split(field, ',')) {
        const auto tag = text::trim(part);
        if (tag == "*" || (!etag.empty() && without_weakness(tag) == without_weakness(etag))) return true;
    }
    return false;
}

std::string version_etag(std::int64_t version) { return '"' + std::to_string(version) + '"'; }

std::optional<std::int64_t> version_in_etag(std::string_view field) {
    const auto tag = without_weakness(text::trim(field));
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
    const auto number = whole_number(tag.substr(1, tag.size() - 2));
    if (!number || *number > INT64_MAX) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

Result<std::optional<ByteRange>> parse_range(std::string_view field, std::uint64_t size) {
    const std::optional<ByteRange> whole;
    const auto equals = field.find('=');
    if (equals == field.npos || !equal_ignoring_case(text::trim(field.substr(0, equals)), "bytes")) return whole;
    const auto range = text::trim(field.substr(equals + 1));
    const auto dash = range.find('-');
    if (dash == range.npos || range.find(',') != range.npos) return whole;
    const auto first = text::trim(range.substr(0, dash)), last = text::trim(range.substr(dash + 1));
    const auto outside = [&] { return fail(err::http_range, {{"size", std::to_string(size)}}); };

    if (first.empty()) {  // the last n bytes
        const auto n = whole_number(last);
        if (!n) return whole;
        if (*n == 0 || size == 0) return outside();
        const auto length = std::min(*n, size);
        return ByteRange{size - length, length};
    }
    const auto from = whole_number(first);
    const auto to = last.empty() ? std::optional<std::uint64_t>(UINT64_MAX) : whole_number(last);
    if (!from || !to || *to < *from) return whole;
    if (*from >= size) return outside();
    return ByteRange{*from, std::min(*to, size - 1) - *from + 1};
}

std::string http_date(Instant at) {
    constexpr const char* days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Zone utc{0};
    const Date date = utc.date_of(at);
    const int second = utc.second_of_day(at);
    char buffer[64];
    const int size = std::snprintf(buffer, sizeof buffer, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                   days[date.weekday() - 1], date.day_of_month(), months[date.month() - 1], date.year(),
                                   second / 3600, second / 60 % 60, second % 60);
    return std::string(buffer, static_cast<std::size_t>(size));
}

std::optional<std::string> trace_in(std::string_view traceparent) {
    const auto parts = text::split(traceparent, '-');
    const auto is_hex = [](std::string_view s) { return s.find_first_not_of("0123456789abcdef") == s.npos; };
    const auto is_zero = [](std::string_view s) { return s.find_first_not_of('0') == s.npos; };
    if (parts.size() < 4 || parts[0].size() != 2 || parts[1].size() != 32 || parts[2].size() != 16) return std::nullopt;
    if (parts[0] == "ff" || (parts[0] == "00" && parts.size() != 4)) return std::nullopt;
    if (!is_hex(parts[0]) || !is_hex(parts[1]) || !is_hex(parts[2]) || is_zero(parts[1]) || is_zero(parts[2]))
        return std::nullopt;
    return std::string(parts[1]);
}

}  // namespace zhupi::net
