#include "server/net/tus.hpp"

#include "base/error_codes.hpp"
#include "server/net/header_values.hpp"
#include "server/net/tus_fields.hpp"

namespace zhupi::net {
namespace {

constexpr const char* version = "1.0.0";
constexpr const char* patch_type = "application/offset+octet-stream";

/// Passes the body of a PATCH on; the answer tells the new offset.
class PatchSink final : public BodySink {
public:
    PatchSink(std::unique_ptr<UploadAppender> appender, std::string expires)
        : appender_(std::move(appender)), expires_(std::move(expires)) {}
    Result<void> write(std::string_view piece) override { return appender_->write(piece); }
    Result<Response> finish() override {
        ZHUPI_TRY(const auto offset, appender_->finish());
        return Response::no_content().with("Upload-Offset", std::to_string(offset)).with("Upload-Expires", expires_);
    }

private:
    std::unique_ptr<UploadAppender> appender_;
    std::string expires_;
};

/// The protocol over one folder; the routes share it.
class Tus {
public:
    Tus(TusOptions options, UploadFolder& folder) : options_(std::move(options)), folder_(folder) {}
    const TusOptions& options() const { return options_; }

    Result<Response> describe() const {
        return Response::no_content()
            .with("Tus-Version", version)
            .with("Tus-Extension", "creation,termination,checksum,expiration")
            .with("Tus-Max-Size", std::to_string(options_.most_bytes))
            .with("Tus-Checksum-Algorithm", "sha256");
    }

    Result<Response> create(const Call& call) const {
        ZHUPI_CHECK(check_version(call));
        const auto& headers = call.request.headers;
        ZHUPI_TRY(const auto length, parse_upload_number("Upload-Length", headers.get("Upload-Length")));
        if (length > options_.most_bytes)
            return fail(err::tus_too_large, {{"limit", std::to_string(options_.most_bytes)}});
        ZHUPI_TRY(auto metadata, parse_upload_metadata(headers.get("Upload-Metadata")));
        if (options_.check) ZHUPI_CHECK(options_.check(metadata));
        const auto owner = options_.owner(call);
        ZHUPI_TRY(const auto state, folder_.create(owner, length, std::move(metadata)));
        if (length == 0) {  // complete before its first byte: no PATCH will ever come
            ZHUPI_TRY(const auto appender, folder_.append(state.id, owner, 0, {}));
            ZHUPI_CHECK(appender->finish());
        }
        auto response = Response::no_content()
                            .with("Location", options_.path + '/' + state.id)
                            .with("Upload-Expires", http_date(state.expires_at));
        response.status = 201;
        return response;
    }

    Result<Response> status(const Call& call) const {
        ZHUPI_CHECK(check_version(call));
        const auto owner = options_.owner(call);
        ZHUPI_TRY(const auto state, folder_.find(call.param("id"), owner));
        ZHUPI_TRY(const auto offset, folder_.offset(state.id, owner));
        auto response = Response::text({}, {});
        response.with("Upload-Offset", std::to_string(offset)).with("Upload-Length", std::to_string(state.length));
        response.with("Upload-Expires", http_date(state.expires_at));
        if (!state.metadata.empty()) response.with("Upload-Metadata", upload_metadata_text(state.metadata));
        return response;
    }

    Result<std::unique_ptr<BodySink>> patch(const Call& call) const {
        ZHUPI_CHECK(check_version(call));
        const auto& headers = call.request.headers;
        if (const auto type = headers.get("Content-Type"); media_type(type) != patch_type)
            return fail(err::http_media_type, {{"given", std::string(type)}, {"expected", patch_type}});
        ZHUPI_TRY(const auto offset, parse_upload_number("Upload-Offset", headers.get("Upload-Offset")));
        std::string sha256;
        if (const auto field = headers.find("Upload-Checksum")) {
            ZHUPI_TRY(sha256, parse_upload_checksum(*field));
        }
        const auto owner = options_.owner(call);
        ZHUPI_TRY(const auto state, folder_.find(call.param("id"), owner));
        ZHUPI_TRY(auto appender, folder_.append(state.id, owner, offset, std::move(sha256)));
        return std::make_unique<PatchSink>(std::move(appender), http_date(state.expires_at));
    }

    Result<Response> remove(const Call& call) const {
        ZHUPI_CHECK(check_version(call));
        ZHUPI_CHECK(folder_.remove(call.param("id"), options_.owner(call)));
        return Response::no_content();
    }

private:
    static Result<void> check_version(const Call& call) {
        if (call.request.headers.get("Tus-Resumable") != version) return fail(err::tus_version);
        return {};
    }
    TusOptions options_;
    UploadFolder& folder_;
};

}  // namespace

void add_tus_routes(Router& router, TusOptions options, UploadFolder& folder) {
    const auto tus = std::make_shared<const Tus>(std::move(options), folder);
    const auto& chosen = tus->options();
    const auto route = [&](Method method, const std::string& pattern, const char* operation, const char* zh,
                           const char* en) {
        Route out{.method = method, .pattern = pattern, .permission = chosen.permission, .operation = operation};
        out.tag = "uploads";
        out.zh = zh;
        out.en = en;
        out.success = 204;
        out.body_limit = 0;
        out.answer_headers = {{"Tus-Resumable", version}, {"Tus-Version", version}};
        return out;
    };
    const auto one = chosen.path + "/{id}";

    auto describe = route(Method::options, chosen.path, "describeUploads", "查询断点续传能力", "What uploads can do");
    describe.open = true;
    describe.permission.clear();
    describe.handler = [tus](Call&) { return tus->describe(); };
    router.add(std::move(describe));

    auto create = route(Method::post, chosen.path, "createUpload", "开始断点续传", "Begin a resumable upload");
    create.success = 201;
    create.handler = [tus](Call& call) { return tus->create(call); };
    router.add(std::move(create));

    auto status = route(Method::head, one, "uploadStatus", "查询已上传的位置", "How much has arrived");
    status.success = 200;
    status.handler = [tus](Call& call) { return tus->status(call); };
    router.add(std::move(status));

    auto patch = route(Method::patch, one, "continueUpload", "继续上传", "Send the next piece");
    patch.body_limit = static_cast<std::uint64_t>(chosen.most_bytes);
    patch.sink = [tus](Call& call) { return tus->patch(call); };
    router.add(std::move(patch));

    auto remove = route(Method::del, one, "cancelUpload", "取消上传", "Cancel an upload");
    remove.handler = [tus](Call& call) { return tus->remove(call); };
    router.add(std::move(remove));
}

}  // namespace zhupi::net
