#pragma once
// What can happen, as facts with everything needed to fold them into a state again: no clock, catalogue or counter is
// asked when they are applied. Their codes are those of lists/event_types.json. `moves` is what the event did to the
// application's flow; none in a log from before the flows were drawn.

#include "approval/finding_events.hpp"
#include "approval/model.hpp"
#include "base/event_types.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zhupi::approval {

// On an application's stream --------------------------------------------------------------------------------------

struct CaseFiled {
    Id id = 0;
    std::string number, item, department;
    calendar::Budget promised;
    std::optional<calendar::Budget> statutory;
    std::vector<std::vector<std::string>> after;  ///< prerequisites within this application
    std::vector<Desk> desks;                      ///< that it passes, in order (岗位)
    std::vector<std::string> special_procedures;  ///< that may stop its clock
    std::vector<std::string> deferrable;          ///< materials that may be handed in later (容缺)
    std::optional<std::string> route{};           ///< which flow of an item it takes
};
BOOST_DESCRIBE_STRUCT(CaseFiled, (),
                      (id, number, item, department, promised, statutory, after, desks, special_procedures, deferrable,
                       route))

/// Rules that held in one decision: with the facts, all that is needed to say why.
struct Reason {
    std::string decision;
    std::string about;       ///< the item or material it was asked about; empty for the project
    std::vector<int> rules;  ///< in the decision's table, from 1
};
BOOST_DESCRIBE_STRUCT(Reason, (), (decision, about, rules))

struct ApplicationFiled {
    static constexpr std::string_view type = event::application_filed;
    Id application = 0, project = 0;
    std::string number, flow, catalog_version;
    int stage = 1;
    std::string district;  ///< of the project: whose officials may see the cases
    Id organisation = 0;
    std::string intake_department;  ///< whose counter receives it
    std::string values_digest;
    std::vector<MaterialUse> materials;
    int papers_needed = 0, papers_saved = 0;
    std::vector<CaseFiled> cases;
    std::optional<std::string> rules_version;  ///< what decided all this: catalog/rules.hpp
    std::map<std::string, std::string> facts;  ///< the answers that counted
    std::vector<Reason> reasons;
    std::optional<Moves> moves{};  ///< of the flow that it begins
};
BOOST_DESCRIBE_STRUCT(ApplicationFiled, (),
                      (application, project, number, flow, catalog_version, stage, district, organisation,
                       intake_department, values_digest, materials, papers_needed, papers_saved, cases, rules_version,
                       facts, reasons, moves))

struct ApplicationReceived {
    static constexpr std::string_view type = event::application_received;
    std::string text;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(ApplicationReceived, (), (text, moves))

struct CaseOpened {  ///< its prerequisites have ended well
    static constexpr std::string_view type = event::case_opened;
    Id case_id = 0;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseOpened, (), (case_id, moves))

struct CaseLapsed {  ///< a prerequisite can no longer end well
    static constexpr std::string_view type = event::case_lapsed;
    Id case_id = 0;
    std::string prerequisite;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseLapsed, (), (case_id, prerequisite, moves))

struct CaseAssigned {
    static constexpr std::string_view type = event::case_assigned;
    Id case_id = 0, user = 0;
    std::optional<std::string> handover{};      ///< what whoever handed it over says
    std::optional<AssignmentReason> because{};  ///< when the rule of assignment chose
};
BOOST_DESCRIBE_STRUCT(CaseAssigned, (), (case_id, user, handover, because))

struct CaseReleased {  ///< its handler gave it back
    static constexpr std::string_view type = event::case_released;
    Id case_id = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CaseReleased, (), (case_id, reason))

struct ApplicantChanged {  ///< the project has a new owner, and the application goes on under it
    static constexpr std::string_view type = event::application_owner_changed;
    Id from = 0, to = 0;
};
BOOST_DESCRIBE_STRUCT(ApplicantChanged, (), (from, to))

struct CaseAccepted {
    static constexpr std::string_view type = event::case_accepted;
    Id case_id = 0;
    std::string text;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseAccepted, (), (case_id, text, moves))

struct CaseRefused {
    static constexpr std::string_view type = event::case_refused;
    Id case_id = 0;
    bool not_ours = false;
    std::string text, basis;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseRefused, (), (case_id, not_ours, text, basis, moves))

struct CorrectionAsked {
    static constexpr std::string_view type = event::case_correction_asked;
    Id case_id = 0;
    std::vector<CorrectionRequest> requests;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CorrectionAsked, (), (case_id, requests, moves))

/// The same as a part of a consolidated notice, of which the applicant hears once.
struct NoticeSent {
    static constexpr std::string_view type = event::case_notice_sent;
    Id case_id = 0;
    std::vector<CorrectionRequest> requests;
    int round = 1;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(NoticeSent, (), (case_id, requests, round, moves))

struct CorrectionAnswered {
    static constexpr std::string_view type = event::case_correction_answered;
    Id case_id = 0;
    std::vector<CorrectionRequest> requests;  ///< as asked, with the answers filled in
    std::string values_digest;                ///< of a new version of the form; empty when no field changed
    bool closed_by_end = false;               ///< the case was withdrawn while the correction was open
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CorrectionAnswered, (), (case_id, requests, values_digest, closed_by_end, moves))

struct SpecialStarted {
    static constexpr std::string_view type = event::case_special_started;
    Id case_id = 0;
    std::string procedure, basis, note;
    calendar::Budget limit;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(SpecialStarted, (), (case_id, procedure, basis, note, limit, moves))

struct SpecialEnded {
    static constexpr std::string_view type = event::case_special_ended;
    Id case_id = 0;
    std::string note;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(SpecialEnded, (), (case_id, note, moves))

struct CaseProposed {
    static constexpr std::string_view type = event::case_proposed;
    Id case_id = 0;
    Outcome outcome = Outcome::approve;
    std::string text;
    std::vector<Deferral> deferrals;
    Desk next = Desk::review;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseProposed, (), (case_id, outcome, text, deferrals, next, moves))

struct CaseReviewed {
    static constexpr std::string_view type = event::case_reviewed;
    Id case_id = 0;
    std::string text;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseReviewed, (), (case_id, text, moves))

struct CaseReturned {
    static constexpr std::string_view type = event::case_returned;
    Id case_id = 0;
    Desk from = Desk::review;
    std::string text;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseReturned, (), (case_id, from, text, moves))

struct CaseConcluded {
    static constexpr std::string_view type = event::case_concluded;
    Id case_id = 0;
    Outcome outcome = Outcome::approve;
    std::string number, title, text;
    Date date;
    std::optional<Date> valid_until;
    std::vector<Deferral> deferrals;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseConcluded, (), (case_id, outcome, number, title, text, date, valid_until, deferrals, moves))

struct CaseWithdrawn {
    static constexpr std::string_view type = event::case_withdrawn;
    Id case_id = 0;
    std::string text;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseWithdrawn, (), (case_id, text, moves))

struct CaseRevoked {
    static constexpr std::string_view type = event::case_revoked;
    Id case_id = 0;
    std::string text, basis;
};
BOOST_DESCRIBE_STRUCT(CaseRevoked, (), (case_id, text, basis))

struct DeferralSupplied {
    static constexpr std::string_view type = event::case_deferral_supplied;
    Id case_id = 0;
    std::string material;
    Id paper = 0;
};
BOOST_DESCRIBE_STRUCT(DeferralSupplied, (), (case_id, material, paper))

/// The flow has led the case elsewhere than its last step usually does.
struct CaseArrived {
    static constexpr std::string_view type = event::case_arrived;
    Id case_id = 0;
    Desk desk = Desk::handling;
};
BOOST_DESCRIBE_STRUCT(CaseArrived, (), (case_id, desk))

struct TaskAnswered {
    static constexpr std::string_view type = event::case_task_answered;
    Id case_id = 0;
    std::string element, name, department, outcome, text;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(TaskAnswered, (), (case_id, element, name, department, outcome, text, moves))

struct TaskLapsed {  ///< its time is over, or it is no longer needed: silence counts as drawn
    static constexpr std::string_view type = event::case_task_lapsed;
    Id case_id = 0;
    std::string element, name, department;
};
BOOST_DESCRIBE_STRUCT(TaskLapsed, (), (case_id, element, name, department))

struct CaseMoved {  ///< by somebody who may, against the usual order
    static constexpr std::string_view type = event::case_moved;
    Id case_id = 0;
    Desk from = Desk::handling, to = Desk::handling;
    std::string reason;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(CaseMoved, (), (case_id, from, to, reason, moves))

struct FlowBegun {  ///< for an application from before the flows were drawn
    static constexpr std::string_view type = event::application_flow_begun;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(FlowBegun, (), (moves))

struct FlowMoved {  ///< a timer went off, or nothing was left to do
    static constexpr std::string_view type = event::application_flow_moved;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(FlowMoved, (), (moves))

struct FlowMigrated {
    static constexpr std::string_view type = event::application_flow_migrated;
    std::string from, to, reason;
    std::optional<Moves> moves{};
};
BOOST_DESCRIBE_STRUCT(FlowMigrated, (), (from, to, reason, moves))

using ApplicationEvent =
    std::variant<ApplicationFiled, ApplicationReceived, CaseOpened, CaseLapsed, CaseAssigned, CaseAccepted, CaseRefused,
                 CorrectionAsked, CorrectionAnswered, SpecialStarted, SpecialEnded, CaseProposed, CaseReviewed,
                 CaseReturned, CaseConcluded, CaseWithdrawn, CaseRevoked, DeferralSupplied, CaseArrived, TaskAnswered,
                 TaskLapsed, CaseMoved, FlowBegun, FlowMoved, FlowMigrated, CaseReleased, ApplicantChanged,
                 FindingNoted, FindingsClosed, FindingRepeated, FindingsHandedIn, NoticeIssued, NoticeSent,
                 NoticeAnswered, ConditionsStated, ConflictsFound, ConflictSettled>;

// On a project's stream -------------------------------------------------------------------------------------------

struct ProjectRegistered {
    static constexpr std::string_view type = event::project_registered;
    Id project = 0;
    ProjectFacts facts;
    std::string flow, catalog_version;
    Id organisation = 0;
    std::vector<int> stages;                   ///< of the flow, in order; 5 is the parallel lane
    std::optional<std::string> rules_version;  ///< that the project keeps, whatever is published later
    std::vector<Reason> reasons;
};
BOOST_DESCRIBE_STRUCT(ProjectRegistered, (),
                      (project, facts, flow, catalog_version, organisation, stages, rules_version, reasons))

struct PaperAdded {
    static constexpr std::string_view type = event::project_paper_added;
    Paper paper;
};
BOOST_DESCRIBE_STRUCT(PaperAdded, (), (paper))

/// The words of an uploaded paper, as they are from now on; an empty sheet number takes it away.
struct PaperDescribed {
    static constexpr std::string_view type = event::project_paper_described;
    Id paper = 0;
    std::string title, sheet, sheet_title;
};
BOOST_DESCRIBE_STRUCT(PaperDescribed, (), (paper, title, sheet, sheet_title))

struct PaperRemoved {  ///< by mistake in the file, and never handed in
    static constexpr std::string_view type = event::project_paper_removed;
    Id paper = 0;
    std::string title;
};
BOOST_DESCRIBE_STRUCT(PaperRemoved, (), (paper, title))

struct StageFiled {
    static constexpr std::string_view type = event::project_application_filed;
    Id application = 0;
    int stage = 1;
    std::vector<Id> papers;  ///< that the hand-in uses
    int papers_needed = 0, papers_saved = 0;
};
BOOST_DESCRIBE_STRUCT(StageFiled, (), (application, stage, papers, papers_needed, papers_saved))

struct ResultRecorded {
    static constexpr std::string_view type = event::project_result_recorded;
    ProvenResult result;
    std::vector<Paper> papers;  ///< the materials that the result is, for those who will ask for them
};
BOOST_DESCRIBE_STRUCT(ResultRecorded, (), (result, papers))

struct ResultRevoked {
    static constexpr std::string_view type = event::project_result_revoked;
    Id case_id = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ResultRevoked, (), (case_id, reason))

struct StageOpened {
    static constexpr std::string_view type = event::project_stage_opened;
    int stage = 1;
};
BOOST_DESCRIBE_STRUCT(StageOpened, (), (stage))

struct StageConcluded {
    static constexpr std::string_view type = event::project_stage_concluded;
    int stage = 1;
};
BOOST_DESCRIBE_STRUCT(StageConcluded, (), (stage))

struct ProjectCompleted {
    static constexpr std::string_view type = event::project_completed;
    int stages = 0;  ///< how many it went through
};
BOOST_DESCRIBE_STRUCT(ProjectCompleted, (), (stages))

struct MemberSet {
    static constexpr std::string_view type = event::project_member_set;
    Id organisation = 0, person = 0;
    MemberRole role = MemberRole::reader;
};
BOOST_DESCRIBE_STRUCT(MemberSet, (), (organisation, person, role))

struct MemberRemoved {
    static constexpr std::string_view type = event::project_member_removed;
    Id organisation = 0, person = 0;
};
BOOST_DESCRIBE_STRUCT(MemberRemoved, (), (organisation, person))

struct OwnerChangeAsked {
    static constexpr std::string_view type = event::project_owner_change_asked;
    Id to = 0;
    std::string reason;
    std::vector<Id> papers;
    std::string department;
};
BOOST_DESCRIBE_STRUCT(OwnerChangeAsked, (), (to, reason, papers, department))

struct OwnerChangeConsented {
    static constexpr std::string_view type = event::project_owner_change_consented;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OwnerChangeConsented, (), (text))

struct OwnerChangeEnded {  ///< without a new owner
    static constexpr std::string_view type = event::project_owner_change_ended;
    std::string outcome;  ///< withdrawn, declined (by the new owner), rejected (by the department)
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OwnerChangeEnded, (), (outcome, text))

struct OwnerChanged {
    static constexpr std::string_view type = event::project_owner_changed;
    Id from = 0, to = 0;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OwnerChanged, (), (from, to, text))

using ProjectEvent =
    std::variant<ProjectRegistered, PaperAdded, StageFiled, ResultRecorded, ResultRevoked, StageOpened, StageConcluded,
                 ProjectCompleted, PaperDescribed, PaperRemoved, MemberSet, MemberRemoved, OwnerChangeAsked,
                 OwnerChangeConsented, OwnerChangeEnded, OwnerChanged>;

// Folding ---------------------------------------------------------------------------------------------------------

/// When and by whom: the part of an event that is the same for all.
struct Stamp {
    Instant at;
    Actor actor;
};

/// The event must be legal in the state; a log that was written by decide() always is. Throws BugError otherwise.
void apply(Application& state, const ApplicationEvent& event, const Stamp& stamp);
void apply(Project& state, const ProjectEvent& event, const Stamp& stamp);

// To and from the log ---------------------------------------------------------------------------------------------

std::string_view type_of(const ApplicationEvent& event);
std::string_view type_of(const ProjectEvent& event);
std::string payload_of(const ApplicationEvent& event);
std::string payload_of(const ProjectEvent& event);
/// The legal basis that the event rests on, empty for most.
std::string_view basis_of(const ApplicationEvent& event);
/// What it did to the application's flow; null when nothing.
const Moves* moves_of(const ApplicationEvent& event);
/// The case that the event is about; 0 for the whole application.
Id case_of(const ApplicationEvent& event);

Result<ApplicationEvent> application_event(std::string_view type, std::string_view payload);
Result<ProjectEvent> project_event(std::string_view type, std::string_view payload);

}  // namespace zhupi::approval
