#include "notify/mime.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <cstdio>

namespace zhupi::notify {
namespace {

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
           text.find("=?") == text.npos;
}

std::size_t length_of_character(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// RFC 5322 §3.3, in UTC.
std::string date_field(Instant at) {
    static constexpr const char* days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Zone utc{0};
    const auto date = utc.date_of(at);
    const int second = utc.second_of_day(at);
    char out[64];
    std::snprintf(out, sizeof out, "%s, %d %s %04d %02d:%02d:%02d +0000", days[date.weekday() - 1], date.day_of_month(),
                  months[date.month() - 1], date.year(), second / 3600, second / 60 % 60, second % 60);
    return out;
}

std::string base64_lines(std::string_view bytes) {
    const auto whole = encoding::base64(bytes);
    std::string out;
    for (std::size_t i = 0; i < whole.size(); i += 76) out += whole.substr(i, 76) + "\r\n";
    return out;
}

std::string with_breaks(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? std::string("\r\n") : c == '\r' ? std::string() : std::string(1, c);
    return out;
}

}  // namespace

std::string encoded_words(std::string_view text, std::size_t used_of_line) {
    if (is_plain(text) && used_of_line + text.size() <= 76) return std::string(text);
    constexpr std::string_view before = "=?UTF-8?B?", after = "?=";
    std::string out;
    while (!text.empty()) {
        // A word is at most 75 characters, and no character is cut in two.
        const auto room = std::min<std::size_t>(75, 76 - std::min<std::size_t>(used_of_line, 40));
        const auto most = (room - before.size() - after.size()) / 4 * 3;
        std::size_t size = 0;
        while (size < text.size()) {
            const auto next = std::min(length_of_character(text[size]), text.size() - size);
            if (size + next > most) break;
            size += next;
        }
        out += (out.empty() ? "" : "\r\n ") + std::string(before) + encoding::base64(text.substr(0, size)) +
               std::string(after);
        text.remove_prefix(size);
        used_of_line = 1;
    }
    return out;
}

std::string written(const Letter& letter) {
    const auto domain = letter.from.substr(letter.from.rfind('@') + 1);
    std::string out;
    out += "From: ";
    out += letter.from_name.empty() ? letter.from : encoded_words(letter.from_name, 6) + " <" + letter.from + ">";
    out += "\r\nTo: <" + letter.to + ">";
    out += "\r\nSubject: " + encoded_words(letter.subject, 9);
    out += "\r\nDate: " + date_field(letter.at);
    out += "\r\nMessage-ID: <" + letter.id + "@" + domain + ">";
    out += "\r\nAuto-Submitted: auto-generated";  // RFC 3834: nobody answers with a holiday note
    out += "\r\nContent-Language: " + letter.language;
    out += "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n";
    out += "\r\n" + base64_lines(with_breaks(letter.body));
    return out;
}

bool is_mail_address(std::string_view address) {
    const auto at = address.find('@');
    if (address.size() > 254 || at == address.npos || at == 0 || at > 64 || address.rfind('@') != at) return false;
    const auto local = address.substr(0, at), domain = address.substr(at + 1);
    const auto dots = [](std::string_view s) {
        return !s.starts_with('.') && !s.ends_with('.') && s.find("..") == s.npos;
    };
    const auto word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    constexpr std::string_view more = ".!#$%&'*+/=?^_`{|}~";  // RFC 5321 §4.1.2, Atom
    return dots(local) && dots(domain) && domain.find('.') != domain.npos &&
           std::all_of(local.begin(), local.end(), [&](char c) { return word(c) || more.find(c) != more.npos; }) &&
           std::all_of(domain.begin(), domain.end(), [&](char c) { return word(c) || c == '.'; });
}

}  // namespace zhupi::notify
