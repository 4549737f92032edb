#include "server/net/problem.hpp"

#include "base/error_codes.hpp"

#include <algorithm>
#include <array>

namespace zhupi::net {
namespace {

struct Finer {
    std::string_view code;
    int status;
};
constexpr std::array finer_statuses{
    Finer{err::http_method.code, 405},          Finer{err::http_method_unknown.code, 501},
    Finer{err::http_target_too_long.code, 414}, Finer{err::http_header_too_large.code, 431},
    Finer{err::http_expectation.code, 417},     Finer{err::http_range.code, 416},
    Finer{err::tus_checksum.code, 460},
};

struct Reason {
    int status;
    std::string_view text;
};
constexpr std::array reasons{
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{460, "Checksum Mismatch"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
};

}  // namespace

int status_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid:
            return 422;
        case ErrorKind::malformed:
            return 400;
        case ErrorKind::unauthenticated:
            return 401;
        case ErrorKind::forbidden:
            return 403;
        case ErrorKind::not_found:
            return 404;
        case ErrorKind::conflict:
            return 409;
        case ErrorKind::precondition:
            return 412;
        case ErrorKind::too_large:
            return 413;
        case ErrorKind::unsupported:
            return 415;
        case ErrorKind::too_many:
            return 429;
        case ErrorKind::unavailable:
            return 503;
        case ErrorKind::internal:
            return 500;
    }
    return 500;
}

int status_of(const Error& error) {
    for (const auto& finer : finer_statuses)
        if (finer.code == error.code->code) return finer.status;
    return status_of(error.kind());
}

std::string_view reason_of(int status) {
    const auto found =
        std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) { return r.status == status; });
    return found == reasons.end() ? std::string_view() : found->text;
}

Response problem(const Error& error, std::string_view trace) {
    Error told = error;
    told.params.try_emplace("trace", trace);
    std::string out;
    const auto member = [&](std::string_view name, std::string_view value) {
        out += out.empty() ? '{' : ',';
        json::put_string(out, name);
        out += ':';
        json::put_string(out, value);
    };
    const int status = status_of(told);
    member("type", "/problems/" + std::string(told.code->code));
    member("title", told.zh());
    member("titleEn", told.en());
    out += ",\"status\":" + std::to_string(status);
    member("code", told.code->code);
    if (!told.where.empty()) member("pointer", told.where);
    member("next", told.next_zh());
    member("nextEn", told.next_en());
    member("trace", trace);
    out += ",\"params\":" + json::encode(error.params) + '}';

    auto response = Response::text(std::move(out), "application/problem+json");
    response.status = status;
    if (const auto seconds = error.params.find("retryAfter"); seconds != error.params.end())
        response.headers.set("Retry-After", seconds->second);
    return response;
}

}  // namespace zhupi::net
