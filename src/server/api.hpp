#pragma once
// The shapes of the API: what routes take and give, as JSON in camelCase (base/json.hpp). The OpenAPI description and
// the front end's types are made from these structs; nothing else describes them.
//
// Lists come as Page: `items` plus an opaque `next` cursor, null on the last page. Everything that is shown with a
// clock carries the numbers the server counted, so that no screen counts working days by itself.

#include "base/limited.hpp"
#include "forms/definition.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::api {

struct Name {
    std::string zh, en;
};
BOOST_DESCRIBE_STRUCT(Name, (), (zh, en))

struct Coded {
    std::string code;
    Name name;
};
BOOST_DESCRIBE_STRUCT(Coded, (), (code, name))

// Session ---------------------------------------------------------------------------------------------------------

struct SignIn {
    Text<100> username;
    Text<200> password;
    std::optional<Text<20>> code;  ///< TOTP, where the account asks for it
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (username, password, code))

struct ChangePassword {
    Text<200> old_password, new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (old_password, new_password))

struct Me {
    std::int64_t id = 0;
    std::string username, name;
    std::vector<std::string> roles;        ///< lists/roles.json
    std::vector<std::string> permissions;  ///< lists/permissions.json
    std::optional<Coded> department;
    std::optional<std::string> organisation;  ///< name of the company an applicant acts for
    std::string csrf_token;                   ///< to be sent as X-CSRF-Token with every change
    bool must_change_password = false;
    bool demo = false;
    std::string phone;  ///< one's own, so that it need not be written again
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (id, username, name, roles, permissions, department, organisation, csrf_token,
                       must_change_password, demo, phone))

struct DemoAccount {
    std::string username, password, name;
    std::vector<std::string> roles;
    std::optional<Coded> department;
    std::optional<std::string> organisation;
};
BOOST_DESCRIBE_STRUCT(DemoAccount, (), (username, password, name, roles, department, organisation))

// Catalogue -------------------------------------------------------------------------------------------------------

struct City {
    Name name;
    bool fictional = false;
    bool demo = false;
    std::string catalog_version, district_code;
    std::string today;                                                ///< the city's civil date
    std::optional<std::string> calendar_alarm_zh, calendar_alarm_en;  ///< e.g. next year's calendar is not published
    std::vector<Coded> districts;
    std::vector<Coded> departments;
    std::map<std::string, std::vector<Coded>> dictionaries;
};
BOOST_DESCRIBE_STRUCT(City, (),
                      (name, fictional, demo, catalog_version, district_code, today, calendar_alarm_zh,
                       calendar_alarm_en, districts, departments, dictionaries))

struct Limit {
    int amount = 0;
    std::string unit;  ///< working_day | calendar_day
};
BOOST_DESCRIBE_STRUCT(Limit, (), (amount, unit))

struct ItemSummary {
    std::string code;
    Name name;
    int stage = 1;
    std::string nature;
    Coded department;
    std::optional<Limit> statutory;
    Limit promised;
};
BOOST_DESCRIBE_STRUCT(ItemSummary, (), (code, name, stage, nature, department, statutory, promised))

struct GuideMaterial {
    std::string code;
    Name name;
    std::string source;     ///< applicant | result | shared | form
    std::string necessity;  ///< required | optional | deferrable
    std::vector<Coded> produced_by;
    bool conditional = false;  ///< only under circumstances
};
BOOST_DESCRIBE_STRUCT(GuideMaterial, (), (code, name, source, necessity, produced_by, conditional))

struct FeeView {
    std::string code;
    Name name;
    std::optional<Decimal> rate;  ///< yuan
    std::string measure, basis;
};
BOOST_DESCRIBE_STRUCT(FeeView, (), (code, name, rate, measure, basis))

/// A paper and the items that ask for it.
struct MaterialUse {
    Coded material;
    std::string source;  ///< applicant | result | shared | form
    std::vector<Coded> produced_by, items;
};
BOOST_DESCRIBE_STRUCT(MaterialUse, (), (material, source, produced_by, items))

/// 办事指南: everything about one item, made from the catalogue.
struct ItemGuide {
    ItemSummary item;
    std::string basis, national_code, note;
    Name result;
    std::string handling;  ///< normal | brief | instant | commitment | joint_review | joint_drawing | joint_acceptance
    bool commitment = false, deferral = false;
    std::string phone, address;
    std::vector<Coded> special_procedures;
    std::vector<std::vector<Coded>> after;
    std::vector<GuideMaterial> materials;
    std::vector<FeeView> fees;
    std::vector<Coded> flows;
};
BOOST_DESCRIBE_STRUCT(ItemGuide, (),
                      (item, basis, national_code, note, result, handling, commitment, deferral, phone, address,
                       special_procedures, after, materials, fees, flows))

struct QuestionView {
    std::string code;
    Name term;  ///< what the rules call it
    Name text, help;
    std::string kind;  ///< choice | yes_no | number
    std::vector<Coded> options;
    std::string unit;
    bool required = false;
};
BOOST_DESCRIBE_STRUCT(QuestionView, (), (code, term, text, help, kind, options, unit, required))

/// Which questions are asked, given some answers: codes, in order.
struct Asked {
    std::vector<std::string> questions;
};
BOOST_DESCRIBE_STRUCT(Asked, (), (questions))

struct Preview {
    Words<100, 200> answers;
};
BOOST_DESCRIBE_STRUCT(Preview, (), (answers))

struct PlanItem {
    std::string code;
    Name name;
    Coded department;
    int days = 0;
    bool counts = false, critical = false, optional = false;
    int start = 0, finish = 0;       ///< working days from the first filing
    std::vector<std::string> after;  ///< item codes
    std::vector<GuideMaterial> materials;
    bool commitment = false;  ///< 告知承诺 is offered
    std::vector<FeeView> fees;
};
BOOST_DESCRIBE_STRUCT(PlanItem, (),
                      (code, name, department, days, counts, critical, optional, start, finish, after, materials,
                       commitment, fees))

struct PlanStage {
    int number = 1;
    Name name;
    std::optional<Coded> lead;
    int limit = 0;
    std::vector<PlanItem> items;
};
BOOST_DESCRIBE_STRUCT(PlanStage, (), (number, name, lead, limit, items))

struct PlanView {
    Coded flow;
    int official_total = 0, longest_path = 0;
    std::vector<std::string> critical_path;
    int papers_needed = 0, papers_handed_in = 0;
    std::vector<PlanStage> stages;
    std::vector<Coded> spared;  ///< items that an assessment of the whole area makes unnecessary (区域评估)
    std::string rules_version;
};
BOOST_DESCRIBE_STRUCT(PlanView, (),
                      (flow, official_total, longest_path, critical_path, papers_needed, papers_handed_in, stages,
                       spared, rules_version))

struct FlowSummary {
    std::string code;
    Name name;
    int national_type = 10;
    int official_total = 0;
    std::vector<PlanStage> stages;  ///< with every item it may hold
};
BOOST_DESCRIBE_STRUCT(FlowSummary, (), (code, name, national_type, official_total, stages))

// Clock and whose turn --------------------------------------------------------------------------------------------

/// One wait of a case: every second of its life is in exactly one of these.
struct WaitView {
    std::string party;  ///< authority | applicant | third_party | statutory | prerequisite
    std::optional<Coded> department;
    std::string since;
    std::optional<std::string> until;
    std::string reason;  ///< code: intake, acceptance, correction, special, handling, review, approval, prerequisite …
    std::string basis;   ///< legal basis of a pause
    std::int64_t seconds = 0;
};
BOOST_DESCRIBE_STRUCT(WaitView, (), (party, department, since, until, reason, basis, seconds))

struct ClockView {
    Limit limit;  ///< promised
    std::optional<Limit> statutory;
    std::optional<std::string> started;  ///< acceptance; day 0
    int used = 0, left = 0;              ///< working days by the national formula; left may be negative
    bool running = false, paused = false, overdue = false, due_soon = false;
    std::optional<std::string> due;  ///< date; null while paused or not begun
    std::optional<std::string> statutory_due;
    int correction_days = 0, special_days = 0;
};
BOOST_DESCRIBE_STRUCT(ClockView, (),
                      (limit, statutory, started, used, left, running, paused, overdue, due_soon, due, statutory_due,
                       correction_days, special_days))

/// Whose turn it is, since when, until when, and whom to call.
struct TurnView {
    std::string party;  ///< as WaitView.party, or "nobody" when the case has ended
    std::optional<Coded> department;
    std::optional<std::string> person, phone, since, until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(TurnView, (), (party, department, person, phone, since, until, reason))

// Projects --------------------------------------------------------------------------------------------------------

struct BuildingView {
    Text<100> name, use;
    Decimal floor_area;  ///< ㎡
    int storeys_above = 0, storeys_below = 0;
    std::optional<Decimal> height;  ///< m
};
BOOST_DESCRIBE_STRUCT(BuildingView, (), (name, use, floor_area, storeys_above, storeys_below, height))

struct RegisterProject {
    std::optional<Text<40>> code;  ///< 投资项目统一代码; null: the city assigns one
    Text<200> name;
    Text<20> district;
    Text<200> location;
    Text<1000> scale;
    std::optional<double> longitude, latitude;
    Words<100, 200> answers;
    Decimal investment;             ///< 万元
    Decimal land_area, floor_area;  ///< ㎡
    std::optional<Date> planned_start, planned_finish;
    UpTo<BuildingView, 500> buildings;
    Text<50> contact;
    Text<40> contact_phone;
};
BOOST_DESCRIBE_STRUCT(RegisterProject, (),
                      (code, name, district, location, scale, longitude, latitude, answers, investment, land_area,
                       floor_area, planned_start, planned_finish, buildings, contact, contact_phone))

struct CaseRow {
    std::int64_t id = 0, application = 0, project = 0;
    std::string number, project_name, project_code;
    Coded item;
    int stage = 1;
    Coded department;
    std::string status;  ///< filed, waiting, received, accepted, handling, correcting, special, approved …
    std::optional<int> national_status;  ///< BLZT 1–15
    std::string desk;                    ///< none | handling | review | approval | joint
    std::optional<std::string> handler;
    std::string filed_at;
    std::optional<std::string> accepted_at, ended_at;
    ClockView clock;
    TurnView turn;
    std::string organisation;
};
BOOST_DESCRIBE_STRUCT(CaseRow, (),
                      (id, application, project, number, project_name, project_code, item, stage, department, status,
                       national_status, desk, handler, filed_at, accepted_at, ended_at, clock, turn, organisation))

struct ProjectRow {
    std::int64_t id = 0;
    std::string code, name, organisation;
    Coded flow, district;
    int stage = 1;       ///< the furthest that is open
    std::string status;  ///< running | completed | stopped
    int open_cases = 0, ended_cases = 0, overdue_cases = 0, waiting_for_applicant = 0;
    Decimal investment;
    std::string registered_at;
    std::optional<double> longitude, latitude;
};
BOOST_DESCRIBE_STRUCT(ProjectRow, (),
                      (id, code, name, organisation, flow, district, stage, status, open_cases, ended_cases,
                       overdue_cases, waiting_for_applicant, investment, registered_at, longitude, latitude))

struct PaperView {
    std::int64_t id = 0;
    std::string material;
    Name material_name;
    std::string title, media_type, sha256;
    std::int64_t size = 0;
    int version = 1;
    std::string at;
    std::string source;  ///< upload | result
    std::optional<std::string> number, valid_until;
    bool valid = true;
    std::optional<std::string> sheet, sheet_title;  ///< of a drawing
};
BOOST_DESCRIBE_STRUCT(PaperView, (),
                      (id, material, material_name, title, media_type, sha256, size, version, at, source, number,
                       valid_until, valid, sheet, sheet_title))

struct ResultView {
    std::int64_t case_id = 0;
    Coded item;
    Coded department;
    std::string number, title, decided_on;
    std::optional<std::string> valid_until;
    bool revoked = false;
    bool with_deferral = false;
    std::optional<std::int64_t> project;
    std::optional<std::string> project_name;
};
BOOST_DESCRIBE_STRUCT(ResultView, (),
                      (case_id, item, department, number, title, decided_on, valid_until, revoked, with_deferral,
                       project, project_name))

struct StageView {
    int number = 1;
    Name name;
    std::optional<Coded> lead;
    int limit = 0;
    std::string status;     ///< locked | open | running | concluded
    std::string locked_by;  ///< sentence: why it cannot be filed yet (zh), empty otherwise
    std::string locked_by_en;
    int used = 0;  ///< working days by the national formula
    bool overdue = false;
    std::optional<std::string> started_at, concluded_at;
    std::vector<PlanItem> items;
    std::vector<CaseRow> cases;  ///< of every application of the stage, latest per item first
    std::vector<std::int64_t> applications;
    bool can_file = false;  ///< for the caller, now
};
BOOST_DESCRIBE_STRUCT(StageView, (),
                      (number, name, lead, limit, status, locked_by, locked_by_en, used, overdue, started_at,
                       concluded_at, items, cases, applications, can_file))

struct PartyTime {
    std::string party;
    std::optional<Coded> department;
    std::int64_t seconds = 0;
};
BOOST_DESCRIBE_STRUCT(PartyTime, (), (party, department, seconds))

struct ProjectView {
    ProjectRow row;
    std::string location, scale;
    Decimal land_area, floor_area;
    std::optional<std::string> planned_start, planned_finish;
    std::string contact, contact_phone;  ///< masked for those who need not see them
    std::map<std::string, std::string> answers;
    std::vector<BuildingView> buildings;
    int official_total = 0, longest_path = 0, used = 0;
    std::vector<std::string> critical_path;
    std::vector<StageView> stages;
    std::vector<PaperView> papers;
    std::vector<ResultView> results;
    int papers_needed = 0, papers_saved = 0;
    std::vector<PartyTime> time_by_party;
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ProjectView, (),
                      (row, location, scale, land_area, floor_area, planned_start, planned_finish, contact,
                       contact_phone, answers, buildings, official_total, longest_path, used, critical_path, stages,
                       papers, results, papers_needed, papers_saved, time_by_party, version))

// Filing ----------------------------------------------------------------------------------------------------------

struct FieldView {
    std::string code;
    Name label, help;
    std::string kind;  ///< text | long_text | number | date | choice | yes_no | phone | credit_code | identity_number
    bool required = true;
    std::optional<Decimal> least, most;
    int max_length = 200;
    std::string unit, group;
    std::vector<Coded> options;
    std::vector<Coded> readers;              ///< items that read it; each asked once for all of them
    std::optional<std::string> filled_from;  ///< where the value came from, e.g. "project.name"
    bool personal = false;
};
BOOST_DESCRIBE_STRUCT(FieldView, (),
                      (code, label, help, kind, required, least, most, max_length, unit, group, options, readers,
                       filled_from, personal))

/// One line of the checklist: a material, who wants it, and where it comes from this time.
struct ChecklistLine {
    std::string material;
    Name name;
    std::string source, necessity;
    std::vector<Coded> items;          ///< who wants it
    std::string state;                 ///< reused | uploaded | missing | by_system | later
    std::optional<PaperView> paper;    ///< what will be used
    std::vector<PaperView> others;     ///< and with it: the other sheets of a set of drawings
    bool drawing = false;              ///< a set of sheets, each with its number and title
    std::vector<std::string> accepts;  ///< endings of files that it may be, without the dot
    std::string explanation_zh, explanation_en;
};
BOOST_DESCRIBE_STRUCT(ChecklistLine, (),
                      (material, name, source, necessity, items, state, paper, others, drawing, accepts, explanation_zh,
                       explanation_en))

struct SaveDraft {
    Codes<100> items;
    Words<3000, 4000> values;        ///< by key: a field, or a field of a row (forms/definition.hpp)
    Book<std::int64_t, 200> papers;  ///< material → paper of the project's file
    std::int64_t version = 0;        ///< of the draft that was edited; 0 for the first
};
BOOST_DESCRIBE_STRUCT(SaveDraft, (), (items, values, papers, version))

struct FormIssue {
    std::string field;  ///< key of a value, material code, "items", or "part/<section>"
    std::string code;
    std::string zh, en;
    bool warning = false;  ///< does not keep anybody from handing in
    std::string pointer;   ///< into the JSON document of the form; empty for what is not of the form
};
BOOST_DESCRIBE_STRUCT(FormIssue, (), (field, code, zh, en, warning, pointer))

/// What the system knows of a value by itself. It is verified when an authority or a register vouches for it.
struct Provenance {
    std::string origin;         ///< registration | register | result | answer | earlier
    std::optional<Coded> item;  ///< whose result it is
    std::string known;          ///< the value there
    bool verified = false;
};
BOOST_DESCRIBE_STRUCT(Provenance, (), (origin, item, known, verified))

/// A part of the form that one person fills in and signs.
struct FormPartView {
    std::string section;
    std::int64_t person = 0;
    std::string name, organisation;
    std::string given_at;
    std::optional<std::string> signed_at;
    bool current = false;  ///< signed, and nothing of it has changed since
    bool mine = false;     ///< the caller's
    std::string digest;    ///< of the part as it stands now: what a signature is about
};
BOOST_DESCRIBE_STRUCT(FormPartView, (),
                      (section, person, name, organisation, given_at, signed_at, current, mine, digest))

struct DraftView {
    std::int64_t project = 0;
    std::string project_name;
    int stage = 1;
    Name stage_name;
    std::vector<PlanItem> offered;   ///< items that can be filed now
    std::vector<std::string> items;  ///< chosen
    forms::Definition form;          ///< of the chosen items, each field once; readers are items
    std::map<std::string, std::string> values;
    std::map<std::string, Provenance> provenance;  ///< by key, where the system knows something
    std::vector<FormPartView> parts;
    std::vector<ChecklistLine> checklist;
    int papers_needed = 0, papers_saved = 0;
    std::vector<FormIssue> issues;  ///< what still keeps it from being filed
    std::int64_t version = 0;
    std::optional<std::string> saved_at;
};
BOOST_DESCRIBE_STRUCT(DraftView, (),
                      (project, project_name, stage, stage_name, offered, items, form, values, provenance, parts,
                       checklist, papers_needed, papers_saved, issues, version, saved_at))

struct AddPaper {
    Text<40> material;
    Text<200> title;
    std::optional<Text<64>> upload;     ///< id of a finished tus upload; or
    std::optional<std::int64_t> paper;  ///< a paper of this project's file, whose content it has
    std::optional<Text<200>> sheet, sheet_title;
    std::optional<std::int64_t> replaces;  ///< the paper of which it is a newer version
    std::optional<bool> beside;            ///< a document of its own, not a newer version of the material
};
BOOST_DESCRIBE_STRUCT(AddPaper, (), (material, title, upload, paper, sheet, sheet_title, replaces, beside))

struct MaterialView {
    std::string material;
    Name name;
    std::string state;  ///< reused | uploaded | by_system | later
    std::optional<PaperView> paper;
    std::vector<Coded> items;
    std::vector<PaperView> others{};  ///< more documents of the material
};
BOOST_DESCRIBE_STRUCT(MaterialView, (), (material, name, state, paper, items, others))

struct ApplicationView {
    std::int64_t id = 0, project = 0;
    std::string number, project_name, project_code, organisation;
    int stage = 1;
    Name stage_name;
    std::optional<Coded> lead;
    std::string status;  ///< filed | running | ended
    std::string filed_at;
    std::optional<std::string> received_at, ended_at;
    std::vector<FieldView> fields;
    std::map<std::string, std::string> values;
    std::vector<MaterialView> materials;
    int papers_needed = 0, papers_saved = 0;
    std::vector<CaseRow> cases;
    std::int64_t version = 0;
    bool can_receive = false, can_withdraw = false;
};
BOOST_DESCRIBE_STRUCT(ApplicationView, (),
                      (id, project, number, project_name, project_code, organisation, stage, stage_name, lead, status,
                       filed_at, received_at, ended_at, fields, values, materials, papers_needed, papers_saved, cases,
                       version, can_receive, can_withdraw))

// Working a case --------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(CorrectionKind, field, material, drawing, other)

/// Why a department says only now what it could have said before.
BOOST_DEFINE_ENUM_CLASS(LateCause, overlooked, law_changed, new_information, follows_from_change)
struct Lateness {
    LateCause reason = LateCause::overlooked;
    Text<2000> explanation;
};
BOOST_DESCRIBE_STRUCT(Lateness, (), (reason, explanation))

struct CorrectionRequest {
    CorrectionKind kind = CorrectionKind::other;
    Text<100> target;              ///< field or material code, or empty
    Text<2000> text;               ///< what must be put right
    Text<500> basis;               ///< by which clause
    std::optional<int> finding;    ///< of the case, that it sends
    std::optional<Lateness> late;  ///< for a new request in a later round, on unchanged content
};
BOOST_DESCRIBE_STRUCT(CorrectionRequest, (), (kind, target, text, basis, finding, late))

struct CorrectionLine {
    int number = 1;
    std::string kind, target;
    Name target_name;
    std::string text, basis;
    std::optional<std::string> answer;
    std::optional<PaperView> paper;
};
BOOST_DESCRIBE_STRUCT(CorrectionLine, (), (number, kind, target, target_name, text, basis, answer, paper))

struct CorrectionView {
    int round = 1;
    std::string asked_at, asked_by;
    std::optional<std::string> answered_at;
    std::vector<CorrectionLine> lines;
    std::optional<int> notice{};  ///< the round of the application's notice in which it is answered
};
BOOST_DESCRIBE_STRUCT(CorrectionView, (), (round, asked_at, asked_by, answered_at, lines, notice))

struct SpecialView {
    Coded procedure;
    std::string basis, note;
    Limit limit;
    std::string started_at;
    std::optional<std::string> ended_at;
};
BOOST_DESCRIBE_STRUCT(SpecialView, (), (procedure, basis, note, limit, started_at, ended_at))

/// An opinion on record: 承办 proposed, 审核 agreed or returned, 批准 decided.
struct OpinionView {
    std::string desk;     ///< intake | handling | review | approval | applicant
    std::string outcome;  ///< received, accepted, proposed_approve, agreed, returned, approved, agree, lapsed …
    std::string text, by, at;
    std::optional<Coded> department;
    std::optional<std::string> task;  ///< what was asked, when it was none of the case's own desks
};
BOOST_DESCRIBE_STRUCT(OpinionView, (), (desk, outcome, text, by, at, department, task))

struct DeferralLine {
    std::string material;
    Name name;
    std::string due;
    std::optional<std::string> supplied_at;
    std::optional<PaperView> paper;
};
BOOST_DESCRIBE_STRUCT(DeferralLine, (), (material, name, due, supplied_at, paper))

struct DecisionView {
    std::string outcome;  ///< approved | approved_with_deferral | rejected
    std::string number, title, decided_on, by, opinion;
    std::optional<std::string> valid_until;
    std::vector<DeferralLine> deferrals;
    std::optional<std::string> revoked_at, revoked_reason;
};
BOOST_DESCRIBE_STRUCT(DecisionView, (),
                      (outcome, number, title, decided_on, by, opinion, valid_until, deferrals, revoked_at,
                       revoked_reason))

struct HistoryLine {
    std::int64_t seq = 0;
    std::string type;  ///< lists/event_types.json
    Name title;
    std::string at, by;
    std::optional<Coded> department;
    std::string text;
    std::string basis;
};
BOOST_DESCRIBE_STRUCT(HistoryLine, (), (seq, type, title, at, by, department, text, basis))

/// A task of the flow that another department, or another post, has to answer.
struct OpenTaskView {
    int token = 0;  ///< by which it is answered
    std::string name;
    Coded department;
    std::string post;                   ///< officer | reviewer | approver …
    std::vector<std::string> outcomes;  ///< agree | conditional | disagree | pass | fail | done
    std::string since;
    std::optional<std::string> due;  ///< when silence counts
    bool mine = false;               ///< the caller may answer it
};
BOOST_DESCRIBE_STRUCT(OpenTaskView, (), (token, name, department, post, outcomes, since, due, mine))

struct CaseView {
    CaseRow row;
    std::string basis;  ///< of the item
    std::vector<FieldView> fields;
    std::map<std::string, std::string> values;
    std::vector<MaterialView> materials;
    std::vector<CorrectionView> corrections;
    std::vector<SpecialView> specials;
    std::vector<OpinionView> opinions;
    std::optional<DecisionView> decision;
    std::vector<WaitView> waits;
    std::vector<HistoryLine> history;
    std::vector<CaseRow> siblings;          ///< the other cases of the application
    std::vector<Coded> special_procedures;  ///< that may be started
    std::vector<std::string> actions;       ///< what the caller may do now: claim, accept, ask_correction …
    std::vector<Coded> officers;            ///< to whom it may be handed over: code is the user id
    std::vector<std::string> deferrable;    ///< materials that may come later
    std::string handling;                   ///< normal | brief | instant: how many desks decide
    std::vector<OpenTaskView> tasks;        ///< that are open
    std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CaseView, (),
                      (row, basis, fields, values, materials, corrections, specials, opinions, decision, waits, history,
                       siblings, special_procedures, actions, officers, deferrable, handling, tasks, version))

struct Note {
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

struct Assign {
    std::int64_t user = 0;
};
BOOST_DESCRIBE_STRUCT(Assign, (), (user))

struct Refuse {
    bool not_ours = false;  ///< 4 不受理 rather than 5 不予受理
    Text<2000> text;
    Text<500> basis;
};
BOOST_DESCRIBE_STRUCT(Refuse, (), (not_ours, text, basis))

struct AskCorrection {
    UpTo<CorrectionRequest, 100> requests;
};
BOOST_DESCRIBE_STRUCT(AskCorrection, (), (requests))

struct CorrectionAnswer {
    int number = 1;
    Text<2000> text;
    std::optional<Text<4000>> value;    ///< of the field that was to be put right
    std::optional<std::int64_t> paper;  ///< of the material
};
BOOST_DESCRIBE_STRUCT(CorrectionAnswer, (), (number, text, value, paper))

struct AnswerCorrection {
    UpTo<CorrectionAnswer, 100> answers;
};
BOOST_DESCRIBE_STRUCT(AnswerCorrection, (), (answers))

BOOST_DEFINE_ENUM_CLASS(LimitUnit, working_day, calendar_day)

struct SpecialLimit {
    int amount = 0;
    LimitUnit unit = LimitUnit::working_day;
};
BOOST_DESCRIBE_STRUCT(SpecialLimit, (), (amount, unit))

struct StartSpecial {
    Text<40> procedure;
    Text<500> basis;
    Text<2000> note;
    SpecialLimit limit;
};
BOOST_DESCRIBE_STRUCT(StartSpecial, (), (procedure, basis, note, limit))

struct Deferral {
    Text<40> material;
    Date due;
};
BOOST_DESCRIBE_STRUCT(Deferral, (), (material, due))

BOOST_DEFINE_ENUM_CLASS(ProposedOutcome, approve, approve_with_deferral, reject)

struct Propose {
    ProposedOutcome outcome = ProposedOutcome::approve;
    Text<2000> text;
    UpTo<Deferral, 50> deferrals;
};
BOOST_DESCRIBE_STRUCT(Propose, (), (outcome, text, deferrals))

struct Review {
    bool agree = true;  ///< false returns the case to 承办
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(Review, (), (agree, text))

struct Withdraw {
    Text<2000> text;
};
BOOST_DESCRIBE_STRUCT(Withdraw, (), (text))

struct Revoke {
    Text<2000> text;
    Text<500> basis;
};
BOOST_DESCRIBE_STRUCT(Revoke, (), (text, basis))

struct SupplyDeferred {
    Text<40> material;
    std::int64_t paper = 0;
};
BOOST_DESCRIBE_STRUCT(SupplyDeferred, (), (material, paper))

/// What a command answers: where it left the case, so that a screen need not ask again to go on.
struct Receipt {
    std::int64_t project = 0, application = 0;
    std::optional<std::int64_t> case_id;
    std::int64_t version = 0, seq = 0;
    std::optional<std::string> number;  ///< of a decision document, an application or a project
};
BOOST_DESCRIBE_STRUCT(Receipt, (), (project, application, case_id, version, seq, number))

// Lists -----------------------------------------------------------------------------------------------------------

struct CasePage {
    std::vector<CaseRow> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(CasePage, (), (items, next))

struct ProjectPage {
    std::vector<ProjectRow> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ProjectPage, (), (items, next))

struct BoxCounts {
    std::int64_t mine = 0, department = 0, unassigned = 0, due_soon = 0, overdue = 0, intake = 0, review = 0,
                 approval = 0, done = 0;
};
BOOST_DESCRIBE_STRUCT(BoxCounts, (), (mine, department, unassigned, due_soon, overdue, intake, review, approval, done))

struct MessageView {
    std::int64_t id = 0;
    std::string at;
    Name title, text;
    std::string kind;  ///< to_do | to_know
    std::optional<std::int64_t> project, application, case_id;
    bool read = false;
    std::optional<Coded> department;        ///< the agency it comes from
    std::optional<int> stage;               ///< that may be filed
    std::optional<std::string> settled_at;  ///< of a to_do: since when nothing of it is asked any more
    std::string type;                       ///< lists/event_types.json
};
BOOST_DESCRIBE_STRUCT(MessageView, (),
                      (id, at, title, text, kind, project, application, case_id, read, department, stage, settled_at,
                       type))

struct MessagePage {
    std::vector<MessageView> items;
    std::optional<std::string> next;
    std::int64_t unread = 0;
    std::int64_t to_do = 0, to_know = 0;  ///< open, and not read yet
};
BOOST_DESCRIBE_STRUCT(MessagePage, (), (items, next, unread, to_do, to_know))

struct ResultPage {
    std::vector<ResultView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ResultPage, (), (items, next))

// Supervision -----------------------------------------------------------------------------------------------------

struct DepartmentLoad {
    Coded department;
    std::int64_t open = 0, due_soon = 0, overdue = 0, ended = 0, ended_late = 0, paused = 0;
    double mean_used = 0;  ///< working days of ended cases
};
BOOST_DESCRIBE_STRUCT(DepartmentLoad, (), (department, open, due_soon, overdue, ended, ended_late, paused, mean_used))

struct StageLoad {
    int number = 1;
    Name name;
    std::int64_t projects = 0, open_cases = 0;
    double mean_used = 0, mean_limit = 0;  ///< working days of ended cases, and what was promised
};
BOOST_DESCRIBE_STRUCT(StageLoad, (), (number, name, projects, open_cases, mean_used, mean_limit))

struct MonthLoad {
    std::string month;  ///< 2026-11
    std::int64_t filed = 0, ended = 0, ended_late = 0;
};
BOOST_DESCRIBE_STRUCT(MonthLoad, (), (month, filed, ended, ended_late))

struct FlowLoad {
    Coded flow;
    std::int64_t running = 0, completed = 0;
};
BOOST_DESCRIBE_STRUCT(FlowLoad, (), (flow, running, completed))

struct Overview {
    std::int64_t projects_running = 0, projects_completed = 0, cases_open = 0, cases_ended = 0;
    std::int64_t overdue = 0, due_soon = 0, paused = 0, waiting_for_applicant = 0;
    double share_in_time = 1;  ///< of ended cases, those within the promised limit
    double paper_reuse = 0;    ///< share of papers asked for that nobody had to hand in
    Decimal investment;        ///< 万元, of running projects
    std::vector<StageLoad> stages;
    std::vector<DepartmentLoad> departments;
    std::vector<MonthLoad> months;
    std::vector<FlowLoad> flows;
};
BOOST_DESCRIBE_STRUCT(Overview, (),
                      (projects_running, projects_completed, cases_open, cases_ended, overdue, due_soon, paused,
                       waiting_for_applicant, share_in_time, paper_reuse, investment, stages, departments, months,
                       flows))

struct MapPoint {
    std::int64_t project = 0;
    std::string name;
    double longitude = 0, latitude = 0;
    int stage = 1;
    std::string status, district, flow;
    int overdue_cases = 0;
};
BOOST_DESCRIBE_STRUCT(MapPoint, (), (project, name, longitude, latitude, stage, status, district, flow, overdue_cases))

struct MapView {
    std::vector<MapPoint> points;
};
BOOST_DESCRIBE_STRUCT(MapView, (), (points))

struct UploadView {
    std::string id, name, media_type, sha256, sm3;
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(UploadView, (), (id, name, media_type, sha256, sm3, size))

}  // namespace zhupi::api
