#include "server/calendar_views.hpp"

#include "base/permissions.hpp"
#include "store/flow_editions.hpp"
#include "store/messages.hpp"
#include "store/queries.hpp"

#include <set>

namespace zhupi::server {
namespace {

using document::Calendar;
using document::CalendarEvent;

constexpr int most_cases = 400, most_tasks = 100, days_of_warning = 2;  ///< 预警: two days (domain.md §5.3)
constexpr std::int64_t minutes_to_2020 = 26'297'280;                    ///< since 1970

/// Grows with every change of what an event is about, and fits an INTEGER of RFC 5545.
std::int64_t sequence_of(Instant changed) { return std::max<std::int64_t>(0, changed.ms / 60'000 - minutes_to_2020); }

std::string uid(const World& world, const std::string& about) {
    return about + "@" + world.catalog.district_code + ".zhupi";
}

/// Whom a line of an event tells about: "自然资源和规划局 0999-0000001".
std::string department_line(const World& world, std::string_view code) {
    const auto* department = world.catalog.department(code);
    return department ? department->name.zh + " " + department->phone : std::string(code);
}

CalendarEvent case_event(const World& world, const store::ListedCase& listed, bool of_applicant,
                         const std::string& base) {
    const auto& row = listed.row;
    const auto item = item_view(world, row.item).name.zh;
    const bool paused = row.turn.party == approval::Party::statutory;
    CalendarEvent event;
    event.uid = uid(world, "case-" + std::to_string(row.id) + (paused ? "-special" : "-due"));
    event.sequence = sequence_of(row.turn.since);
    event.begin = *row.due;
    const std::string what = paused ? "特别程序到期" : row.accepted_at ? "办结期限" : "受理期限";
    event.summary = what + "：" + item + "（" + listed.project_name + "）";
    event.description = "办件 " + row.number + "\n" + department_line(world, row.department);
    if (!row.turn.basis.empty()) event.description += "\n停表依据：" + row.turn.basis;
    event.categories = {"期限"};
    event.alarm_days = days_of_warning;
    if (!base.empty()) event.url = base + (of_applicant ? "/my/cases/" : "/work/") + std::to_string(row.id);
    return event;
}

/// Open cases with a due day, in the box, at most `most_cases`.
Result<void> add_cases(const World& world, store::Snapshot& from, const store::CaseFilter& filter, bool of_applicant,
                       const std::string& base, std::set<store::Id>& seen, std::vector<CalendarEvent>& events) {
    ZHUPI_TRY(const auto page, store::list_cases(from, filter, {}, most_cases));
    for (const auto& one : page.cases)
        if (one.row.due && one.row.open && seen.insert(one.row.id).second)
            events.push_back(case_event(world, one, of_applicant, base));
    return {};
}

/// Papers that may come later: by which day.
Result<void> add_deferrals(const World& world, store::Snapshot& from, const access::Person& person,
                           const std::string& base, std::vector<CalendarEvent>& events) {
    ZHUPI_TRY(const auto open,
              store::list_messages(from, person.organisation, person.id, 0, most_tasks, store::Inbox::to_do,
                                   person.acting ? person.acting->projects : std::vector<store::Id>{}));
    for (const auto& message : open) {
        if (message.case_id == 0) continue;
        ZHUPI_TRY(const auto application, store::load_application(from, message.application));
        const auto* c = application.find(message.case_id);
        if (!c || !c->decision) continue;
        for (const auto& deferral : c->decision->deferrals) {
            if (deferral.supplied_at) continue;
            const auto* material = world.catalog.material(deferral.material);
            CalendarEvent event;
            event.uid = uid(world, "case-" + std::to_string(c->id) + "-deferral-" + deferral.material);
            event.sequence = sequence_of(message.at);
            event.begin = deferral.due;
            event.summary = "容缺补齐期限：" + (material ? material->name.zh : deferral.material) + "（" +
                            message.project_name + "）";
            event.description = item_view(world, c->item).name.zh + "\n" + department_line(world, c->department);
            event.categories = {"待办"};
            event.alarm_days = days_of_warning;
            if (!base.empty()) event.url = base + "/my/cases/" + std::to_string(c->id);
            events.push_back(std::move(event));
        }
    }
    return {};
}

/// Appointments and answers of the drawn flow: they fall due at a moment.
Result<void> add_tasks(const World& world, store::Snapshot& from, std::string_view department, const std::string& base,
                       std::vector<CalendarEvent>& events) {
    if (department.empty()) return {};
    ZHUPI_TRY(const auto list, store::open_tasks(from, department, {}, most_tasks));
    for (const auto& task : list.tasks) {
        if (!task.due) continue;
        CalendarEvent event;
        event.uid = uid(world, "task-" + std::to_string(task.application) + "-" + std::to_string(task.token));
        event.sequence = sequence_of(task.since);
        event.begin = *task.due;
        event.summary = task.name + "：" + item_view(world, task.item).name.zh + "（" + task.project_name + "）";
        event.description = "逾期不答复的，按流程规定处理\n办件 " + task.number;
        event.categories = {"会办"};
        if (!base.empty()) event.url = base + "/work/" + std::to_string(task.case_id);
        events.push_back(std::move(event));
    }
    return {};
}

}  // namespace

Result<Calendar> person_calendar(const World& world, store::Snapshot& from, const access::Person& person,
                                 const std::string& base) {
    Calendar calendar;
    const bool applicant = person.organisation != 0;
    calendar.name = world.catalog.city.zh + (applicant ? " 项目期限" : " 办件期限");
    calendar.product = "-//Zhupi//Due days//ZH";
    std::set<store::Id> seen;
    store::CaseFilter filter;
    filter.visible = access::visible(person, permission::case_read);
    filter.user = person.id;
    if (applicant) {
        filter.box = store::Box::department;  // everything open that they may see
        ZHUPI_CHECK(add_cases(world, from, filter, true, base, seen, calendar.events));
        ZHUPI_CHECK(add_deferrals(world, from, person, base, calendar.events));
    } else if (access::may(person, permission::case_read)) {
        filter.box = store::Box::mine;
        ZHUPI_CHECK(add_cases(world, from, filter, false, base, seen, calendar.events));
        for (const auto& [box, permission] : {std::pair(store::Box::review, permission::case_review),
                                              std::pair(store::Box::approval, permission::case_approve)}) {
            if (!access::may(person, permission)) continue;
            filter.box = box;
            filter.visible = access::visible(person, permission);
            ZHUPI_CHECK(add_cases(world, from, filter, false, base, seen, calendar.events));
        }
        ZHUPI_CHECK(add_tasks(world, from, person.department, base, calendar.events));
    }
    // The stamp is the last change, so that a calendar that has not changed is the same bytes.
    std::int64_t last = 0;
    for (const auto& event : calendar.events) last = std::max(last, event.sequence);
    calendar.stamp = Instant{(last + minutes_to_2020) * 60'000};
    return calendar;
}

}  // namespace zhupi::server
