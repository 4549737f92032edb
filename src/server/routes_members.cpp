#include "approval/membership.hpp"
#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "server/organisation_views.hpp"
#include "server/standing.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

api::OwnerChangeView change_view(const App& app, const access::Person& person, const approval::Project& project) {
    const auto& change = *project.owner_change;
    api::OwnerChangeView view;
    view.project = project.id;
    view.project_name = project.facts.name;
    view.project_code = project.facts.code;
    view.from = organisation_card(app, project.organisation);
    view.to = organisation_card(app, change.to);
    view.reason = change.reason;
    for (const auto id : change.papers)
        if (const auto* paper = project.paper(id)) view.papers.push_back({id, paper->title});
    view.department = department_view(app.world, change.department);
    view.asked_at = change.asked_at.iso();
    if (change.consented_at) view.consented_at = change.consented_at->iso();
    if (access::may(person, permission::project_transfer)) {
        if (person.organisation == project.organisation) view.actions.emplace_back("withdraw");
        if (person.organisation == change.to && !change.consented_at) view.actions.emplace_back("consent");
    }
    if (access::may(person, permission::project_transfer_decide) && person.department == change.department &&
        change.consented_at)
        view.actions.emplace_back("decide");
    return view;
}

Result<Response> members(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        const auto& person = caller(call).person;
        api::MembersView view;
        view.items.push_back({organisation_card(app, project.organisation),
                              {},
                              approval::MemberRole::lead,
                              project.registered_at.iso()});
        for (const auto& m : project.members) {
            view.items.push_back({organisation_card(app, m.organisation), {}, m.role, m.since.iso()});
            if (m.person != 0) view.items.back().person = person_name(app, m.person);
        }
        for (const auto& former : project.former_owners)
            view.items.push_back(
                {organisation_card(app, former.organisation), {}, approval::MemberRole::former, former.until.iso()});
        if (project.owner_change) view.owner_change = change_view(app, person, project);
        if (person.acting) {
            ZHUPI_TRY(view.can_manage, may_in_project(call, from, permission::project_members, id));
            ZHUPI_TRY(view.can_transfer, may_in_project(call, from, permission::project_transfer, id));
        }
        return Response::json(view);
    });
}

/// Changes that are the caller's to follow: from or to the organisation they act for, or to be decided in their office.
Result<Response> owner_changes(App& app, Call& call) {
    const auto& person = caller(call).person;
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        std::vector<store::Id> projects;
        const auto keep = [&](const store::Row& row) { projects.push_back(row.integer(0)); };
        if (person.acting) {
            ZHUPI_CHECK(
                from.query("SELECT project FROM owner_change WHERE from_owner = $1 UNION "
                           "SELECT project FROM owner_change WHERE to_owner = $1 ORDER BY 1 LIMIT 200",
                           {person.organisation}, keep));
        } else if (access::may(person, permission::project_transfer_decide)) {
            ZHUPI_CHECK(
                from.query("SELECT project FROM owner_change WHERE department = $1 AND consented = 1 "
                           "ORDER BY project LIMIT 200",
                           {person.department}, keep));
        }
        api::OwnerChangeList list;
        for (const auto id : projects) {
            ZHUPI_TRY(const auto project, store::load_project(from, id));
            const auto& scope = person.acting ? person.acting->projects : std::vector<store::Id>{};
            const bool own = !person.acting || person.organisation == project.organisation;
            if (own && !scope.empty() && std::find(scope.begin(), scope.end(), id) == scope.end()) continue;
            list.items.push_back(change_view(app, person, project));
        }
        return Response::json(list);
    });
}

// Changing --------------------------------------------------------------------------------------------------------

/// What a route does to a project, once it is known that the caller may.
using Decision = std::function<Result<approval::ProjectEvent>(store::Tx&, const approval::Project&)>;

void change_parties(App& app, const std::shared_ptr<Call>& call, const Reply& reply, std::string_view permission,
                    bool visible_first, Decision decide) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    const auto who = acting(app, *call, permission);
    run_command(app, call, reply,
                [&app, call, who, id = *id, visible_first, decide](store::Tx& tx) -> Result<store::Receipt> {
                    if (visible_first) ZHUPI_CHECK(visible_project(app, *call, tx, id));
                    return store::change_project(tx, app.office(), who, id,
                                                 [&](const approval::Project& project) { return decide(tx, project); });
                });
}

Result<access::Organisation> organisation_named(store::Snapshot& from, const std::string& code) {
    ZHUPI_TRY(auto found, access::find_organisation(from, code));
    if (!found) return fail(err::organisation_none, {{"code", code}}, "/creditCode");
    return std::move(*found);
}

/// A person of that organisation, authorised by it now; 0 when none is named.
Result<store::Id> person_of(store::Snapshot& from, const std::optional<api::Text<40>>& username, store::Id organisation,
                            Instant now) {
    if (!username || username->empty()) return store::Id{0};
    ZHUPI_TRY(const auto person, access::find_person(from, *username));
    if (!person) return fail(err::member_person, {}, "/username");
    ZHUPI_TRY(const auto ways, access::ways_to_act(from, person->id, now));
    const bool acts = std::any_of(ways.begin(), ways.end(), [&](const access::ActingFor& way) {
        return way.organisation == organisation && way.agent == 0;
    });
    if (!acts) return fail(err::member_person, {}, "/username");
    return person->id;
}

void set_member(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::SetMember>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    change_parties(
        app, call, reply, permission::project_members, true,
        [&app, wanted = *wanted](store::Tx& tx, const approval::Project& project) -> Result<approval::ProjectEvent> {
            ZHUPI_TRY(const auto organisation, organisation_named(tx, wanted.credit_code));
            ZHUPI_TRY(const auto person, person_of(tx, wanted.username, organisation.id, app.world.now()));
            ZHUPI_TRY(auto set, approval::decide_member(project, {organisation.id, person, wanted.role}));
            return approval::ProjectEvent{set};
        });
}

void remove_member(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::RemoveMember>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    change_parties(app, call, reply, permission::project_members, true,
                   [wanted = *wanted](store::Tx&, const approval::Project& project) -> Result<approval::ProjectEvent> {
                       ZHUPI_TRY(auto gone,
                                 approval::decide_member_removal(project, wanted.organisation, wanted.person));
                       return approval::ProjectEvent{gone};
                   });
}

void ask_owner_change(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::AskOwnerChange>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    if (auto confirmed = check_confirmed(app, *call); !confirmed) return reply(fail(std::move(confirmed.error())));
    change_parties(
        app, call, reply, permission::project_transfer, true,
        [&app, wanted = *wanted](store::Tx& tx, const approval::Project& project) -> Result<approval::ProjectEvent> {
            ZHUPI_TRY(const auto organisation, organisation_named(tx, wanted.credit_code));
            ZHUPI_TRY(auto asked, approval::decide_owner_change(project, organisation.id, wanted.reason, wanted.papers,
                                                                app.world.catalog));
            return approval::ProjectEvent{std::move(asked)};
        });
}

void withdraw_owner_change(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::Note>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    change_parties(app, call, reply, permission::project_transfer, true,
                   [text = std::string(wanted->text)](
                       store::Tx&, const approval::Project& project) -> Result<approval::ProjectEvent> {
                       ZHUPI_TRY(auto ended, approval::decide_end_of_change(project, "withdrawn", text));
                       return approval::ProjectEvent{std::move(ended)};
                   });
}

/// By the new owner, who does not see the project yet.
void consent_to_change(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::AgreeOrNot>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    if (auto confirmed = check_confirmed(app, *call); !confirmed) return reply(fail(std::move(confirmed.error())));
    const auto organisation = caller(*call).person.organisation;
    change_parties(app, call, reply, permission::project_transfer, false,
                   [organisation, wanted = *wanted](
                       store::Tx&, const approval::Project& project) -> Result<approval::ProjectEvent> {
                       ZHUPI_TRY(auto consent, approval::decide_consent(project, organisation, wanted.text));
                       if (wanted.agree) return approval::ProjectEvent{std::move(consent)};
                       ZHUPI_TRY(auto ended, approval::decide_end_of_change(project, "declined", wanted.text));
                       return approval::ProjectEvent{std::move(ended)};
                   });
}

void decide_owner_change(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::AgreeOrNot>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto person = caller(*call).person;
    change_parties(
        app, call, reply, permission::project_transfer_decide, true,
        [person, wanted = *wanted](store::Tx&, const approval::Project& project) -> Result<approval::ProjectEvent> {
            if (!project.owner_change || project.owner_change->department != person.department)
                return fail(err::owner_change_none);
            if (access::is_recused(person, project.organisation, project.id) ||
                access::is_recused(person, project.owner_change->to, project.id))
                return fail(err::case_recused);
            if (!project.owner_change->consented_at) return fail(err::owner_change_state);
            if (wanted.agree) {
                ZHUPI_TRY(auto changed, approval::decide_new_owner(project, wanted.text));
                return approval::ProjectEvent{std::move(changed)};
            }
            ZHUPI_TRY(auto ended, approval::decide_end_of_change(project, "rejected", wanted.text));
            return approval::ProjectEvent{std::move(ended)};
        });
}

}  // namespace

void add_member_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto add = [&](const char* path, const char* operation, std::string_view permission, const char* zh,
                         const char* en, const json::Ops* request, auto fn) {
        router.add({.method = Method::post,
                    .pattern = std::string("/api/v1/projects/{id}") + path,
                    .permission = std::string(permission),
                    .operation = operation,
                    .tag = "members",
                    .zh = zh,
                    .en = en,
                    .request = request,
                    .response = json::ops_for<api::Receipt>(),
                    .idempotent = true,
                    .async = [&app, fn](std::shared_ptr<Call> call, Reply reply) { fn(app, call, reply); }});
    };
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}/members",
                .permission = std::string(permission::project_read),
                .operation = "members",
                .tag = "members",
                .zh = "项目成员",
                .en = "Members of a project",
                .response = json::ops_for<api::MembersView>(),
                .handler = bind(members)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/owner-changes",
                .permission = std::string(permission::project_read),
                .operation = "ownerChanges",
                .tag = "members",
                .zh = "正在办理的建设单位变更",
                .en = "Changes of owner under way",
                .response = json::ops_for<api::OwnerChangeList>(),
                .handler = bind(owner_changes)});
    add("/members", "setMember", permission::project_members, "加入项目成员", "Add a member or change its role",
        json::ops_for<api::SetMember>(), set_member);
    add("/members/remove", "removeMember", permission::project_members, "移出项目成员", "Remove a member",
        json::ops_for<api::RemoveMember>(), remove_member);
    add("/owner-change", "askOwnerChange", permission::project_transfer, "申请变更建设单位",
        "Ask for a change of owner", json::ops_for<api::AskOwnerChange>(), ask_owner_change);
    add("/owner-change/withdraw", "withdrawOwnerChange", permission::project_transfer, "撤回变更申请",
        "Withdraw the change of owner", json::ops_for<api::Note>(), withdraw_owner_change);
    add("/owner-change/consent", "consentToOwnerChange", permission::project_transfer, "新建设单位同意或谢绝",
        "The new owner consents or declines", json::ops_for<api::AgreeOrNot>(), consent_to_change);
    add("/owner-change/decide", "decideOwnerChange", permission::project_transfer_decide, "决定建设单位变更",
        "Decide on the change of owner", json::ops_for<api::AgreeOrNot>(), decide_owner_change);
}

}  // namespace zhupi::server
