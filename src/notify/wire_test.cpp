// What goes over the wire, and to whom it may go.

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "notify/acs3.hpp"
#include "notify/answers.hpp"
#include "notify/guard.hpp"
#include "notify/mime.hpp"
#include "notify/settings.hpp"

#include <cstring>
#include <random>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace zhupi::notify {
namespace {

/// What a reader makes of encoded words: white space between two of them means nothing (RFC 2047 §6.2).
std::string decoded(std::string text) {
    std::string out;
    constexpr std::string_view before = "=?UTF-8?B?";
    while (!text.empty()) {
        REQUIRE(text.starts_with(before));
        const auto end = text.find("?=");
        REQUIRE(end <= 73);
        const auto bytes = encoding::from_base64(text.substr(before.size(), end - before.size()));
        REQUIRE(bytes.has_value());
        CHECK(text::valid_utf8(*bytes));
        out += *bytes;
        text = text.substr(end + 2);
        if (!text.empty()) {
            REQUIRE(text.starts_with("\r\n "));
            text = text.substr(3);
        }
    }
    return out;
}

TEST_CASE("a subject of any characters comes back whole, in words of at most 75, none with half a character") {
    CHECK(encoded_words("Reminder", 9) == "Reminder");
    std::mt19937 random(3);
    const std::string pieces[] = {"办", "é", "a", "𠮷", " ", "期"};
    for (int i = 0; i < 2'000; ++i) {
        std::string text = "提";
        for (auto n = random() % 80; n > 0; --n) text += pieces[random() % std::size(pieces)];
        CHECK(decoded(encoded_words(text, 9)) == text);
    }
}

TEST_CASE("a letter has lines of at most 998 bytes and no line of its words can be a header") {
    const auto letter =
        written({"a@b.cn", "筑批", "c@d.cn", "补正\r\nBcc: x@y.cn", "第一行\n.\n第二行", "zh-CN", "d7", {}});
    CHECK(letter.find("\r\nBcc:") == letter.npos);
    CHECK(letter.find("\r\nMessage-ID: <d7@b.cn>\r\n") != letter.npos);
    CHECK(letter.find("\r\n.\r\n") == letter.npos);
    CHECK(letter.find("Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n") != letter.npos);
}

TEST_CASE("an address is one mailbox and nothing else") {
    for (const auto* good : {"a@b.cn", "a.b+c@d-e.gov.cn"}) CHECK(is_mail_address(good));
    for (const auto* bad : {"", "a", "@b.cn", "a@", "a@b", "a@b.cn\r\nRCPT TO:<x@y.cn>", "a b@c.cn", "<a@b.cn>",
                            "a@@b.cn", "a@b..cn", ".a@b.cn", "a@b.cn,c@d.cn"})
        CHECK_FALSE_MESSAGE(is_mail_address(bad), bad);
}

// https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature, the example of RunInstances.
TEST_CASE("Aliyun's own example of its signature comes out") {
    Acs3Request request;
    request.query = {{"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}, {"RegionId", "cn-shanghai"}};
    request.headers = {{"host", "ecs.cn-shanghai.aliyuncs.com"},
                       {"x-acs-action", "RunInstances"},
                       {"x-acs-content-sha256", crypto::sha256_hex("")},
                       {"x-acs-date", "2023-10-26T10:22:32Z"},
                       {"x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"},
                       {"x-acs-version", "2014-05-26"}};
    CHECK(acs3_authorization(request, "YourAccessKeyId", "YourAccessKeySecret") ==
          "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
          "x-acs-signature-nonce;x-acs-version,Signature="
          "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

bool may(const char* address, Reach reach) {
    sockaddr_storage storage{};
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    if (inet_pton(AF_INET, address, &v4->sin_addr) == 1)
        v4->sin_family = AF_INET;
    else if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1)
        v6->sin6_family = AF_INET6;
    return may_connect(reinterpret_cast<const sockaddr&>(storage), reach);
}

TEST_CASE("a host that only a pattern covers must have a public address") {
    for (const auto* inside :
         {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
          "255.255.255.255", "::1", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::"}) {
        CHECK_FALSE_MESSAGE(may(inside, Reach::public_only), inside);
    }
    for (const auto* outside : {"8.8.8.8", "172.32.0.1", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"})
        CHECK_MESSAGE(may(outside, Reach::public_only), outside);
    CHECK(may("127.0.0.1", Reach::anywhere));
    for (const auto* metadata : {"169.254.169.254", "fe80::1", "::ffff:169.254.169.254"})
        CHECK_FALSE_MESSAGE(may(metadata, Reach::anywhere), metadata);
    CHECK_FALSE(may("8.8.8.8", Reach::forbidden));
}

TEST_CASE("hosts are covered as they are written, and by patterns of whole labels") {
    const std::vector<std::string> hosts{"push.example.cn", "*.push.example.com"};
    CHECK(reach_of(hosts, "push.example.cn") == Reach::anywhere);
    CHECK(reach_of(hosts, "a.push.example.com") == Reach::public_only);
    for (const auto* other : {"", "push.example.com", "evilpush.example.com", "push.example.cn.evil.com", "example.cn"})
        CHECK(reach_of(hosts, other) == Reach::forbidden);
}

TEST_CASE("an address with a user, a backslash or a space is none") {
    CHECK(parts_of("https://a.b:8443/c?d").port == "8443");
    CHECK(parts_of("HTTPS://A.B/").host == "a.b");
    CHECK(parts_of("http://[::1]:25/").host == "::1");
    for (const auto* bad : {"", "a.b", "https://a@b/", "https://a b/", "https://a\\b/", "https://a:x/",
                            "https://a:123456/", "https://[::1/"})
        CHECK_MESSAGE(parts_of(bad).host.empty(), bad);
}

TEST_CASE("what providers answer is read by their names, and anything else is nothing") {
    const Answer answer(R"({"errcode":40001,"errmsg":"无效","a":{"b":[{"c":"1"},{"c":"2"}]},"n":null})");
    CHECK(answer.number("errcode") == 40001);
    CHECK(answer.text("errcode") == "40001");
    CHECK(answer.text("errmsg") == "无效");
    CHECK(answer.object("a").list("b").size() == 2);
    CHECK(answer.object("a").list("b")[1].text("c") == "2");
    CHECK(answer.text("n").empty());
    CHECK(answer.text("none").empty());
    for (const auto* broken : {"", "[]", "{", "<html>"}) CHECK_FALSE(Answer(broken).readable());
}

TEST_CASE("no secret is left in what is shown, nor a line break, nor half a character") {
    Settings s;
    s.email.password = "geheim";
    s.wechat.app_secret = "xyz";
    CHECK(scrubbed(s, "535 geheim: geheim xyz\r\n") == "535 ***: *** ***  ");
    std::string longer;
    for (int i = 0; i < 200; ++i) longer += "办";
    CHECK(text::valid_utf8(scrubbed(s, longer)));
    CHECK(scrubbed(s, longer).size() <= 300);
}

}  // namespace
}  // namespace zhupi::notify
