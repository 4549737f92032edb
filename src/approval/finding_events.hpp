#pragma once
// What happens to findings, notices, conditions and conflicts; a part of events.hpp.

#include "approval/model.hpp"
#include "base/event_types.hpp"

#include <string_view>

namespace zhupi::approval {

struct FindingNoted {
    static constexpr std::string_view type = event::case_finding_noted;
    Id case_id = 0;
    Finding finding;  ///< as it is kept
};
BOOST_DESCRIBE_STRUCT(FindingNoted, (), (case_id, finding))

struct FindingsClosed {
    static constexpr std::string_view type = event::case_finding_closed;
    Id case_id = 0;
    std::vector<int> findings;
    bool waived = false;
    std::string text;  ///< the waiver
};
BOOST_DESCRIBE_STRUCT(FindingsClosed, (), (case_id, findings, waived, text))

struct FindingRepeated {
    static constexpr std::string_view type = event::case_finding_repeated;
    Id case_id = 0;
    int finding = 1;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(FindingRepeated, (), (case_id, finding, text))

struct FindingsHandedIn {
    static constexpr std::string_view type = event::case_findings_handed_in;
    Id case_id = 0;
    int findings = 0;  ///< that are ready to be sent; 0: nothing to object to
};
BOOST_DESCRIBE_STRUCT(FindingsHandedIn, (), (case_id, findings))

/// The notice itself; each case that it touches has its correction asked by an event of its own, which follows.
struct NoticeIssued {
    static constexpr std::string_view type = event::application_notice_issued;
    int round = 1;
    std::string number;
    bool by_rule = true;
    std::vector<NoticeLine> lines;
    std::vector<Id> heard;
};
BOOST_DESCRIBE_STRUCT(NoticeIssued, (), (round, number, by_rule, lines, heard))

struct NoticeAnswered {
    static constexpr std::string_view type = event::application_notice_answered;
    int round = 1;
    bool closed_by_end = false;  ///< nothing was left to be answered: the cases have been withdrawn
};
BOOST_DESCRIBE_STRUCT(NoticeAnswered, (), (round, closed_by_end))

struct ConditionsStated {
    static constexpr std::string_view type = event::case_conditions_stated;
    Id case_id = 0;
    std::string department;
    std::vector<int> withdrawn;        ///< earlier ones that no longer hold
    std::vector<HeldCondition> added;  ///< with their numbers
};
BOOST_DESCRIBE_STRUCT(ConditionsStated, (), (case_id, department, withdrawn, added))

struct ConflictsFound {
    static constexpr std::string_view type = event::application_conflicts_found;
    std::vector<Conflict> conflicts;
};
BOOST_DESCRIBE_STRUCT(ConflictsFound, (), (conflicts))

struct ConflictSettled {
    static constexpr std::string_view type = event::application_conflict_settled;
    int conflict = 1;
    std::vector<int> upheld, set_aside;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(ConflictSettled, (), (conflict, upheld, set_aside, text))

/// The part of apply() that is about these.
struct Stamp;
void fold(Application& state, const FindingNoted& e, const Stamp& stamp);
void fold(Application& state, const FindingsClosed& e, const Stamp& stamp);
void fold(Application& state, const FindingRepeated& e, const Stamp& stamp);
void fold(Application& state, const FindingsHandedIn& e, const Stamp& stamp);
void fold(Application& state, const NoticeIssued& e, const Stamp& stamp);
void fold(Application& state, const NoticeAnswered& e, const Stamp& stamp);
void fold(Application& state, const ConditionsStated& e, const Stamp& stamp);
void fold(Application& state, const ConflictsFound& e, const Stamp& stamp);
void fold(Application& state, const ConflictSettled& e, const Stamp& stamp);
/// What a correction of a case does to the findings that its requests name.
void note_asked(Application& state, const std::vector<CorrectionRequest>& requests, int round);
void note_answered(Application& state, const std::vector<CorrectionRequest>& requests, bool by_end, const Stamp& stamp);

}  // namespace zhupi::approval
