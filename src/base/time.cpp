#include "base/time.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <chrono>

namespace zhupi {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Date date) { return year_month_day{sys_days{std::chrono::days{date.day}}}; }

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/// Reads exactly `width` digits at s[at]; -1 when they are not there.
int number(std::string_view s, std::size_t at, std::size_t width) {
    if (at + width > s.size() || !text::is_digits(s.substr(at, width))) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + width; ++i) value = value * 10 + (s[i] - '0');
    return value;
}

constexpr std::int64_t day_ms = 86'400'000;

/// Writes the last `width` decimal digits of `value`; returns where it ended.
char* put_digits(char* out, int value, int width) {
    for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
    return out + width;
}

constexpr std::size_t date_length = 10, instant_length = 24;

char* put_date(char* out, Date date) {
    const auto day = civil(date);
    out = put_digits(out, static_cast<int>(day.year()), 4);
    *out++ = '-';
    out = put_digits(out, static_cast<int>(static_cast<unsigned>(day.month())), 2);
    *out++ = '-';
    return put_digits(out, static_cast<int>(static_cast<unsigned>(day.day())), 2);
}

}  // namespace

int Date::year() const { return static_cast<int>(civil(*this).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(civil(*this).month())); }
int Date::day_of_month() const { return static_cast<int>(static_cast<unsigned>(civil(*this).day())); }

void Date::append_iso(std::string& out) const {
    char text[date_length];
    out.append(text, put_date(text, *this));
}

std::string Date::iso() const {
    std::string out;
    append_iso(out);
    return out;
}

Date Date::of(int year, int month, int day_of_month) {
    const sys_days days = std::chrono::year{year} / month / day_of_month;
    return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}

Result<Date> Date::parse(std::string_view s) {
    const int y = number(s, 0, 4), m = number(s, 5, 2), d = number(s, 8, 2);
    const year_month_day date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                              std::chrono::day{static_cast<unsigned>(d)}};
    if (s.size() != 10 || s[4] != '-' || s[7] != '-' || y < 0 || m < 0 || d < 0 || !date.ok())
        return fail(err::value_date, {{"value", std::string(s)}});
    return Date::of(y, m, d);
}

void Instant::append_iso(std::string& out) const {
    const auto days = floor_div(ms, day_ms);
    const auto rest = static_cast<int>(ms - days * day_ms);
    char text[instant_length];
    char* at = put_date(text, {static_cast<std::int32_t>(days)});
    *at++ = 'T';
    at = put_digits(at, rest / 3'600'000, 2);
    *at++ = ':';
    at = put_digits(at, rest / 60'000 % 60, 2);
    *at++ = ':';
    at = put_digits(at, rest / 1000 % 60, 2);
    *at++ = '.';
    at = put_digits(at, rest % 1000, 3);
    *at++ = 'Z';
    out.append(text, at);
}

std::string Instant::iso() const {
    std::string out;
    append_iso(out);
    return out;
}

Result<Instant> Instant::parse(std::string_view s) {
    const auto bad = [&] { return fail(err::value_instant, {{"value", std::string(s)}}); };
    if (s.size() < 20 || (s[10] != 'T' && s[10] != 't')) return bad();
    const auto date = Date::parse(s.substr(0, 10));
    const int h = number(s, 11, 2), m = number(s, 14, 2), sec = number(s, 17, 2);
    if (!date || h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60 || s[13] != ':' || s[16] != ':')
        return bad();
    std::int64_t ms = 0;
    std::size_t at = 19;
    if (s[at] == '.') {
        std::int64_t unit = 100;
        for (++at; at < s.size() && s[at] >= '0' && s[at] <= '9'; ++at, unit /= 10) ms += (s[at] - '0') * unit;
    }
    std::int64_t offset = 0;
    const auto zone = s.substr(at);
    if (zone != "Z" && zone != "z") {
        const int zh = number(zone, 1, 2), zm = number(zone, 4, 2);
        if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || zh < 0 || zm < 0) return bad();
        offset = (zone[0] == '-' ? -1 : 1) * (zh * 60 + zm);
    }
    return Instant{date->day * day_ms + ((h * 60 + m - offset) * 60 + sec) * 1000 + ms};
}

Date Zone::date_of(Instant at) const {
    return {static_cast<std::int32_t>(floor_div(at.ms + offset_minutes * std::int64_t{60'000}, day_ms))};
}

int Zone::second_of_day(Instant at) const {
    const auto local = at.ms + offset_minutes * std::int64_t{60'000};
    return static_cast<int>((local - floor_div(local, day_ms) * day_ms) / 1000);
}

Instant Zone::start_of(Date date) const { return {date.day * day_ms - offset_minutes * std::int64_t{60'000}}; }

Instant system_now() {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace zhupi
