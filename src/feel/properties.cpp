#include "feel/properties.hpp"

namespace zhupi::feel {

namespace {

std::optional<Value> of_date(const Date& d, std::string_view name) {
    if (name == "year") return Value(Number(d.year));
    if (name == "month") return Value(Number(d.month));
    if (name == "day") return Value(Number(d.day));
    if (name == "weekday") return Value(Number(weekday(to_days(d))));
    return std::nullopt;
}

Value zone_name(const Zone& zone) { return zone.kind == Zone::Kind::named ? Value(zone.named->name()) : Value(); }

Value offset(const Zone& zone, std::int32_t seconds) { return zone.present() ? Value(DaysTime{seconds, 0}) : Value(); }

std::optional<Value> of_clock(std::int64_t nanos, std::string_view name) {
    const std::int64_t s = nanos / nanos_per_second;
    if (name == "hour") return Value(Number(s / 3600));
    if (name == "minute") return Value(Number(s / 60 % 60));
    if (name == "second") return Value(DaysTime{s % 60, static_cast<std::int32_t>(nanos % nanos_per_second)}.number());
    return std::nullopt;
}

std::optional<Value> of_duration(const DaysTime& d, std::string_view name) {
    // Each part carries the sign of the whole.
    if (name == "days") return Value(Number((d.seconds + (d.seconds < 0 && d.nanos > 0)) / 86'400));
    const std::int64_t seconds = d.seconds + (d.seconds < 0 && d.nanos > 0);
    if (name == "hours") return Value(Number(seconds / 3600 % 24));
    if (name == "minutes") return Value(Number(seconds / 60 % 60));
    if (name == "seconds") {
        const std::int64_t nanos = d.seconds < 0 && d.nanos > 0 ? d.nanos - nanos_per_second : d.nanos;
        const auto part = Number::make(nanos < 0, static_cast<U128>(nanos < 0 ? -nanos : nanos), -9);
        return nanos == 0 ? Value(Number(seconds % 60)) : Value::of(add(Number(seconds % 60), *part));
    }
    return std::nullopt;
}

}  // namespace

std::optional<Value> property(const Value& value, std::string_view name) {
    switch (value.kind()) {
        case Kind::date:
            return of_date(value.date(), name);
        case Kind::time:
            if (name == "time offset") return offset(value.time().zone, value.time().offset_seconds());
            if (name == "timezone") return zone_name(value.time().zone);
            return of_clock(value.time().nanos, name);
        case Kind::date_time: {
            const DateTime& t = value.date_time();
            if (name == "time offset") return offset(t.zone, t.offset_seconds());
            if (name == "timezone") return zone_name(t.zone);
            if (auto of = of_clock(t.nanos, name)) return of;
            return of_date(t.date, name);
        }
        case Kind::days_time:
            return of_duration(value.days_time(), name);
        case Kind::years_months:
            if (name == "years") return Value(Number(value.years_months().months / 12));
            if (name == "months") return Value(Number(value.years_months().months % 12));
            return std::nullopt;
        case Kind::range: {
            const Range& r = value.range();
            if (name == "start") return r.start;
            if (name == "end") return r.end;
            if (name == "start included") return Value(r.start_included);
            if (name == "end included") return Value(r.end_included);
            return std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

}  // namespace zhupi::feel
