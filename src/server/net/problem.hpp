#pragma once
// Errors as RFC 9457 problem details, in both languages and with what to do next.

#include "server/net/exchange.hpp"

#include <string_view>

namespace zhupi::net {

/// The HTTP status of an error: that of its kind (base/error.hpp), or a finer one that HTTP or tus has for this code.
int status_of(const Error& error);
int status_of(ErrorKind kind);
std::string_view reason_of(int status);  ///< "Not Found"; empty for a status we do not know

/// application/problem+json: {type: "/problems/<code>", title, titleEn, status, code, pointer?, next, nextEn, trace,
/// params}. A parameter "retryAfter" (seconds) also becomes the Retry-After field.
Response problem(const Error& error, std::string_view trace);

}  // namespace zhupi::net
