#pragma once
// Dates, times and durations of FEEL (DMN 1.5, 10.3.2.3.4–10.3.2.3.8). All are values; operations that leave the range
// of years ±999999999 answer nullopt.

#include "feel/civil.hpp"
#include "feel/number.hpp"
#include "feel/zone.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::feel {

constexpr std::int64_t nanos_per_second = 1'000'000'000;
constexpr std::int64_t nanos_per_day = 86'400 * nanos_per_second;

struct Time {
    std::int64_t nanos = 0;  ///< of the day, 0 … nanos_per_day - 1
    Zone zone;

    /// What "=" and "<" compare: whole seconds (DMN 1.5, table 42), in UTC when there is a zone.
    std::int64_t comparable_seconds() const;
    std::int64_t utc_nanos() const;
    std::int32_t offset_seconds() const;
    bool operator==(const Time&) const = default;  ///< identity: the zone counts
};

struct DateTime {
    Date date;
    std::int64_t nanos = 0;
    Zone zone;

    std::int64_t local_seconds() const { return to_days(date) * 86'400 + nanos / nanos_per_second; }
    std::int64_t utc_seconds() const { return local_seconds() - offset_seconds(); }
    std::int32_t offset_seconds() const { return zone.offset_of_local(local_seconds()); }
    bool operator==(const DateTime&) const = default;  ///< identity: the zone counts
};

/// days and time duration: seconds + nanos / 10⁹ with 0 ≤ nanos < 10⁹ (so -0.5 s is {-1, 500000000}).
struct DaysTime {
    std::int64_t seconds = 0;
    std::int32_t nanos = 0;

    auto operator<=>(const DaysTime&) const = default;
    Number number() const;                                     ///< in seconds, exact
    static std::optional<DaysTime> of(const Number& seconds);  ///< cut at nanoseconds, towards zero
    static DaysTime of_nanos(std::int64_t seconds, std::int64_t nanos);
};

/// years and months duration.
struct YearsMonths {
    std::int64_t months = 0;
    auto operator<=>(const YearsMonths&) const = default;
};

std::optional<Date> parse_date(std::string_view text);
std::optional<Time> parse_time(std::string_view text);
/// "2018-12-08T10:30:00@Europe/Paris"; a date alone is its midnight.
std::optional<DateTime> parse_date_time(std::string_view text);
std::optional<DaysTime> parse_days_time(std::string_view text);
std::optional<YearsMonths> parse_years_months(std::string_view text);

std::string text_of(const Date& d);
std::string text_of(const Time& t);
std::string text_of(const DateTime& t);
std::string text_of(const DaysTime& d);
std::string text_of(const YearsMonths& d);

std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day);
std::optional<Date> plus(const Date& d, const YearsMonths& by);
std::optional<Date> plus(const Date& d, const DaysTime& by);  ///< counted from midnight, the time of day dropped
std::optional<DateTime> plus(const DateTime& t, const YearsMonths& by);
std::optional<DateTime> plus(const DateTime& t, const DaysTime& by);
Time plus(const Time& t, const DaysTime& by);
std::optional<DaysTime> plus(const DaysTime& a, const DaysTime& b);
std::optional<YearsMonths> plus(const YearsMonths& a, const YearsMonths& b);
std::optional<DaysTime> negated(const DaysTime& d);
/// nullopt when one has a zone and the other has not: there is no answer then.
std::optional<DaysTime> minus(const DateTime& a, const DateTime& b);
std::optional<DaysTime> minus(const Time& a, const Time& b);
/// Whole months from one date to another, towards zero.
YearsMonths months_between(const Date& from, const Date& to);
int day_of_year(const Date& d);
int week_of_year(const Date& d);  ///< ISO 8601

}  // namespace zhupi::feel
