#include "store/replay.hpp"

#include "approval/membership.hpp"
#include "base/text.hpp"
#include "store/command_path.hpp"
#include "store/event_log.hpp"
#include "store/findings.hpp"
#include "store/mandates.hpp"
#include "store/messages.hpp"
#include "store/queries.hpp"
#include "store/savings.hpp"

#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace zhupi::store {
namespace {

constexpr int page = 2000;
constexpr std::size_t most_differences = 100;

class Replay {
public:
    Replay(Snapshot& from, const Deriving& deriving) : from_(from), deriving_(deriving) {}

    Result<void> fold(const Event& event);
    Result<ReplayReport> compare();

    ReplayReport report;

private:
    void differ(std::string what) {
        if (report.differences.size() < most_differences) report.differences.push_back(std::move(what));
    }
    Result<void> compare_projects();
    Result<void> compare_applications();
    Result<void> compare_cases();
    Result<void> compare_tasks();
    Result<void> compare_findings();
    Result<void> compare_messages();
    Result<void> compare_members();
    Result<void> compare_savings();

    Snapshot& from_;
    const Deriving& deriving_;
    PeopleReplay people_;
    std::map<Id, approval::Project> projects_;
    std::map<Id, approval::Application> applications_;
    MessageModel messages_;
};

Result<void> Replay::fold(const Event& event) {
    ++report.events;
    const auto slash = event.stream.find('/');
    const auto kind = std::string_view(event.stream).substr(0, slash);
    if (kind == "organisation" || kind == "person" || kind == "department") return people_.fold(event);
    if (kind != "project" && kind != "application") return {};
    const Id id = std::stoll(event.stream.substr(slash + 1));
    ZHUPI_TRY(const auto actor, json::decode<approval::Actor>(event.actor, json::Unknown::ignore));
    const approval::Stamp stamp{event.at, actor};
    if (kind == "project") {
        ZHUPI_TRY(const auto fact, approval::project_event(event.type, event.payload));
        auto& project = projects_[id];
        approval::apply(project, fact, stamp);
        messages_.fold({event.seq, event.type, id, 0, 0, project.organisation, {}}, asked_in(fact), event.at);
    } else {
        ZHUPI_TRY(const auto fact, approval::application_event(event.type, event.payload));
        auto& application = applications_[id];
        approval::apply(application, fact, stamp);
        messages_.fold(
            {event.seq, event.type, application.project, id, approval::case_of(fact), application.organisation, {}},
            asked_in(fact), event.at);
    }
    return {};
}

/// Whether a stored state says the same. One that was written before a member was added lacks it, and says the same.
template <class State>
bool same_state(std::string_view stored, const State& expected) {
    const auto text = json::encode(expected);
    if (stored == text) return true;
    const auto read = json::decode<State>(stored, json::Unknown::ignore);
    return read && json::encode(*read) == text;
}

Result<void> Replay::compare_projects() {
    std::size_t stored = 0;
    ZHUPI_CHECK(
        from_.scan("SELECT s.id, s.version, s.state FROM project_state s ORDER BY s.id", {}, [&](const Row& row) {
            ++stored;
            const auto found = projects_.find(row.integer(0));
            if (found == projects_.end())
                differ("project " + std::to_string(row.integer(0)) + " is stored, but not in the log");
            else if (!same_state(row.text(2), found->second) || row.integer(1) != found->second.version)
                differ("state of project " + std::to_string(row.integer(0)));
        }));
    if (stored < projects_.size())
        differ(std::to_string(projects_.size() - stored) + " projects of the log are not stored");
    std::optional<Cursor> after;
    std::size_t rows = 0;
    do {
        ZHUPI_TRY(const auto listed, list_projects(from_, {}, after, page));
        for (const auto& row : listed.projects) {
            ++rows;
            const auto found = projects_.find(row.id);
            auto expected = found == projects_.end() ? approval::ProjectRow{} : approval::project_row(found->second);
            // Coordinates are stored as millionths of a degree.
            const auto rounded = [](std::optional<double> d) {
                return d ? std::optional(static_cast<double>(std::llround(*d * 1e6)) / 1e6) : d;
            };
            expected.longitude = rounded(expected.longitude);
            expected.latitude = rounded(expected.latitude);
            if (!(expected == row)) differ("row of project " + std::to_string(row.id));
        }
        after = listed.next;
    } while (after);
    if (rows != projects_.size())
        differ("number of project rows: " + std::to_string(rows) + ", expected " + std::to_string(projects_.size()));
    ZHUPI_CHECK(
        from_.query("SELECT id FROM project_row WHERE search <> name || ' ' || code ORDER BY id", {},
                    [&](const Row& row) { differ("search text of project " + std::to_string(row.integer(0))); }));
    report.projects = static_cast<std::int64_t>(projects_.size());
    return {};
}

Result<void> Replay::compare_applications() {
    std::size_t stored = 0;
    ZHUPI_CHECK(from_.scan(
        "SELECT id, version, state, flow_edition, COALESCE(timer, -1) FROM application_state ORDER BY id", {},
        [&](const Row& row) {
            ++stored;
            const auto found = applications_.find(row.integer(0));
            if (found == applications_.end())
                return differ("application " + std::to_string(row.integer(0)) + " is stored, but not in the log");
            const auto& expected = found->second;
            if (!same_state(row.text(2), expected) || row.integer(1) != expected.version)
                differ("state of application " + std::to_string(row.integer(0)));
            const auto* process = expected.process && !expected.process->over ? &*expected.process : nullptr;
            const auto timer = process && process->due ? process->due->ms : -1;
            if (row.text(3) != (process ? process->edition : "") || row.integer(4) != timer)
                differ("flow of application " + std::to_string(row.integer(0)));
        }));
    if (stored < applications_.size())
        differ(std::to_string(applications_.size() - stored) + " applications of the log are not stored");
    report.applications = static_cast<std::int64_t>(applications_.size());
    return {};
}

Result<void> Replay::compare_cases() {
    std::map<Id, approval::CaseRow> expected;
    for (const auto& [id, application] : applications_) {
        for (const auto& c : application.cases)
            expected[c.id] = approval::case_row(c, application, deriving_.calendar, deriving_.zone);
    }
    std::optional<Cursor> after;
    std::size_t rows = 0;
    do {
        ZHUPI_TRY(const auto listed, list_cases(from_, {}, after, page));
        for (const auto& one : listed.cases) {
            ++rows;
            const auto found = expected.find(one.row.id);
            if (found == expected.end() || !(found->second == one.row))
                differ("row of case " + std::to_string(one.row.id));
        }
        after = listed.next;
    } while (after);
    if (rows != expected.size())
        differ("number of case rows: " + std::to_string(rows) + ", expected " + std::to_string(expected.size()));
    // What statistics add up, and lists do not show.
    ZHUPI_CHECK(from_.query("SELECT id, party, budget FROM case_row ORDER BY id", {}, [&](const Row& row) {
        const auto found = expected.find(row.integer(0));
        if (found != expected.end() && (row.text(1) != json::name_of(found->second.turn.party) ||
                                        row.integer(2) != found->second.clock.budget.amount))
            differ("figures of case " + std::to_string(row.integer(0)));
    }));
    report.cases = static_cast<std::int64_t>(expected.size());
    return {};
}

Result<void> Replay::compare_tasks() {
    using Task = std::tuple<Id, Id, Id, std::string, std::string, std::string, std::int64_t, std::int64_t>;
    std::set<Task> expected, stored;
    for (const auto& [id, application] : applications_)
        if (application.process)
            for (const auto& task : application.process->tasks)
                expected.insert({id, task.token, task.case_id, task.department, std::string(json::name_of(task.post)),
                                 task.name, task.since.ms, task.due ? task.due->ms : no_task_due});
    ZHUPI_CHECK(from_.query("SELECT application, token, case_id, department, post, name, since, due FROM flow_task", {},
                            [&](const Row& row) {
                                stored.insert({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)),
                                               std::string(row.text(4)), std::string(row.text(5)), row.integer(6),
                                               row.integer(7)});
                            }));
    if (stored != expected)
        differ("tasks of flows: " + std::to_string(stored.size()) + " rows, expected " +
               std::to_string(expected.size()));
    return {};
}

Result<void> Replay::compare_findings() {
    std::vector<std::string> expected;
    for (const auto& [id, application] : applications_)
        for (auto& row : finding_rows(application)) expected.push_back(std::move(row));
    ZHUPI_TRY(auto stored, stored_finding_rows(from_));
    std::sort(stored.begin(), stored.end());
    std::sort(expected.begin(), expected.end());
    if (stored != expected)
        differ("findings and conflicts: " + std::to_string(stored.size()) + " rows, expected " +
               std::to_string(expected.size()));
    return {};
}

Result<void> Replay::compare_messages() {
    ZHUPI_TRY(const auto stored, load_message_rows(from_));
    const auto& expected = messages_.rows();
    for (const auto& row : stored) {
        const auto found = expected.find(row.id);
        if (found == expected.end() || !(found->second == row)) differ("message " + std::to_string(row.id));
    }
    if (stored.size() != expected.size())
        differ("number of messages: " + std::to_string(stored.size()) + ", expected " +
               std::to_string(expected.size()));
    report.messages = static_cast<std::int64_t>(expected.size());
    return {};
}

Result<void> Replay::compare_savings() {
    SavingTable expected;
    for (const auto& [id, application] : applications_)
        expected[saving_key(application, deriving_.zone)] += approval::savings_of(application);
    ZHUPI_TRY(const auto stored, load_savings(from_, {}));
    for (const auto& [key, sums] : expected) {
        const auto found = stored.find(key);
        if (found == stored.end() || !(found->second == sums))
            differ("saved papers of " + key.district + " in " + std::to_string(key.month));
    }
    for (const auto& [key, sums] : stored)
        if (!expected.contains(key)) differ("saved papers of " + key.district + " in " + std::to_string(key.month));
    return {};
}

/// Who may look into which project, and changes of owner that are under way.
Result<void> Replay::compare_members() {
    std::set<approval::MemberRow> expected;
    std::set<std::tuple<Id, Id, Id, std::string, bool, std::int64_t>> changes, changes_stored;
    for (const auto& [id, project] : projects_) {
        const auto rows = approval::member_rows(project);
        expected.insert(rows.begin(), rows.end());
        if (const auto& c = project.owner_change)
            changes.insert(
                {id, project.organisation, c->to, c->department, c->consented_at.has_value(), c->asked_at.ms});
    }
    std::size_t stored = 0;
    const auto role_of = [](std::string_view name) {
        for (const auto& entry : json::OpsFor<approval::MemberRole>::names())
            if (name == entry.name) return static_cast<approval::MemberRole>(entry.value);
        return approval::MemberRole::former;
    };
    ZHUPI_CHECK(from_.query(
        "SELECT project, organisation, person, role, stage_from, filed_until FROM project_member ORDER BY project", {},
        [&](const Row& row) {
            ++stored;
            if (expected.count({row.integer(0), row.integer(1), row.integer(2), role_of(row.text(3)),
                                static_cast<int>(row.integer(4)), Instant{row.integer(5)}}) == 0)
                differ("member of project " + std::to_string(row.integer(0)));
        }));
    if (stored != expected.size())
        differ("number of members: " + std::to_string(stored) + ", expected " + std::to_string(expected.size()));
    ZHUPI_CHECK(from_.query("SELECT project, from_owner, to_owner, department, consented, asked_at FROM owner_change",
                            {}, [&](const Row& row) {
                                changes_stored.insert({row.integer(0), row.integer(1), row.integer(2),
                                                       std::string(row.text(3)), row.integer(4) != 0, row.integer(5)});
                            }));
    if (changes != changes_stored) differ("changes of owner under way");
    return {};
}

Result<ReplayReport> Replay::compare() {
    ZHUPI_CHECK(compare_projects());
    ZHUPI_CHECK(compare_applications());
    ZHUPI_CHECK(compare_cases());
    ZHUPI_CHECK(compare_tasks());
    ZHUPI_CHECK(compare_findings());
    ZHUPI_CHECK(compare_messages());
    ZHUPI_CHECK(compare_members());
    ZHUPI_CHECK(people_.compare(from_, [this](std::string what) { differ(std::move(what)); }));
    ZHUPI_CHECK(compare_savings());
    return std::move(report);
}

}  // namespace

Result<ReplayReport> verify_by_replay(Snapshot& from, const Deriving& deriving,
                                      const std::function<void(std::int64_t)>& progress) {
    Replay replay(from, deriving);
    ZHUPI_TRY(const auto head, log_head(from));
    ZHUPI_TRY(const auto verdict, verify_chain(from, 1, head.seq));
    if (!verdict.intact) {  // what has been tampered with need not make sense, and is not folded
        replay.report.events = verdict.events;
        replay.report.differences.push_back("the chain of hashes breaks at event " + std::to_string(verdict.broken_at));
        return std::move(replay.report);
    }
    std::int64_t place = 0;
    for (;;) {
        ZHUPI_TRY(const auto events, read_after(from, place, page));
        if (events.empty()) break;
        for (const auto& event : events) ZHUPI_CHECK(replay.fold(event));
        place = events.back().seq;
        replay.report.head = text::hex(events.back().hash);
        if (progress) progress(replay.report.events);
    }
    return replay.compare();
}

}  // namespace zhupi::store
