#include "store/findings.hpp"

#include "base/error_codes.hpp"
#include "crypto/random.hpp"

namespace zhupi::store {
namespace {

constexpr std::int64_t most_in_application = 100'000;  ///< findings or conflicts; packs two keys into a cursor's one

struct LateRow {
    std::int64_t number = 0;
    Id case_id = 0;
    std::string department, reason;
    std::int64_t noted_at = 0;
    bool operator==(const LateRow&) const = default;
};

struct ConflictRow {
    std::int64_t number = 0;
    std::string lead;
    std::int64_t found_at = 0, certain = 0;
    bool operator==(const ConflictRow&) const = default;
};

std::vector<LateRow> late_rows(const approval::Application* application) {
    std::vector<LateRow> rows;
    if (!application || !application->joint) return rows;
    for (const auto& finding : application->joint->findings)
        if (finding.late)
            rows.push_back({finding.number, finding.case_id, finding.department,
                            std::string(json::name_of(finding.late->reason)), finding.noted_at.ms});
    return rows;
}

std::vector<ConflictRow> conflict_rows(const approval::Application* application) {
    std::vector<ConflictRow> rows;
    if (!application || !application->joint) return rows;
    for (const auto& conflict : application->joint->conflicts)
        if (approval::is_open(*application, conflict))
            rows.push_back({conflict.number, conflict.lead, conflict.found_at.ms, conflict.certain ? 1 : 0});
    return rows;
}

template <class Rows>
bool among(const Rows& rows, const typename Rows::value_type& row) {
    return std::find(rows.begin(), rows.end(), row) != rows.end();
}

template <class... Parts>
std::string line(const char* kind, const Parts&... parts) {
    std::string out = kind;
    const auto add = [&](const auto& part) {
        out += ' ';
        if constexpr (std::is_convertible_v<decltype(part), std::string_view>)
            out += std::string_view(part);
        else
            out += std::to_string(part);
    };
    (add(parts), ...);
    return out;
}

}  // namespace

Result<void> save_finding_rows(Tx& tx, const approval::Application& application, const approval::Application* before) {
    if (!application.joint) return {};
    const auto late_before = late_rows(before);
    for (const auto& row : late_rows(&application))
        if (!among(late_before, row))
            ZHUPI_CHECK(
                tx.put("INSERT INTO late_finding (application, number, case_id, project, department, noted_at, reason) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                       {application.id, row.number, row.case_id, application.project, row.department, row.noted_at,
                        row.reason}));
    const auto open_before = conflict_rows(before), open = conflict_rows(&application);
    for (const auto& row : open_before)
        if (!among(open, row))
            ZHUPI_CHECK(tx.put("DELETE FROM open_conflict WHERE application = $1 AND number = $2",
                               {application.id, row.number}));
    for (const auto& row : open)
        if (!among(open_before, row))
            ZHUPI_CHECK(
                tx.put("INSERT INTO open_conflict (application, number, project, lead, found_at, certain) "
                       "VALUES ($1, $2, $3, $4, $5, $6)",
                       {application.id, row.number, application.project, row.lead, row.found_at, row.certain}));
    return {};
}

Result<LateList> list_late_findings(Snapshot& from, const std::optional<Cursor>& after, int limit) {
    LateList list;
    const auto start = after.value_or(Cursor{INT64_MAX, INT64_MAX});
    ZHUPI_CHECK(from.query(
        "SELECT l.application, l.project, l.case_id, l.number, l.department, l.noted_at, l.reason, c.item, p.name "
        "FROM late_finding l JOIN case_row c ON c.id = l.case_id JOIN project_row p ON p.id = l.project "
        "WHERE l.noted_at < $1 OR (l.noted_at = $1 AND (l.application < $2 OR (l.application = $2 AND l.number < $3))) "
        "ORDER BY l.noted_at DESC, l.application DESC, l.number DESC LIMIT $4",
        {start.key, start.id / most_in_application, start.id % most_in_application, std::int64_t{limit} + 1},
        [&](const Row& row) {
            LateFinding one;
            one.application = row.integer(0);
            one.project = row.integer(1);
            one.case_id = row.integer(2);
            one.number = row.integer(3);
            one.department = std::string(row.text(4));
            one.noted_at = Instant{row.integer(5)};
            one.reason = std::string(row.text(6));
            one.item = std::string(row.text(7));
            one.project_name = std::string(row.text(8));
            list.findings.push_back(std::move(one));
        }));
    if (list.findings.size() <= static_cast<std::size_t>(limit)) return list;
    list.findings.pop_back();
    const auto& last = list.findings.back();
    list.next = Cursor{last.noted_at.ms, last.application * most_in_application + last.number};
    return list;
}

Result<std::vector<LateCount>> count_late_findings(Snapshot& from, Instant since) {
    std::vector<LateCount> counts;
    ZHUPI_CHECK(
        from.query("SELECT department, COUNT(*) FROM late_finding WHERE noted_at >= $1 GROUP BY department "
                   "ORDER BY COUNT(*) DESC, department",
                   {since.ms}, [&](const Row& row) { counts.push_back({std::string(row.text(0)), row.integer(1)}); }));
    return counts;
}

Result<ConflictList> list_open_conflicts(Snapshot& from, std::string_view lead, const std::optional<Cursor>& after,
                                         int limit) {
    ConflictList list;
    const auto start = after.value_or(Cursor{-1, 0});
    ZHUPI_CHECK(from.query(
        "SELECT o.application, o.project, o.number, o.lead, o.found_at, o.certain, p.name FROM open_conflict o "
        "JOIN project_row p ON p.id = o.project WHERE o.lead = $1 AND (o.found_at > $2 OR (o.found_at = $2 AND "
        "(o.application > $3 OR (o.application = $3 AND o.number > $4)))) "
        "ORDER BY o.found_at, o.application, o.number LIMIT $5",
        {lead, start.key, start.id / most_in_application, start.id % most_in_application, std::int64_t{limit} + 1},
        [&](const Row& row) {
            list.conflicts.push_back({row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)),
                                      std::string(row.text(6)), Instant{row.integer(4)}, row.integer(5) != 0});
        }));
    if (list.conflicts.size() <= static_cast<std::size_t>(limit)) return list;
    list.conflicts.pop_back();
    const auto& last = list.conflicts.back();
    list.next = Cursor{last.found_at.ms, last.application * most_in_application + last.number};
    return list;
}

Result<Receipt> answer_notice(Tx& tx, const Office& office, const Acting& acting, approval::Application stored,
                              approval::command::AnswerNotice command,
                              const std::map<std::string, std::string>& changed_values,
                              std::optional<std::int64_t> expected) {
    if (expected && *expected != stored.version) return fail(err::version_stale);
    if (!changed_values.empty()) {
        ZHUPI_TRY(auto submission, load_submission(tx, stored.id, stored.submission));
        for (const auto& [field, value] : changed_values) submission.values[field] = value;
        submission.salt = crypto::random_token(16);
        command.values_digest = digest(submission);
        ZHUPI_CHECK(save_submission(tx, stored.id, stored.submission + 1, submission));
    }
    return act(tx, office, acting, std::move(stored), std::move(command), expected);
}

std::vector<std::string> finding_rows(const approval::Application& application) {
    std::vector<std::string> lines;
    for (const auto& row : late_rows(&application))
        lines.push_back(line("late", application.id, row.number, row.case_id, application.project, row.department,
                             row.noted_at, row.reason));
    for (const auto& row : conflict_rows(&application))
        lines.push_back(
            line("conflict", application.id, row.number, application.project, row.lead, row.found_at, row.certain));
    return lines;
}

Result<std::vector<std::string>> stored_finding_rows(Snapshot& from) {
    std::vector<std::string> lines;
    ZHUPI_CHECK(
        from.query("SELECT application, number, case_id, project, department, noted_at, reason FROM late_finding", {},
                   [&](const Row& row) {
                       lines.push_back(line("late", row.integer(0), row.integer(1), row.integer(2), row.integer(3),
                                            row.text(4), row.integer(5), row.text(6)));
                   }));
    ZHUPI_CHECK(from.query("SELECT application, number, project, lead, found_at, certain FROM open_conflict", {},
                           [&](const Row& row) {
                               lines.push_back(line("conflict", row.integer(0), row.integer(1), row.integer(2),
                                                    row.text(3), row.integer(4), row.integer(5)));
                           }));
    return lines;
}

}  // namespace zhupi::store
