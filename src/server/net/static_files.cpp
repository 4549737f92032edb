#include "server/net/static_files.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "server/net/header_values.hpp"

#include <array>
#include <filesystem>

#include <sys/stat.h>

namespace zhupi::net {
namespace {

struct Type {
    std::string_view extension, type;
};
constexpr std::array types{
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".mjs", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".json", "application/json"},
    Type{".map", "application/json"},
    Type{".webmanifest", "application/manifest+json"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".jpg", "image/jpeg"},
    Type{".jpeg", "image/jpeg"},
    Type{".gif", "image/gif"},
    Type{".webp", "image/webp"},
    Type{".ico", "image/vnd.microsoft.icon"},
    Type{".woff2", "font/woff2"},
    Type{".woff", "font/woff"},
    Type{".ttf", "font/ttf"},
    Type{".wasm", "application/wasm"},
    Type{".pdf", "application/pdf"},
    Type{".txt", "text/plain; charset=utf-8"},
    Type{".md", "text/plain; charset=utf-8"},
    Type{".xml", "application/xml"},
    Type{".bcmap", "application/octet-stream"},
};

/// Size and time of the last change; another coding of the file is another file, so its tag differs too.
std::string etag_of(const std::string& path, std::string_view coding) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) return {};
    const auto changed = static_cast<long long>(about.st_mtim.tv_sec) * 1'000'000'000 + about.st_mtim.tv_nsec;
    return '"' + std::to_string(changed) + '-' + std::to_string(about.st_size) + std::string(coding) + '"';
}

bool is_page_address(const Request& request) {
    const auto& segments = request.segments;
    if (!segments.empty() && (segments.front() == "api" || segments.back().find('.') != std::string::npos))
        return false;
    return lists_token(request.headers.get("Accept"), "text/html");
}

}  // namespace

std::string_view content_type_of(std::string_view file_name) {
    const auto dot = file_name.rfind('.');
    if (dot != file_name.npos)
        for (const auto& [extension, type] : types)
            if (equal_ignoring_case(file_name.substr(dot), extension)) return type;
    return "application/octet-stream";
}

StaticFiles::StaticFiles(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (!at->is_regular_file(error)) continue;
        const auto path = at->path().string();
        auto name = at->path().lexically_relative(folder).generic_string();
        if (name.ends_with(".br")) {
            name.resize(name.size() - 3);
            files_[name].brotli = {path, etag_of(path, "-br")};
        } else if (name.ends_with(".gz")) {
            name.resize(name.size() - 3);
            files_[name].gzip = {path, etag_of(path, "-gz")};
        } else {
            files_[name].plain = {path, etag_of(path, "")};
        }
    }
    std::erase_if(files_, [](const auto& entry) { return entry.second.plain.path.empty(); });
}

Response StaticFiles::respond(const std::string& name, const File& file, const Request& request) {
    const auto accepted = request.headers.get("Accept-Encoding");
    const Variant* chosen = &file.plain;
    std::string_view coding;
    if (!file.brotli.path.empty() && accepts_coding(accepted, "br")) {
        chosen = &file.brotli;
        coding = "br";
    } else if (!file.gzip.path.empty() && accepts_coding(accepted, "gzip")) {
        chosen = &file.gzip;
        coding = "gzip";
    }
    auto response = Response::of_file(chosen->path, std::string(content_type_of(name)));
    response.with("ETag", chosen->etag);
    if (!coding.empty()) response.with("Content-Encoding", std::string(coding));
    if (!file.brotli.path.empty() || !file.gzip.path.empty()) response.with("Vary", "Accept-Encoding");
    response.with("Cache-Control", name.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    return response;
}

Result<Response> StaticFiles::serve(const Request& request) const {
    std::vector<std::string> segments = request.segments;
    if (segments.empty()) segments.emplace_back("index.html");
    auto found = files_.find(text::join(segments, "/"));
    if (found == files_.end() && is_page_address(request)) found = files_.find("index.html");
    if (found == files_.end()) return fail(err::http_not_found, {{"path", request.path}});
    return respond(found->first, found->second, request);
}

}  // namespace zhupi::net
