#pragma once
// Points in time and civil dates. An Instant is what a clock shows (milliseconds since 1970-01-01T00:00:00Z); a Date is
// a day on the wall calendar of the city. Which is which matters: limits are counted in Dates, the log in Instants.

#include "base/error.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace zhupi {

struct Instant {
    std::int64_t ms = 0;  ///< milliseconds since the epoch, UTC

    auto operator<=>(const Instant&) const = default;
    Instant plus_ms(std::int64_t d) const { return {ms + d}; }
    Instant plus_seconds(std::int64_t s) const { return {ms + s * 1000}; }
    std::string iso() const;  ///< "2026-11-24T03:11:06.123Z"; for the years 0 to 9999
    void append_iso(std::string& out) const;
    static Result<Instant> parse(std::string_view rfc3339);
};

struct Date {
    std::int32_t day = 0;  ///< days since 1970-01-01

    auto operator<=>(const Date&) const = default;
    Date plus_days(std::int32_t n) const { return {day + n}; }
    int weekday() const { return ((day % 7) + 10) % 7 + 1; }  ///< 1 = Monday … 7 = Sunday
    int year() const;
    int month() const;         ///< 1…12
    int day_of_month() const;  ///< 1…31
    std::string iso() const;   ///< "2026-11-24"; for the years 0 to 9999
    void append_iso(std::string& out) const;
    static Date of(int year, int month, int day_of_month);
    static Result<Date> parse(std::string_view yyyy_mm_dd);
};

/// A fixed offset from UTC. China keeps one zone without daylight saving since 1991.
struct Zone {
    std::int32_t offset_minutes = 8 * 60;

    Date date_of(Instant at) const;
    int second_of_day(Instant at) const;  ///< 0…86399
    Instant start_of(Date date) const;    ///< local midnight
    Instant at(Date date, int hour, int minute = 0) const {
        return start_of(date).plus_seconds(hour * 3600 + minute * 60);
    }
};

/// Where the program asks for the time; the demo and the tests turn its hands.
using Clock = std::function<Instant()>;
Instant system_now();

}  // namespace zhupi
