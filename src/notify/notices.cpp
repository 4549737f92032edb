#include "notify/notices.hpp"

#include "base/event_types.hpp"
#include "base/statuses.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace zhupi::notify {
namespace {

constexpr std::string_view columns =
    "SELECT n.id, n.person, n.kind, n.subject, n.round, n.at, n.project, n.application, n.case_id, n.detail, "
    "n.overtaken, n.read_at IS NOT NULL, COALESCE(p.name, ''), COALESCE(c.number, ''), COALESCE(c.item, ''), "
    "COALESCE(c.department, ''), COALESCE(c.status, ''), COALESCE(c.handler, 0), COALESCE(c.is_open, 0), "
    "COALESCE(c.due, 2147483647), COALESCE(w.name, '') FROM notice n LEFT JOIN project_row p ON p.id = n.project "
    "LEFT JOIN case_row c ON c.id = n.case_id LEFT JOIN person w ON w.id = n.person ";

Notice read_notice(const store::Row& row) {
    Notice n;
    n.id = row.integer(0);
    n.person = row.integer(1);
    n.kind = row.text(2);
    n.subject = row.text(3);
    n.round = row.integer(4);
    n.at = Instant{row.integer(5)};
    n.project = row.integer(6);
    n.application = row.integer(7);
    n.case_id = row.integer(8);
    if (auto detail = json::decode<Detail>(row.text(9), json::Unknown::ignore)) n.detail = std::move(*detail);
    n.overtaken = row.integer(10) != 0;
    n.read = row.integer(11) != 0;
    n.project_name = row.text(12);
    n.number = row.text(13);
    n.item = row.text(14);
    n.department = row.text(15);
    n.status = row.text(16);
    n.handler = row.integer(17);
    n.open = row.integer(18) != 0;
    if (row.integer(19) != store::no_due) n.due = Date{static_cast<std::int32_t>(row.integer(19))};
    n.person_name = row.text(20);
    return n;
}

/// The number behind "order/" and the like.
Id number_of(std::string_view subject) {
    const auto slash = subject.rfind('/');
    Id id = 0;
    if (slash != subject.npos) std::from_chars(subject.data() + slash + 1, subject.data() + subject.size(), id);
    return id;
}

bool is_warning(const Kind& kind) { return kind.from == event::supervision_warned; }

Result<bool> any(store::Snapshot& from, std::string_view sql, std::initializer_list<store::Value> args) {
    bool found = false;
    ZHUPI_CHECK(from.query(sql, args, [&](const store::Row&) { found = true; }));
    return found;
}

/// Working days from today to the day; negative behind it. Nothing where the calendar ends.
std::optional<int> days_left(const store::Office& office, Date due, Instant now) {
    const auto today = office.zone.date_of(now);
    const auto ahead = office.calendar.workdays(today, due), behind = office.calendar.workdays(due, today);
    if (!ahead || !behind) return std::nullopt;
    return due >= today ? *ahead : -*behind;
}

std::string status_words(std::string_view code, bool english) {
    for (const auto& s : status_name::all)
        if (s.code == code) return std::string(english ? s.en : s.zh);
    return std::string(code);
}

}  // namespace

const std::string& in(const catalog::Name& name, const std::string& language) {
    return language == "en" ? name.en : name.zh;
}

bool stands(const Kind& kind, const Notice& n) {
    if (n.overtaken) return false;
    if (n.case_id == 0) return true;
    const bool for_handler = kind.to.size() == 1 && kind.to.front() == To::handler;
    if (for_handler && n.handler != 0 && n.handler != n.person) return false;  // somebody else has it now
    if (is_warning(kind)) return n.open && n.due && n.due == n.detail.due;
    return !n.subject.starts_with("case/") || kind.holds.empty() ||
           std::find(kind.holds.begin(), kind.holds.end(), n.status) != kind.holds.end();
}

Result<bool> still_stands(store::Snapshot& from, const Kind& kind, const Notice& n) {
    if (!stands(kind, n)) return false;
    ZHUPI_TRY(const bool newer,
              any(from, "SELECT 1 FROM notice WHERE person = $1 AND subject = $2 AND kind = $3 AND round > $4 LIMIT 1",
                  {n.person, n.subject, n.kind, n.round}));
    if (newer) return false;
    if (is_warning(kind)) {
        // The worse of two warnings is the one that is true: whoever hears of both is told that one only.
        ZHUPI_TRY(const bool worse,
                  any(from, "SELECT 1 FROM notice WHERE person = $1 AND subject = $2 AND id > $3 LIMIT 1",
                      {n.person, n.subject, n.id}));
        return !worse;
    }
    if (n.subject.starts_with("order/") && !kind.holds.empty()) {
        bool holds = false;
        ZHUPI_CHECK(from.query(
            "SELECT state FROM supervision_order WHERE id = $1", {number_of(n.subject)}, [&](const store::Row& row) {
                holds = std::find(kind.holds.begin(), kind.holds.end(), row.text(0)) != kind.holds.end();
            }));
        return holds;
    }
    if (n.subject.starts_with("task/"))
        return any(from, "SELECT 1 FROM flow_task WHERE application = $1 AND token = $2",
                   {n.application, number_of(n.subject)});
    return true;
}

std::string path_of(const Kind& kind, const Notice& n) {
    const bool applicant = std::find(kind.to.begin(), kind.to.end(), To::applicant) != kind.to.end();
    if (n.subject.starts_with("order/")) return "/supervise/orders/" + std::to_string(number_of(n.subject));
    if (n.case_id != 0) return (applicant ? "/my/cases/" : "/work/") + std::to_string(n.case_id);
    if (n.project != 0) return "/projects/" + std::to_string(n.project);
    return "/notices";
}

std::map<std::string, std::string> facts(const Desk& desk, const Notice& n, const std::string& language, Instant now) {
    const auto& catalog = desk.office.catalog;
    const bool english = language == "en";
    const auto* item = catalog.item(n.item);
    const auto* department = catalog.department(n.department);
    const auto* kind = desk.kinds.find(n.kind);
    std::map<std::string, std::string> out{
        {"project", n.project_name},
        {"item", item ? in(item->name, language) : n.item},
        {"number", n.detail.number.empty() ? n.number : n.detail.number},
        {"department", department ? in(department->name, language) : n.department},
        {"phone", department ? department->phone : std::string()},
        {"status", status_words(n.status, english)},
        {"text", n.detail.text},
        {"name", n.person_name},
        {"city", in(catalog.city, language)},
        {"count", "1"},
        {"link", desk.public_url.empty() || !kind ? std::string() : desk.public_url + path_of(*kind, n)},
    };
    const auto due = n.detail.due ? n.detail.due : n.due;
    out["due"] = due ? due->iso() : "—";
    const auto left = due ? days_left(desk.office, *due, now) : std::nullopt;
    out["left"] = left ? std::to_string(*left) : "—";
    out["late"] = left ? std::to_string(std::max(0, -*left)) : "—";
    return out;
}

Result<std::optional<Notice>> find_notice(store::Snapshot& from, Id id) {
    std::optional<Notice> found;
    ZHUPI_CHECK(from.query(std::string(columns) + "WHERE n.id = $1", {id},
                           [&](const store::Row& row) { found = read_notice(row); }));
    return found;
}

Result<std::vector<Notice>> list_notices(store::Snapshot& from, Id person, Id before, bool unread, int limit) {
    std::vector<Notice> out;
    ZHUPI_CHECK(from.query(std::string(columns) + "WHERE n.person = $1 AND n.id < $2 " +
                               (unread ? "AND n.read_at IS NULL " : "") + "ORDER BY n.id DESC LIMIT $3",
                           {person, before == 0 ? INT64_MAX : before, std::int64_t{limit}},
                           [&](const store::Row& row) { out.push_back(read_notice(row)); }));
    return out;
}

Result<std::int64_t> count_unread(store::Snapshot& from, Id person) {
    std::int64_t count = 0;
    ZHUPI_CHECK(from.query("SELECT COUNT(*) FROM notice WHERE person = $1 AND read_at IS NULL", {person},
                           [&](const store::Row& row) { count = row.integer(0); }));
    return count;
}

Result<void> mark_read(store::Tx& tx, Id person, Id notice, Instant now) {
    if (notice == 0)
        return tx.put("UPDATE notice SET read_at = $2 WHERE person = $1 AND read_at IS NULL", {person, now.ms});
    return tx.put("UPDATE notice SET read_at = $3 WHERE id = $2 AND person = $1 AND read_at IS NULL",
                  {person, notice, now.ms});
}

}  // namespace zhupi::notify
