#pragma once
// The state of the two aggregates, as plain data. An Application is one hand-in for one stage with the cases it opened;
// a Project ties applications together and keeps what earlier results have proven. Both are folded from events by
// apply() (events.hpp) and stored as one JSON row each. People appear by id only: names and telephone numbers live
// outside the log, where they can be erased.

#include "approval/findings.hpp"
#include "approval/packed.hpp"
#include "approval/parties.hpp"
#include "approval/status.hpp"
#include "base/json.hpp"
#include "calendar/deadline.hpp"
#include "catalog/flows.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::approval {

/// Who acts, as the log remembers it.
struct Actor {
    Id user = 0;                         ///< 0: the system itself
    std::string role;                    ///< in which role, lists/roles.json
    std::string department;              ///< of an official
    Id organisation = 0;                 ///< that an applicant acts for
    std::optional<Id> agent{};           ///< the organisation that acts for it (代办), when it is another one
    std::optional<Id> substitute_for{};  ///< whose desk an official keeps (代岗)
};
BOOST_DESCRIBE_STRUCT(Actor, (), (user, role, department, organisation, agent, substitute_for))

// Time ------------------------------------------------------------------------------------------------------------

/// In whose account a stretch of a case's life is booked.
enum class Party : unsigned char { authority, applicant, third_party, statutory, prerequisite };
BOOST_DESCRIBE_ENUM(Party, authority, applicant, third_party, statutory, prerequisite)

/// One stretch. The waits of a case follow each other without a gap from its filing to its end.
struct Wait {
    Party party = Party::authority;
    std::string department;
    Instant since;
    std::optional<Instant> until;
    std::string reason;  ///< intake, acceptance, handling, review, approval, joint, correction, special, prerequisite
    std::string basis;   ///< the law that lets the clock stand still
    bool operator==(const Wait&) const = default;
};
BOOST_DESCRIBE_STRUCT(Wait, (), (party, department, since, until, reason, basis))

// Case ------------------------------------------------------------------------------------------------------------

/// `joint`: others have to answer first (会办), before the case goes on to one of its own desks.
enum class Desk : unsigned char { none, handling, review, approval, joint };
BOOST_DESCRIBE_ENUM(Desk, none, handling, review, approval, joint)

enum class Outcome : unsigned char { approve, approve_with_deferral, reject };
BOOST_DESCRIBE_ENUM(Outcome, approve, approve_with_deferral, reject)

struct CorrectionRequest {
    std::string kind;    ///< field, material, drawing, other
    std::string target;  ///< code of the field or material
    std::string text, basis;
    std::optional<std::string> answer;
    std::optional<Id> paper;
    std::optional<int> finding{};    ///< that it asks to be put right
    std::optional<bool> changed{};   ///< of an answer to a finding: a new value or version
    std::optional<Lateness> late{};  ///< a department's own request that it could have made before
};
BOOST_DESCRIBE_STRUCT(CorrectionRequest, (), (kind, target, text, basis, answer, paper, finding, changed, late))

struct Correction {
    int round = 1;
    Instant asked_at;
    Id asked_by = 0;
    std::vector<CorrectionRequest> requests;
    std::optional<Instant> answered_at;
    std::optional<int> notice{};  ///< round of the consolidated notice that it is a part of
};
BOOST_DESCRIBE_STRUCT(Correction, (), (round, asked_at, asked_by, requests, answered_at, notice))

struct SpecialProcedure {
    std::string procedure;  ///< dictionary "special_procedure": hearing, expert review, publication …
    std::string basis, note;
    calendar::Budget limit;
    Instant started_at;
    std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(SpecialProcedure, (), (procedure, basis, note, limit, started_at, ended_at))

struct Deferral {
    std::string material;
    Date due;
    std::optional<Instant> supplied_at;
    std::optional<Id> paper;
};
BOOST_DESCRIBE_STRUCT(Deferral, (), (material, due, supplied_at, paper))

struct Opinion {
    Desk desk = Desk::none;
    std::string
        outcome;  ///< accepted, refused, proposed_approve, agreed, returned, approved, rejected, agree, lapsed …
    std::string text;
    Id by = 0;
    std::string department;
    Instant at;
    std::optional<std::string> task{};  ///< what was asked, when it was not one of the desks
};
BOOST_DESCRIBE_STRUCT(Opinion, (), (desk, outcome, text, by, department, at, task))

struct Proposal {
    Outcome outcome = Outcome::approve;
    std::string text;
    Id by = 0;
    std::vector<Deferral> deferrals;
};
BOOST_DESCRIBE_STRUCT(Proposal, (), (outcome, text, by, deferrals))

struct Decision {
    Outcome outcome = Outcome::approve;
    std::string number, title, text;
    Date date;
    std::optional<Date> valid_until;
    Id by = 0;
    std::vector<Deferral> deferrals;
    std::optional<Instant> revoked_at;
    std::string revoked_reason;
};
BOOST_DESCRIBE_STRUCT(Decision, (),
                      (outcome, number, title, text, date, valid_until, by, deferrals, revoked_at, revoked_reason))

struct Case {
    Id id = 0;
    std::string number;  ///< 办件编号
    std::string item, department;
    Status status = Status::filed;
    Desk desk = Desk::none;
    std::optional<Id> handler;
    calendar::Ledger clock;
    std::optional<calendar::Budget> statutory;
    std::vector<std::vector<std::string>> after;  ///< prerequisites not met yet: all groups, in each any one
    std::vector<Desk> desks;                      ///< that it passes, of a case from before the flows were drawn
    std::vector<std::string> special_procedures;  ///< that may be started
    std::vector<std::string> deferrable;          ///< materials that may be deferred
    Instant filed_at;
    std::optional<Instant> received_at, accepted_at, ended_at;
    std::vector<Correction> corrections;
    std::vector<SpecialProcedure> specials;
    std::vector<Opinion> opinions;
    std::optional<Proposal> proposal;
    Id reviewed_by = 0;
    std::optional<Decision> decision;
    std::vector<Wait> waits;
    std::string route;  ///< which flow of an item it takes (zhupi: case.route); empty from before the flows were drawn
    std::optional<AssignmentReason> assigned_because{};  ///< when the rule of assignment chose the handler
};
BOOST_DESCRIBE_STRUCT(Case, (),
                      (id, number, item, department, status, desk, handler, clock, statutory, after, desks,
                       special_procedures, deferrable, filed_at, received_at, accepted_at, ended_at, corrections,
                       specials, opinions, proposal, reviewed_by, decision, waits, route, assigned_because))

// Flow ------------------------------------------------------------------------------------------------------------

/// A task of the flow that is none of the case's own desks: an opinion, an inspection on site, whatever was drawn.
struct OpenTask {
    int token = 0;  ///< by which it is answered
    Id case_id = 0;
    std::string element, name;  ///< as drawn
    std::string department;     ///< that has to answer
    catalog::Post post = catalog::Post::officer;
    std::vector<std::string> outcomes;  ///< that it may answer with
    Instant since;
    std::optional<Instant> due;  ///< when silence counts as an answer
    bool operator==(const OpenTask&) const = default;
};
BOOST_DESCRIBE_STRUCT(OpenTask, (), (token, case_id, element, name, department, post, outcomes, since, due))

/// Where an application stands in its flow.
struct Process {
    std::string edition;  ///< of the city's flows, catalog/flows.hpp
    Marking marking;      ///< the engine's state
    std::vector<OpenTask> tasks;
    std::optional<Instant> due;  ///< of the first timer
    bool over = false;
};
BOOST_DESCRIBE_STRUCT(Process, (), (edition, marking, tasks, due, over))

/// What one event changes in it.
struct Moves {
    FlowEvents events;                           ///< of the engine
    std::optional<std::string> edition;          ///< begun in it, or migrated to it
    std::optional<std::vector<OpenTask>> tasks;  ///< all that are open afterwards, when they are others than before
    std::optional<Instant> due;
};
BOOST_DESCRIBE_STRUCT(Moves, (), (events, edition, tasks, due))

// Application -----------------------------------------------------------------------------------------------------

/// One material of a hand-in: where it came from and who wanted it.
enum class Supply : unsigned char { uploaded, reused, by_system, later };
BOOST_DESCRIBE_ENUM(Supply, uploaded, reused, by_system, later)

struct MaterialUse {
    std::string material;
    Supply supply = Supply::uploaded;
    std::optional<Id> paper;
    std::vector<std::string> items;
    std::vector<Id> others{};  ///< more documents of the same material: the other sheets of a set of drawings
};
BOOST_DESCRIBE_STRUCT(MaterialUse, (), (material, supply, paper, items, others))

struct Application {
    Id id = 0, project = 0;
    std::string number;  ///< 申报编号
    std::string flow, catalog_version;
    int stage = 1;
    std::string district;
    Id organisation = 0, filed_by = 0;
    Instant filed_at;
    std::optional<Instant> received_at, ended_at;
    int submission = 1;         ///< version of the form values; each hand-in is immutable
    std::string values_digest;  ///< salted digest of the values, which are kept outside the log
    std::vector<MaterialUse> materials;
    int papers_needed = 0, papers_saved = 0;
    std::optional<std::string> rules_version;  ///< that it was decided with
    std::vector<Case> cases;
    std::int64_t version = 0;          ///< events applied
    std::optional<Process> process;    ///< none from before the flows were drawn, until something happens to it
    std::optional<JointRecord> joint;  ///< findings, notices and conditions; none before the first

    const Case* find(Id case_id) const;
    Case* find(Id case_id);
    bool ended() const;
};
BOOST_DESCRIBE_STRUCT(Application, (),
                      (id, project, number, flow, catalog_version, stage, district, organisation, filed_by, filed_at,
                       received_at, ended_at, submission, values_digest, materials, papers_needed, papers_saved,
                       rules_version, cases, version, process, joint))

// Project ---------------------------------------------------------------------------------------------------------

struct Building {
    std::string name, use;
    Decimal floor_area;
    int storeys_above = 0, storeys_below = 0;
    std::optional<Decimal> height;
};
BOOST_DESCRIBE_STRUCT(Building, (), (name, use, floor_area, storeys_above, storeys_below, height))

/// What the applicant registers. Contact persons are personal data and live outside the log.
struct ProjectFacts {
    std::string code;  ///< 投资项目统一代码
    std::string name, district, location, scale;
    std::optional<double> longitude, latitude;
    std::map<std::string, std::string> answers;
    Decimal investment;  ///< 万元
    Decimal land_area, floor_area;
    std::optional<Date> planned_start, planned_finish;
    std::vector<Building> buildings;
};
BOOST_DESCRIBE_STRUCT(ProjectFacts, (),
                      (code, name, district, location, scale, longitude, latitude, answers, investment, land_area,
                       floor_area, planned_start, planned_finish, buildings))

enum class PaperSource : unsigned char { upload, result };
BOOST_DESCRIBE_ENUM(PaperSource, upload, result)

/// One paper of the project's file (一项一档): uploaded once, or the result of a case.
struct Paper {
    Id id = 0;
    std::string material, title;
    PaperSource source = PaperSource::upload;
    std::string sha256, media_type;  ///< of the uploaded content
    std::int64_t size = 0;
    int version = 1;  ///< of this material in this project
    Instant at;
    Id by = 0;
    std::string item;  ///< of a result
    Id case_id = 0;
    std::string number;
    std::optional<Date> valid_until;
    bool revoked = false;
    bool used = false;  ///< a hand-in has used it: from now on it saves the applicant a paper
    // What came later than the first logs (materials.hpp):
    std::optional<Id> document{};              ///< the first version of what this is a version of
    std::optional<std::string> sheet{};        ///< 图号 of a drawing
    std::optional<std::string> sheet_title{};  ///< 图名
    std::optional<Date> valid_from{};          ///< of a result
    std::optional<bool> removed{};             ///< by the applicant, before any hand-in used it
};
BOOST_DESCRIBE_STRUCT(Paper, (),
                      (id, material, title, source, sha256, media_type, size, version, at, by, item, case_id, number,
                       valid_until, revoked, used, document, sheet, sheet_title, valid_from, removed))

/// A case that ended well.
struct ProvenResult {
    std::string item;
    Id application = 0, case_id = 0;
    std::string number, title;
    Date date;
    std::optional<Date> valid_until;
    bool with_deferral = false, revoked = false;
};
BOOST_DESCRIBE_STRUCT(ProvenResult, (),
                      (item, application, case_id, number, title, date, valid_until, with_deferral, revoked))

enum class StageStatus : unsigned char { locked, open, running, concluded };
BOOST_DESCRIBE_ENUM(StageStatus, locked, open, running, concluded)

struct StageState {
    int number = 1;
    StageStatus status = StageStatus::locked;
    std::optional<Instant> opened_at, started_at, concluded_at;
    std::vector<Id> applications;
};
BOOST_DESCRIBE_STRUCT(StageState, (), (number, status, opened_at, started_at, concluded_at, applications))

struct Project {
    Id id = 0;
    ProjectFacts facts;
    std::string flow, catalog_version;
    std::optional<std::string> rules_version;  ///< it keeps the rules that it was registered under
    Id organisation = 0, registered_by = 0;
    Instant registered_at;
    std::optional<Instant> completed_at;
    std::vector<StageState> stages;
    std::vector<Paper> papers;
    std::vector<ProvenResult> results;
    int papers_needed = 0, papers_saved = 0;
    std::int64_t version = 0;
    std::vector<Member> members{};  ///< besides the owner
    std::vector<FormerOwner> former_owners{};
    std::optional<OwnerChange> owner_change{};  ///< that is under way

    const StageState* stage(int number) const;
    StageState* stage(int number);
    const Paper* paper(Id paper_id) const;
    bool proven(std::string_view item) const;  ///< a result that is not revoked
};
BOOST_DESCRIBE_STRUCT(Project, (),
                      (id, facts, flow, catalog_version, rules_version, organisation, registered_by, registered_at,
                       completed_at, stages, papers, results, papers_needed, papers_saved, version, members,
                       former_owners, owner_change))

}  // namespace zhupi::approval
