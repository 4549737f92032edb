#pragma once
// When a timer is due. A duration counts civil time, working time or working days; a date is a point in time; a cycle
// repeats a duration (ISO 8601-1: P3D, PT4H30M, 2026-11-24T09:00:00+08:00, R4/PT10S). What time works like (zone,
// holidays, office hours) is asked of a TimeKeeper, so that a definition holds for every city and year.

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

namespace zhupi::bpmn {

enum class TimeUnit : std::uint8_t {
    civil,         ///< as on the wall
    working_time,  ///< office hours of working days; a day is one working day at the same time of day
    working_days,  ///< whole working days, the first being day 0; due when the last of them ends
};
BOOST_DESCRIBE_ENUM(TimeUnit, civil, working_time, working_days)

struct Span {
    int months = 0;
    int days = 0;
    std::int64_t ms = 0;
    TimeUnit unit = TimeUnit::civil;
    bool operator==(const Span&) const = default;
};
BOOST_DESCRIBE_STRUCT(Span, (), (months, days, ms, unit))

/// "P1Y2M3DT4H5M6.7S", "P2W"; with whole years and months only in civil time. err::bpmn_duration.
Result<Span> parse_span(std::string_view iso, TimeUnit unit = TimeUnit::civil);

constexpr int for_ever = -1;

struct TimerRule {
    std::optional<Instant> at;     ///< a date, or the start of a cycle
    std::optional<Span> every;     ///< a duration, or the period of a cycle
    int times = 1;                 ///< how often it fires; for_ever
    std::optional<Instant> until;  ///< no firing after this
};

enum class TimerForm : std::uint8_t { date, duration, cycle };

/// A date, a duration, or "Rn/period", "Rn/start/period", "Rn/period/end". err::bpmn_timer {value}.
Result<TimerRule> parse_timer(TimerForm form, std::string_view text, TimeUnit unit);

class TimeKeeper {
public:
    virtual ~TimeKeeper() = default;
    /// The instant at which `span`, running since `from`, is used up. err::calendar_missing beyond published years.
    virtual Result<Instant> due(Instant from, const Span& span) const = 0;
    /// What is left of `span` at `now` when it has been running since `from`: due(now, left) is due(from, span). Never
    /// negative as a whole; its milliseconds alone may be (a day less four hours).
    virtual Result<Span> left(Instant from, Instant now, const Span& span) const = 0;
};

/// Civil time in a zone; working units are refused (err::calendar_missing).
class CivilTime : public TimeKeeper {
public:
    explicit CivilTime(Zone zone = {}) : zone_(zone) {}
    Result<Instant> due(Instant from, const Span& span) const override;
    Result<Span> left(Instant from, Instant now, const Span& span) const override;

private:
    Zone zone_;
};

}  // namespace zhupi::bpmn
