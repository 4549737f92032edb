#pragma once
// Optimistic locking of what has no number for its version (people, the rules' drafts): the version is a digest of what
// can be changed. Who says with If-Match what they have seen changes nothing that somebody else has changed since.

#include "base/error.hpp"
#include "server/net/call.hpp"

#include <string>
#include <string_view>

namespace zhupi::server {

/// 16 hexadecimal digits.
std::string content_version(std::string_view content);

/// err::version_stale when the call's If-Match names another version than the one there is now. Everything goes when it
/// has none, or `*`. To be asked in the transaction that changes what the version is of.
Result<void> check_seen(const net::Call& call, std::string_view now);

}  // namespace zhupi::server
