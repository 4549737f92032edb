#include "notify/timing.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cstdio>

namespace zhupi::notify {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

std::uint64_t mixed(std::uint64_t x) {  // splitmix64
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

Instant minute_on(Zone zone, Date date, int minute) { return zone.at(date, minute / 60, minute % 60); }

}  // namespace

Instant after_quiet(const Preference& p, Zone zone, Instant now) {
    if (p.quiet_from < 0 || p.quiet_to < 0 || p.quiet_from == p.quiet_to) return now;
    const int minute = zone.second_of_day(now) / 60;
    const auto today = zone.date_of(now);
    if (p.quiet_from < p.quiet_to)
        return minute >= p.quiet_from && minute < p.quiet_to ? minute_on(zone, today, p.quiet_to) : now;
    if (minute >= p.quiet_from) return minute_on(zone, today.plus_days(1), p.quiet_to);
    return minute < p.quiet_to ? minute_on(zone, today, p.quiet_to) : now;
}

Instant next_digest(const Preference& p, Zone zone, Instant now) {
    if (p.digest < 0) return now;
    const auto today = zone.date_of(now);
    const auto at = minute_on(zone, today, p.digest);
    return at > now ? at : minute_on(zone, today.plus_days(1), p.digest);
}

std::int64_t pause_ms(int base_seconds, int attempt, std::uint64_t seed) {
    const auto doubled = std::int64_t{base_seconds} * 1000 << std::min(std::max(attempt, 1) - 1, 20);
    const auto pause = std::min(doubled, hour_ms);
    const auto spread = pause * 2 / 5;
    const auto by = mixed(seed * 64 + static_cast<std::uint64_t>(attempt)) % static_cast<std::uint64_t>(spread + 1);
    return pause - spread / 2 + static_cast<std::int64_t>(by);
}

Result<int> minute_of(const std::string& text) {
    const bool shaped =
        text.size() == 5 && text[2] == ':' && text::is_digits(text.substr(0, 2)) && text::is_digits(text.substr(3));
    const int hour = shaped ? std::stoi(text.substr(0, 2)) : 24, minute = shaped ? std::stoi(text.substr(3)) : 0;
    if (hour > 23 || minute > 59) return fail(err::notices_hours, {{"value", text}});
    return hour * 60 + minute;
}

std::string text_of_minute(int minute) {
    char out[16];
    std::snprintf(out, sizeof out, "%02d:%02d", minute / 60 % 24, minute % 60);
    return out;
}

}  // namespace zhupi::notify
