#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/app.hpp"
#include "server/history.hpp"
#include "server/standing.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

approval::ProjectFacts facts_of(const api::RegisterProject& wanted) {
    approval::ProjectFacts facts;
    facts.code = wanted.code.value_or("");
    facts.name = wanted.name;
    facts.district = wanted.district;
    facts.location = wanted.location;
    facts.scale = wanted.scale;
    facts.longitude = wanted.longitude;
    facts.latitude = wanted.latitude;
    facts.answers = wanted.answers;
    facts.investment = wanted.investment;
    facts.land_area = wanted.land_area;
    facts.floor_area = wanted.floor_area;
    facts.planned_start = wanted.planned_start;
    facts.planned_finish = wanted.planned_finish;
    for (const auto& b : wanted.buildings)
        facts.buildings.push_back({b.name, b.use, b.floor_area, b.storeys_above, b.storeys_below, b.height});
    return facts;
}

void register_project(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::RegisterProject>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    if (text::trim(wanted->contact).empty() || text::length(wanted->contact) > 50)
        return reply(fail(err::access_name, {}, "/contact"));
    if (!codes::is_phone(wanted->contact_phone))
        return reply(fail(err::access_phone, {{"phone", wanted->contact_phone}}, "/contactPhone"));
    const auto who = acting(app, *call, permission::project_register);
    run_command(
        app, call, reply,
        [&app, who, facts = facts_of(*wanted), contact = store::Contact{wanted->contact, wanted->contact_phone}](
            store::Tx& tx) { return store::register_project(tx, app.office(), who, facts, contact); });
}

Result<Response> list_projects(App& app, Call& call) {
    const auto visible = access::visible(caller(call).person, permission::project_read);
    ZHUPI_TRY(const auto after, cursor_of(call));
    store::ProjectFilter filter;
    filter.visible = visible;
    for (const auto& scope : visible.any_of) {
        if (scope.district.empty()) {
            filter.districts.clear();
            break;
        }
        filter.districts.push_back(scope.district);
    }
    filter.district = query_or(call, "district");
    filter.flow = query_or(call, "flow");
    filter.search = query_or(call, "q");
    const auto stage = query_or(call, "stage"), status = query_or(call, "status");
    if (stage.size() == 1 && stage[0] >= '1' && stage[0] <= '5') filter.stage = stage[0] - '0';
    if (!status.empty()) filter.completed = status == "completed";
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, store::list_projects(from, filter, after, limit_of(call)));
        std::vector<store::Id> ids;
        for (const auto& project : listed.projects) ids.push_back(project.id);
        ZHUPI_TRY(const auto rows, store::cases_of_projects(from, ids));
        std::map<store::Id, std::vector<approval::CaseRow>> by_project;
        for (const auto& row : rows) by_project[row.project].push_back(row);
        api::ProjectPage page;
        const auto people = app.names.directory();
        for (const auto& project : listed.projects)
            page.items.push_back(
                project_row_view(app.world, people, project, count_cases(app.world, by_project[project.id])));
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

/// Of an applicant's project, only the applications that its role there lets them see.
Result<void> drop_unseen(App& app, const Call& call, store::Snapshot& from,
                         std::vector<approval::Application>& applications) {
    const auto visible = access::visible(caller(call).person, permission::case_read);
    if (visible.organisation == 0) return {};
    std::vector<approval::Application> seen;
    for (auto& application : applications) {
        if (application.cases.empty()) continue;
        const auto row = approval::case_row(application.cases.front(), application, app.world.calendar, app.world.zone);
        ZHUPI_TRY(const bool shown, store::sees(from, visible, row));
        if (shown) seen.push_back(std::move(application));
    }
    applications = std::move(seen);
    return {};
}

Result<Response> one_project(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        ZHUPI_TRY(auto applications, store::load_applications(from, id));
        ZHUPI_CHECK(drop_unseen(app, call, from, applications));
        ZHUPI_TRY(auto contact, store::load_contact(from, id));
        ZHUPI_TRY(const bool open, needs_personal(call, from, id, 0));
        if (!open) contact = masked(contact);
        ZHUPI_TRY(const bool can_file, may_in_project(call, from, permission::application_draft, id));
        ZHUPI_TRY(const auto view, project_view(app.world, app.names.directory(),
                                                {project, applications, contact.name, contact.phone, can_file}));
        return with_etag(json::encode(view), project.version);
    });
}

struct HistoryList {
    std::vector<api::HistoryLine> items;
};
BOOST_DESCRIBE_STRUCT(HistoryList, (), (items))

Result<Response> project_history(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(auto project, visible_project(app, call, from, id));
        ZHUPI_TRY(auto applications, store::load_applications(from, id));
        ZHUPI_CHECK(drop_unseen(app, call, from, applications));
        for (auto& stage : project.stages)
            std::erase_if(stage.applications, [&](store::Id filed) {
                return std::none_of(applications.begin(), applications.end(),
                                    [&](const auto& seen) { return seen.id == filed; });
            });
        HistoryList list;
        ZHUPI_TRY(list.items, project_history_view(app.world, app.names.directory(), from, project));
        return Response::json(list);
    });
}

}  // namespace

void add_project_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](std::shared_ptr<Call> call, Reply reply) { fn(app, call, reply); };
    };
    const std::string read(permission::project_read);
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects",
                .permission = read,
                .operation = "projects",
                .tag = "projects",
                .zh = "项目列表",
                .en = "Projects",
                .response = json::ops_for<api::ProjectPage>(),
                .query = paging({{"q", "名称或代码包含", "part of name or code"},
                                 {"status", "running 或 completed", "running or completed", {"running", "completed"}},
                                 {"stage", "最前阶段", "furthest stage", {}, {{1, 5}}},
                                 {"district", "区县", "district"},
                                 {"flow", "流程", "flow"}}),
                .handler = bind(list_projects)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/projects",
                .permission = std::string(permission::project_register),
                .operation = "registerProject",
                .tag = "projects",
                .zh = "登记项目",
                .en = "Register a project",
                .request = json::ops_for<api::RegisterProject>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .async = later(register_project)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}",
                .permission = read,
                .operation = "project",
                .tag = "projects",
                .zh = "项目",
                .en = "One project",
                .response = json::ops_for<api::ProjectView>(),
                .handler = bind(one_project)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}/history",
                .permission = read,
                .operation = "projectHistory",
                .tag = "projects",
                .zh = "项目履历",
                .en = "History of a project",
                .response = json::ops_for<HistoryList>(),
                .handler = bind(project_history)});
}

}  // namespace zhupi::server
