#pragma once
// What the API shows of the parallel review of an application: findings, the consolidated notice, conditions and the
// conflicts among them; and what it takes.

#include "server/api.hpp"

namespace zhupi::api {

BOOST_DEFINE_ENUM_CLASS(FindingSeverity, grave, ordinary, advice)
BOOST_DEFINE_ENUM_CLASS(ConditionDirection, at_least, at_most, exactly, required, forbidden, available)

/// A rectangle on a sheet, in ten-thousandths of its width and height, from its upper left corner.
struct SheetRegion {
    int x = 0, y = 0, width = 0, height = 0;
};
BOOST_DESCRIBE_STRUCT(SheetRegion, (), (x, y, width, height))

struct FindingPlace {
    CorrectionKind kind = CorrectionKind::other;
    Text<100> target;                   ///< field or material code, or empty
    std::optional<std::int64_t> paper;  ///< the version that was looked at; null: the newest
    std::optional<int> sheet;           ///< from 1
    std::optional<SheetRegion> region;
};
BOOST_DESCRIBE_STRUCT(FindingPlace, (), (kind, target, paper, sheet, region))

struct NoteFinding {
    FindingPlace place;
    Text<2000> demand;   ///< what must be put right
    Text<500> clause;    ///< by which clause
    Text<2000> example;  ///< of right
    FindingSeverity severity = FindingSeverity::ordinary;
    std::optional<Lateness> late;  ///< for a new finding on unchanged content in a later round
};
BOOST_DESCRIBE_STRUCT(NoteFinding, (), (place, demand, clause, example, severity, late))

struct CloseFindings {
    UpTo<int, 500> findings;
    bool waived = false;  ///< in writing; otherwise each must have been answered by a changed version
    Text<2000> text;      ///< the waiver
};
BOOST_DESCRIBE_STRUCT(CloseFindings, (), (findings, waived, text))

struct RepeatFinding {
    int finding = 1;
    Text<2000> text;  ///< why the answer does not do
};
BOOST_DESCRIBE_STRUCT(RepeatFinding, (), (finding, text))

struct NoticeAnswer {
    int line = 1;
    Text<2000> text;
    std::optional<Text<4000>> value;    ///< of the field
    std::optional<std::int64_t> paper;  ///< the new version
};
BOOST_DESCRIBE_STRUCT(NoticeAnswer, (), (line, text, value, paper))

struct AnswerNotice {
    UpTo<NoticeAnswer, 500> answers;
};
BOOST_DESCRIBE_STRUCT(AnswerNotice, (), (answers))

struct Condition {
    Text<60> subject;
    Text<40> measure;  ///< empty for required and forbidden
    std::optional<Decimal> value;
    Text<20> unit;
    ConditionDirection direction = ConditionDirection::at_least;
    Text<60> zone;  ///< empty: everywhere
    Text<500> clause;
    Text<2000> reason;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (subject, measure, value, unit, direction, zone, clause, reason))

struct StateConditions {
    UpTo<Condition, 50> conditions;  ///< all that the department has to say about the case
};
BOOST_DESCRIBE_STRUCT(StateConditions, (), (conditions))

struct SettleConflict {
    UpTo<int, 100> upheld;  ///< conditions that stand; all of them: they can hold together after all
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(SettleConflict, (), (upheld, text))

// Views -----------------------------------------------------------------------------------------------------------

struct PlaceView {
    std::string kind, target;
    Name name;  ///< of the field or material
    std::optional<PaperView> paper;
    std::optional<int> sheet;
    std::optional<SheetRegion> region;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (), (kind, target, name, paper, sheet, region))

struct FindingAnswerView {
    std::string text, at;
    std::optional<PaperView> paper;
    bool changed = false;  ///< by a new value or version
};
BOOST_DESCRIBE_STRUCT(FindingAnswerView, (), (text, at, paper, changed))

struct FindingView {
    int number = 1;
    std::int64_t case_id = 0;
    Coded item, department;
    PlaceView place;
    std::string demand, clause, example;
    std::string severity;  ///< grave | ordinary | advice
    std::string status;    ///< noted | ready | asked | answered | closed | waived
    std::string noted_at, noted_by;
    std::optional<std::string> late_reason, late_explanation;
    std::vector<int> rounds;  ///< notices in which it was sent; 0: by its department itself
    std::string remark;       ///< why it is asked again
    std::vector<FindingAnswerView> answers;
    std::optional<std::string> closed_at, closed_by, waiver;
};
BOOST_DESCRIBE_STRUCT(FindingView, (),
                      (number, case_id, item, department, place, demand, clause, example, severity, status, noted_at,
                       noted_by, late_reason, late_explanation, rounds, remark, answers, closed_at, closed_by, waiver))

/// What several departments ask alike is one line.
struct NoticeLineView {
    int number = 1;
    PlaceView place;
    std::string demand, example, severity, remark;
    std::vector<std::string> clauses;
    std::vector<Coded> departments;
    std::vector<int> findings;
    bool waived = false;  ///< nothing is asked any more
    std::optional<FindingAnswerView> answer;
};
BOOST_DESCRIBE_STRUCT(NoticeLineView, (),
                      (number, place, demand, example, severity, remark, clauses, departments, findings, waived,
                       answer))

struct NoticeView {
    int round = 1;
    std::string number, issued_at, issued_by;
    bool by_rule = true;
    std::optional<std::string> answered_at;
    std::vector<NoticeLineView> lines;
    std::vector<Coded> items;  ///< whose clocks it stopped
};
BOOST_DESCRIBE_STRUCT(NoticeView, (), (round, number, issued_at, issued_by, by_rule, answered_at, lines, items))

/// One case of the application, as the parallel review sees it.
struct ReviewerView {
    std::int64_t case_id = 0;
    Coded item, department;
    std::string status, desk;
    std::string review;  ///< reviewing | handed_in | correcting | through | ended
    std::optional<std::string> due;
    int findings = 0, open_findings = 0, late_findings = 0, conditions = 0;
    bool can_note = false, can_hand_in = false, can_state = false;  ///< for the caller
};
BOOST_DESCRIBE_STRUCT(ReviewerView, (),
                      (case_id, item, department, status, desk, review, due, findings, open_findings, late_findings,
                       conditions, can_note, can_hand_in, can_state))

struct ConditionView {
    int number = 1;
    std::int64_t case_id = 0;
    Coded item, department;
    std::string subject, measure, unit, direction, zone, clause, reason;
    std::optional<Decimal> value;
    std::string by, at;
    std::string status;  ///< in_force | replaced | set_aside | ended
};
BOOST_DESCRIBE_STRUCT(ConditionView, (),
                      (number, case_id, item, department, subject, measure, unit, direction, zone, clause, reason,
                       value, by, at, status))

struct ConflictView {
    int number = 1;
    std::vector<ConditionView> conditions;
    std::string kind;  ///< range | presence | room | unknown_room | units
    bool certain = true, open = true;
    std::string needed, there, unit;
    std::string found_at;
    std::optional<Coded> lead;
    std::vector<int> upheld;
    std::optional<std::string> settled_at, settled_by, settlement;
};
BOOST_DESCRIBE_STRUCT(ConflictView, (),
                      (number, conditions, kind, certain, open, needed, there, unit, found_at, lead, upheld, settled_at,
                       settled_by, settlement))

struct JointView {
    std::int64_t application = 0, project = 0, version = 0;
    std::string number, project_name;
    int stage = 1;
    std::optional<Coded> lead;
    std::vector<ReviewerView> reviewers;
    std::vector<FindingView> findings;
    std::vector<NoticeView> notices;  ///< newest first
    std::vector<ConditionView> conditions;
    std::vector<ConflictView> conflicts;
    std::vector<FieldView> fields;  ///< of which a notice speaks
    std::map<std::string, std::string> values;
    bool can_issue = false, can_settle = false, can_answer = false;  ///< for the caller, now
};
BOOST_DESCRIBE_STRUCT(JointView, (),
                      (application, project, version, number, project_name, stage, lead, reviewers, findings, notices,
                       conditions, conflicts, fields, values, can_issue, can_settle, can_answer))

struct OpenConflictRow {
    std::int64_t application = 0, project = 0;
    int number = 1;
    std::string project_name, found_at;
    bool certain = true;
};
BOOST_DESCRIBE_STRUCT(OpenConflictRow, (), (application, project, number, project_name, found_at, certain))
struct OpenConflictPage {
    std::vector<OpenConflictRow> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(OpenConflictPage, (), (items, next))

struct LateFindingRow {
    std::int64_t application = 0, project = 0, case_id = 0;
    int number = 1;
    Coded department, item;
    std::string project_name, noted_at, reason;
};
BOOST_DESCRIBE_STRUCT(LateFindingRow, (),
                      (application, project, case_id, number, department, item, project_name, noted_at, reason))
struct LateCountView {
    Coded department;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(LateCountView, (), (department, count))
struct LateFindingPage {
    std::vector<LateFindingRow> items;
    std::optional<std::string> next;
    std::vector<LateCountView> departments;  ///< of the last 365 days, most first
};
BOOST_DESCRIBE_STRUCT(LateFindingPage, (), (items, next, departments))

}  // namespace zhupi::api
