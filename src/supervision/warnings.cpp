#include "supervision/warnings.hpp"

#include "base/event_types.hpp"
#include "supervision/journal.hpp"
#include "supervision/scope_sql.hpp"

namespace zhupi::supervision {
namespace {

constexpr std::string_view phase_sql =
    "CASE WHEN c.status = 'special' THEN 3 WHEN c.accepted_at IS NULL THEN 1 ELSE 2 END";

/// Cases due by $1 and after $2, with a limit longer than $3 days, that do not have step $4 yet; at most $5.
std::string unmarked(std::string_view what) {
    static const std::string phase(phase_sql);
    return "SELECT " + std::string(what) +
           " FROM case_row c WHERE c.is_open = 1 AND c.due <= $1 AND c.due > $2 AND (CASE WHEN c.accepted_at IS NULL "
           "THEN " +
           std::to_string(approval::days_to_accept) +
           " ELSE c.budget END) > $3 AND NOT EXISTS (SELECT 1 FROM supervision_warning w WHERE w.case_id = c.id AND "
           "w.phase = " +
           phase + " AND w.step = $4) ORDER BY c.due, c.id LIMIT $5";
}

/// The days of a step: (from, to]. A warning ahead of the limit is not given once a worse one has been reached; the
/// steps behind the limit are all climbed, for each tells somebody else.
struct Window {
    Date from, to;
};
Result<Window> window_of(const calendar::WorkCalendar& calendar, Date today, const Rules& rules, std::size_t index) {
    const auto& step = rules.steps[index];
    ZHUPI_TRY(const auto to, reached_by(calendar, today, step.left));
    Date from{-1};
    if (step.left >= 0 && index + 1 < rules.steps.size()) {
        ZHUPI_TRY(from, reached_by(calendar, today, rules.steps[index + 1].left));
    }
    return Window{from, to};
}

struct Found {
    Id case_id = 0, application = 0, project = 0, organisation = 0;
    std::string department;
    int phase = 1;
    Date due;
};

Result<int> days_left(const calendar::WorkCalendar& calendar, Date today, Date due) {
    if (due >= today) return calendar.workdays(today, due);
    ZHUPI_TRY(const auto behind, calendar.workdays(due, today));
    return -behind;
}

Result<void> mark(store::Tx& tx, const store::Office& office, const Step& step, const Found& found, Instant now,
                  std::vector<store::Noted>& noted) {
    ZHUPI_TRY(const auto left, days_left(office.calendar, office.zone.date_of(now), found.due));
    const Warned warned{found.case_id, found.phase, step.code, left, found.due};
    ZHUPI_TRY(const auto seq, append_event(tx, {{}, now}, "supervision/" + std::to_string(found.case_id),
                                           event::supervision_warned, json::encode(warned)));
    // Writers come one after the other, so nobody else has marked it since it was found; if one had, this fails whole.
    ZHUPI_CHECK(
        tx.put("INSERT INTO supervision_warning (case_id, phase, step, at, due, seq) VALUES ($1,$2,$3,$4,$5,$6)",
               {found.case_id, std::int64_t{found.phase}, step.code, now.ms, std::int64_t{found.due.day}, seq}));
    noted.push_back({seq, std::string(event::supervision_warned), found.project, found.application, found.case_id,
                     found.organisation, found.department});
    return {};
}

}  // namespace

Result<Date> reached_by(const calendar::WorkCalendar& calendar, Date today, int left) {
    if (left >= 0) return calendar.workday_after(today, left);
    // The n-th day behind a limit has come for every limit up to this day.
    for (auto day = today;; day = day.plus_days(-1)) {
        ZHUPI_TRY(const auto behind, calendar.workdays(day, today));
        if (behind >= -left) return day;
    }
}

Result<bool> anything_to_mark(store::Snapshot& from, const store::Office& office, const Rules& rules, Instant now) {
    const auto today = office.zone.date_of(now);
    bool any = false;
    for (std::size_t i = 0; i < rules.steps.size() && !any; ++i) {
        const auto window = window_of(office.calendar, today, rules, i);
        if (!window) continue;  // said by mark_warnings
        ZHUPI_CHECK(from.query(unmarked("1"),
                               {std::int64_t{window->to.day}, std::int64_t{window->from.day},
                                std::int64_t{rules.steps[i].budget_over}, rules.steps[i].code, std::int64_t{1}},
                               [&](const store::Row&) { any = true; }));
    }
    if (any) return true;
    ZHUPI_CHECK(from.query("SELECT 1 FROM supervision_order WHERE state = 'open' AND overdue = 0 AND due < $1 LIMIT 1",
                           {std::int64_t{today.day}}, [&](const store::Row&) { any = true; }));
    return any;
}

Result<std::vector<store::Noted>> mark_warnings(store::Tx& tx, const store::Office& office, const Rules& rules,
                                                Instant now, int most) {
    const auto today = office.zone.date_of(now);
    std::vector<store::Noted> noted;
    for (std::size_t i = 0; i < rules.steps.size(); ++i) {
        const auto& step = rules.steps[i];
        ZHUPI_TRY(const auto window, window_of(office.calendar, today, rules, i));
        std::vector<Found> found;
        const auto left = most - static_cast<int>(noted.size());
        if (left <= 0) break;
        ZHUPI_CHECK(tx.query(unmarked("c.id, c.application, c.project, c.organisation, c.department, " +
                                      std::string(phase_sql) + ", c.due"),
                             {std::int64_t{window.to.day}, std::int64_t{window.from.day},
                              std::int64_t{step.budget_over}, step.code, std::int64_t{left}},
                             [&](const store::Row& row) {
                                 found.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                                                  std::string(row.text(4)), static_cast<int>(row.integer(5)),
                                                  Date{static_cast<std::int32_t>(row.integer(6))}});
                             }));
        for (const auto& one : found) ZHUPI_CHECK(mark(tx, office, step, one, now, noted));
    }
    return noted;
}

Result<MarkPage> list_marks(store::Snapshot& from, const MarkFilter& filter, std::optional<store::Cursor> after,
                            int limit) {
    MarkPage page;
    if (filter.visible.nothing) return page;
    Conditions where;
    if (filter.case_id != 0) where.add("w.case_id = ?", filter.case_id);
    if (!filter.step.empty()) where.add("w.step = ?", filter.step);
    if (!filter.department.empty()) where.add("c.department = ?", filter.department);
    where.add_scopes(filter.visible, "c.department", "c.district", "c.item");
    if (after) where.add("w.seq < ?", after->id);
    const auto limit_at = where.value(std::int64_t{limit} + 1);
    ZHUPI_CHECK(from.query(
        "SELECT w.case_id, w.phase, w.step, w.at, w.due, c.number, c.item, c.department, c.status, "
        "c.handler, c.is_open, c.project, p.name, w.seq FROM supervision_warning w JOIN case_row c ON c.id = "
        "w.case_id JOIN project_row p ON p.id = c.project" +
            where.sql() + " ORDER BY w.seq DESC LIMIT " + limit_at,
        where.values(), [&](const store::Row& row) {
            Mark m;
            m.case_id = row.integer(0);
            m.phase = static_cast<int>(row.integer(1));
            m.step = row.text(2);
            m.at = Instant{row.integer(3)};
            m.due = Date{static_cast<std::int32_t>(row.integer(4))};
            m.number = row.text(5);
            m.item = row.text(6);
            m.department = row.text(7);
            m.status = row.text(8);
            m.handler = row.integer(9);
            m.open = row.integer(10) != 0;
            m.project = row.integer(11);
            m.project_name = row.text(12);
            m.seq = row.integer(13);
            page.marks.push_back(std::move(m));
        }));
    if (page.marks.size() > static_cast<std::size_t>(limit)) {
        page.marks.pop_back();
        page.next = store::Cursor{page.marks.back().seq, page.marks.back().seq};
    }
    return page;
}

}  // namespace zhupi::supervision
