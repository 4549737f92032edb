#include "store/flow_editions.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "crypto/digest.hpp"
#include "store/states.hpp"

#include <algorithm>

namespace zhupi::store {
namespace {

const Shelf shelf{"flow", "flows/city", event::flows_drafted, event::flows_published, err::flows_edition_none};

/// In the id of a cursor: application * tokens + token. No instance ever has that many.
constexpr std::int64_t tokens = 1'000'000;

std::string digest_of(const calendar::WorkCalendar& calendar) {
    auto all = std::to_string(calendar.first_year()) + " " + std::to_string(calendar.last_year());
    for (const auto& day : calendar.exceptions()) all += "\n" + day.date.iso() + (day.working ? "+" : "-");
    return crypto::sha256_hex(all);
}

/// The next portion of those with a timer, behind `after`.
Result<std::vector<Id>> timed_applications(Store& store, Id after) {
    std::vector<Id> ids;
    ZHUPI_CHECK(store.read([&](Snapshot& from) {
        return from.query("SELECT id FROM application_state WHERE timer IS NOT NULL AND id > $1 ORDER BY id LIMIT 500",
                          {after}, [&](const Row& row) { ids.push_back(row.integer(0)); });
    }));
    return ids;
}

}  // namespace

Result<std::vector<Edition>> list_flow_editions(Snapshot& from) { return list_editions(from, shelf); }

Result<std::vector<catalog::SourceFile>> load_flow_files(Snapshot& from, std::string_view version) {
    return load_files(from, shelf, version);
}

Result<Edition> publish_flows(Tx& tx, const Acting& acting, const catalog::Flows& flows, Date today,
                              const std::string& note, bool drop_drafts) {
    return publish(tx, shelf, acting, flows.version(), flows.files(), today, note, drop_drafts);
}

Result<std::vector<EditedFile>> list_flow_drafts(Snapshot& from) { return list_drafts(from, shelf); }

Result<void> save_flow_draft(Tx& tx, const Acting& acting, const std::string& path, const std::string& text) {
    return save_draft_of(tx, shelf, acting, path, text);
}

Result<void> drop_flow_draft(Tx& tx, const Acting& acting, const std::string& path) {
    return drop_draft_of(tx, shelf, acting, path);
}

Result<void> load_flowbook(Snapshot& from, const catalog::Catalog& catalog) {
    ZHUPI_TRY(const auto editions, list_flow_editions(from));
    auto& book = *catalog.flowbook;
    for (const auto& edition : editions) {
        if (book.version(edition.version)) continue;
        ZHUPI_TRY(auto files, load_flow_files(from, edition.version));
        auto compiled = catalog::compile_flows(catalog, std::move(files));
        if (!compiled) {
            const auto& first = compiled.error().front();
            return fail(err::flows_stored, {{"version", edition.version.substr(0, 12)},
                                            {"detailZh", first.file + "：" + first.zh},
                                            {"detail", first.file + ": " + first.en}});
        }
        book.know(std::move(*compiled));
    }
    if (!editions.empty()) book.publish(book.version(editions.back().version));
    return {};
}

Result<void> settle_flowbook(Store& store, const catalog::Catalog& catalog, Instant now, Date today) {
    const auto own = catalog.flowbook->own();
    bool known = false;
    ZHUPI_CHECK(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto editions, list_flow_editions(from));
        known = std::any_of(editions.begin(), editions.end(),
                            [&](const Edition& edition) { return edition.version == own->version(); });
        return {};
    }));
    if (!known)
        ZHUPI_CHECK(store.write([&](Tx& tx) -> Result<void> {
            const Acting system{{0, "", "", 0}, now};
            ZHUPI_CHECK(publish_flows(tx, system, *own, today, "随城市配置导入", false));
            return {};
        }));
    return store.read([&](Snapshot& from) { return load_flowbook(from, catalog); });
}

Result<std::int64_t> settle_timers(Store& store, const Office& office, Instant now) {
    const auto digest = digest_of(office.calendar);
    std::string known;
    ZHUPI_CHECK(store.read([&](Snapshot& from) {
        return from.query("SELECT value FROM setting WHERE name = 'calendar'", {},
                          [&](const Row& row) { known = row.text(0); });
    }));
    std::int64_t changed = 0;
    if (known == digest) return changed;
    const Acting machine{{0, "", "", 0}, now};
    for (Id last = 0;;) {
        ZHUPI_TRY(const auto ids, timed_applications(store, last));
        if (ids.empty()) break;
        last = ids.back();
        ZHUPI_CHECK(store.write([&](Tx& tx) -> Result<void> {
            for (const auto id : ids) {
                ZHUPI_TRY(const auto receipt, act(tx, office, machine, id, approval::command::Reproject{}));
                changed += !receipt.noted.empty();
            }
            return {};
        }));
    }
    ZHUPI_CHECK(store.write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(
            tx.run("INSERT INTO setting (name, value) VALUES ('calendar', $1) "
                   "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                   {digest}));
        return {};
    }));
    return changed;
}

Result<std::map<std::string, std::int64_t>> count_in_flow(Snapshot& from) {
    std::map<std::string, std::int64_t> counts;
    ZHUPI_CHECK(from.query(
        "SELECT flow_edition, COUNT(*) FROM application_state WHERE flow_edition <> '' GROUP BY flow_edition", {},
        [&](const Row& row) { counts[std::string(row.text(0))] = row.integer(1); }));
    return counts;
}

Result<std::vector<Id>> applications_in_flow(Snapshot& from, std::string_view edition, Id after, int limit) {
    std::vector<Id> ids;
    ZHUPI_CHECK(
        from.query("SELECT id FROM application_state WHERE flow_edition = $1 AND flow_edition <> '' AND id > $2 "
                   "ORDER BY id LIMIT $3",
                   {edition, after, std::int64_t{limit}}, [&](const Row& row) { ids.push_back(row.integer(0)); }));
    return ids;
}

Result<std::vector<Id>> applications_due(Snapshot& from, Instant now, int limit) {
    std::vector<Id> ids;
    ZHUPI_CHECK(
        from.query("SELECT id FROM application_state WHERE timer IS NOT NULL AND timer <= $1 "
                   "ORDER BY timer, id LIMIT $2",
                   {now.ms, std::int64_t{limit}}, [&](const Row& row) { ids.push_back(row.integer(0)); }));
    return ids;
}

Result<TaskList> open_tasks(Snapshot& from, std::string_view department, const std::optional<Cursor>& after,
                            int limit) {
    TaskList list;
    const auto start = after.value_or(Cursor{-1, 0});
    ZHUPI_CHECK(from.query(
        "SELECT t.application, t.case_id, t.project, t.token, t.department, t.post, t.name, t.since, t.due, c.number, "
        "c.item, c.department, p.name FROM flow_task t JOIN case_row c ON c.id = t.case_id "
        "JOIN project_row p ON p.id = t.project WHERE t.department = $1 "
        "AND (t.due > $2 OR (t.due = $2 AND (t.application > $3 OR (t.application = $3 AND t.token > $4)))) "
        "ORDER BY t.due, t.application, t.token LIMIT $5",
        {department, start.key, start.id / tokens, start.id % tokens, std::int64_t{limit} + 1}, [&](const Row& row) {
            const auto text = [&](int column) { return std::string(row.text(column)); };
            TaskRow task;
            task.application = row.integer(0);
            task.case_id = row.integer(1);
            task.project = row.integer(2);
            task.token = static_cast<int>(row.integer(3));
            task.department = text(4);
            task.post = text(5);
            task.name = text(6);
            task.since = Instant{row.integer(7)};
            if (row.integer(8) != no_task_due) task.due = Instant{row.integer(8)};
            task.number = text(9);
            task.item = text(10);
            task.owner = text(11);
            task.project_name = text(12);
            list.tasks.push_back(std::move(task));
        }));
    if (list.tasks.size() <= static_cast<std::size_t>(limit)) return list;
    list.tasks.pop_back();
    const auto& last = list.tasks.back();
    list.next = Cursor{last.due ? last.due->ms : no_task_due, last.application * tokens + last.token};
    return list;
}

Result<bool> is_asked(Snapshot& from, Id application, Id case_id, std::string_view department) {
    bool found = false;
    ZHUPI_CHECK(
        from.query("SELECT 1 FROM flow_task WHERE application = $1 AND case_id = $2 AND department = $3 LIMIT 1",
                   {application, case_id, department}, [&](const Row&) { found = true; }));
    return found;
}

}  // namespace zhupi::store
