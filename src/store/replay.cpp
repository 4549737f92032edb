#include "store/replay.hpp"

#include "base/text.hpp"
#include "store/command_path.hpp"
#include "store/event_log.hpp"
#include "store/messages.hpp"
#include "store/queries.hpp"

#include <map>
#include <set>

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
    Result<void> compare_messages();

    Snapshot& from_;
    const Deriving& deriving_;
    std::map<Id, approval::Project> projects_;
    std::map<Id, approval::Application> applications_;
    std::set<std::int64_t> messages_;
};

Result<void> Replay::fold(const Event& event) {
    ++report.events;
    const auto slash = event.stream.find('/');
    const auto kind = std::string_view(event.stream).substr(0, slash);
    if (kind != "project" && kind != "application") return {};
    const Id id = std::stoll(event.stream.substr(slash + 1));
    ZHUPI_TRY(const auto actor, json::decode<approval::Actor>(event.actor, json::Unknown::ignore));
    const approval::Stamp stamp{event.at, actor};
    if (kind == "project") {
        ZHUPI_TRY(const auto fact, approval::project_event(event.type, event.payload));
        approval::apply(projects_[id], fact, stamp);
    } else {
        ZHUPI_TRY(const auto fact, approval::application_event(event.type, event.payload));
        approval::apply(applications_[id], fact, stamp);
    }
    if (concerns_applicant(event.type)) messages_.insert(event.seq);
    return {};
}

Result<void> Replay::compare_projects() {
    std::size_t stored = 0;
    ZHUPI_CHECK(
        from_.query("SELECT s.id, s.version, s.state FROM project_state s ORDER BY s.id", {}, [&](const Row& row) {
            ++stored;
            const auto found = projects_.find(row.integer(0));
            if (found == projects_.end())
                differ("project " + std::to_string(row.integer(0)) + " is stored, but not in the log");
            else if (row.text(2) != json::encode(found->second) || row.integer(1) != found->second.version)
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
                return d ? std::optional(static_cast<double>(static_cast<std::int64_t>(*d * 1e6)) / 1e6) : d;
            };
            expected.longitude = rounded(expected.longitude);
            expected.latitude = rounded(expected.latitude);
            if (!(expected == row)) differ("row of project " + std::to_string(row.id));
        }
        after = listed.next;
    } while (after);
    if (rows != projects_.size())
        differ("number of project rows: " + std::to_string(rows) + ", expected " + std::to_string(projects_.size()));
    report.projects = static_cast<std::int64_t>(projects_.size());
    return {};
}

Result<void> Replay::compare_applications() {
    std::size_t stored = 0;
    ZHUPI_CHECK(from_.query("SELECT id, version, state FROM application_state ORDER BY id", {}, [&](const Row& row) {
        ++stored;
        const auto found = applications_.find(row.integer(0));
        if (found == applications_.end())
            differ("application " + std::to_string(row.integer(0)) + " is stored, but not in the log");
        else if (row.text(2) != json::encode(found->second) || row.integer(1) != found->second.version)
            differ("state of application " + std::to_string(row.integer(0)));
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
    report.cases = static_cast<std::int64_t>(expected.size());
    return {};
}

Result<void> Replay::compare_messages() {
    std::set<std::int64_t> stored;
    ZHUPI_CHECK(from_.query("SELECT id FROM message", {}, [&](const Row& row) { stored.insert(row.integer(0)); }));
    if (stored != messages_) differ("the applicants' messages");
    report.messages = static_cast<std::int64_t>(messages_.size());
    return {};
}

Result<ReplayReport> Replay::compare() {
    ZHUPI_CHECK(compare_projects());
    ZHUPI_CHECK(compare_applications());
    ZHUPI_CHECK(compare_cases());
    ZHUPI_CHECK(compare_messages());
    return std::move(report);
}

}  // namespace

Result<ReplayReport> verify_by_replay(Snapshot& from, const Deriving& deriving,
                                      const std::function<void(std::int64_t)>& progress) {
    Replay replay(from, deriving);
    std::int64_t place = 0;
    for (;;) {
        ZHUPI_TRY(const auto events, read_after(from, place, page));
        if (events.empty()) break;
        for (const auto& event : events) ZHUPI_CHECK(replay.fold(event));
        place = events.back().seq;
        replay.report.head = text::hex(events.back().hash);
        if (progress) progress(replay.report.events);
    }
    ZHUPI_TRY(const auto verdict, verify_chain(from, 1, place));
    if (!verdict.intact)
        replay.report.differences.push_back("the chain of hashes breaks at event " + std::to_string(verdict.broken_at));
    return replay.compare();
}

}  // namespace zhupi::store
