#pragma once
// What departments find while they review an application, what the applicant is told of it, and under which conditions
// they agree: the part of the application's state that all its cases share. A finding is noted on a case, goes to the
// applicant in a notice, and closes only by a changed version or a written waiver.

#include "approval/conditions.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::approval {

using Id = std::int64_t;

enum class Severity : unsigned char {
    grave,     ///< cannot be approved as it is
    ordinary,  ///< must be put right
    advice,    ///< may be answered by words, and keeps nothing from being approved
};
BOOST_DESCRIBE_ENUM(Severity, grave, ordinary, advice)

/// Why a department says only now what it could have said before.
enum class LateReason : unsigned char { overlooked, law_changed, new_information, follows_from_change };
BOOST_DESCRIBE_ENUM(LateReason, overlooked, law_changed, new_information, follows_from_change)

struct Lateness {
    LateReason reason = LateReason::overlooked;
    std::string explanation;
};
BOOST_DESCRIBE_STRUCT(Lateness, (), (reason, explanation))

/// A rectangle on a sheet, in ten-thousandths of its width and height, from its upper left corner.
struct Region {
    int x = 0, y = 0, width = 0, height = 0;
    bool operator==(const Region&) const = default;
};
BOOST_DESCRIBE_STRUCT(Region, (), (x, y, width, height))

/// Where: a field of the form, or a sheet of a version of a material, or the application as such.
struct Place {
    std::string kind;            ///< field, material, drawing, other
    std::string target;          ///< code of the field or material
    std::optional<Id> paper{};   ///< the version that was looked at
    std::optional<int> sheet{};  ///< from 1
    std::optional<Region> region{};
};
BOOST_DESCRIBE_STRUCT(Place, (), (kind, target, paper, sheet, region))

struct FindingAnswer {
    std::string explanation;
    std::optional<Id> paper;
    bool changed = false;  ///< a new value or a new version, not the same bytes again
    Instant at;
};
BOOST_DESCRIBE_STRUCT(FindingAnswer, (), (explanation, paper, changed, at))

struct FindingClosing {
    bool waived = false;  ///< in writing; otherwise closed by the changed version
    std::string explanation;
    Id by = 0;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(FindingClosing, (), (waived, explanation, by, at))

struct Finding {
    int number = 1;  ///< in its application
    Id case_id = 0;
    std::string department;
    Place place;
    std::string demand, clause;
    std::string example;  ///< of right
    Severity severity = Severity::ordinary;
    Instant noted_at;
    Id noted_by = 0;
    int submission = 1;   ///< version of the form it was seen on
    std::string content;  ///< digest of the paper it was seen on
    std::optional<Lateness> late;
    bool asked = false;       ///< the applicant's answer is awaited
    std::vector<int> rounds;  ///< notices in which it was sent; 0: by the department itself
    std::string remark;       ///< why it is asked again
    bool again = false;       ///< to be sent in the next notice although it has been answered
    std::vector<FindingAnswer> answers;
    std::optional<FindingClosing> closed;

    /// To be sent, once its department has handed in.
    bool ready() const { return !closed && !asked && (answers.empty() || again); }
};
BOOST_DESCRIBE_STRUCT(Finding, (),
                      (number, case_id, department, place, demand, clause, example, severity, noted_at, noted_by,
                       submission, content, late, asked, rounds, remark, again, answers, closed))

/// One item of a notice: what several departments demand alike of one place is one line.
struct NoticeLine {
    int number = 1;
    std::vector<int> findings;
};
BOOST_DESCRIBE_STRUCT(NoticeLine, (), (number, findings))

/// One consolidated notice (一次性告知) of an application.
struct Notice {
    int round = 1;
    std::string number;
    Instant issued_at;
    Id issued_by = 0;
    bool by_rule = true;  ///< all had handed in; otherwise somebody did not want to wait
    std::vector<NoticeLine> lines;
    std::vector<Id> heard;  ///< cases whose departments had handed in, with or without findings
    std::optional<Instant> answered_at;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (round, number, issued_at, issued_by, by_rule, lines, heard, answered_at))

/// A condition of a department's opinion on a case.
struct HeldCondition {
    int number = 1;  ///< in its application
    Id case_id = 0;
    std::string department;
    Condition said;
    Id by = 0;
    Instant at;
    bool withdrawn = false;        ///< replaced by its department
    std::optional<int> set_aside;  ///< by the settlement of this conflict
};
BOOST_DESCRIBE_STRUCT(HeldCondition, (), (number, case_id, department, said, by, at, withdrawn, set_aside))

struct Settlement {
    std::vector<int> upheld;  ///< conditions that stand
    std::string explanation;
    Id by = 0;
    std::string department;
    Instant at;
};
BOOST_DESCRIBE_STRUCT(Settlement, (), (upheld, explanation, by, department, at))

struct Conflict {
    int number = 1;
    std::vector<int> conditions;
    ClashKind kind = ClashKind::range;
    bool certain = true;
    std::string needed, there, unit;
    std::string lead;  ///< the department that settles it
    Instant found_at;
    std::optional<Settlement> settled;
};
BOOST_DESCRIBE_STRUCT(Conflict, (), (number, conditions, kind, certain, needed, there, unit, lead, found_at, settled))

/// What the cases of an application share while they are reviewed side by side.
struct JointRecord {
    std::vector<Finding> findings;
    std::vector<Id> handed_in;  ///< cases, for the next notice
    std::vector<Notice> notices;
    std::map<std::string, Instant> changed;  ///< when "field:code" or "material:code" was last put right
    std::vector<HeldCondition> conditions;
    std::vector<Conflict> conflicts;

    const Finding* finding(int number) const;
    Finding* finding(int number);
    const Conflict* conflict(int number) const;
    Conflict* conflict(int number);
    const HeldCondition* condition(int number) const;
};
BOOST_DESCRIBE_STRUCT(JointRecord, (), (findings, handed_in, notices, changed, conditions, conflicts))

struct Application;
struct Case;

/// Findings of a case that keep it from being approved: neither closed nor mere advice.
int open_findings(const Application& application, Id case_id);
/// Whether the condition binds: not replaced, not set aside, and its case neither failed nor withdrawn.
bool in_force(const Application& application, const HeldCondition& condition);
/// Not settled, and all its conditions still in force.
bool is_open(const Application& application, const Conflict& conflict);
/// Open conflicts in which conditions of the case take part.
int open_conflicts(const Application& application, Id case_id);
/// Whether findings of the case can go to the applicant now.
bool may_be_corrected(const Case& c);
/// Cases whose departments still have to hand in before the notice goes out by rule.
std::vector<Id> awaited(const Application& application);

/// The findings as a notice lists them: alike demands on one place together, ordered by sheet, then field, then the
/// rest. `materials` and `fields` say in which order the application has them.
std::vector<NoticeLine> lines_of(const std::vector<const Finding*>& findings, const std::vector<std::string>& materials,
                                 const std::vector<std::string>& fields);

}  // namespace zhupi::approval
