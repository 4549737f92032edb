#include "server/net/message.hpp"

#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

Result<Head> read(const std::string& head) { return read_head(head); }

TEST_CASE("a sound head is read") {
    const auto head =
        read("POST /a?b HTTP/1.1\r\nHost: x\r\ncontent-length: 3\r\nX-A:  1 \r\nExpect: 100-Continue\r\n\r\n");
    REQUIRE(head);
    CHECK(head->method == Method::post);
    CHECK(head->target == "/a?b");
    CHECK(head->content_length == 3);
    CHECK(head->headers.get("x-a") == "1");
    CHECK(head->expects_continue);
    CHECK(head->keep_alive);
    CHECK_FALSE(read("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")->keep_alive);
    CHECK_FALSE(read("GET / HTTP/1.0\r\nHost: x\r\n\r\n")->keep_alive);
}

TEST_CASE("whatever two machines could read differently is refused") {
    using namespace std::string_literals;
    const std::string heads[] = {
        // Host (RFC 9112 3.2)
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        // Transfer-Encoding (6.1)
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        // both framings, or one twice, even when equal (6.3)
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +4\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        // lines (2.2, 5.1, 5.2)
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\0\r\n\r\n"s,
        "GET / HTTP/1.1\r\nHost: x\r\n: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nnovalue\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX(: a\r\n\r\n",
        // request line (3)
        "GET / HTTP/1.2\r\nHost: x\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /\r\nHost: x\r\n\r\n",
    };
    for (const auto& bad : heads) {
        CAPTURE(bad);
        const auto head = read(bad);
        REQUIRE_FALSE(head);
        CHECK(head.error().is(err::http_malformed));
    }
    std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 101; ++i) many += "A: b\r\n";
    CHECK_FALSE(read(many + "\r\n"));
}

TEST_CASE("unknown methods and expectations have their own answers") {
    CHECK(read("BREW / HTTP/1.1\r\nHost: x\r\n\r\n").error().is(err::http_method_unknown));
    CHECK(read("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n").error().is(err::http_method_unknown));
    CHECK(read("get / HTTP/1.1\r\nHost: x\r\n\r\n").error().is(err::http_method_unknown));
    CHECK(read("GET / HTTP/1.1\r\nHost: x\r\nExpect: 200-maybe\r\n\r\n").error().is(err::http_expectation));
}

struct Sample {
    std::string wire, body;
};

/// The same body however the wire is cut, and nothing taken from the request that follows.
void check_in_pieces(const Sample& sample, const std::string& head, std::mt19937& random) {
    const auto parsed = read_head(head);
    REQUIRE(parsed);
    BodyReader reader(*parsed);
    const std::string after = "GET /next HTTP/1.1\r\n";
    const std::string wire = sample.wire + after;
    std::string pending, body;
    std::size_t fed = 0;
    while (!reader.done()) {
        REQUIRE(fed < wire.size());
        const auto piece = std::min<std::size_t>(1 + random() % 9, wire.size() - fed);
        pending = wire.substr(fed, piece);
        fed += piece;
        const auto used = reader.read(pending, body);
        REQUIRE(used);
        pending.erase(0, *used);
    }
    CHECK(body == sample.body);
    CHECK(pending + wire.substr(fed) == after);
}

TEST_CASE("a body is the same however it is cut") {
    std::mt19937 random(11);
    const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string sized = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 26\r\n\r\n";
    for (int round = 0; round < 200; ++round) {
        check_in_pieces({"abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz"}, sized, random);
        check_in_pieces({"5\r\nhello\r\n1;x=y\r\n \r\n00A\r\nworld 1234\r\n0\r\n\r\n", "hello world 1234"}, chunked,
                        random);
        check_in_pieces({"3\r\nabc\r\n0\r\nTrailer: t\r\n\r\n", "abc"}, chunked, random);
        check_in_pieces({"0\r\n\r\n", ""}, chunked, random);
    }
}

Head chunked_head() {
    Head head;
    head.chunked = true;
    return head;
}

TEST_CASE("broken chunks are refused") {
    for (const char* bad : {"x\r\n", "-1\r\nab\r\n", "5\r\nhelloX\r\n", "fffffffffffffffff\r\n", "5\nhello\r\n",
                            "0x5\r\nhello\r\n", "\r\n", "1 \r\nx\r\n", "1;a\nb\r\nx\r\n0\r\n\r\n"}) {
        CAPTURE(bad);
        BodyReader reader(chunked_head());
        std::string body;
        CHECK_FALSE(reader.read(bad, body));
    }
    const std::string endless(5000, 'x');
    for (const std::string& bad : {"1;" + endless, "0\r\nTrailer: " + endless}) {
        BodyReader reader(chunked_head());
        std::string body;
        CHECK_FALSE(reader.read(bad, body));
    }
}

TEST_CASE("random heads never crash the reader, and what passes names one host") {
    std::mt19937 random(3);
    const std::string_view alphabet = "GET /HTTP1.\r\n:Host xa\t,\0z";
    int passed = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string head = "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n";
        for (auto n = 1 + random() % 3; n > 0; --n) head[random() % head.size()] = alphabet[random() % alphabet.size()];
        const auto parsed = read(head);
        if (!parsed) continue;
        ++passed;
        CHECK(parsed->headers.has("Host"));
    }
    CHECK(passed > 0);
}

}  // namespace
}  // namespace zhupi::net
