#include "server/net/http_client.hpp"

#include "base/error_codes.hpp"
#include "server/net/server.hpp"

#include <thread>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace zhupi;
using namespace zhupi::net;

namespace {

/// Takes one connection, reads a head, answers with these bytes, and hangs up.
class Odd {
public:
    explicit Odd(std::string answer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(fd_, 1) == 0);
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/x";
        thread_ = std::thread([this, answer = std::move(answer)] {
            const int one = ::accept(fd_, nullptr, nullptr);
            char piece[4096];
            while (heard.find("\r\n\r\n") == heard.npos) {
                const auto got = ::recv(one, piece, sizeof piece, 0);
                if (got <= 0) break;
                heard.append(piece, static_cast<std::size_t>(got));
            }
            for (std::size_t at = 0; at < answer.size(); ++at)
                if (::send(one, &answer[at], 1, MSG_NOSIGNAL) != 1) break;  // byte by byte: nothing comes at once
            ::close(one);
        });
    }
    ~Odd() {
        thread_.join();
        ::close(fd_);
    }
    std::string url, heard;

private:
    int fd_;
    std::thread thread_;
};

Result<HttpAnswered> answer_to(const std::string& bytes, std::size_t most = 1 << 20) {
    Odd odd(bytes);
    return ask({.url = odd.url, .most_bytes = most});
}

bool is_broken(const Result<HttpAnswered>& answer) { return !answer && answer.error().is(err::outgoing_answer); }

}  // namespace

TEST_CASE("a server of ours is asked, and what it says comes back") {
    Router router;
    router.add({.method = Method::post,
                .pattern = "/echo",
                .operation = "echo",
                .open = true,
                .handler = [](Call& call) -> Result<Response> { return Response::text(call.request.body + "!"); }});
    Metrics metrics;
    Server server({.port = 0}, std::move(router), metrics);
    REQUIRE(server.start());
    const auto base = "http://127.0.0.1:" + std::to_string(server.port());
    const std::string long_body(300'000, 'x');
    const auto told = ask({.url = base + "/echo", .body = long_body, .post = true});
    REQUIRE_MESSAGE(told, told.error().en());
    CHECK(told->status == 200);
    CHECK(told->body == long_body + "!");
    CHECK(told->content_type == "text/plain; charset=utf-8");
    CHECK(ask({.url = base + "/none"})->status == 404);
}

TEST_CASE("a body ends by its length, by its last chunk, or with the connection") {
    CHECK(answer_to("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore")->body == "ok");
    CHECK(answer_to("HTTP/1.0 200 OK\r\n\r\nto the end")->body == "to the end");
    CHECK(answer_to("HTTP/1.1 409 Conflict\r\nContent-Type:  text/x.tlog.size \r\nTransfer-Encoding: "
                    "chunked\r\n\r\n2\r\n12\r\n1;a=b\r\n3\r\n0\r\n\r\n")
              ->body == "123");
    CHECK(answer_to("HTTP/1.1 409 Conflict\r\ncontent-type:  text/x.tlog.size \r\n\r\n")->content_type ==
          "text/x.tlog.size");
}

TEST_CASE("an answer that is cut, too long or none at all is said to be") {
    CHECK(is_broken(answer_to("")));
    CHECK(is_broken(answer_to("HTTP/1.1 200")));
    CHECK(is_broken(answer_to("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort")));
    CHECK(is_broken(answer_to("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")));
    CHECK(is_broken(answer_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")));
    CHECK(is_broken(answer_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")));
    CHECK(is_broken(answer_to("SSH-2.0-OpenSSH\r\n\r\n")));
    CHECK(is_broken(answer_to("HTTP/1.1 200 OK\r\n\r\n" + std::string(2'000, 'x'), 1'000)));
}

TEST_CASE("what is no address is not asked, and who is not there has not answered") {
    for (const auto* url : {"", "ftp://a/", "http://", "http://a b/", "http://user@host/", "http://a/\r\nX: y",
                            "http://a:/", "http://a:b/", "http://[::1/", "http://a/#b", "file:///etc/passwd", "//a"}) {
        CAPTURE(url);
        const auto answer = ask({.url = url});
        REQUIRE_FALSE(answer);
        CHECK(answer.error().is(err::outgoing_url));
    }
    const auto nobody = ask({.url = "http://127.0.0.1:1/"});
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().is(err::outgoing_away));
    CHECK(nobody.error().params.at("host") == "127.0.0.1:1");
}

TEST_CASE("where https was said, plain text is not listened to") {
    Odd odd("HTTP/1.1 200 OK\r\n\r\n");
    auto url = odd.url;
    url.insert(4, "s");
    const auto answer = ask({.url = url, .seconds = 1});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().is(err::outgoing_away));
}
