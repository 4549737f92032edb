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
    struct Reach {
        int days;         ///< working days after the first
        std::int64_t ms;  ///< after midnight, within office hours
    };
    Reach reach(std::int64_t begins, const Span& span) const;

    const calendar::WorkCalendar& calendar_;
    Zone zone_;
    OfficeHours hours_;
    CivilTime civil_;
};

}  // namespace zhupi::bpmn
