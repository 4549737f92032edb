#include "server/net/url.hpp"

#include "base/text.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

TEST_CASE("a target is split and decoded") {
    const auto target = parse_target("/api/v1/%E9%A1%B9%E7%9B%AE/a+b?q=%E6%B6%88%E9%98%B2+x&flag&q=2&=v");
    REQUIRE(target);
    CHECK(target->path == "/api/v1/%E9%A1%B9%E7%9B%AE/a+b");
    CHECK(target->segments == std::vector<std::string>{"api", "v1", "项目", "a+b"});
    CHECK(target->query == Pairs{{"q", "消防 x"}, {"flag", ""}, {"q", "2"}, {"", "v"}});
    CHECK(parse_target("/")->segments.empty());
    CHECK(parse_target("/a/")->segments == std::vector<std::string>{"a", ""});
}

TEST_CASE("the absolute form of a proxy request is the same target") {
    CHECK(parse_target("http://city.example/a?b=c")->segments == std::vector<std::string>{"a"});
    CHECK(parse_target("HTTP://city.example")->path == "/");
    CHECK(parse_target("*")->path == "*");
}

TEST_CASE("broken encodings, traversal and control characters are refused") {
    for (const char* bad : {"/%", "/%2", "/%zz", "/%00", "/a%0d%0ab", "/%ff", "/%c0%ae", "/..", "/a/../b", "/%2e%2E/x",
                            "/.", "/a%2fb", "/a%5Cb", "a", "", "/a#b", "/a?x=%g1", "/a?x=%00", "ftp://x/y"}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_target(bad));
    }
}

TEST_CASE("what is encoded comes back, whatever the text") {
    std::mt19937 random(20260101);
    for (int round = 0; round < 500; ++round) {
        std::string plain;
        for (auto n = random() % 12; n > 0; --n)
            text::append_utf8(plain, static_cast<char32_t>(0x20 + random() % 0x5F));
        for (auto n = random() % 4; n > 0; --n)
            text::append_utf8(plain, static_cast<char32_t>(0x4E00 + random() % 5000));
        CHECK(percent_decode(percent_encode(plain), Plus::literal) == plain);
        CHECK(percent_decode(percent_encode(plain), Plus::space) == plain);
    }
}

TEST_CASE("random bytes never make an invalid segment") {
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) {
        std::string raw = "/";
        for (auto n = random() % 20; n > 0; --n) raw += "/%2eEFfc0?&=+.a\x80\xff"[random() % 17];
        const auto target = parse_target(raw);
        if (!target) continue;
        for (const auto& segment : target->segments) {
            CHECK(text::valid_utf8(segment));
            CHECK(segment != "..");
            CHECK(segment.find('/') == std::string::npos);
        }
    }
}

TEST_CASE("cookies are found by their exact name") {
    const std::string_view field = R"(a=1; session="x y" ; sessionid=7;b=)";
    CHECK(cookie_in(field, "session") == "x y");
    CHECK(cookie_in(field, "sessionid") == "7");
    CHECK(cookie_in(field, "b") == "");
    CHECK_FALSE(cookie_in(field, "sess"));
}

}  // namespace
}  // namespace zhupi::net
