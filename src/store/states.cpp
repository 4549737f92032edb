#include "store/states.hpp"

#include "approval/membership.hpp"
#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "store/findings.hpp"
#include "store/recent.hpp"
#include "store/savings.hpp"

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

/// A row of a list as the table has it: columns in one order, the key first.
struct Columns {
    std::string_view table;
    std::vector<std::pair<std::string_view, Value>> held;
};

Columns columns_of(const approval::CaseRow& row) {
    return {"case_row",
            {{"id", row.id},
             {"application", row.application},
             {"project", row.project},
             {"organisation", row.organisation},
             {"number", row.number},
             {"item", row.item},
             {"department", row.department},
             {"district", row.district},
             {"stage", row.stage},
             {"status", json::name_of(row.status)},
             {"desk", json::name_of(row.desk)},
             {"handler", row.handler},
             {"is_open", row.open},
             {"filed_at", row.filed_at.ms},
             {"received_at", text_or_null(row.received_at)},
             {"accepted_at", text_or_null(row.accepted_at)},
             {"ended_at", text_or_null(row.ended_at)},
             {"clock", json::encode(row.clock)},
             {"statutory", row.statutory ? json::encode(*row.statutory) : std::string{}},
             {"due", row.due ? row.due->day : no_due},
             {"turn", json::encode(row.turn)},
             {"party", json::name_of(row.turn.party)},
             {"used", row.used},
             {"late", row.late},
             {"counts", row.counts},
             {"budget", row.clock.budget.amount}}};
}

Columns columns_of(const approval::Application& application, const std::string& state) {
    const auto* process = application.process && !application.process->over ? &*application.process : nullptr;
    const std::string_view edition = process ? std::string_view(process->edition) : std::string_view();
    return {"application_state",
            {{"id", application.id},
             {"project", application.project},
             {"version", application.version},
             {"state", state},
             {"flow_edition", edition},
             {"timer", process ? text_or_null(process->due) : Value{nullptr}}}};
}

Columns columns_of(const approval::ProjectRow& row) {
    const auto millionths = [](const std::optional<double>& degrees) {
        return degrees ? Value{std::llround(*degrees * 1e6)} : Value{nullptr};
    };
    return {"project_row",
            {{"id", row.id},
             {"organisation", row.organisation},
             {"code", row.code},
             {"name", row.name},
             {"flow", row.flow},
             {"district", row.district},
             {"stage", row.stage},
             {"completed", row.completed},
             {"investment", row.investment.units},
             {"registered_at", row.registered_at.ms},
             {"longitude", millionths(row.longitude)},
             {"latitude", millionths(row.latitude)},
             {"papers_needed", row.papers_needed},
             {"papers_saved", row.papers_saved},
             {"search", search_text(row)}}};
}

Result<void> insert(Tx& tx, const Columns& row) {
    std::string names, places;
    std::vector<Value> args;
    for (const auto& [name, value] : row.held) {
        args.push_back(value);
        names.append(names.empty() ? "" : ", ").append(name);
        places += (places.empty() ? "$" : ", $") + std::to_string(args.size());
    }
    return tx.put("INSERT INTO " + std::string(row.table) + " (" + names + ") VALUES (" + places + ")", args);
}

/// Writes the columns that differ and no others: each one that is named costs the indexes that contain it, even when
/// its value stays. What a step of a case changes has few shapes, so that the statements stay prepared.
Result<void> update(Tx& tx, const Columns& before, const Columns& after) {
    std::string changes;
    std::vector<Value> args{after.held.front().second};
    for (std::size_t i = 1; i < after.held.size(); ++i) {
        const auto& [name, value] = after.held[i];
        if (value == before.held[i].second) continue;
        args.push_back(value);
        changes.append(changes.empty() ? "" : ", ").append(name) += " = $" + std::to_string(args.size());
    }
    if (changes.empty()) return {};
    return tx.put("UPDATE " + std::string(after.table) + " SET " + changes + " WHERE id = $1", args);
}

/// The tasks that others have to answer, as rows: what is gone goes, what is new comes.
Result<void> save_tasks(Tx& tx, const approval::Application& application, const approval::Application* before) {
    static const std::vector<approval::OpenTask> nothing;
    const auto& open = application.process ? application.process->tasks : nothing;
    const auto& known = before && before->process ? before->process->tasks : nothing;
    const auto among = [](const std::vector<approval::OpenTask>& tasks, const approval::OpenTask& task) {
        return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
    };
    for (const auto& task : known)
        if (!among(open, task))
            ZHUPI_CHECK(tx.put("DELETE FROM flow_task WHERE application = $1 AND token = $2",
                               {application.id, std::int64_t{task.token}}));
    for (const auto& task : open)
        if (!among(known, task))
            ZHUPI_CHECK(
                tx.put("INSERT INTO flow_task (application, token, case_id, project, department, post, name, "
                       "since, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                       {application.id, std::int64_t{task.token}, task.case_id, application.project, task.department,
                        json::name_of(task.post), task.name, task.since.ms, task.due ? task.due->ms : no_task_due}));
    return {};
}

/// Who may look into the project, as rows: what is gone goes, what is new comes.
Result<void> save_members(Tx& tx, const approval::Project& project, const approval::Project* before) {
    const auto now = approval::member_rows(project);
    const auto known = before ? approval::member_rows(*before) : std::vector<approval::MemberRow>{};
    for (const auto& row : known)
        if (!std::binary_search(now.begin(), now.end(), row))
            ZHUPI_CHECK(tx.put(
                "DELETE FROM project_member WHERE project = $1 AND organisation = $2 AND person = $3 AND role = $4",
                {row.project, row.organisation, row.person, json::name_of(row.role)}));
    for (const auto& row : now)
        if (!std::binary_search(known.begin(), known.end(), row))
            ZHUPI_CHECK(
                tx.put("INSERT INTO project_member (project, organisation, person, role, stage_from, "
                       "filed_until) VALUES ($1, $2, $3, $4, $5, $6)",
                       {row.project, row.organisation, row.person, json::name_of(row.role),
                        std::int64_t{row.stage_from}, row.filed_until.ms}));
    return {};
}

/// The change of its owner that is under way.
Result<void> save_owner_change(Tx& tx, const approval::Project& project, const approval::Project* before) {
    const auto& change = project.owner_change;
    const auto text = [](const std::optional<approval::OwnerChange>& c) {
        return c ? json::encode(*c) : std::string{};
    };
    if (text(change) == (before ? text(before->owner_change) : std::string{})) return {};
    ZHUPI_CHECK(tx.put("DELETE FROM owner_change WHERE project = $1", {project.id}));
    if (!change) return {};
    return tx.put(
        "INSERT INTO owner_change (project, from_owner, to_owner, department, consented, asked_at) VALUES "
        "($1, $2, $3, $4, $5, $6)",
        {project.id, project.organisation, change->to, change->department,
         std::int64_t{change->consented_at.has_value()}, change->asked_at.ms});
}

}  // namespace

Result<approval::Project> load_project(Snapshot& from, Id id) {
    return load<approval::Project>(from, "SELECT state FROM project_state WHERE id = $1", id, err::project_none);
}

Result<approval::Application> load_application(Tx& tx, Id id) {
    if (tx.recent)
        if (const auto* recent = tx.recent->find(id)) return *recent;
    const auto known = tx.fetched.applications.find(id);
    if (known == tx.fetched.applications.end()) return load_application(static_cast<Snapshot&>(tx), id);
    return json::decode<approval::Application>(known->second, json::Unknown::ignore);
}

Result<Id> application_of_case(Tx& tx, Id case_id) {
    const auto known = tx.fetched.application_of_case.find(case_id);
    if (known != tx.fetched.application_of_case.end()) return known->second;
    return application_of_case(static_cast<Snapshot&>(tx), case_id);
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

Result<void> save_project(Tx& tx, const approval::Project& project, const approval::Project* before) {
    const auto state = json::encode(project);
    const auto row = approval::project_row(project);
    ZHUPI_CHECK(save_members(tx, project, before));
    ZHUPI_CHECK(save_owner_change(tx, project, before));
    if (before) {
        ZHUPI_CHECK(tx.put("UPDATE project_state SET version = $2, state = $3 WHERE id = $1",
                           {project.id, project.version, state}));
        const auto old = approval::project_row(*before);
        return update(tx, columns_of(old), columns_of(row));
    }
    ZHUPI_CHECK(tx.put("INSERT INTO project_state (id, version, state) VALUES ($1, $2, $3)",
                       {project.id, project.version, state}));
    return insert(tx, columns_of(row));
}

Result<void> save_application(Tx& tx, const approval::Application& application, const approval::Application* before,
                              const Deriving& deriving, const std::vector<Id>& touched) {
    const auto row_of = [&](const approval::Case& c, const approval::Application& of) {
        return approval::case_row(c, of, deriving.calendar, deriving.zone);
    };
    const auto state = json::encode(application);
    const auto columns = columns_of(application, state);
    if (tx.recent) tx.recent->written(application.id);
    ZHUPI_CHECK(before ? update(tx, columns_of(*before, {}), columns) : insert(tx, columns));
    if (!before) ZHUPI_CHECK(add_savings(tx, application, deriving.zone));
    ZHUPI_CHECK(save_tasks(tx, application, before));
    ZHUPI_CHECK(save_finding_rows(tx, application, before));
    if (const auto known = tx.fetched.applications.find(application.id); known != tx.fetched.applications.end())
        known->second = state;
    for (const auto& c : application.cases) {
        if (!touched.empty() && std::find(touched.begin(), touched.end(), c.id) == touched.end()) continue;
        const auto row = row_of(c, application);
        const auto* earlier = before ? before->find(c.id) : nullptr;
        if (earlier) {
            const auto old = row_of(*earlier, *before);
            ZHUPI_CHECK(update(tx, columns_of(old), columns_of(row)));
        } else {
            ZHUPI_CHECK(insert(tx, columns_of(row)));
        }
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
