#pragma once
// Rows of findings and conflicts, derived from the applications' states (approval/findings.hpp): what supervisors count
// and what a lead department has to settle.

#include "store/command_path.hpp"
#include "store/queries.hpp"

namespace zhupi::store {

/// Writes the rows in which the two states differ; `before` is null for a new application.
Result<void> save_finding_rows(Tx& tx, const approval::Application& application, const approval::Application* before);

/// A new finding on unchanged content, of a department that had already had its say.
struct LateFinding {
    Id application = 0, project = 0, case_id = 0;
    std::int64_t number = 0;
    std::string department, item, project_name, reason;
    Instant noted_at;
    bool operator==(const LateFinding&) const = default;
};
struct LateList {
    std::vector<LateFinding> findings;
    std::optional<Cursor> next;
};
/// Newest first.
Result<LateList> list_late_findings(Snapshot& from, const std::optional<Cursor>& after, int limit);

struct LateCount {
    std::string department;
    std::int64_t count = 0;
};
/// Noted at or after `since`, most first.
Result<std::vector<LateCount>> count_late_findings(Snapshot& from, Instant since);

struct OpenConflict {
    Id application = 0, project = 0;
    std::int64_t number = 0;
    std::string lead, project_name;
    Instant found_at;
    bool certain = true;
};
struct ConflictList {
    std::vector<OpenConflict> conflicts;
    std::optional<Cursor> next;
};
/// That this department has to settle, oldest first.
Result<ConflictList> list_open_conflicts(Snapshot& from, std::string_view lead, const std::optional<Cursor>& after,
                                         int limit);

/// Answers a consolidated notice; changed values make a new version of the form, kept beside the old one.
Result<Receipt> answer_notice(Tx& tx, const Office& office, const Acting& acting, approval::Application stored,
                              approval::command::AnswerNotice command,
                              const std::map<std::string, std::string>& changed_values,
                              std::optional<std::int64_t> expected = {});

/// What replay compares: a line of text for every row that the application should have, and for every row there is.
std::vector<std::string> finding_rows(const approval::Application& application);
Result<std::vector<std::string>> stored_finding_rows(Snapshot& from);

}  // namespace zhupi::store
