#include "feel/temporal.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

std::optional<Date> in_range(std::int64_t days) {
    if (days < min_days || days > max_days) return std::nullopt;
    return from_days(days);
}

}  // namespace

std::int32_t Time::offset_seconds() const {
    return zone.kind == Zone::Kind::named ? zone.named->standard_offset() : zone.offset_seconds;
}

std::int64_t Time::utc_nanos() const { return nanos - offset_seconds() * nanos_per_second; }

std::int64_t Time::comparable_seconds() const { return nanos / nanos_per_second - offset_seconds(); }

DaysTime DaysTime::of_nanos(std::int64_t seconds, std::int64_t nanos) {
    const std::int64_t carry = floor_divide(nanos, nanos_per_second);
    return {seconds + carry, static_cast<std::int32_t>(nanos - carry * nanos_per_second)};
}

Number DaysTime::number() const {
    if (nanos == 0) return seconds;
    return *add(Number(seconds), *Number::make(false, static_cast<U128>(nanos), -9));
}

std::optional<DaysTime> DaysTime::of(const Number& seconds) {
    const auto whole = seconds.rounded(0, Rounding::floor);
    const auto cut = seconds.rounded(9, Rounding::down);
    if (!whole || !cut) return std::nullopt;
    const auto s = cut->rounded(0, Rounding::floor)->to_int64();
    if (!s) return std::nullopt;
    const auto nanos = multiply(*subtract(*cut, Number(*s)), Number(nanos_per_second))->to_int64();
    return DaysTime{*s, static_cast<std::int32_t>(nanos.value_or(0))};
}

std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) {
    if (year < -max_year || year > max_year || month < 1 || month > 12 || day < 1) return std::nullopt;
    if (day > days_in_month(year, static_cast<int>(month))) return std::nullopt;
    return Date{static_cast<std::int32_t>(year), static_cast<std::int8_t>(month), static_cast<std::int8_t>(day)};
}

std::optional<Date> plus(const Date& d, const YearsMonths& by) {
    std::int64_t total = 0;
    if (__builtin_add_overflow(std::int64_t{d.year} * 12 + d.month - 1, by.months, &total)) return std::nullopt;
    const std::int64_t year = floor_divide(total, 12);
    if (year < -max_year || year > max_year) return std::nullopt;
    const auto month = static_cast<int>(total - year * 12) + 1;
    return make_date(year, month, std::min<int>(d.day, days_in_month(year, month)));
}

std::optional<Date> plus(const Date& d, const DaysTime& by) {
    return in_range(to_days(d) + floor_divide(by.seconds, 86'400));
}

std::optional<DateTime> plus(const DateTime& t, const YearsMonths& by) {
    const auto date = plus(t.date, by);
    if (!date) return std::nullopt;
    return DateTime{*date, t.nanos, t.zone};
}

std::optional<DateTime> plus(const DateTime& t, const DaysTime& by) {
    // Counted on the wall clock for local times and fixed offsets; in a named zone, through UTC.
    std::int64_t utc = 0;
    const std::int32_t offset = t.offset_seconds();
    if (__builtin_add_overflow(t.local_seconds() - offset, by.seconds, &utc)) return std::nullopt;
    const std::int64_t nanos = t.nanos % nanos_per_second + by.nanos;
    utc += nanos / nanos_per_second;
    if (utc / 86'400 < min_days - 1 || utc / 86'400 > max_days + 1) return std::nullopt;
    const std::int64_t local = utc + (t.zone.kind == Zone::Kind::named ? t.zone.named->offset_at(utc) : offset);
    const std::int64_t days = floor_divide(local, 86'400);
    const auto date = in_range(days);
    if (!date) return std::nullopt;
    return DateTime{*date, (local - days * 86'400) * nanos_per_second + nanos % nanos_per_second, t.zone};
}

Time plus(const Time& t, const DaysTime& by) {
    const std::int64_t seconds = by.seconds % 86'400;
    const std::int64_t total = t.nanos + seconds * nanos_per_second + by.nanos;
    return {(total % nanos_per_day + nanos_per_day) % nanos_per_day, t.zone};
}

std::optional<DaysTime> plus(const DaysTime& a, const DaysTime& b) {
    std::int64_t seconds = 0;
    if (__builtin_add_overflow(a.seconds, b.seconds, &seconds) || seconds == INT64_MAX) return std::nullopt;
    return DaysTime::of_nanos(seconds, std::int64_t{a.nanos} + b.nanos);
}

std::optional<YearsMonths> plus(const YearsMonths& a, const YearsMonths& b) {
    YearsMonths out;
    if (__builtin_add_overflow(a.months, b.months, &out.months)) return std::nullopt;
    return out;
}

std::optional<DaysTime> negated(const DaysTime& d) {
    if (d.seconds == INT64_MIN) return std::nullopt;
    return DaysTime::of_nanos(-d.seconds, -std::int64_t{d.nanos});
}

std::optional<DaysTime> minus(const DateTime& a, const DateTime& b) {
    if (a.zone.present() != b.zone.present()) return std::nullopt;
    return DaysTime::of_nanos(a.utc_seconds() - b.utc_seconds(),
                              a.nanos % nanos_per_second - b.nanos % nanos_per_second);
}

std::optional<DaysTime> minus(const Time& a, const Time& b) {
    if (a.zone.present() != b.zone.present()) return std::nullopt;
    return DaysTime::of_nanos(0, a.utc_nanos() - b.utc_nanos());
}

YearsMonths months_between(const Date& from, const Date& to) {
    std::int64_t months = (std::int64_t{to.year} - from.year) * 12 + (to.month - from.month);
    if (months > 0 && to.day < from.day) --months;
    if (months < 0 && to.day > from.day) ++months;
    return {months};
}

int day_of_year(const Date& d) { return static_cast<int>(to_days(d) - to_days({d.year, 1, 1})) + 1; }

int week_of_year(const Date& d) {
    // The week belongs to the year of its Thursday.
    const std::int64_t thursday = to_days(d) - weekday(to_days(d)) + 4;
    return (day_of_year(from_days(thursday)) - 1) / 7 + 1;
}

}  // namespace zhupi::feel
