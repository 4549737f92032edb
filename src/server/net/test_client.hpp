#pragma once
// A blocking HTTP client on a raw socket, for tests: it sends exactly the bytes it is given. Every wait ends after ten
// seconds, so that a broken server fails a test instead of hanging it.

#include "server/net/exchange.hpp"

#include <map>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace zhupi::net {

struct Answer {
    int status = 0;  ///< 0: the connection ended before a whole head
    Headers headers;
    std::string body;
};

class TestClient {
public:
    explicit TestClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const timeval patience{10, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;
    ~TestClient() { ::close(fd_); }

    bool connected() const { return connected_; }
    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    void end_sending() { ::shutdown(fd_, SHUT_WR); }

    /// True when something came before the connection ended.
    bool receive() {
        char piece[16 * 1024];
        const auto n = ::recv(fd_, piece, sizeof piece, 0);
        if (n <= 0) return false;
        in_.append(piece, static_cast<std::size_t>(n));
        return true;
    }
    bool at_end() { return in_.empty() && !receive(); }

    /// Everything up to and with `mark`; what came when the connection ends first.
    std::string read_until(std::string_view mark) {
        std::size_t at;
        while ((at = in_.find(mark)) == in_.npos)
            if (!receive()) return std::exchange(in_, {});
        return take(at + mark.size());
    }

    /// The next answer with its body; to the end of the connection when it has no length.
    Answer answer(bool head_only = false) {
        Answer out;
        auto head = read_until("\r\n\r\n");
        if (!head.ends_with("\r\n\r\n") || head.size() < 13) return out;
        out.status = std::stoi(head.substr(9, 3));
        std::size_t at = head.find("\r\n") + 2;
        while (at + 2 < head.size()) {
            const auto end = head.find("\r\n", at), colon = head.find(": ", at);
            if (colon < end) out.headers.add(head.substr(at, colon - at), head.substr(colon + 2, end - colon - 2));
            at = end + 2;
        }
        if (head_only || out.status == 204 || out.status == 304 || out.status < 200) return out;
        const auto length = out.headers.find("Content-Length");
        if (!length) {
            while (receive()) {
            }
            out.body = std::exchange(in_, {});
            return out;
        }
        const auto size = static_cast<std::size_t>(std::stoull(std::string(*length)));
        while (in_.size() < size && receive()) {
        }
        out.body = take(std::min(size, in_.size()));
        return out;
    }

    /// Sends a request with Host and, with a body, its length; reads the answer.
    Answer ask(std::string_view method, std::string_view target, std::string_view body = {},
               std::initializer_list<std::pair<std::string_view, std::string>> headers = {}) {
        std::string out = std::string(method) + ' ' + std::string(target) + " HTTP/1.1\r\nHost: test\r\n";
        for (const auto& [name, value] : headers) out.append(name).append(": ").append(value).append("\r\n");
        if (!body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        send(out + "\r\n" + std::string(body));
        return answer(method == "HEAD");
    }

private:
    std::string take(std::size_t size) {
        auto out = in_.substr(0, size);
        in_.erase(0, size);
        return out;
    }
    int fd_;
    bool connected_ = false;
    std::string in_;
};

}  // namespace zhupi::net
