#pragma once
// Whom we may talk to. Every request goes to a host that the configuration names, over the schemes that it names, and
// is not led elsewhere; a host from a list of patterns (a browser's push service, which a user tells us) must besides
// have a public address, looked at when the connection is made, so that a name cannot point into our own network.

#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace zhupi::notify {

/// "smtp://mail.example.cn:587/" in parts; empty host when it is no such address.
struct UrlParts {
    std::string scheme, host, port, rest;
};
UrlParts parts_of(std::string_view url);

/// "push.example.com" or "*.example.com", which covers everything below it but not itself.
bool covers(std::string_view pattern, std::string_view host);

enum class Reach : unsigned char { forbidden, public_only, anywhere };
/// An exact name may lie anywhere, for the administrator wrote it; what a pattern covers must be public.
Reach reach_of(const std::vector<std::string>& patterns, std::string_view host);

/// Whether a connection may be made: never to link-local addresses, where clouds keep their keys.
bool may_connect(const sockaddr& address, Reach reach);

}  // namespace zhupi::notify
