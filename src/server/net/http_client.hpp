#pragma once
// Asking other servers: one request, one connection, one answer, on the calling thread. For adapters that know whom
// they ask because an administrator named it; what comes back is limited and never believed by itself. HTTPS verifies
// the other side against the system's certificates.

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace zhupi::net {

struct HttpAsk {
    std::string url;        ///< http:// or https://; without user and fragment
    std::string body = {};  ///< POST when `post`, else GET
    bool post = false;
    std::string content_type = "text/plain; charset=utf-8";
    int seconds = 5;                   ///< for everything together
    std::size_t most_bytes = 1 << 20;  ///< of the answer, head and body
};
struct HttpAnswered {
    int status = 0;
    std::string content_type, body;
};

/// Redirects are answers like others: nobody is led elsewhere. Errors: outgoing.url, outgoing.away, outgoing.answer.
Result<HttpAnswered> ask(const HttpAsk& what);

}  // namespace zhupi::net
