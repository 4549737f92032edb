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

Result<WorkingTime::Moment> WorkingTime::advance(Moment from, std::int64_t ms) const {
    const auto a_day = closing() - opening();
    const auto today = closing() - from.ms;
    if (ms <= today) return Moment{from.day, from.ms + ms};
    ms -= today;
    // The last part ends within a day, so that a budget that is used up at closing time ends then.
    const auto days = (ms - 1) / a_day + 1;
    ZHUPI_TRY(const auto day, calendar_.workday_after(from.day, static_cast<int>(days)));
    return Moment{day, opening() + ms - (days - 1) * a_day};
}

Result<std::int64_t> WorkingTime::between(Moment from, Moment to) const {
    if (to.day < from.day || (to.day == from.day && to.ms <= from.ms)) return 0;
    ZHUPI_TRY(const auto days, calendar_.workdays(from.day, to.day));
    return days * (closing() - opening()) + to.ms - from.ms;
}

Result<Instant> WorkingTime::due(Instant from, const Span& span) const {
    if (span.unit == TimeUnit::civil) return civil_.due(from, span);
    if (span.unit == TimeUnit::working_days) {
        const auto day = zone_.date_of(from);
        ZHUPI_TRY(const auto last, calendar_.workday_after(day, span.days));
        return zone_.start_of(last.plus_days(1));
    }
    ZHUPI_TRY(auto moment, in_office(from));
    if (span.days > 0) {
        ZHUPI_TRY(moment.day, calendar_.workday_after(moment.day, span.days));
    }
    ZHUPI_TRY(moment, advance(moment, span.ms));
    return instant(moment);
}

Result<Span> WorkingTime::left(Instant from, Instant now, const Span& span) const {
    if (span.unit == TimeUnit::civil) return civil_.left(from, now, span);
    if (span.unit == TimeUnit::working_days) {
        ZHUPI_TRY(const auto used, calendar_.workdays(zone_.date_of(from), zone_.date_of(now)));
        return Span{0, std::max(0, span.days - used), 0, span.unit};
    }
    // Only what has passed is counted, so that a year without a calendar is no obstacle as long as it lies ahead.
    const auto a_day = closing() - opening();
    ZHUPI_TRY(const auto begun, in_office(from));
    ZHUPI_TRY(const auto here, in_office(std::max(from, now)));
    ZHUPI_TRY(const auto used, between(begun, here));
    const auto ms = std::max<std::int64_t>(0, span.days * a_day + span.ms - used);
    // Closing time and the next opening are the same moment to the office: whole days stay days, hours stay hours.
    if (span.ms == 0) return Span{0, static_cast<int>(ms / a_day), ms % a_day, span.unit};
    return Span{0, 0, ms, span.unit};
}

}  // namespace zhupi::bpmn
