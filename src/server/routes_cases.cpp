#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "catalog/form.hpp"
#include "server/api_flows.hpp"
#include "server/api_people.hpp"
#include "server/app.hpp"
#include "server/decision_page.hpp"
#include "server/history.hpp"
#include "server/standing.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;
namespace command = approval::command;

/// Which permission an action of possible_actions() takes.
std::string_view permission_for(std::string_view action) {
    if (action == "receive") return permission::application_receive;
    if (action == "review") return permission::case_review;
    if (action == "decide") return permission::case_approve;
    if (action == "revoke") return permission::case_revoke;
    if (action == "assign") return permission::case_assign;
    if (action == "withdraw") return permission::application_withdraw;
    if (action == "move") return permission::flows_move;
    if (action == "answer_correction" || action == "supply_deferral") return permission::case_answer;
    return permission::case_handle;
}

Result<std::vector<std::string>> actions_of(const App& app, store::Snapshot& from, const access::Person& person,
                                            const VisibleCase& found) {
    const auto& c = found.one();
    const auto row = approval::case_row(c, found.application, app.world.calendar, app.world.zone);
    std::vector<std::string> actions;
    if (access::is_recused(person, row.organisation, row.project)) return actions;
    const bool handles = store::sees(access::visible(person, permission::case_handle), row);
    const auto in_place_of = access::substitutes_for(person, permission::case_handle, row);
    const bool others = c.handler && *c.handler != person.id && *c.handler != in_place_of;
    if (handles && c.handler && !others && !approval::has_ended(c.status)) {
        actions.emplace_back("handover");
        actions.emplace_back("release");
    }
    if (handles && !c.handler && !approval::has_ended(c.status) && c.status != approval::Status::filed)
        actions.emplace_back("claim");
    for (const auto& action : approval::possible_actions(c)) {
        const auto needed = permission_for(action);
        ZHUPI_TRY(const bool may, store::sees(from, access::visible(person, needed), row));
        if (!may) continue;
        if (needed == permission::case_handle && others) continue;
        const bool second_look = action == "review" || action == "decide";
        if (second_look && c.proposal && (c.proposal->by == person.id || c.reviewed_by == person.id)) continue;
        actions.push_back(action);
    }
    return actions;
}

/// Which permission it takes to answer a task that is drawn for a post.
std::string_view permission_for(catalog::Post post) {
    if (post == catalog::Post::reviewer) return permission::case_review;
    if (post == catalog::Post::approver) return permission::case_approve;
    if (post == catalog::Post::counter) return permission::application_receive;
    return permission::case_handle;
}

bool may_answer(const access::Person& person, const approval::OpenTask& task) {
    return person.department == task.department && !access::roles_for(person, permission_for(task.post)).empty();
}

const approval::OpenTask* find_task(const approval::Application& application, store::Id case_id, int token) {
    if (!application.process) return nullptr;
    for (const auto& task : application.process->tasks)
        if (task.token == token && task.case_id == case_id) return &task;
    return nullptr;
}

/// Officers of the case's department to whom it may be handed.
Result<std::vector<api::Coded>> officers_for(store::Snapshot& from, const std::string& department) {
    std::vector<api::Coded> officers;
    ZHUPI_TRY(const auto page, access::list_people(from, {"", "officer", department}, {}, 200));
    for (const auto& person : page.people)
        if (person.enabled) officers.push_back({std::to_string(person.id), {person.name, person.name}});
    return officers;
}

Result<Response> one_case(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_case(app, call, from, id, permission::case_read));
        ZHUPI_TRY(const auto submission,
                  store::load_submission(from, found.application.id, found.application.submission));
        const auto people = app.names.directory();
        auto values = submission.values;
        ZHUPI_TRY(const bool uncovered, needs_personal(call, from, found.project.id, found.one().handler.value_or(0)));
        if (!uncovered) mask_personal(app.world.catalog, values);
        auto view = case_view(app.world, people, {found.application, found.one(), found.project, std::move(values)});
        ZHUPI_TRY(view.history, case_history_view(app.world, people, from, found.application, id));
        const auto& person = caller(call).person;
        for (auto& task : view.tasks)
            if (const auto* open = find_task(found.application, id, task.token)) task.mine = may_answer(person, *open);
        ZHUPI_TRY(view.actions, actions_of(app, from, person, found));
        const auto offered = [&](const char* action) {
            return std::find(view.actions.begin(), view.actions.end(), action) != view.actions.end();
        };
        if (offered("assign") || offered("handover")) {
            ZHUPI_TRY(view.officers, officers_for(from, found.one().department));
        }
        return with_etag(json::encode(view), found.application.version);
    });
}

/// What a command names outside its application must be there: the officer to whom a case is handed, a paper.
Result<void> check_references(store::Snapshot& from, const access::Person& person, Instant now,
                              std::string_view permission, const approval::CaseRow& row,
                              const command::Command& wanted) {
    if (const auto* assign = std::get_if<command::Assign>(&wanted)) {
        const auto officer = access::load_caller(from, assign->user, {}, now);
        if (!officer || !store::sees(access::visible(*officer, permission::case_handle), row))
            return fail(err::case_officer, {}, "/user");
        ZHUPI_TRY(const auto recused, store::recused_from(from, row.organisation, row.project));
        if (std::find(recused.begin(), recused.end(), assign->user) != recused.end())
            return fail(err::case_recused, {}, "/user");
        // Handing over is for whoever has it in hand; giving it to others without, for those who assign.
        const bool own = row.handler == person.id || row.handler == access::substitutes_for(person, permission, row);
        if (permission == permission::case_handle && assign->user != person.id && (row.handler == 0 || !own))
            return fail(err::case_handler);
    }
    if (const auto* supplied = std::get_if<command::SupplyDeferred>(&wanted)) {
        ZHUPI_TRY(const auto project, store::load_project(from, row.project));
        const auto* paper = project.paper(supplied->paper);
        if (!paper || paper->material != supplied->material) return fail(err::paper_none, {}, "/paper");
    }
    return {};
}

/// One route of a case: reads the body into a command, checks scope and version, and runs it.
template <class Make>
net::AsyncHandler action(App& app, std::string_view permission, Make make) {
    return [&app, permission, make](std::shared_ptr<Call> call, Reply reply) {
        const auto id = call->number("id");
        if (!id) return reply(fail(id.error()));
        auto expected = version_of(*call);
        if (!expected) return reply(fail(std::move(expected.error())));
        auto made = make(*call, *id);
        if (!made) return reply(fail(std::move(made.error())));
        run_command(app, call, reply,
                    [&app, call, id = *id, permission, expected = *expected,
                     wanted = command::Command(std::move(*made))](store::Tx& tx) -> Result<store::Receipt> {
                        ZHUPI_TRY(const auto number, store::application_of_case(tx, id));
                        ZHUPI_TRY(auto application, store::load_application(tx, number));
                        const auto* c = application.find(id);
                        ensure(c != nullptr, "a case stands in its application");
                        const auto row = approval::case_row(*c, application, app.world.calendar, app.world.zone);
                        ZHUPI_CHECK(check_permitted(*call, tx, row, permission));
                        ZHUPI_TRY(const auto who, acting_on(app, *call, tx, permission, row));
                        ZHUPI_CHECK(check_references(tx, caller(*call).person, who.now, permission, row, wanted));
                        return store::act(tx, app.office(), who, std::move(application), wanted, expected);
                    },
                    {}, {0, *id});
    };
}

Result<command::Assign> claim(const Call& call, store::Id id) { return command::Assign{id, caller(call).person.id}; }
Result<command::Assign> assign(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Assign>());
    return command::Assign{id, wanted.user};
}
Result<command::Assign> hand_over(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::HandOver>());
    return command::Assign{id, wanted.user, wanted.text, {}};
}
Result<command::Release> release(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Note>());
    return command::Release{id, wanted.text};
}
Result<command::Accept> accept(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Note>());
    return command::Accept{id, wanted.text};
}
Result<command::Refuse> refuse(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Refuse>());
    return command::Refuse{id, wanted.not_ours, wanted.text, wanted.basis};
}
Result<command::AskCorrection> ask_correction(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::AskCorrection>());
    command::AskCorrection made{id, {}};
    for (const auto& r : wanted.requests) {
        auto& request = made.requests.emplace_back(
            approval::CorrectionRequest{std::string(json::name_of(r.kind)), r.target, r.text, r.basis, {}, {}});
        request.finding = r.finding;
        if (r.late)
            request.late = approval::Lateness{static_cast<approval::LateReason>(r.late->reason), r.late->explanation};
    }
    return made;
}
Result<command::StartSpecial> start_special(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::StartSpecial>());
    const auto unit =
        wanted.limit.unit == api::LimitUnit::working_day ? calendar::Unit::working_day : calendar::Unit::calendar_day;
    return command::StartSpecial{id, wanted.procedure, wanted.basis, wanted.note, {wanted.limit.amount, unit}};
}
Result<command::EndSpecial> end_special(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Note>());
    return command::EndSpecial{id, wanted.text};
}
Result<command::Propose> propose(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Propose>());
    using api::ProposedOutcome;
    const auto outcome = wanted.outcome == ProposedOutcome::reject    ? approval::Outcome::reject
                         : wanted.outcome == ProposedOutcome::approve ? approval::Outcome::approve
                                                                      : approval::Outcome::approve_with_deferral;
    command::Propose made{id, outcome, wanted.text, {}};
    for (const auto& d : wanted.deferrals) made.deferrals.push_back({d.material, d.due, {}, {}});
    return made;
}
Result<command::Review> review(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Review>());
    return command::Review{id, wanted.agree, wanted.text};
}
Result<command::Decide> decide(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Review>());
    return command::Decide{id, wanted.agree, wanted.text};
}
Result<command::Withdraw> withdraw(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Withdraw>());
    return command::Withdraw{id, wanted.text};
}
Result<command::Revoke> revoke(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::Revoke>());
    return command::Revoke{id, wanted.text, wanted.basis};
}
Result<command::SupplyDeferred> supply(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::SupplyDeferred>());
    return command::SupplyDeferred{id, wanted.material, wanted.paper};
}

Result<command::Move> move(const Call& call, store::Id id) {
    ZHUPI_TRY(const auto wanted, call.body<api::MoveCase>());
    const auto to = wanted.to == api::MovedTo::review     ? approval::Desk::review
                    : wanted.to == api::MovedTo::approval ? approval::Desk::approval
                                                          : approval::Desk::handling;
    return command::Move{id, to, wanted.reason};
}

/// Whoever is asked answers, in a case that is another department's.
void answer_task(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto expected = version_of(*call);
    if (!expected) return reply(fail(std::move(expected.error())));
    auto wanted = call->body<api::AnswerTask>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const command::Answer made{*id, wanted->token, wanted->outcome, wanted->text};
    run_command(app, call, reply,
                [&app, call, made, expected = *expected](store::Tx& tx) -> Result<store::Receipt> {
                    ZHUPI_TRY(const auto number, store::application_of_case(tx, made.case_id));
                    ZHUPI_TRY(auto application, store::load_application(tx, number));
                    if (expected && *expected != application.version) return fail(err::version_stale);
                    const auto* task = find_task(application, made.case_id, made.token);
                    if (!task || !may_answer(caller(*call).person, *task)) return fail(err::flow_task_none);
                    const auto who = acting(app, *call, permission_for(task->post));
                    return store::act(tx, app.office(), who, std::move(application), made, expected);
                },
                {}, {0, *id});
}

/// A corrected value is held to what its field takes, as it was when it was filed.
Result<void> check_answer(const App& app, const std::string& key, const std::string& value, int number) {
    const auto* field = catalog::field_of_key(app.world.catalog, key);
    const auto trimmed = text::trim(value);
    const auto* code = !field            ? &err::field_unknown
                       : trimmed.empty() ? (field->required ? &err::field_required : nullptr)
                                         : forms::wrong_value(*field, trimmed);
    if (!code) return {};
    auto error = field ? forms::value_error(*field, *code, field->label) : Error{code, {}, {{"field", key}}};
    error.where = "/answers/" + std::to_string(number - 1) + "/value";
    return fail(std::move(error));
}

void answer_correction(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto expected = version_of(*call);
    if (!expected) return reply(fail(std::move(expected.error())));
    auto wanted = call->body<api::AnswerCorrection>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto who = acting(app, *call, permission::case_answer);
    run_command(
        app, call, reply,
        [&app, call, who, id = *id, expected = *expected, wanted = *wanted](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(const auto found, visible_case(app, *call, tx, id, permission::case_answer));
            command::AnswerCorrection made{id, {}, {}};
            std::map<std::string, std::string> changed;
            ZHUPI_TRY(const auto submission,
                      store::load_submission(tx, found.application.id, found.application.submission));
            const auto& corrections = found.one().corrections;
            for (const auto& answer : wanted.answers) {
                auto& given = made.answers.emplace_back(
                    command::AnswerCorrection::Answer{answer.number, answer.text, answer.paper});
                const auto* paper = answer.paper ? found.project.paper(*answer.paper) : nullptr;
                if (answer.paper && !paper) return fail(err::paper_none);
                if (corrections.empty()) continue;
                const auto& requests = corrections.back().requests;
                if (answer.number < 1 || answer.number > static_cast<int>(requests.size())) continue;
                const auto& request = requests[static_cast<std::size_t>(answer.number) - 1];
                if (answer.value && request.kind == "field") {
                    ZHUPI_CHECK(check_answer(app, request.target, *answer.value, answer.number));
                    changed[request.target] = *answer.value;
                }
                if (request.finding) {  // closes only by other bytes, or another value
                    const auto* finding = found.application.joint->finding(*request.finding);
                    const auto held = submission.values.find(request.target);
                    given.changed = (paper && paper->sha256 != finding->content) ||
                                    (answer.value && request.kind == "field" &&
                                     (held == submission.values.end() || held->second != *answer.value));
                }
            }
            return store::answer_correction(tx, app.office(), who, found.application.id, std::move(made), changed,
                                            expected);
        });
}

Result<Response> decision(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_case(app, call, from, id, permission::case_read));
        if (!found.one().decision) return fail(err::case_no_decision);
        return Response::text(
            decision_page(app.world, app.names.directory(), found.project, found.application, found.one()),
            "text/html; charset=utf-8");
    });
}

}  // namespace

void add_case_routes(net::Router& router, App& app) {
    const std::string base = "/api/v1/cases/{id}";
    const std::string read(permission::case_read);
    router.add({.method = Method::get,
                .pattern = base,
                .permission = read,
                .operation = "case",
                .tag = "cases",
                .zh = "办件",
                .en = "One case",
                .response = json::ops_for<api::CaseView>(),
                .handler = [&app](Call& call) { return one_case(app, call); }});
    router.add({.method = Method::get,
                .pattern = base + "/decision",
                .permission = read,
                .operation = "decisionDocument",
                .tag = "cases",
                .zh = "决定书",
                .en = "Decision document (HTML, to be printed)",
                .handler = [&app](Call& call) { return decision(app, call); }});

    const auto add = [&](const char* path, const char* operation, std::string_view permission, const char* zh,
                         const char* en, const json::Ops* request, auto make) {
        router.add({.method = Method::post,
                    .pattern = base + path,
                    .permission = std::string(permission),
                    .operation = operation,
                    .tag = "cases",
                    .zh = zh,
                    .en = en,
                    .request = request,
                    .response = json::ops_for<api::Receipt>(),
                    .idempotent = true,
                    .versioned = true,
                    .async = action(app, permission, make)});
    };
    add("/claim", "claim", permission::case_handle, "认领", "Claim", nullptr, claim);
    add("/assign", "assign", permission::case_assign, "分派", "Assign", json::ops_for<api::Assign>(), assign);
    add("/handover", "handOver", permission::case_handle, "移交", "Hand over", json::ops_for<api::HandOver>(),
        hand_over);
    add("/release", "release", permission::case_handle, "退回待办池", "Give back", json::ops_for<api::Note>(), release);
    add("/accept", "accept", permission::case_handle, "受理", "Accept", json::ops_for<api::Note>(), accept);
    add("/refuse", "refuse", permission::case_handle, "不予受理", "Refuse", json::ops_for<api::Refuse>(), refuse);
    add("/corrections", "askCorrection", permission::case_handle, "一次性告知补正", "Ask for corrections",
        json::ops_for<api::AskCorrection>(), ask_correction);
    add("/special/start", "startSpecial", permission::case_handle, "启动特别程序", "Start a special procedure",
        json::ops_for<api::StartSpecial>(), start_special);
    add("/special/end", "endSpecial", permission::case_handle, "结束特别程序", "End the special procedure",
        json::ops_for<api::Note>(), end_special);
    add("/propose", "propose", permission::case_handle, "提出拟办意见", "Propose", json::ops_for<api::Propose>(),
        propose);
    add("/review", "review", permission::case_review, "审核", "Review", json::ops_for<api::Review>(), review);
    add("/decide", "decide", permission::case_approve, "批准", "Decide", json::ops_for<api::Review>(), decide);
    add("/withdraw", "withdrawCase", permission::application_withdraw, "撤件", "Withdraw",
        json::ops_for<api::Withdraw>(), withdraw);
    add("/revoke", "revoke", permission::case_revoke, "撤销", "Revoke", json::ops_for<api::Revoke>(), revoke);
    add("/move", "moveCase", permission::flows_move, "调整环节", "Move to another step", json::ops_for<api::MoveCase>(),
        move);
    add("/deferrals", "supplyDeferred", permission::case_answer, "补齐容缺材料", "Supply a deferred paper",
        json::ops_for<api::SupplyDeferred>(), supply);
    router.add({.method = Method::post,
                .pattern = base + "/answer",
                .permission = read,
                .operation = "answerTask",
                .tag = "cases",
                .zh = "答复会办任务",
                .en = "Answer a task",
                .request = json::ops_for<api::AnswerTask>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .versioned = true,
                .async = [&app](std::shared_ptr<Call> call, Reply reply) { answer_task(app, call, reply); }});
    router.add({.method = Method::post,
                .pattern = base + "/corrections/answer",
                .permission = std::string(permission::case_answer),
                .operation = "answerCorrection",
                .tag = "cases",
                .zh = "提交补正",
                .en = "Answer the corrections",
                .request = json::ops_for<api::AnswerCorrection>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .versioned = true,
                .async = [&app](std::shared_ptr<Call> call, Reply reply) { answer_correction(app, call, reply); }});
}

}  // namespace zhupi::server
