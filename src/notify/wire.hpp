#pragma once
// The only door to libcurl: one request, one answer, on the calling thread, within a time limit. No redirects, no proxy
// from the environment, no other scheme than the one that was meant (guard.hpp).

#include "notify/guard.hpp"

#include <string>
#include <vector>

namespace zhupi::notify {

/// How far an attempt came. What was never sent may be sent again; what was sent and not answered may have arrived.
enum class Came : unsigned char { nowhere, half_way, answered };

struct HttpCall {
    std::string method = "POST", url, body;
    std::vector<std::string> headers;  ///< "Name: value"
    Reach reach = Reach::anywhere;
    int seconds = 10;
};
struct HttpReply {
    Came came = Came::nowhere;
    int status = 0;
    int retry_after = 0;  ///< seconds; 0: not said
    std::string body;     ///< at most 64 KiB
    std::string problem;
};
HttpReply call(const HttpCall& call);

struct Mail {
    std::string server;  ///< smtp:// or smtps://
    std::string user, password, authorities;
    bool plain = false;
    std::string from, to, message;
    int seconds = 10;
};
struct MailReply {
    Came came = Came::nowhere;
    int code = 0;          ///< the server's last
    bool sign_in = false;  ///< it did not take our password
    std::string problem;
};
MailReply post(const Mail& mail);

/// Percent-encoding of everything but RFC 3986 "unreserved".
std::string percent_encoded(std::string_view text);

}  // namespace zhupi::notify
