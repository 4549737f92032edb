// Built-in functions on dates, times and durations (DMN 1.5, tables 72, 76 and 77).

#include "feel/builtins.hpp"
#include "feel/machine.hpp"

#include <array>

namespace zhupi::feel {

namespace {

std::optional<std::int64_t> whole(const Value& v) { return v.number().to_int64(); }

Value checked(const Call& call, const std::optional<Date>& d) { return d ? Value(*d) : call.no_result(); }

Value date_from(const Call& call) {
    const Value& v = call.one(0);
    if (v.is(Kind::string)) return checked(call, parse_date(v.string()));
    if (v.is(Kind::date)) return v;
    if (v.is(Kind::date_time)) return v.date_time().date;
    return call.no_result();
}

Value date_of(const Call& call) {
    const auto year = whole(call[0]);
    const auto month = whole(call[1]);
    const auto day = whole(call[2]);
    return checked(call, year && month && day ? make_date(*year, *month, *day) : std::nullopt);
}

Value date_time_from(const Call& call) {
    const Value& v = call.one(0);
    if (v.is(Kind::date_time)) return v;
    if (v.is(Kind::date)) return Value(DateTime{v.date(), 0, Zone::fixed(0)});
    if (v.is(Kind::string))
        if (auto t = parse_date_time(v.string())) return Value(std::move(*t));
    return call.no_result();
}

Value date_time_of(const Call& call) {
    const Value& d = call.one(0);
    const Value& t = call.one(1);
    if (!d.is(Kind::date) && !d.is(Kind::date_time)) return call.no_result();
    if (!t.is(Kind::time)) return call.no_result(1);
    const Date date = d.is(Kind::date) ? d.date() : d.date_time().date;
    return Value(DateTime{date, t.time().nanos, t.time().zone});
}

Value time_from(const Call& call) {
    const Value& v = call.one(0);
    if (v.is(Kind::time)) return v;
    if (v.is(Kind::date_time)) return Value(Time{v.date_time().nanos, v.date_time().zone});
    if (v.is(Kind::date)) return Value(Time{0, Zone::fixed(0)});
    if (v.is(Kind::string))
        if (auto t = parse_time(v.string())) return Value(std::move(*t));
    return call.no_result();
}

Value time_of(const Call& call) {
    const auto hour = whole(call[0]);
    const auto minute = whole(call[1]);
    const auto second = DaysTime::of(call[2].number());
    if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || second->seconds < 0 ||
        second->seconds > 59)
        return call.no_result();
    Time out{((*hour * 60 + *minute) * 60 + second->seconds) * nanos_per_second + second->nanos, {}};
    if (call.has(3)) {
        const std::int64_t offset = call[3].days_time().seconds;
        if (offset > 18 * 3600 || offset < -18 * 3600) return call.no_result(3);
        out.zone = Zone::fixed(static_cast<std::int32_t>(offset));
    }
    return Value(std::move(out));
}

Value duration_from(const Call& call) {
    const Value& v = call.one(0);
    if (v.is(Kind::days_time) || v.is(Kind::years_months)) return v;
    if (!v.is(Kind::string)) return call.no_result();
    if (const auto d = parse_days_time(v.string())) return *d;
    if (const auto d = parse_years_months(v.string())) return *d;
    return call.no_result();
}

std::optional<Date> day_of(const Value& v) {
    if (v.is(Kind::date)) return v.date();
    if (v.is(Kind::date_time)) return v.date_time().date;
    return std::nullopt;
}

Value years_and_months_between(const Call& call) {
    const auto from = day_of(call.one(0));
    const auto to = day_of(call.one(1));
    if (!from) return call.no_result();
    return to ? Value(months_between(*from, *to)) : call.no_result(1);
}

Value day_of_year_of(const Call& call) {
    const auto d = day_of(call.one(0));
    return d ? Value(Number(day_of_year(*d))) : call.no_result();
}

Value day_of_week_of(const Call& call) {
    static constexpr std::array names{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    const auto d = day_of(call.one(0));
    return d ? Value(names[static_cast<std::size_t>(weekday(to_days(*d)) - 1)]) : call.no_result();
}

Value month_of_year_of(const Call& call) {
    static constexpr std::array names{"January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December"};
    const auto d = day_of(call.one(0));
    return d ? Value(names[static_cast<std::size_t>(d->month - 1)]) : call.no_result();
}

Value week_of_year_of(const Call& call) {
    const auto d = day_of(call.one(0));
    return d ? Value(Number(week_of_year(*d))) : call.no_result();
}

DateTime present(const Call& call) {
    const Environment& environment = call.machine.environment();
    const std::int64_t ms = environment.clock().ms;
    const std::int64_t offset = environment.zone.offset_minutes;
    const std::int64_t local = ms + offset * 60'000;
    const std::int64_t day = local / 86'400'000 - (local % 86'400'000 < 0);
    return {from_days(day), (local - day * 86'400'000) * 1'000'000,
            Zone::fixed(static_cast<std::int32_t>(offset * 60))};
}

Value now(const Call& call) { return Value(present(call)); }
Value today(const Call& call) { return present(call).date; }

constexpr detail::Line table[]{
    {"date", "from: any", "date", date_from},
    {"date", "year: number, month: number, day: number", "date", date_of},
    {"date and time", "from: any", "date and time", date_time_from},
    {"date and time", "date: any, time: any", "date and time", date_time_of},
    {"time", "from: any", "time", time_from},
    {"time", "hour: number, minute: number, second: number, offset?: days and time duration", "time", time_of},
    {"duration", "from: any", "any", duration_from},
    {"years and months duration", "from: any, to: any", "years and months duration", years_and_months_between},
    {"day of year", "date: any", "number", day_of_year_of},
    {"day of week", "date: any", "string", day_of_week_of},
    {"month of year", "date: any", "string", month_of_year_of},
    {"week of year", "date: any", "number", week_of_year_of},
    {"now", "", "date and time", now},
    {"today", "", "date", today},
};

}  // namespace

std::span<const detail::Line> detail::temporal_functions() { return table; }

}  // namespace zhupi::feel
