#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "server/app.hpp"
#include "server/net/tus.hpp"
#include "server/uploads.hpp"

#include <charconv>
#include <set>

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

/// Whom a person's screen listens to: officials their departments, applicants their company, supervisors everything.
std::set<std::string> audiences_of(const access::Person& person) {
    std::set<std::string> audiences{"person:" + std::to_string(person.id)};
    const auto visible = access::visible(person, permission::case_read);
    if (visible.nothing) return audiences;
    if (visible.organisation != 0)
        audiences.insert("organisation:" + std::to_string(visible.organisation));
    else if (visible.any_of.empty())
        audiences.insert("everything");
    for (const auto& scope : visible.any_of)
        audiences.insert(scope.department.empty() ? "everything" : "department:" + scope.department);
    return audiences;
}

Result<Response> follow(App& app, Call& call) {
    std::optional<std::int64_t> last;
    if (const auto header = call.request.headers.find("Last-Event-ID")) {
        std::int64_t id = 0;
        const auto [end, ec] = std::from_chars(header->data(), header->data() + header->size(), id);
        if (ec == std::errc{} && end == header->data() + header->size()) last = id;
    }
    return Response::event_stream(app.hub.subscribe(audiences_of(caller(call).person), last));
}

Result<Response> one_upload(App& app, Call& call) {
    ZHUPI_TRY(const auto upload, find_upload(app, call.param("id"), caller(call).person.id));
    return Response::json(upload);
}

}  // namespace

void add_live_routes(net::Router& router, App& app) {
    router.add({.method = Method::get,
                .pattern = "/api/v1/events",
                .operation = "events",
                .tag = "live",
                .zh = "实时更新（SSE）",
                .en = "Live updates (server-sent events)",
                .handler = [&app](Call& call) { return follow(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/uploads/{id}",
                .permission = std::string(permission::paper_add),
                .operation = "upload",
                .tag = "uploads",
                .zh = "已完成的上传",
                .en = "A finished upload",
                .response = json::ops_for<api::UploadView>(),
                .handler = [&app](Call& call) { return one_upload(app, call); }});
    net::TusOptions tus;
    tus.permission = permission::paper_add;
    tus.owner = [](const Call& call) { return std::to_string(caller(call).person.id); };
    tus.check = [&app](const std::map<std::string, std::string>& said) { return check_announced(app, said); };
    net::add_tus_routes(router, std::move(tus), app.uploads);
}

void add_routes(net::Router& router, App& app) {
    add_session_routes(router, app);
    add_catalog_routes(router, app);
    add_why_routes(router, app);
    add_rules_routes(router, app);
    add_flow_routes(router, app);
    add_project_routes(router, app);
    add_material_routes(router, app);
    add_filing_routes(router, app);
    add_form_routes(router, app);
    add_case_routes(router, app);
    add_finding_routes(router, app);
    add_list_routes(router, app);
    add_guide_routes(router, app);
    add_progress_routes(router, app);
    add_calendar_routes(router, app);
    add_supervision_routes(router, app);
    add_people_routes(router, app);
    add_organisation_routes(router, app);
    add_member_routes(router, app);
    add_personal_routes(router, app);
    add_desk_routes(router, app);
    add_audit_routes(router, app);
    add_live_routes(router, app);
}

}  // namespace zhupi::server
