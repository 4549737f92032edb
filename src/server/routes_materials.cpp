// The project's file (一项一档): what is in it, what is brought into it, and how many papers it has spared.

#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/app.hpp"
#include "server/material_views.hpp"
#include "server/standing.hpp"
#include "server/uploads.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

Result<Response> project_file(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, id));
        ZHUPI_TRY(const auto applications, store::load_applications(from, id));
        const auto& person = caller(call).person;
        ZHUPI_TRY(const bool brings, may_in_project(call, from, permission::paper_add, id));
        const bool works =
            access::may(person, permission::case_handle) || access::may(person, permission::application_receive);
        const FileReader reader{brings, brings || works, app.scanned};
        const auto view = project_file_view(app.world, app.names.directory(), project, applications, reader);
        return with_etag(json::encode(view), project.version);
    });
}

/// The words of an AddPaper as a paper, before its content is known.
Result<approval::Paper> named_paper(const api::AddPaper& wanted) {
    approval::Paper paper;
    paper.material = wanted.material;
    paper.title = std::string(text::trim(wanted.title));
    if (paper.title.empty() || text::length(paper.title) > 200) return fail(err::paper_title, {}, "/title");
    const auto some = [](const auto& given) -> std::optional<std::string> {
        const auto bare = given ? std::string(text::trim(*given)) : std::string();
        return bare.empty() ? std::nullopt : std::optional(bare);
    };
    paper.sheet = some(wanted.sheet);
    paper.sheet_title = some(wanted.sheet_title);
    return paper;
}

/// The content of a paper that is in the same file already: sent once, used twice.
Result<void> copy_content(const approval::Project& project, std::int64_t id, approval::Paper& paper) {
    const auto* other = project.paper(id);
    if (!other || other->sha256.empty() || other->removed.value_or(false)) return fail(err::paper_none, {}, "/paper");
    paper.sha256 = other->sha256;
    paper.media_type = other->media_type;
    paper.size = other->size;
    return {};
}

void add_paper(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::AddPaper>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto paper = named_paper(*wanted);
    if (!paper) return reply(fail(std::move(paper.error())));
    if (wanted->upload.has_value() == wanted->paper.has_value()) return reply(fail(err::paper_source));
    const auto* material = app.world.catalog.material(paper->material);
    if (!material) return reply(fail(err::paper_material, {{"material", paper->material}}, "/material"));
    if (wanted->upload) {
        auto upload = find_upload(app, *wanted->upload, caller(*call).person.id);
        if (!upload) return reply(fail(std::move(upload.error())));
        paper->sha256 = upload->sha256;
        paper->media_type = upload->media_type;
        paper->size = upload->size;
    }
    const auto who = acting(app, *call, permission::paper_add);
    const approval::Placing placing{wanted->replaces, wanted->beside.value_or(false)};
    auto added = std::make_shared<approval::Paper>();
    run_command(
        app, call, reply,
        [&app, who, paper = *paper, material, copied = wanted->paper, placing, id = *id, call,
         added](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(const auto project, visible_project(app, *call, tx, id));
            auto brought = paper;
            if (copied) ZHUPI_CHECK(copy_content(project, *copied, brought));
            ZHUPI_CHECK(check_accepted(*material, brought.media_type));
            return store::add_paper(tx, app.office(), who, id, std::move(brought), placing, *added);
        },
        [&app, added](const store::Receipt&) { return json::encode(paper_view(app.world, *added)); });
}

struct Place {
    store::Id project = 0, paper = 0;
};
Result<Place> paper_place(const Call& call) {
    Place place;
    ZHUPI_TRY(place.project, call.number("id"));
    ZHUPI_TRY(place.paper, call.number("paper"));
    return place;
}

void describe_paper(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto place = paper_place(*call);
    if (!place) return reply(fail(place.error()));
    auto wanted = call->body<api::DescribePaper>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto who = acting(app, *call, permission::paper_add);
    run_command(app, call, reply,
                [&app, call, who, place = *place, words = std::move(*wanted)](store::Tx& tx) -> Result<store::Receipt> {
                    ZHUPI_CHECK(visible_project(app, *call, tx, place.project));
                    return store::describe_paper(tx, who, place.project,
                                                 {place.paper, words.title, words.sheet, words.sheet_title});
                });
}

void remove_paper(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto place = paper_place(*call);
    if (!place) return reply(fail(place.error()));
    const auto who = acting(app, *call, permission::paper_add);
    run_command(app, call, reply, [&app, call, who, place = *place](store::Tx& tx) -> Result<store::Receipt> {
        ZHUPI_CHECK(visible_project(app, *call, tx, place.project));
        return store::remove_paper(tx, who, place.project, place.paper);
    });
}

Result<Response> paper_content(App& app, Call& call) {
    ZHUPI_TRY(const auto place, paper_place(call));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, place.project));
        const auto* paper = project.paper(place.paper);
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

void add_material_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](std::shared_ptr<Call> call, Reply reply) { fn(app, call, reply); };
    };
    const std::string read(permission::project_read), file(permission::paper_add);
    const std::string papers = "/api/v1/projects/{id}/papers";
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}/file",
                .permission = read,
                .operation = "projectFile",
                .tag = "materials",
                .zh = "项目档案（一项一档）",
                .en = "The file of a project",
                .response = json::ops_for<api::ProjectFileView>(),
                .handler = bind(project_file)});
    router.add({.method = Method::post,
                .pattern = papers,
                .permission = file,
                .operation = "addPaper",
                .tag = "materials",
                .zh = "材料入档",
                .en = "Add a paper to the project's file",
                .request = json::ops_for<api::AddPaper>(),
                .response = json::ops_for<api::PaperView>(),
                .idempotent = true,
                .async = later(add_paper)});
    router.add({.method = Method::patch,
                .pattern = papers + "/{paper}",
                .permission = file,
                .operation = "describePaper",
                .tag = "materials",
                .zh = "更正材料名称、图号、图名",
                .en = "Correct a paper's title, sheet number and sheet title",
                .request = json::ops_for<api::DescribePaper>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .async = later(describe_paper)});
    router.add({.method = Method::del,
                .pattern = papers + "/{paper}",
                .permission = file,
                .operation = "removePaper",
                .tag = "materials",
                .zh = "移除未用过的材料",
                .en = "Remove a paper that was never handed in",
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .async = later(remove_paper)});
    router.add({.method = Method::get,
                .pattern = papers + "/{paper}/content",
                .permission = read,
                .operation = "paperContent",
                .tag = "materials",
                .zh = "材料内容",
                .en = "Content of a paper",
                .query = {{"download", "1 表示下载", "1 to download", {"0", "1"}}},
                .handler = bind(paper_content)});
}

}  // namespace zhupi::server
