#pragma once
// What lists show of a case or a project: small flat rows, derived from the states by pure functions and stored beside
// them, so that no list ever opens a state. Replaying the log must give exactly these rows again.

#include "approval/model.hpp"
#include "calendar/deadline.hpp"
#include "catalog/plan.hpp"

namespace zhupi::approval {

/// Days an authority has to accept, refuse or ask for everything that is missing (行政许可法 32).
constexpr int days_to_accept = 5;

struct CaseRow {
    Id id = 0, application = 0, project = 0, organisation = 0;
    std::string number, item, department, district;
    int stage = 1;
    Status status = Status::filed;
    Desk desk = Desk::none;
    Id handler = 0;  ///< 0: nobody yet
    bool open = true;
    Instant filed_at;
    std::optional<Instant> received_at, accepted_at, ended_at;
    calendar::Ledger clock;
    std::optional<calendar::Budget> statutory;
    /// The day by which whoever has it must have acted: acceptance within days_to_accept, then the promised limit, or
    /// the end of a special procedure as it was announced. Empty while nothing runs, and when that day falls into a
    /// year whose calendar is not published.
    std::optional<Date> due;
    Wait turn;            ///< the wait that is running; its `until` is set once the case has ended
    int used = 0;         ///< days by the national formula, of a case that has ended; 0 for the ends that do not count
    bool late = false;    ///< it ended later than promised
    bool counts = false;  ///< its time counts in the statistics
    bool operator==(const CaseRow&) const = default;
};

CaseRow case_row(const Case& c, const Application& application, const calendar::WorkCalendar& calendar, Zone zone);

struct ProjectRow {
    Id id = 0, organisation = 0;
    std::string code, name, flow, district;
    int stage = 1;  ///< the furthest of the main line that is open
    bool completed = false;
    Decimal investment;
    Instant registered_at;
    std::optional<double> longitude, latitude;
    int papers_needed = 0, papers_saved = 0;
    bool operator==(const ProjectRow&) const = default;
};
ProjectRow project_row(const Project& project);

/// Time of a whole project by the national formula: stage by stage the working days in which at least one of its cases
/// was with an authority and not paused.
struct PartyShare {
    Party party = Party::authority;
    std::string department;
    std::int64_t ms = 0;
};
/// From the registration to the end (or now), every millisecond in one account: an authority's while any case is with
/// one (the department that has waited longest), else a statutory pause, else the applicant's.
std::vector<PartyShare> time_by_party(const Project& project, const std::vector<const Case*>& cases, Instant now);

/// 阶段用时: working days of the union of [接件, 办结] of the stage's cases, less the union of their pauses.
Result<int> stage_days(const std::vector<const Case*>& cases, const calendar::WorkCalendar& calendar, Zone zone,
                       Instant now);

}  // namespace zhupi::approval
