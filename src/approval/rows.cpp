#include "approval/rows.hpp"

#include "approval/progress.hpp"

#include <map>

namespace zhupi::approval {
namespace {

using calendar::WorkCalendar;

std::optional<Date> plus_limit(Date from, calendar::Budget limit, const WorkCalendar& calendar) {
    if (limit.unit == calendar::Unit::calendar_day) return from.plus_days(limit.amount);
    const auto due = calendar.workday_after(from, limit.amount);
    return due ? std::optional(*due) : std::nullopt;
}

std::optional<Date> due_date(const Case& c, const WorkCalendar& calendar, Zone zone) {
    switch (c.status) {
        case Status::received:
        case Status::corrected:
            return plus_limit(zone.date_of(c.waits.back().since), {days_to_accept, calendar::Unit::working_day},
                              calendar);
        case Status::special:
            return plus_limit(zone.date_of(c.specials.back().started_at), c.specials.back().limit, calendar);
        case Status::handling: {
            const auto reading = calendar::read(c.clock, calendar, zone, c.waits.back().since);
            return reading ? reading->due : std::nullopt;
        }
        default:
            return std::nullopt;
    }
}

}  // namespace

CaseRow case_row(const Case& c, const Application& application, const WorkCalendar& calendar, Zone zone) {
    CaseRow row;
    row.id = c.id;
    row.application = application.id;
    row.project = application.project;
    row.organisation = application.organisation;
    row.number = c.number;
    row.item = c.item;
    row.department = c.department;
    row.district = application.district;
    row.stage = application.stage;
    row.status = c.status;
    row.desk = c.desk;
    row.handler = c.handler.value_or(0);
    row.open = !has_ended(c.status);
    row.filed_at = c.filed_at;
    row.received_at = c.received_at;
    row.accepted_at = c.accepted_at;
    row.ended_at = c.ended_at;
    row.clock = c.clock;
    row.statutory = c.statutory;
    row.due = due_date(c, calendar, zone);
    row.turn = c.waits.back();
    row.counts = !row.open && counts_time(c.status);
    if (row.counts)
        if (const auto reading = calendar::read(c.clock, calendar, zone, *c.ended_at)) {
            row.used = reading->used;
            row.late = reading->overdue;
        }
    return row;
}

ProjectRow project_row(const Project& project) {
    constexpr int parallel_lane = 5;
    ProjectRow row;
    row.id = project.id;
    row.organisation = project.organisation;
    row.code = project.facts.code;
    row.name = project.facts.name;
    row.flow = project.flow;
    row.district = project.facts.district;
    for (const auto& stage : project.stages)
        if (stage.number != parallel_lane && stage.status != StageStatus::locked) row.stage = stage.number;
    row.completed = project.completed_at.has_value();
    row.investment = project.facts.investment;
    row.registered_at = project.registered_at;
    row.longitude = project.facts.longitude;
    row.latitude = project.facts.latitude;
    row.papers_needed = project.papers_needed;
    row.papers_saved = project.papers_saved;
    return row;
}

std::vector<PartyShare> time_by_party(const Project& project, const std::vector<const Case*>& cases, Instant now) {
    const auto end = project.completed_at.value_or(now);
    std::map<std::pair<Party, std::string>, std::int64_t> sums;
    for (const auto& one : stretches(cases, project.registered_at, end, true))
        sums[{one.party, one.department}] += one.until->ms - one.since.ms;
    std::vector<PartyShare> shares;
    for (const auto& [who, ms] : sums) shares.push_back({who.first, who.second, ms});
    return shares;
}

Result<int> stage_days(const std::vector<const Case*>& cases, const WorkCalendar& calendar, Zone zone, Instant now) {
    // The union is taken on days, as the statistics count days: a working day belongs to the stage when some case was
    // in the authorities' hands on it, and counting begins on the day after the first receipt (the day itself is day
    // 0).
    std::map<Date, int> edges;  // +1 where a running stretch begins, −1 on the day after it ends
    for (const auto* c : cases) {
        if (!c->received_at) continue;
        for (const auto& wait : c->waits) {
            if (wait.party != Party::authority || wait.reason == "intake") continue;
            ++edges[zone.date_of(wait.since).plus_days(1)];
            --edges[zone.date_of(wait.until.value_or(now)).plus_days(1)];
        }
    }
    int days = 0, depth = 0;
    std::optional<Date> from;
    for (const auto& [day, change] : edges) {
        const int before = depth;
        depth += change;
        if (before == 0 && depth > 0) from = day;
        if (before > 0 && depth == 0) {
            ZHUPI_TRY(const auto counted, calendar.workdays(from->plus_days(-1), day.plus_days(-1)));
            days += counted;
        }
    }
    return days;
}

}  // namespace zhupi::approval
