#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/app.hpp"
#include "server/history.hpp"
#include "server/uploads.hpp"

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
    filter.organisation = visible.organisation;
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

Result<Response> one_project(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        ZHUPI_TRY(const auto applications, store::load_applications(from, id));
        ZHUPI_TRY(auto contact, store::load_contact(from, id));
        const auto& person = caller(call).person;
        const bool own = person.organisation != 0 && person.organisation == project.organisation;
        if (!own && !access::may(person, permission::case_handle) &&
            !access::may(person, permission::application_receive))
            contact = {codes::mask_name(contact.name), codes::mask_number(contact.phone)};
        const bool can_file = own && access::may(person, permission::application_file);
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
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        HistoryList list;
        ZHUPI_TRY(list.items, project_history_view(app.world, app.names.directory(), from, project));
        return Response::json(list);
    });
}

void add_paper(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::AddPaper>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    const auto title = std::string(text::trim(wanted->title));
    if (title.empty() || text::length(title) > 200) return reply(fail(err::paper_title, {}, "/title"));
    auto upload = find_upload(app, wanted->upload, caller(*call).person.id);
    if (!upload) return reply(fail(std::move(upload.error())));
    approval::Paper paper;
    paper.material = wanted->material;
    paper.title = title;
    paper.sha256 = upload->sha256;
    paper.media_type = upload->media_type;
    paper.size = upload->size;
    const auto who = acting(app, *call, permission::application_file);
    auto added = std::make_shared<approval::Paper>();
    run_command(
        app, call, reply,
        [&app, who, paper, id = *id, call, added](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_CHECK(visible_project(app, *call, tx, id));
            return store::add_paper(tx, app.office(), who, id, paper, *added);
        },
        [&app, added](const store::Receipt&) { return json::encode(paper_view(app.world, *added)); });
}

Result<Response> paper_content(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    ZHUPI_TRY(const auto paper_id, call.number("paper"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        const auto* paper = project.paper(paper_id);
        if (!paper || paper->sha256.empty()) return fail(err::paper_none);
        ZHUPI_TRY(const auto path, app.blobs.path_of(paper->sha256));
        // Only types that a browser shows without running anything are shown in place.
        const auto& type = paper->media_type;
        const bool shown = type == "application/pdf" || type == "image/png" || type == "image/jpeg";
        const bool download = !shown || query_or(call, "download") == "1";
        return Response::of_file(path, shown ? type : "application/octet-stream")
            .with("Content-Disposition", download_header(paper->title, type, download))
            .with("Content-Security-Policy",
                  "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'");
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
    router.add({.method = Method::post,
                .pattern = "/api/v1/projects/{id}/papers",
                .permission = std::string(permission::application_file),
                .operation = "addPaper",
                .tag = "projects",
                .zh = "材料入档",
                .en = "Add a paper to the project's file",
                .request = json::ops_for<api::AddPaper>(),
                .response = json::ops_for<api::PaperView>(),
                .idempotent = true,
                .async = later(add_paper)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}/papers/{paper}/content",
                .permission = read,
                .operation = "paperContent",
                .tag = "projects",
                .zh = "材料内容",
                .en = "Content of a paper",
                .query = {{"download", "1 表示下载", "1 to download", {"0", "1"}}},
                .handler = bind(paper_content)});
}

}  // namespace zhupi::server
