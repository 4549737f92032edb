#include "notify/guard.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace zhupi::notify {
namespace {

struct Range {
    std::uint32_t base;
    int bits;
};
// RFC 6890, what is not global.
constexpr Range inside[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},
                            {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0a80000, 16},
                            {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3}};
constexpr Range link_local{0xa9fe0000, 16};

bool within(std::uint32_t address, Range range) { return (address ^ range.base) >> (32 - range.bits) == 0; }

bool may_connect_v4(std::uint32_t address, Reach reach) {
    if (within(address, link_local)) return false;
    return reach == Reach::anywhere ||
           std::none_of(std::begin(inside), std::end(inside), [&](Range r) { return within(address, r); });
}

bool may_connect_v6(const std::uint8_t (&a)[16], Reach reach) {
    static constexpr std::uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    const auto last4 = [&] {
        return std::uint32_t{a[12]} << 24 | std::uint32_t{a[13]} << 16 | std::uint32_t{a[14]} << 8 | a[15];
    };
    if (std::memcmp(a, mapped, sizeof mapped) == 0) return may_connect_v4(last4(), reach);
    if (a[0] == 0xfe && (a[1] & 0xc0) == 0x80) return false;  // link-local
    if (reach == Reach::anywhere) return true;
    return (a[0] & 0xe0) == 0x20 && !(a[0] == 0x20 && a[1] == 0x02) &&  // global unicast, not 6to4
           !(a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02);              // nor Teredo and its neighbours
}

}  // namespace

UrlParts parts_of(std::string_view url) {
    UrlParts out;
    if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c > '~' || c == '\\'; })) return out;
    const auto colon = url.find("://");
    if (colon == url.npos) return out;
    out.scheme = url.substr(0, colon);
    url.remove_prefix(colon + 3);
    const auto end = std::min(url.find_first_of("/?#"), url.size());
    auto authority = url.substr(0, end);
    if (authority.find('@') != authority.npos) return {};
    out.rest = url.substr(end);
    std::size_t port = authority.rfind(':');
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == authority.npos) return {};
        if (port < close) port = authority.npos;
        out.host = authority.substr(1, close - 1);
    } else {
        out.host = authority.substr(0, port);
    }
    if (port != authority.npos) {
        out.port = authority.substr(port + 1);
        if (!text::is_digits(out.port) || out.port.size() > 5) return {};
    }
    std::transform(out.host.begin(), out.host.end(), out.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool covers(std::string_view pattern, std::string_view host) {
    if (!pattern.starts_with("*.")) return pattern == host;
    pattern.remove_prefix(1);
    return host.size() > pattern.size() && host.ends_with(pattern);
}

Reach reach_of(const std::vector<std::string>& patterns, std::string_view host) {
    auto reach = Reach::forbidden;
    for (const auto& pattern : patterns) {
        if (host.empty() || !covers(pattern, host)) continue;
        if (!pattern.starts_with("*.")) return Reach::anywhere;
        reach = Reach::public_only;
    }
    return reach;
}

bool may_connect(const sockaddr& address, Reach reach) {
    if (reach == Reach::forbidden) return false;
    if (address.sa_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, &address, sizeof v4);
        return may_connect_v4(ntohl(v4.sin_addr.s_addr), reach);
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6;
        std::memcpy(&v6, &address, sizeof v6);
        std::uint8_t bytes[16];
        std::memcpy(bytes, &v6.sin6_addr, sizeof bytes);
        return may_connect_v6(bytes, reach);
    }
    return false;
}

}  // namespace zhupi::notify
