#include "base/permissions.hpp"
#include "server/app.hpp"
#include "server/progress_views.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

Result<Response> of_project(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        ZHUPI_TRY(const auto applications, store::load_applications(from, id));
        std::vector<const approval::Application*> all;
        for (const auto& one : applications) all.push_back(&one);
        return Response::json(progress_view(app.world, app.names.directory(),
                                            {project, all, 0, project.registered_at, project.completed_at, true}));
    });
}

Result<Response> of_application(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_application(app, call, from, id));
        const auto& one = found.application;
        return Response::json(progress_view(app.world, app.names.directory(),
                                            {found.project, {&one}, 0, one.filed_at, one.ended_at, false}));
    });
}

Result<Response> of_case(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_case(app, call, from, id, permission::case_read));
        const auto& one = found.one();
        return Response::json(
            progress_view(app.world, app.names.directory(),
                          {found.project, {&found.application}, id, one.filed_at, one.ended_at, false}));
    });
}

}  // namespace

void add_progress_routes(net::Router& router, App& app) {
    const auto add = [&](std::string pattern, std::string operation, std::string_view permission, std::string tag,
                         std::string zh, std::string en, auto fn) {
        net::Route route;
        route.method = Method::get;
        route.pattern = std::move(pattern);
        route.permission = std::string(permission);
        route.operation = std::move(operation);
        route.tag = std::move(tag);
        route.zh = std::move(zh);
        route.en = std::move(en);
        route.response = json::ops_for<api::Progress>();
        route.handler = [&app, fn](Call& call) { return fn(app, call); };
        router.add(std::move(route));
    };
    add("/api/v1/projects/{id}/progress", "projectProgress", permission::project_read, "projects",
        "项目进度：轮到谁、多久、依据、联系人",
        "Progress of a project: whose turn, since when, by which law, whom to call", of_project);
    add("/api/v1/applications/{id}/progress", "applicationProgress", permission::case_read, "cases", "申报进度",
        "Progress of an application", of_application);
    add("/api/v1/cases/{id}/progress", "caseProgress", permission::case_read, "cases", "办件进度", "Progress of a case",
        of_case);
}

}  // namespace zhupi::server
