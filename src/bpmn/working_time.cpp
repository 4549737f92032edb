#include "bpmn/working_time.hpp"

#include <algorithm>

namespace zhupi::bpmn {

Result<WorkingTime::Moment> WorkingTime::open_from(Date day) const {
    ZHUPI_TRY(const bool works, calendar_.is_workday(day));
    if (works) return Moment{day, opening()};
    ZHUPI_TRY(const auto next, calendar_.workday_after(day, 1));
    return Moment{next, opening()};
}

Result<WorkingTime::Moment> WorkingTime::in_office(Instant at) const {
    const auto day = zone_.date_of(at);
    const auto ms = at.ms - zone_.start_of(day).ms;
    ZHUPI_TRY(const bool works, calendar_.is_workday(day));
    if (!works || ms >= closing()) return open_from(day.plus_days(1));
    return Moment{day, std::max(ms, opening())};
}

/// Working days and time of day at which a span ends that begins at a time of day. What is used up at closing time ends
/// then, and not at the next opening.
WorkingTime::Reach WorkingTime::reach(std::int64_t begins, const Span& span) const {
    const auto today = closing() - begins, a_day = closing() - opening();
    // A rest of "one day less four hours" that is taken up early in the morning is four hours of the same day.
    const auto back = begins + span.ms < opening() ? (opening() - begins - span.ms - 1) / a_day + 1 : 0;
    if (span.ms <= today) return {span.days - static_cast<int>(back), begins + span.ms + back * a_day};
    const auto more = (span.ms - today - 1) / a_day + 1;
    return {span.days + static_cast<int>(more), opening() + span.ms - today - (more - 1) * a_day};
}

Result<Instant> WorkingTime::due(Instant from, const Span& span) const {
    if (span.unit == TimeUnit::civil) return civil_.due(from, span);
    if (span.unit == TimeUnit::working_days) {
        const auto day = zone_.date_of(from);
        ZHUPI_TRY(const auto last, calendar_.workday_after(day, span.days));
        return zone_.start_of(last.plus_days(1));
    }
    ZHUPI_TRY(const auto begins, in_office(from));
    const auto end = reach(begins.ms, span);
    ZHUPI_TRY(const auto day, calendar_.workday_after(begins.day, end.days));
    return zone_.start_of(day).plus_ms(end.ms);
}

Result<Span> WorkingTime::left(Instant from, Instant now, const Span& span) const {
    if (span.unit == TimeUnit::civil) return civil_.left(from, now, span);
    if (span.unit == TimeUnit::working_days) {
        ZHUPI_TRY(const auto used, calendar_.workdays(zone_.date_of(from), zone_.date_of(now)));
        return Span{0, std::max(0, span.days - used), 0, span.unit};
    }
    // Only days that have passed are counted, so that a year without a calendar is no obstacle as long as it lies
    // ahead. The rest is told as days and the way from now to the time of day at which it ends, which may be back.
    ZHUPI_TRY(const auto begins, in_office(from));
    ZHUPI_TRY(const auto here, in_office(std::max(from, now)));
    ZHUPI_TRY(const auto passed, calendar_.workdays(begins.day, here.day));
    const auto end = reach(begins.ms, span);
    const Span rest{0, end.days - passed, end.ms - here.ms, span.unit};
    const bool over = rest.days < 0 || (rest.days == 0 && rest.ms < 0);
    return over ? Span{0, 0, 0, span.unit} : rest;
}

}  // namespace zhupi::bpmn
