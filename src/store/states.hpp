#pragma once
// The aggregates as rows: one JSON text per project and application, with the version that optimistic callers compare.
// Beside them the rows that lists read (approval/rows.hpp), written in the same transaction.

#include "approval/events.hpp"
#include "approval/rows.hpp"
#include "store/store.hpp"

#include <limits>

namespace zhupi::store {

using approval::Id;

/// In the column case_row.due: no day runs. Sorts after every real one, so that one index serves the work lists.
constexpr std::int32_t no_due = 2147483647;

/// In the column flow_task.due: silence never counts.
constexpr std::int64_t no_task_due = std::numeric_limits<std::int64_t>::max();

Result<approval::Project> load_project(Snapshot& from, Id id);          ///< err::project_none
Result<approval::Application> load_application(Snapshot& from, Id id);  ///< err::application_none
Result<Id> application_of_case(Snapshot& from, Id case_id);             ///< err::case_none
Result<approval::Application> load_application(Tx& tx, Id id);          ///< the same, from what was fetched if it was
Result<Id> application_of_case(Tx& tx, Id case_id);
/// All applications of a project, oldest first.
Result<std::vector<approval::Application>> load_applications(Snapshot& from, Id project);

/// What is needed to derive rows from states.
struct Deriving {
    const calendar::WorkCalendar& calendar;
    Zone zone;
};
/// `before` is what the store has, as it was loaded in the same transaction; null for a new one. Only what differs is
/// written.
Result<void> save_project(Tx& tx, const approval::Project& project, const approval::Project* before);
/// Writes the rows of the cases that `touched` names; all of them when it is empty.
Result<void> save_application(Tx& tx, const approval::Application& application, const approval::Application* before,
                              const Deriving& deriving, const std::vector<Id>& touched);

/// Values of the one form: personal data, therefore outside the log. Each hand-in's version is kept as it was.
struct Submission {
    std::map<std::string, std::string> values;
    std::string salt;
};
BOOST_DESCRIBE_STRUCT(Submission, (), (values, salt))
Result<void> save_submission(Tx& tx, Id application, int version, const Submission& submission);
Result<Submission> load_submission(Snapshot& from, Id application, int version);
/// SHA-256 over salt and values: what the log says of them.
std::string digest(const Submission& submission);

/// Whom to call about a project: personal data.
struct Contact {
    std::string name, phone;
};
Result<void> save_contact(Tx& tx, Id project, const Contact& contact);
Result<Contact> load_contact(Snapshot& from, Id project);

/// What an applicant has entered for a stage and not handed in yet.
struct Draft {
    std::vector<std::string> items;
    std::map<std::string, std::string> values;
    std::map<std::string, Id> papers;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (items, values, papers))
struct StoredDraft {
    Draft draft;
    std::int64_t version = 0;  ///< 0: there is none
    Instant saved_at;
};
Result<StoredDraft> load_draft(Snapshot& from, Id project, int stage);
/// err::filing_draft_changed when `expected` is not the stored version. Answers the new version.
Result<std::int64_t> save_draft(Tx& tx, Id project, int stage, const Draft& draft, std::int64_t expected, Instant now);
Result<void> drop_draft(Tx& tx, Id project, int stage);

}  // namespace zhupi::store
