#include "store/states.hpp"

#include "base/error_codes.hpp"
#include "crypto/digest.hpp"

#include <cmath>

namespace zhupi::store {
namespace {

template <class State>
Result<State> load(Snapshot& from, std::string_view sql, Id id, const ErrorCode& none) {
    std::optional<Result<State>> found;
    ZHUPI_CHECK(from.query(sql, {id},
                           [&](const Row& row) { found = json::decode<State>(row.text(0), json::Unknown::ignore); }));
    if (!found) return fail(none);
    return std::move(*found);
}

Value text_or_null(const std::optional<Instant>& at) { return at ? Value{at->ms} : Value{nullptr}; }

/// What one search box finds a project by.
std::string search_text(const approval::ProjectRow& row) { return row.name + " " + row.code; }

Result<void> save_case_row(Tx& tx, const approval::CaseRow& row) {
    const auto clock = json::encode(row.clock);
    const auto statutory = row.statutory ? json::encode(*row.statutory) : std::string{};
    const auto turn = json::encode(row.turn);
    return tx.put(
        "INSERT INTO case_row (id, application, project, organisation, number, item, department, district, stage, "
        "status, "
        "desk, handler, is_open, filed_at, received_at, accepted_at, ended_at, clock, statutory, due, turn, party, "
        "used, "
        "late, counts, budget) "
        "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26) "
        "ON CONFLICT (id) DO UPDATE SET status = excluded.status, desk = excluded.desk, handler = excluded.handler, "
        "is_open = excluded.is_open, received_at = excluded.received_at, accepted_at = excluded.accepted_at, "
        "ended_at = excluded.ended_at, clock = excluded.clock, due = excluded.due, turn = excluded.turn, "
        "party = excluded.party, used = excluded.used, late = excluded.late, counts = excluded.counts",
        {row.id,
         row.application,
         row.project,
         row.organisation,
         row.number,
         row.item,
         row.department,
         row.district,
         std::int64_t{row.stage},
         json::name_of(row.status),
         json::name_of(row.desk),
         row.handler,
         std::int64_t{row.open},
         row.filed_at.ms,
         text_or_null(row.received_at),
         text_or_null(row.accepted_at),
         text_or_null(row.ended_at),
         clock,
         statutory,
         std::int64_t{row.due ? row.due->day : no_due},
         turn,
         json::name_of(row.turn.party),
         std::int64_t{row.used},
         std::int64_t{row.late},
         std::int64_t{row.counts},
         std::int64_t{row.clock.budget.amount}});
}

}  // namespace

Result<approval::Project> load_project(Snapshot& from, Id id) {
    return load<approval::Project>(from, "SELECT state FROM project_state WHERE id = $1", id, err::project_none);
}

Result<approval::Application> load_application(Snapshot& from, Id id) {
    return load<approval::Application>(from, "SELECT state FROM application_state WHERE id = $1", id,
                                       err::application_none);
}

Result<Id> application_of_case(Snapshot& from, Id case_id) {
    Id application = 0;
    ZHUPI_CHECK(from.query("SELECT application FROM case_row WHERE id = $1", {case_id},
                           [&](const Row& row) { application = row.integer(0); }));
    if (application == 0) return fail(err::case_none);
    return application;
}

Result<std::vector<approval::Application>> load_applications(Snapshot& from, Id project) {
    std::vector<approval::Application> all;
    std::optional<Error> broken;
    ZHUPI_CHECK(from.query("SELECT state FROM application_state WHERE project = $1 ORDER BY id", {project},
                           [&](const Row& row) {
                               auto state = json::decode<approval::Application>(row.text(0), json::Unknown::ignore);
                               if (state)
                                   all.push_back(std::move(*state));
                               else
                                   broken = std::move(state.error());
                           }));
    if (broken) return fail(std::move(*broken));
    return all;
}

Result<void> save_project(Tx& tx, const approval::Project& project) {
    const auto state = json::encode(project);
    ZHUPI_CHECK(
        tx.put("INSERT INTO project_state (id, version, state) VALUES ($1, $2, $3) "
               "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
               {project.id, project.version, state}));
    const auto row = approval::project_row(project);
    const auto investment = row.investment.units;
    const auto search = search_text(row);
    ZHUPI_CHECK(
        tx.put("INSERT INTO project_row (id, organisation, code, name, flow, district, stage, completed, investment, "
               "registered_at, longitude, latitude, papers_needed, papers_saved, search) "
               "VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15) "
               "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, completed = excluded.completed, "
               "papers_needed = excluded.papers_needed, papers_saved = excluded.papers_saved",
               {row.id, row.organisation, row.code, row.name, row.flow, row.district, std::int64_t{row.stage},
                std::int64_t{row.completed}, investment, row.registered_at.ms,
                row.longitude ? Value{std::llround(*row.longitude * 1e6)} : Value{nullptr},
                row.latitude ? Value{std::llround(*row.latitude * 1e6)} : Value{nullptr},
                std::int64_t{row.papers_needed}, std::int64_t{row.papers_saved}, search}));
    return {};
}

Result<void> save_application(Tx& tx, const approval::Application& application, const Deriving& deriving,
                              const std::vector<Id>& touched) {
    const auto state = json::encode(application);
    ZHUPI_CHECK(
        tx.put("INSERT INTO application_state (id, project, version, state) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
               {application.id, application.project, application.version, state}));
    for (const auto& c : application.cases) {
        if (!touched.empty() && std::find(touched.begin(), touched.end(), c.id) == touched.end()) continue;
        ZHUPI_CHECK(save_case_row(tx, approval::case_row(c, application, deriving.calendar, deriving.zone)));
    }
    return {};
}

Result<void> save_submission(Tx& tx, Id application, int version, const Submission& submission) {
    const auto text = json::encode(submission);
    ZHUPI_CHECK(tx.put("INSERT INTO submission (application, version, content) VALUES ($1, $2, $3)",
                       {application, std::int64_t{version}, text}));
    return {};
}

Result<Submission> load_submission(Snapshot& from, Id application, int version) {
    Submission submission;  // erased personal data leaves an empty form, not an error
    std::optional<Error> broken;
    ZHUPI_CHECK(from.query("SELECT content FROM submission WHERE application = $1 AND version = $2",
                           {application, std::int64_t{version}}, [&](const Row& row) {
                               auto read = json::decode<Submission>(row.text(0), json::Unknown::ignore);
                               if (read)
                                   submission = std::move(*read);
                               else
                                   broken = std::move(read.error());
                           }));
    if (broken) return fail(std::move(*broken));
    return submission;
}

std::string digest(const Submission& submission) { return crypto::sha256_hex(json::encode(submission)); }

Result<void> save_contact(Tx& tx, Id project, const Contact& contact) {
    ZHUPI_CHECK(
        tx.put("INSERT INTO project_contact (project, name, phone) VALUES ($1, $2, $3) "
               "ON CONFLICT (project) DO UPDATE SET name = excluded.name, phone = excluded.phone",
               {project, contact.name, contact.phone}));
    return {};
}

Result<Contact> load_contact(Snapshot& from, Id project) {
    Contact contact;
    ZHUPI_CHECK(from.query("SELECT name, phone FROM project_contact WHERE project = $1", {project},
                           [&](const Row& row) { contact = {std::string(row.text(0)), std::string(row.text(1))}; }));
    return contact;
}

Result<StoredDraft> load_draft(Snapshot& from, Id project, int stage) {
    StoredDraft stored;
    std::optional<Error> broken;
    ZHUPI_CHECK(from.query("SELECT content, version, saved_at FROM draft WHERE project = $1 AND stage = $2",
                           {project, std::int64_t{stage}}, [&](const Row& row) {
                               auto draft = json::decode<Draft>(row.text(0), json::Unknown::ignore);
                               if (!draft) {
                                   broken = std::move(draft.error());
                                   return;
                               }
                               stored = {std::move(*draft), row.integer(1), Instant{row.integer(2)}};
                           }));
    if (broken) return fail(std::move(*broken));
    return stored;
}

Result<std::int64_t> save_draft(Tx& tx, Id project, int stage, const Draft& draft, std::int64_t expected, Instant now) {
    ZHUPI_TRY(const auto stored, load_draft(tx, project, stage));
    if (stored.version != expected) return fail(err::filing_draft_changed);
    const auto content = json::encode(draft);
    const auto version = stored.version + 1;
    ZHUPI_CHECK(
        tx.put("INSERT INTO draft (project, stage, version, content, saved_at) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (project, stage) DO UPDATE SET version = excluded.version, content = excluded.content, "
               "saved_at = excluded.saved_at",
               {project, std::int64_t{stage}, version, content, now.ms}));
    return version;
}

Result<void> drop_draft(Tx& tx, Id project, int stage) {
    ZHUPI_CHECK(tx.put("DELETE FROM draft WHERE project = $1 AND stage = $2", {project, std::int64_t{stage}}));
    return {};
}

}  // namespace zhupi::store
