#include "server/net/render.hpp"

#include "base/error_codes.hpp"
#include "server/net/gzip.hpp"
#include "server/net/header_values.hpp"
#include "server/net/problem.hpp"

namespace zhupi::net {
namespace {

constexpr std::string_view security_fields =
    "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' "
    "'unsafe-inline'; "
    "img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view strict_transport = "Strict-Transport-Security: max-age=31536000\r\n";

bool reads(Method method) { return method == Method::get || method == Method::head; }

/// Opens the file and cuts it to the part the client asked for.
Result<void> open_file(const Request& request, Rendered& out) {
    auto& response = out.response;
    ZHUPI_TRY(auto file, FileReader::open(response.file->path));
    const auto start = std::min(response.file->offset, file.size());
    const auto size = std::min(response.file->length.value_or(UINT64_MAX), file.size() - start);
    response.headers.set("Accept-Ranges", "bytes");
    response.file->offset = start;
    out.length = size;
    const auto range_field = request.headers.find("Range");
    const auto if_range = request.headers.find("If-Range");
    // RFC 9110 13.1.5: a date or a weak tag in If-Range never proves that the parts fit together.
    const bool fits = !if_range || (!if_range->starts_with("W/") && *if_range == response.headers.get("ETag"));
    if (range_field && fits && response.status == 200 && reads(request.method)) {
        auto range = parse_range(*range_field, size);
        if (!range) {
            auto refused = problem(range.error(), request.trace);
            refused.headers.set("Content-Range", "bytes */" + std::to_string(size));
            out.length = refused.body.size();
            response = std::move(refused);
            return {};
        }
        if (*range) {
            const auto [offset, length] = **range;
            response.status = 206;
            response.headers.set("Content-Range", "bytes " + std::to_string(offset) + '-' +
                                                      std::to_string(offset + length - 1) + '/' + std::to_string(size));
            response.file->offset += offset;
            out.length = length;
        }
    }
    out.file = std::move(file);
    return {};
}

void add_vary(Response& response) {
    const auto vary = response.headers.get("Vary");
    if (lists_token(vary, "Accept-Encoding")) return;
    response.headers.set("Vary", vary.empty() ? "Accept-Encoding" : std::string(vary) + ", Accept-Encoding");
}

void compress(const Request& request, Response& response) {
    if (!response.compressible || response.headers.has("Content-Encoding") ||
        !worth_compressing(response.content_type, response.body.size()))
        return;
    add_vary(response);
    if (!accepts_coding(request.headers.get("Accept-Encoding"), "gzip")) return;
    response.body = gzip(response.body);
    response.headers.set("Content-Encoding", "gzip");
    // RFC 9110 8.8.3.3: other bytes, so the tag may only promise the same meaning.
    const std::string etag(response.headers.get("ETag"));
    if (!etag.empty() && !etag.starts_with("W/")) response.headers.set("ETag", "W/" + etag);
}

bool unchanged(const Request& request, const Response& response) {
    const auto known = request.headers.find("If-None-Match");
    const auto etag = response.headers.find("ETag");
    return known && etag && response.status == 200 && reads(request.method) && etag_matches(*known, *etag);
}

}  // namespace

Rendered render(const Call& call, Result<Response> result) {
    const auto& request = call.request;
    Rendered out;
    out.response = result ? std::move(*result) : problem(result.error(), request.trace);
    auto& response = out.response;
    if (unchanged(request, response)) {
        response.status = 304;
        response.body.clear();
        response.file.reset();
        response.content_type.clear();
        return out;
    }
    if (response.file) {
        if (auto opened = open_file(request, out); !opened) {
            response = problem(opened.error(), request.trace);
        } else {
            return out;
        }
    }
    compress(request, response);
    out.length = response.body.size();
    return out;
}

std::string head_text(const Rendered& rendered, const HeadFacts& facts) {
    const auto& response = rendered.response;
    std::string out;
    out.reserve(1024);
    const auto field = [&out](std::string_view name, std::string_view value) {
        out.append(name).append(": ");
        for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;  // no response splitting
        out += "\r\n";
    };
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_of(response.status)).append("\r\n");
    field("Date", facts.date);
    if (!response.content_type.empty()) field("Content-Type", response.content_type);
    for (const auto& [name, value] : response.headers.all()) field(name, value);
    if (!response.headers.has("Cache-Control")) field("Cache-Control", "no-store");
    // RFC 9110 8.6: no Content-Length in 204; 304 has no body whatever it says; events end with the connection.
    if (!response.events && response.status != 204 && response.status != 304)
        field("Content-Length", std::to_string(rendered.length));
    if (!facts.trace.empty()) field("Trace-Id", facts.trace);
    if (facts.handled_us > 0 || facts.queued_us > 0) {
        const auto milliseconds = [](std::int64_t us) {
            const auto fraction = std::to_string(1000 + us % 1000).substr(1);
            return std::to_string(us / 1000) + '.' + fraction;
        };
        field("Server-Timing",
              "queue;dur=" + milliseconds(facts.queued_us) + ", handle;dur=" + milliseconds(facts.handled_us));
    }
    if (!facts.keep_alive) field("Connection", "close");
    out.append(security_fields);
    if (facts.secure) out.append(strict_transport);
    return out.append("\r\n");
}

}  // namespace zhupi::net
