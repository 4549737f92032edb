#pragma once
// A deadline is a budget and a ledger, never a stored date: {budget, unit, started, pauses, ended}. Used and left and
// due are worked out from it whenever they are asked for, so that a changed calendar or an ended pause needs no repair.
//
// The arithmetic is the national statistics' (exchange-standard.md §6): the day of acceptance is day 0,
//   办件审批用时 = 工作日数(受理, 办结或当前) − Σ 工作日数(补正) − Σ 工作日数(特别程序),    overdue when it exceeds the
//   limit.

#include "base/json.hpp"
#include "calendar/work_calendar.hpp"

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::calendar {

enum class Unit : unsigned char { working_day, calendar_day };
BOOST_DESCRIBE_ENUM(Unit, working_day, calendar_day)

struct Budget {
    int amount = 0;  ///< ≥ 0
    Unit unit = Unit::working_day;
    bool operator==(const Budget&) const = default;
};
BOOST_DESCRIBE_STRUCT(Budget, (), (amount, unit))

enum class PauseKind : unsigned char { correction, special };
BOOST_DESCRIBE_ENUM(PauseKind, correction, special)

/// A lawful reason for the clock to stand still: 行政许可法 32 (补正) or 45 (特别程序).
struct Pause {
    PauseKind kind = PauseKind::correction;
    Instant from;
    std::optional<Instant> to;  ///< empty while it lasts
    std::string basis;
    bool operator==(const Pause&) const = default;
};
BOOST_DESCRIBE_STRUCT(Pause, (), (kind, from, to, basis))

struct Ledger {
    Budget budget;
    std::optional<Instant> started;  ///< acceptance
    std::optional<Instant> ended;    ///< decision
    std::vector<Pause> pauses;       ///< in order of time, not overlapping, all after `started`
    bool operator==(const Ledger&) const = default;

    bool running() const { return started && !ended && !paused(); }
    bool paused() const { return started && !ended && !pauses.empty() && !pauses.back().to; }
};
BOOST_DESCRIBE_STRUCT(Ledger, (), (budget, started, ended, pauses))

/// What the ledger says at a moment, in days of its unit.
struct Reading {
    int used = 0;
    int left = 0;  ///< budget − used; negative when overdue
    int correction_days = 0, special_days = 0;
    bool overdue = false;
    /// 截止日: the last working day on which it is not overdue (a weekend behind it would not be either, but nobody
    /// works then). Empty before the start, while paused and after the end.
    std::optional<Date> due;
};

/// err::calendar_missing when a day of a year without a calendar would have to be counted. `used` and `due` are found
/// separately: when only the due date falls into such a year, the reading is given without it.
Result<Reading> read(const Ledger& ledger, const WorkCalendar& calendar, Zone zone, Instant now);

}  // namespace zhupi::calendar
