#include "calendar/deadline.hpp"

#include <algorithm>

namespace zhupi::calendar {
namespace {

Result<int> days(const WorkCalendar& calendar, Unit unit, Date from, Date to) {
    if (unit == Unit::calendar_day) return std::max(0, to.day - from.day);
    return calendar.workdays(from, to);
}

}  // namespace

Result<Reading> read(const Ledger& ledger, const WorkCalendar& calendar, Zone zone, Instant now) {
    Reading reading;
    reading.left = ledger.budget.amount;
    if (!ledger.started) return reading;
    const auto unit = ledger.budget.unit;
    const auto start = zone.date_of(*ledger.started);
    const auto end = ledger.ended.value_or(now);
    int stood_still = 0;       // in the pauses so far
    int reach = reading.left;  // due is so many days after the start; a pause that begins before it moves it
    for (const auto& pause : ledger.pauses) {
        const auto from = zone.date_of(pause.from);
        ZHUPI_TRY(const auto before, days(calendar, unit, start, from));
        ZHUPI_TRY(const auto length, days(calendar, unit, from, zone.date_of(pause.to.value_or(end))));
        (pause.kind == PauseKind::correction ? reading.correction_days : reading.special_days) += length;
        if (before - stood_still <= ledger.budget.amount) reach += length;
        stood_still += length;
    }
    ZHUPI_TRY(const auto elapsed, days(calendar, unit, start, zone.date_of(end)));
    reading.used = elapsed - stood_still;
    reading.left -= reading.used;
    reading.overdue = reading.left < 0;
    if (!ledger.running()) return reading;

    if (unit == Unit::calendar_day)
        reading.due = start.plus_days(reach);
    else if (const auto due = calendar.workday_after(start, reach))
        reading.due = *due;
    return reading;
}

}  // namespace zhupi::calendar
