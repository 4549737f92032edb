#pragma once
// Days of the proleptic Gregorian calendar over the whole range of FEEL, years -999999999…999999999.
// Method: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

#include <compare>
#include <cstdint>

namespace zhupi::feel {

constexpr std::int32_t max_year = 999'999'999;

struct Date {
    std::int32_t year = 1970;
    std::int8_t month = 1;
    std::int8_t day = 1;

    auto operator<=>(const Date&) const = default;
};

constexpr bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int days_in_month(std::int64_t year, int month) {
    constexpr int lengths[]{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/// Days since 1970-01-01.
constexpr std::int64_t to_days(const Date& d) {
    const std::int64_t y = std::int64_t{d.year} - (d.month <= 2);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

/// Inverse of to_days; the caller checks that the year is in range.
constexpr Date from_days(std::int64_t days) {
    const std::int64_t z = days + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t day_of_era = z - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_index = (5 * day_of_year + 2) / 153;
    const std::int64_t month = month_index < 10 ? month_index + 3 : month_index - 9;
    return {static_cast<std::int32_t>(year_of_era + era * 400 + (month <= 2)), static_cast<std::int8_t>(month),
            static_cast<std::int8_t>(day_of_year - (153 * month_index + 2) / 5 + 1)};
}

constexpr std::int64_t min_days = to_days({-max_year, 1, 1});
constexpr std::int64_t max_days = to_days({max_year, 12, 31});

/// 1 = Monday … 7 = Sunday.
constexpr int weekday(std::int64_t days) { return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1; }

}  // namespace zhupi::feel
