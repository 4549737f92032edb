#pragma once
// Time as an office counts it: working days of a published calendar, office hours within them.
//
//   working time   PT4H is four office hours; P1D is the same time of day on the next working day. A moment outside
//                  office hours counts as the next opening.
//   working days   whole days, today being day 0: P5D since any moment of a Monday ends with the Monday after.
//   civil time     the wall clock of the zone

#include "bpmn/timing.hpp"
#include "calendar/work_calendar.hpp"

namespace zhupi::bpmn {

struct OfficeHours {
    int opens = 9 * 60;    ///< minutes after midnight
    int closes = 17 * 60;  ///< after `opens`, at most 24 × 60
};

class WorkingTime : public TimeKeeper {
public:
    /// The calendar outlives this.
    WorkingTime(const calendar::WorkCalendar& calendar, Zone zone, OfficeHours hours = {})
        : calendar_(calendar), zone_(zone), hours_(hours), civil_(zone) {}

    Result<Instant> due(Instant from, const Span& span) const override;
    Result<Span> left(Instant from, Instant now, const Span& span) const override;

private:
    struct Moment {
        Date day;         ///< a working day
        std::int64_t ms;  ///< after midnight, within office hours
    };
    std::int64_t opening() const { return hours_.opens * std::int64_t{60'000}; }
    std::int64_t closing() const { return hours_.closes * std::int64_t{60'000}; }
    /// The moment itself, or the next opening.
    Result<Moment> in_office(Instant at) const;
    Result<Moment> open_from(Date day) const;
    Result<Moment> advance(Moment from, std::int64_t ms) const;
    /// Office time between two moments; 0 when `to` is before `from`.
    Result<std::int64_t> between(Moment from, Moment to) const;
    Instant instant(const Moment& moment) const { return zone_.start_of(moment.day).plus_ms(moment.ms); }

    const calendar::WorkCalendar& calendar_;
    Zone zone_;
    OfficeHours hours_;
    CivilTime civil_;
};

}  // namespace zhupi::bpmn
