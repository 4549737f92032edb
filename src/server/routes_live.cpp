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
                .permission = std::string(permission::application_file),
                .operation = "upload",
                .tag = "uploads",
                .zh = "已完成的上传",
                .en = "A finished upload",
                .response = json::ops_for<api::UploadView>(),
                .handler = [&app](Call& call) { return one_upload(app, call); }});
    net::TusOptions tus;
    tus.permission = permission::application_file;
    tus.owner = [](const Call& call) { return std::to_string(caller(call).person.id); };
    net::add_tus_routes(router, std::move(tus), app.uploads);
}

// Uploads ---------------------------------------------------------------------------------------------------------

Result<api::UploadView> find_upload(App& app, std::string_view id, store::Id person) {
    std::optional<api::UploadView> found;
    ZHUPI_CHECK(app.store.read([&](store::Snapshot& from) {
        return from.query(
            "SELECT u.id, u.name, b.media_type, b.sha256, b.sm3, b.size FROM upload u JOIN blob b ON b.sha256 = "
            "u.sha256 "
            "WHERE u.id = $1 AND u.person = $2",
            {id, person}, [&](const store::Row& row) {
                found = api::UploadView{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                                        std::string(row.text(3)), std::string(row.text(4)), row.integer(5)};
            });
    }));
    if (!found) return fail(err::upload_none, {}, "/upload");
    return std::move(*found);
}

Result<void> keep_upload(store::Tx& tx, const api::UploadView& upload, store::Id person, Instant now) {
    ZHUPI_CHECK(
        tx.run("INSERT INTO blob (sha256, sm3, size, media_type, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING",
               {upload.sha256, upload.sm3, upload.size, upload.media_type, now.ms}));
    ZHUPI_CHECK(
        tx.run("INSERT INTO upload (id, person, name, sha256, at) VALUES ($1,$2,$3,$4,$5) ON CONFLICT DO NOTHING",
               {upload.id, person, upload.name, upload.sha256, now.ms}));
    return {};
}

net::UploadFolder::Complete upload_taker(store::Store& store, store::Blobs& blobs, Clock clock) {
    return [&store, &blobs, clock](const net::UploadState& state, const std::string& path) -> Result<void> {
        ZHUPI_TRY(const auto blob, blobs.take(path));
        const auto name = state.metadata.find("filename");
        const api::UploadView upload{state.id,        name == state.metadata.end() ? "" : name->second,
                                     blob.media_type, blob.sha256,
                                     blob.sm3,        blob.size};
        return store.write([&](store::Tx& tx) { return keep_upload(tx, upload, std::stoll(state.owner), clock()); });
    };
}

std::string download_header(std::string_view title, std::string_view media_type, bool attachment) {
    constexpr std::pair<std::string_view, std::string_view> endings[] = {
        {"application/pdf", ".pdf"},
        {"image/png", ".png"},
        {"image/jpeg", ".jpg"},
        {"application/ofd", ".ofd"},
        {"image/vnd.dwg", ".dwg"},
        {"image/vnd.dxf", ".dxf"},
        {"application/zip", ".zip"},
        {"image/tiff", ".tif"},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"}};
    std::string name(title);
    for (const auto& [type, ending] : endings)
        if (type == media_type && !name.ends_with(ending)) name += ending;
    std::string encoded;
    constexpr char hex[] = "0123456789ABCDEF";
    for (const char c : name) {
        const auto u = static_cast<unsigned char>(c);
        if (std::isalnum(u) || c == '.' || c == '-' || c == '_') {
            encoded += c;
        } else {
            encoded += '%';
            encoded += hex[u >> 4];
            encoded += hex[u & 15];
        }
    }
    return std::string(attachment ? "attachment" : "inline") + "; filename*=UTF-8''" + encoded;
}

void add_routes(net::Router& router, App& app) {
    add_session_routes(router, app);
    add_catalog_routes(router, app);
    add_why_routes(router, app);
    add_rules_routes(router, app);
    add_flow_routes(router, app);
    add_project_routes(router, app);
    add_filing_routes(router, app);
    add_case_routes(router, app);
    add_list_routes(router, app);
    add_supervision_routes(router, app);
    add_people_routes(router, app);
    add_audit_routes(router, app);
    add_live_routes(router, app);
}

}  // namespace zhupi::server
