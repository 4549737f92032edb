#include "document/clamd.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace zhupi::document {
namespace {

using namespace std::string_view_literals;

tl::unexpected<Error> no_scanner(std::string detail) {
    return fail(err::file_scanner, {{"detail", std::move(detail)}});
}
tl::unexpected<Error> system_said(int code) { return no_scanner(std::strerror(code)); }

/// One conversation. Every wait has an end.
class Line {
public:
    Line(int fd, int seconds) : fd_(fd), milliseconds_(seconds * 1000) {}
    ~Line() { ::close(fd_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    Result<void> say(std::string_view bytes) {
        while (!bytes.empty()) {
            ZHUPI_CHECK(wait(POLLOUT));
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (sent < 0) return system_said(errno);
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return {};
    }

    /// Up to the zero byte that ends an answer to a command of the z kind.
    Result<std::string> hear() {
        constexpr std::size_t longest = 4096;
        std::string answer;
        while (answer.size() < longest) {
            ZHUPI_CHECK(wait(POLLIN));
            char piece[512];
            const auto got = ::recv(fd_, piece, sizeof piece, MSG_DONTWAIT);
            if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (got < 0) return system_said(errno);
            if (got == 0) return no_scanner("the connection ended without a verdict");
            answer.append(piece, static_cast<std::size_t>(got));
            if (const auto end = answer.find('\0'); end != std::string::npos) return answer.substr(0, end);
        }
        return no_scanner("an endless answer");
    }

private:
    Result<void> wait(short what) const {
        pollfd one{fd_, what, 0};
        for (;;) {
            const int ready = ::poll(&one, 1, milliseconds_);
            if (ready > 0) return {};
            if (ready == 0) return no_scanner("no answer in time");
            if (errno != EINTR) return system_said(errno);
        }
    }
    int fd_, milliseconds_;
};

Result<std::unique_ptr<Line>> connect_local(const std::string& path, int seconds) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return no_scanner("the path of its socket is too long");
    std::copy(path.begin(), path.end(), address.sun_path);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return system_said(errno);
    auto line = std::make_unique<Line>(fd, seconds);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return system_said(errno);
    return line;
}

Result<std::unique_ptr<Line>> connect_tcp(const ClamdPlace& place, int seconds) {
    addrinfo wanted{};
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int said = ::getaddrinfo(place.host.c_str(), place.port.c_str(), &wanted, &found); said != 0)
        return no_scanner(::gai_strerror(said));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
    int why = ECONNREFUSED;
    for (const auto* one = found; one; one = one->ai_next) {
        const int fd = ::socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
        if (fd < 0) continue;
        // The kernel's own patience with a silent host is minutes.
        const timeval patience{seconds, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        auto line = std::make_unique<Line>(fd, seconds);
        if (::connect(fd, one->ai_addr, one->ai_addrlen) == 0) return line;
        why = errno;
    }
    return system_said(why);
}

Result<std::unique_ptr<Line>> open_line(const ClamdPlace& place, int seconds) {
    return place.socket.empty() ? connect_tcp(place, seconds) : connect_local(place.socket, seconds);
}

std::string be32(std::uint32_t number) {
    std::string out(4, '\0');
    for (int i = 3; i >= 0; --i, number >>= 8) out[static_cast<std::size_t>(i)] = static_cast<char>(number & 0xFF);
    return out;
}

/// "stream: OK", "stream: Eicar-Test-Signature FOUND"; anything else is no verdict.
Result<ScanVerdict> verdict_of(const std::string& answer) {
    constexpr std::string_view found = " FOUND", begin = "stream: ";
    if (answer == "stream: OK") return ScanVerdict{};
    if (answer.starts_with(begin) && answer.ends_with(found))
        return ScanVerdict{false, answer.substr(begin.size(), answer.size() - begin.size() - found.size())};
    return no_scanner(text::valid_utf8(answer) ? answer : "an answer that nobody knows");
}

/// The pieces, each with its length in front, and an empty one at the end.
Result<void> send_stream(Line& line, const Bytes& bytes) {
    constexpr std::size_t piece_size = std::size_t{1} << 18;
    ZHUPI_CHECK(line.say("zINSTREAM\0"sv));
    for (std::uint64_t at = 0; at < bytes.size();) {
        ZHUPI_TRY(const auto piece, bytes.read(at, piece_size));
        if (piece.empty()) break;
        ZHUPI_CHECK(line.say(be32(static_cast<std::uint32_t>(piece.size()))));
        ZHUPI_CHECK(line.say(piece));
        at += piece.size();
    }
    return line.say(be32(0));
}

}  // namespace

Result<ClamdPlace> clamd_place(std::string_view text) {
    if (text.starts_with('/')) return ClamdPlace{std::string(text), {}, {}};
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !text::is_digits(text.substr(colon + 1)))
        return no_scanner("“" + std::string(text) + "”: /run/clamav/clamd.ctl, HOST:3310");
    return ClamdPlace{{}, std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Result<ScanVerdict> scan(const ClamdPlace& place, const Bytes& bytes, int timeout_seconds) {
    ZHUPI_TRY(const auto line, open_line(place, timeout_seconds));
    // A daemon that has had enough says so and hangs up: what it said tells more than the broken line.
    const auto sent = send_stream(*line, bytes);
    const auto answer = line->hear();
    if (!answer) return fail(sent ? answer.error() : sent.error());
    return verdict_of(*answer);
}

Result<void> ask_alive(const ClamdPlace& place, int timeout_seconds) {
    ZHUPI_TRY(const auto line, open_line(place, timeout_seconds));
    ZHUPI_CHECK(line->say("zPING\0"sv));
    ZHUPI_TRY(const auto answer, line->hear());
    if (answer != "PONG") return no_scanner(answer);
    return {};
}

}  // namespace zhupi::document
