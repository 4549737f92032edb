#include "server/content_version.hpp"

#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "server/net/header_values.hpp"

namespace zhupi::server {

std::string content_version(std::string_view content) { return crypto::sha256_hex(content).substr(0, 16); }

Result<void> check_seen(const net::Call& call, std::string_view now) {
    const auto seen = call.request.headers.find("If-Match");
    if (!seen || net::etag_matches(*seen, '"' + std::string(now) + '"')) return {};
    return fail(err::version_stale);
}

}  // namespace zhupi::server
