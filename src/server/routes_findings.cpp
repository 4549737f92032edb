#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "server/app.hpp"
#include "server/findings_views.hpp"
#include "store/findings.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;
namespace command = approval::command;

constexpr int days_counted = 365;

// Who may ---------------------------------------------------------------------------------------------------------

std::string lead_of_stage(const App& app, const approval::Application& application) {
    if (const auto* flow = app.world.catalog.flow(application.flow))
        for (const auto& stage : flow->stages)
            if (stage.number == application.stage) return stage.lead;
    return {};
}

/// The counter, or the stage's own lead department.
bool may_issue(const App& app, const access::Person& person, const approval::Application& application) {
    for (const auto& role : access::roles_for(person, permission::notice_issue))
        if (role != "lead" || person.department == lead_of_stage(app, application)) return true;
    return false;
}

/// The department that the conflict names settles it.
bool may_settle(const access::Person& person, const std::string& lead) {
    return !access::roles_for(person, permission::stage_lead).empty() && person.department == lead;
}

/// An open task of the case that the person's department has to answer.
bool has_task(const access::Person& person, const approval::Application& application, store::Id case_id) {
    if (!application.process) return false;
    const auto& tasks = application.process->tasks;
    return std::any_of(tasks.begin(), tasks.end(), [&](const approval::OpenTask& task) {
        return task.case_id == case_id && task.department == person.department;
    });
}

bool free_for(const approval::Case& c, const access::Person& person) { return !c.handler || *c.handler == person.id; }

// Reading ---------------------------------------------------------------------------------------------------------

Result<Response> joint(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_application(app, call, from, id));
        const auto& application = found.application;
        ZHUPI_TRY(auto submission, store::load_submission(from, application.id, application.submission));
        const auto& person = caller(call).person;
        JointFile file{application, found.project, std::move(submission.values), false, {}};
        file.applicant = person.department.empty() && !access::roles_for(person, permission::project_register).empty();
        std::map<store::Id, ReviewRights> rights;
        for (const auto& c : application.cases) {
            const auto row = approval::case_row(c, application, app.world.calendar, app.world.zone);
            const bool handles = check_permitted(call, from, row, permission::case_handle).has_value();
            rights[c.id] = {handles && free_for(c, person), has_task(person, application, c.id)};
        }
        file.rights = [&](const approval::Case& c) { return rights.at(c.id); };
        file.can_issue = may_issue(app, person, application);
        file.can_settle = may_settle(person, lead_of_stage(app, application));
        file.can_answer = access::may(person, permission::case_answer);
        return with_etag(json::encode(joint_view(app.world, app.names.directory(), file)), application.version);
    });
}

Result<Response> notice_document(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    ZHUPI_TRY(const auto round, call.number("round"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_application(app, call, from, id));
        if (found.application.joint)
            for (const auto& notice : found.application.joint->notices)
                if (notice.round == round)
                    return Response::text(
                        notice_page(app.world, app.names.directory(), found.application, found.project, notice),
                        "text/html; charset=utf-8");
        return fail(err::notice_none);
    });
}

Result<Response> open_conflicts(App& app, Call& call) {
    ZHUPI_TRY(const auto cursor, cursor_of(call));
    const auto& person = caller(call).person;
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto list, store::list_open_conflicts(from, person.department, cursor, limit_of(call)));
        api::OpenConflictPage page;
        for (const auto& one : list.conflicts)
            page.items.push_back({one.application, one.project, static_cast<int>(one.number), one.project_name,
                                  one.found_at.iso(), one.certain});
        if (list.next) page.next = text_of(*list.next);
        return Response::json(page);
    });
}

Result<Response> late_findings(App& app, Call& call) {
    ZHUPI_TRY(const auto cursor, cursor_of(call));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto list, store::list_late_findings(from, cursor, limit_of(call)));
        api::LateFindingPage page;
        for (const auto& one : list.findings)
            page.items.push_back({one.application, one.project, one.case_id, static_cast<int>(one.number),
                                  department_view(app.world, one.department), item_view(app.world, one.item),
                                  one.project_name, one.noted_at.iso(), one.reason});
        if (list.next) page.next = text_of(*list.next);
        const auto since = app.world.now().plus_seconds(-std::int64_t{days_counted} * 24 * 3600);
        ZHUPI_TRY(const auto counts, store::count_late_findings(from, since));
        for (const auto& count : counts)
            page.departments.push_back({department_view(app.world, count.department), count.count});
        return Response::json(page);
    });
}

// What a finding was seen on --------------------------------------------------------------------------------------

/// The paper that the application uses for a material now: the one named when it is of this material, else the newest.
const approval::Paper* seen_paper(const approval::Project& project, const approval::Application& application,
                                  const approval::Place& place) {
    if (place.paper) {
        const auto* paper = project.paper(*place.paper);
        return paper && paper->material == place.target ? paper : nullptr;
    }
    for (const auto& use : application.materials)
        if (use.material == place.target && use.paper)
            if (const auto* paper = project.paper(*use.paper)) return paper;
    const approval::Paper* newest = nullptr;
    for (const auto& paper : project.papers)
        if (paper.material == place.target && !paper.revoked) newest = &paper;
    return newest;
}

/// Its digest, and since when the material has read like this: handing in the same bytes again changes nothing.
command::Content content_of(const approval::Project& project, const approval::Paper& seen) {
    command::Content content{seen.sha256, seen.at};
    const auto document = [](const approval::Paper& paper) { return paper.document.value_or(paper.id); };
    for (auto paper = project.papers.rbegin(); paper != project.papers.rend(); ++paper) {
        if (paper->material != seen.material || document(*paper) != document(seen) || paper->id >= seen.id) continue;
        if (paper->sha256 != seen.sha256) break;
        content.since = paper->at;
    }
    return content;
}

bool on_a_paper(std::string_view kind) { return kind == "material" || kind == "drawing"; }

// Commands --------------------------------------------------------------------------------------------------------

/// Loads the application of a case on which the caller may use the permission.
Result<VisibleCase> for_command(App& app, const Call& call, store::Tx& tx, store::Id case_id,
                                std::string_view permission, std::optional<std::int64_t> expected) {
    ZHUPI_TRY(auto found, visible_case(app, call, tx, case_id, permission));
    if (expected && *expected != found.application.version) return fail(err::version_stale);
    return found;
}

/// One route of a case, by whoever handles it: `make` turns body and what was found into a command.
template <class Body, class Make>
net::AsyncHandler on_case(App& app, Make make) {
    return [&app, make](std::shared_ptr<Call> call, Reply reply) {
        const auto id = call->number("id");
        if (!id) return reply(fail(id.error()));
        auto expected = version_of(*call);
        if (!expected) return reply(fail(std::move(expected.error())));
        auto wanted = call->body<Body>();
        if (!wanted) return reply(fail(std::move(wanted.error())));
        const auto who = acting(app, *call, permission::case_handle);
        run_command(app, call, reply,
                    [&app, call, who, make, id = *id, expected = *expected,
                     wanted = std::move(*wanted)](store::Tx& tx) -> Result<store::Receipt> {
                        ZHUPI_TRY(auto found, for_command(app, *call, tx, id, permission::case_handle, expected));
                        ZHUPI_TRY(const auto made, make(wanted, found));
                        return store::act(tx, app.office(), who, std::move(found.application), made, expected);
                    },
                    {}, {0, *id});
    };
}

approval::LateReason reason_of(api::LateCause cause) { return static_cast<approval::LateReason>(cause); }
static_assert(static_cast<int>(api::LateCause::follows_from_change) ==
              static_cast<int>(approval::LateReason::follows_from_change));
static_assert(static_cast<int>(api::FindingSeverity::advice) == static_cast<int>(approval::Severity::advice));
static_assert(static_cast<int>(api::ConditionDirection::available) == static_cast<int>(approval::Direction::available));

Result<command::NoteFinding> note(const api::NoteFinding& wanted, const VisibleCase& found) {
    command::NoteFinding made;
    made.case_id = found.case_id;
    made.place.kind = json::name_of(wanted.place.kind);
    made.place.target = wanted.place.target;
    made.place.paper = wanted.place.paper;
    made.place.sheet = wanted.place.sheet;
    if (const auto& r = wanted.place.region) made.place.region = approval::Region{r->x, r->y, r->width, r->height};
    made.demand = wanted.demand;
    made.clause = wanted.clause;
    made.example = wanted.example;
    made.severity = static_cast<approval::Severity>(wanted.severity);
    if (wanted.late) made.late = approval::Lateness{reason_of(wanted.late->reason), wanted.late->explanation};
    if (!on_a_paper(made.place.kind)) return made;
    const auto* paper = seen_paper(found.project, found.application, made.place);
    if (!paper) {
        if (made.place.paper) return fail(err::paper_none, {}, "/place/paper");
        return made;
    }
    made.place.paper = paper->id;
    made.content = content_of(found.project, *paper);
    return made;
}

Result<command::CloseFindings> close(const api::CloseFindings& wanted, const VisibleCase& found) {
    return command::CloseFindings{found.case_id, wanted.findings, wanted.waived, wanted.text};
}
Result<command::RepeatFinding> repeat(const api::RepeatFinding& wanted, const VisibleCase& found) {
    return command::RepeatFinding{found.case_id, wanted.finding, wanted.text};
}

std::vector<approval::Condition> conditions_of(const api::StateConditions& wanted) {
    std::vector<approval::Condition> conditions;
    for (const auto& one : wanted.conditions)
        conditions.push_back({one.subject, one.measure, one.value, one.unit,
                              static_cast<approval::Direction>(one.direction), one.zone, one.clause, one.reason});
    return conditions;
}

void hand_in(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto expected = version_of(*call);
    if (!expected) return reply(fail(std::move(expected.error())));
    const auto who = acting(app, *call, permission::case_handle);
    run_command(app, call, reply,
                [&app, call, who, id = *id, expected = *expected](store::Tx& tx) -> Result<store::Receipt> {
                    ZHUPI_TRY(auto found, for_command(app, *call, tx, id, permission::case_handle, expected));
                    return store::act(tx, app.office(), who, std::move(found.application), command::HandInFindings{id},
                                      expected);
                },
                {}, {0, *id});
}

/// By the officer who handles the case, or by a department that has been asked about it.
void state_conditions(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto expected = version_of(*call);
    if (!expected) return reply(fail(std::move(expected.error())));
    auto wanted = call->body<api::StateConditions>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto& person = caller(*call).person;
    const bool officer = !access::roles_for(person, permission::case_handle).empty();
    const auto who = acting(app, *call, officer ? permission::case_handle : permission::case_read);
    run_command(app, call, reply,
                [&app, call, who, id = *id, expected = *expected,
                 conditions = conditions_of(*wanted)](store::Tx& tx) -> Result<store::Receipt> {
                    ZHUPI_TRY(auto found, for_command(app, *call, tx, id, permission::case_read, expected));
                    const auto& person = caller(*call).person;
                    if (person.department.empty()) return fail(err::case_none);
                    const auto row =
                        approval::case_row(found.one(), found.application, app.world.calendar, app.world.zone);
                    if (!has_task(person, found.application, id)) {
                        ZHUPI_CHECK(check_permitted(*call, tx, row, permission::case_handle));
                        if (!free_for(found.one(), person)) return fail(err::case_handler);
                    }
                    return store::act(tx, app.office(), who, std::move(found.application),
                                      command::StateConditions{id, conditions}, expected);
                },
                {}, {0, *id});
}

/// What the routes of an application have in common.
template <class Run>
void on_application(App& app, const std::shared_ptr<Call>& call, const Reply& reply, std::string_view permission,
                    Run run) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto expected = version_of(*call);
    if (!expected) return reply(fail(std::move(expected.error())));
    const auto who = acting(app, *call, permission);
    run_command(app, call, reply,
                [&app, call, who, run, id = *id, expected = *expected](store::Tx& tx) -> Result<store::Receipt> {
                    ZHUPI_TRY(auto found, visible_application(app, *call, tx, id));
                    if (expected && *expected != found.application.version) return fail(err::version_stale);
                    return run(tx, who, std::move(found), expected);
                });
}

void issue_notice(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    on_application(app, call, reply, permission::notice_issue,
                   [&app, call](store::Tx& tx, const store::Acting& who, VisibleCase found,
                                std::optional<std::int64_t> expected) -> Result<store::Receipt> {
                       if (!may_issue(app, caller(*call).person, found.application)) return fail(err::application_none);
                       return store::act(tx, app.office(), who, std::move(found.application), command::IssueNotice{},
                                         expected);
                   });
}

void settle_conflict(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto number = call->number("number");
    if (!number) return reply(fail(number.error()));
    auto wanted = call->body<api::SettleConflict>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const command::SettleConflict made{static_cast<int>(*number), wanted->upheld, wanted->text};
    on_application(app, call, reply, permission::stage_lead,
                   [&app, call, made](store::Tx& tx, const store::Acting& who, VisibleCase found,
                                      std::optional<std::int64_t> expected) -> Result<store::Receipt> {
                       const auto* conflict =
                           found.application.joint ? found.application.joint->conflict(made.conflict) : nullptr;
                       if (!conflict || !may_settle(caller(*call).person, conflict->lead))
                           return fail(err::conflict_none);
                       return store::act(tx, app.office(), who, std::move(found.application), made, expected);
                   });
}

/// An answer as the domain wants it: what is new about value and file is found out here, where they can be compared.
Result<command::AnswerNotice::Answer> compared(const api::NoticeAnswer& answer, const VisibleCase& found,
                                               const approval::Notice& notice, const store::Submission& submission,
                                               std::map<std::string, std::string>& changed) {
    command::AnswerNotice::Answer made{answer.line, answer.text, answer.paper, {}, false};
    const approval::Place* place = nullptr;
    for (const auto& line : notice.lines)
        if (line.number == answer.line) place = &found.application.joint->finding(line.findings.front())->place;
    if (!place) return made;
    if (answer.paper) {
        const auto* paper = found.project.paper(*answer.paper);
        if (!paper || (on_a_paper(place->kind) && paper->material != place->target))
            return fail(err::paper_none, {}, "/answers");
        made.content = paper->sha256;
    }
    if (answer.value && place->kind == "field") {
        const auto held = submission.values.find(place->target);
        made.value_changed = held == submission.values.end() || held->second != *answer.value;
        if (made.value_changed) changed[place->target] = *answer.value;
    }
    return made;
}

void answer_notice(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto round = call->number("round");
    if (!round) return reply(fail(round.error()));
    auto wanted = call->body<api::AnswerNotice>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    on_application(app, call, reply, permission::case_answer,
                   [&app, call, round = static_cast<int>(*round), wanted = std::move(*wanted)](
                       store::Tx& tx, const store::Acting& who, VisibleCase found,
                       std::optional<std::int64_t> expected) -> Result<store::Receipt> {
                       const approval::Notice* notice = nullptr;
                       if (found.application.joint)
                           for (const auto& one : found.application.joint->notices)
                               if (one.round == round) notice = &one;
                       if (!notice) return fail(err::notice_none);
                       const auto row =
                           approval::case_row(found.one(), found.application, app.world.calendar, app.world.zone);
                       ZHUPI_CHECK(check_permitted(*call, tx, row, permission::case_answer));
                       ZHUPI_TRY(const auto submission,
                                 store::load_submission(tx, found.application.id, found.application.submission));
                       command::AnswerNotice made{round, {}, {}};
                       std::map<std::string, std::string> changed;
                       for (const auto& answer : wanted.answers) {
                           ZHUPI_TRY(auto one, compared(answer, found, *notice, submission, changed));
                           made.answers.push_back(std::move(one));
                       }
                       return store::answer_notice(tx, app.office(), who, std::move(found.application), std::move(made),
                                                   changed, expected);
                   });
}

}  // namespace

void add_finding_routes(net::Router& router, App& app) {
    const std::string at_case = "/api/v1/cases/{id}", at_application = "/api/v1/applications/{id}";
    const std::string read(permission::case_read), handle(permission::case_handle);
    router.add({.method = Method::get,
                .pattern = at_application + "/joint",
                .permission = read,
                .operation = "jointReview",
                .tag = "findings",
                .zh = "并联审查：审查意见、补正告知、条件与冲突",
                .en = "Parallel review: findings, notices, conditions and conflicts",
                .response = json::ops_for<api::JointView>(),
                .handler = [&app](Call& call) { return joint(app, call); }});
    router.add({.method = Method::get,
                .pattern = at_application + "/notices/{round}",
                .permission = read,
                .operation = "noticeDocument",
                .tag = "findings",
                .zh = "补正材料一次性告知书",
                .en = "Consolidated notice (HTML, to be printed)",
                .handler = [&app](Call& call) { return notice_document(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/conflicts",
                .permission = std::string(permission::stage_lead),
                .operation = "openConflicts",
                .tag = "findings",
                .zh = "待本部门裁定的条件冲突",
                .en = "Conflicts that the caller's department has to settle",
                .response = json::ops_for<api::OpenConflictPage>(),
                .query = paging(),
                .handler = [&app](Call& call) { return open_conflicts(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/late-findings",
                .permission = std::string(permission::supervision_read),
                .operation = "lateFindings",
                .tag = "supervision",
                .zh = "告知后对未变化内容新提的意见",
                .en = "New findings on unchanged content after a notice",
                .response = json::ops_for<api::LateFindingPage>(),
                .query = paging(),
                .handler = [&app](Call& call) { return late_findings(app, call); }});

    const auto add = [&](std::string pattern, const char* operation, std::string_view permission, const char* zh,
                         const char* en, const json::Ops* request, net::AsyncHandler handler) {
        router.add({.method = Method::post,
                    .pattern = std::move(pattern),
                    .permission = std::string(permission),
                    .operation = operation,
                    .tag = "findings",
                    .zh = zh,
                    .en = en,
                    .request = request,
                    .response = json::ops_for<api::Receipt>(),
                    .idempotent = true,
                    .versioned = true,
                    .async = std::move(handler)});
    };
    const auto plain = [&](void (*run)(App&, const std::shared_ptr<Call>&, const Reply&)) -> net::AsyncHandler {
        return [&app, run](std::shared_ptr<Call> call, Reply reply) { run(app, call, reply); };
    };
    add(at_case + "/findings", "noteFinding", handle, "提出审查意见", "Note a finding",
        json::ops_for<api::NoteFinding>(), on_case<api::NoteFinding>(app, note));
    add(at_case + "/findings/close", "closeFindings", handle, "关闭审查意见", "Close findings",
        json::ops_for<api::CloseFindings>(), on_case<api::CloseFindings>(app, close));
    add(at_case + "/findings/repeat", "repeatFinding", handle, "再次要求补正", "Ask for a finding again",
        json::ops_for<api::RepeatFinding>(), on_case<api::RepeatFinding>(app, repeat));
    add(at_case + "/findings/hand-in", "handInFindings", handle, "提交审查意见", "Hand findings in", nullptr,
        plain(hand_in));
    add(at_case + "/conditions", "stateConditions", read, "提出审批条件", "State conditions",
        json::ops_for<api::StateConditions>(), plain(state_conditions));
    add(at_application + "/notices", "issueNotice", permission::notice_issue, "发出统一补正告知",
        "Issue the consolidated notice now", nullptr, plain(issue_notice));
    add(at_application + "/notices/{round}/answer", "answerNotice", permission::case_answer, "答复统一补正告知",
        "Answer the consolidated notice", json::ops_for<api::AnswerNotice>(), plain(answer_notice));
    add(at_application + "/conflicts/{number}/settle", "settleConflict", permission::stage_lead, "裁定条件冲突",
        "Settle a conflict of conditions", json::ops_for<api::SettleConflict>(), plain(settle_conflict));
}

}  // namespace zhupi::server
