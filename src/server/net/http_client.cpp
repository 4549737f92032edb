#include "server/net/http_client.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "server/net/exchange.hpp"

#include <charconv>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>

#include <fcntl.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace zhupi::net {
namespace {

using Steady = std::chrono::steady_clock;

struct Address {
    bool secure = false;
    std::string host, port, target;
    std::string authority;  ///< as written
};

std::optional<Address> parse(std::string_view url) {
    Address out;
    if (url.starts_with("https://"))
        out.secure = true;
    else if (!url.starts_with("http://"))
        return std::nullopt;
    for (const char c : url)
        if (c <= ' ' || c > '~') return std::nullopt;  // a line break would begin another header
    url.remove_prefix(out.secure ? 8 : 7);
    const auto slash = std::min(url.find('/'), url.size());
    out.authority = url.substr(0, slash);
    out.target = slash == url.size() ? "/" : std::string(url.substr(slash));
    std::string_view host = out.authority;
    if (host.find_first_of("@?#") != host.npos || out.target.find('#') != std::string::npos) return std::nullopt;
    const bool bracketed = host.starts_with('[');  // an IPv6 address
    auto port_at = bracketed ? host.find("]:") : host.rfind(':');
    if (bracketed && port_at != host.npos) ++port_at;
    out.port = port_at == host.npos ? (out.secure ? "443" : "80") : std::string(host.substr(port_at + 1));
    out.host = host.substr(0, port_at);
    if (bracketed) {
        if (!out.host.ends_with(']')) return std::nullopt;
        out.host = out.host.substr(1, out.host.size() - 2);
    }
    if (out.host.empty() || !text::is_digits(out.port) || out.port.size() > 5) return std::nullopt;
    return out;
}

class Connection {
public:
    Connection(const Address& address, int seconds)
        : address_(address), deadline_(Steady::now() + std::chrono::seconds(seconds)) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        ssl_.reset();  // before the descriptor that it writes to
        if (fd_ >= 0) ::close(fd_);
    }

    Result<void> open();
    Result<void> send(std::string_view bytes);
    /// The next bytes; none at the end.
    Result<std::string> receive();

private:
    tl::unexpected<Error> away(std::string detail) const {
        return fail(err::outgoing_away, {{"host", address_.authority}, {"detail", std::move(detail)}});
    }
    Result<void> wait(short events);
    Result<void> connect_to(const addrinfo& where);
    Result<void> begin_tls();
    /// What to wait for after a call into the TLS library; nothing when it failed for good.
    std::optional<short> wanted(int answer) const {
        const int reason = SSL_get_error(ssl_.get(), answer);
        if (reason == SSL_ERROR_WANT_READ) return POLLIN;
        if (reason == SSL_ERROR_WANT_WRITE) return POLLOUT;
        return std::nullopt;
    }
    std::string tls_reason() const {
        if (const auto verdict = SSL_get_verify_result(ssl_.get()); verdict != X509_V_OK)
            return X509_verify_cert_error_string(verdict);
        const auto code = ERR_get_error();
        const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
        return reason == nullptr ? "TLS" : reason;
    }

    const Address& address_;
    Steady::time_point deadline_;
    int fd_ = -1;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
};

Result<void> Connection::wait(short events) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Steady::now()).count();
        if (left <= 0) return away("timeout");
        pollfd one{fd_, events, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(left));
        if (ready > 0) return {};
        if (ready < 0 && errno != EINTR) return away(std::strerror(errno));
    }
}

Result<void> Connection::connect_to(const addrinfo& where) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = ::socket(where.ai_family, where.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, where.ai_protocol);
    if (fd_ < 0) return away(std::strerror(errno));
    if (::connect(fd_, where.ai_addr, where.ai_addrlen) == 0) return {};
    if (errno != EINPROGRESS) return away(std::strerror(errno));
    ZHUPI_CHECK(wait(POLLOUT));
    int reason = 0;
    socklen_t size = sizeof reason;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &reason, &size);
    if (reason != 0) return away(std::strerror(reason));
    return {};
}

Result<void> Connection::open() {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(address_.host.c_str(), address_.port.c_str(), &hints, &found); code != 0)
        return away(::gai_strerror(code));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> all(found, ::freeaddrinfo);
    Result<void> outcome;
    for (const auto* one = found; one != nullptr; one = one->ai_next)
        if ((outcome = connect_to(*one))) break;
    if (!outcome) return outcome;
    return address_.secure ? begin_tls() : Result<void>();
}

Result<void> Connection::begin_tls() {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    ensure(context_ != nullptr, "a TLS context");
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_2_VERSION);
    SSL_CTX_set_default_verify_paths(context_.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    ssl_.reset(SSL_new(context_.get()));
    ensure(ssl_ != nullptr && SSL_set_fd(ssl_.get(), fd_) == 1, "a TLS connection");
    SSL_set_tlsext_host_name(ssl_.get(), address_.host.c_str());
    SSL_set1_host(ssl_.get(), address_.host.c_str());
    for (;;) {
        ERR_clear_error();
        const int answer = SSL_connect(ssl_.get());
        if (answer == 1) return {};
        const auto events = wanted(answer);
        if (!events) return away(tls_reason());
        ZHUPI_CHECK(wait(*events));
    }
}

Result<void> Connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t sent = 0;
        std::optional<short> events;
        if (ssl_) {
            ERR_clear_error();
            sent = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20)));
            if (sent <= 0) events = wanted(static_cast<int>(sent));
        } else {
            sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && (errno == EAGAIN || errno == EINTR)) events = POLLOUT;
        }
        if (sent > 0)
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        else if (!events)
            return away("the connection was cut");
        else
            ZHUPI_CHECK(wait(*events));
    }
    return {};
}

Result<std::string> Connection::receive() {
    std::string out(16 * 1024, '\0');
    for (;;) {
        ssize_t got = 0;
        std::optional<short> events;
        if (ssl_) {
            ERR_clear_error();
            got = SSL_read(ssl_.get(), out.data(), static_cast<int>(out.size()));
            if (got <= 0 && SSL_get_error(ssl_.get(), static_cast<int>(got)) == SSL_ERROR_ZERO_RETURN)
                return std::string();
            if (got <= 0) events = wanted(static_cast<int>(got));
        } else {
            got = ::recv(fd_, out.data(), out.size(), 0);
            if (got == 0) return std::string();
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) events = POLLIN;
        }
        if (got > 0) {
            out.resize(static_cast<std::size_t>(got));
            return out;
        }
        if (!events) return away("the connection was cut");
        ZHUPI_CHECK(wait(*events));
    }
}

/// An answer's head (RFC 9112 §4), and how its body ends.
struct Head {
    HttpAnswered answer;
    std::optional<std::uint64_t> length;
    bool chunked = false;
};

std::optional<Head> parse_head(std::string_view text) {
    Head out;
    const auto lines = text::split(text, '\n');
    if (!lines[0].starts_with("HTTP/1.") || lines[0].size() < 12) return std::nullopt;
    const auto [end, ec] = std::from_chars(lines[0].data() + 9, lines[0].data() + 12, out.answer.status);
    if (ec != std::errc{} || end != lines[0].data() + 12 || out.answer.status < 200) return std::nullopt;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        if (colon == lines[i].npos) continue;
        const auto name = lines[i].substr(0, colon), value = text::trim(lines[i].substr(colon + 1));
        if (equal_ignoring_case(name, "Content-Type")) out.answer.content_type = value;
        if (equal_ignoring_case(name, "Transfer-Encoding")) out.chunked = true;
        if (equal_ignoring_case(name, "Content-Length")) {
            std::uint64_t length = 0;
            const auto [last, bad] = std::from_chars(value.data(), value.data() + value.size(), length);
            if (bad != std::errc{} || last != value.data() + value.size()) return std::nullopt;
            out.length = length;
        }
    }
    return out;
}

/// Takes chunks apart once all of them are there (RFC 9112 §7.1); trailers are dropped. Nothing while more must come.
std::optional<std::string> unchunk(std::string_view raw, bool& broken) {
    std::string out;
    for (;;) {
        const auto line = raw.find("\r\n");
        if (line == raw.npos) return std::nullopt;
        std::uint64_t size = 0;
        const auto [end, ec] = std::from_chars(raw.data(), raw.data() + line, size, 16);
        broken =
            ec != std::errc{} || (end != raw.data() + line && *end != ';' && *end != ' ') || size > raw.max_size() / 2;
        if (broken) return std::nullopt;
        raw.remove_prefix(line + 2);
        if (size == 0) return out;
        if (raw.size() < size + 2) return std::nullopt;
        out += raw.substr(0, size);
        raw.remove_prefix(size + 2);
    }
}

Result<HttpAnswered> read_answer(Connection& connection, const Address& address, std::size_t most) {
    const auto broken = [&](const char* detail) {
        return fail(err::outgoing_answer, {{"host", address.authority}, {"detail", detail}});
    };
    std::string in;
    std::optional<Head> head;
    std::size_t body_at = 0;
    for (bool ended = false;;) {
        if (!head) {
            if (const auto end = in.find("\r\n\r\n"); end != in.npos) {
                head = parse_head(std::string_view(in).substr(0, end));
                if (!head) return broken("head");
                body_at = end + 4;
            }
        }
        if (head) {
            const auto body = std::string_view(in).substr(body_at);
            bool wrong = false;
            if (head->chunked) {
                if (auto whole = unchunk(body, wrong)) {
                    head->answer.body = std::move(*whole);
                    return std::move(head->answer);
                }
            } else if (head->length ? body.size() >= *head->length : ended) {
                head->answer.body = body.substr(0, head->length.value_or(body.size()));
                return std::move(head->answer);
            }
            if (wrong) return broken("chunks");
        }
        if (ended) return broken("it ends too early");
        ZHUPI_TRY(const auto piece, connection.receive());
        ended = piece.empty();
        in += piece;
        if (in.size() > most) return broken("it is too long");
    }
}

}  // namespace

Result<HttpAnswered> ask(const HttpAsk& what) {
    const auto address = parse(what.url);
    if (!address) return fail(err::outgoing_url, {{"url", what.url}});
    Connection connection(*address, what.seconds);
    ZHUPI_CHECK(connection.open());
    auto request = std::string(what.post ? "POST " : "GET ") + address->target +
                   " HTTP/1.1\r\nHost: " + address->authority +
                   "\r\nUser-Agent: zhupi\r\nAccept: */*\r\nConnection: close\r\n";
    if (what.post)
        request +=
            "Content-Type: " + what.content_type + "\r\nContent-Length: " + std::to_string(what.body.size()) + "\r\n";
    ZHUPI_CHECK(connection.send(request + "\r\n" + what.body));
    return read_answer(connection, *address, what.most_bytes);
}

}  // namespace zhupi::net
