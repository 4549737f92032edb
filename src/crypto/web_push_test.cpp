#include "crypto/web_push.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

namespace zhupi::crypto {
namespace {

std::string bytes(std::string_view base64url) { return *encoding::from_base64url(base64url); }

// RFC 8291 §5.
constexpr auto receiver = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr auto receiver_number = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr auto sender_number = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr auto sender_point = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr auto body =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7"
    "A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

TEST_CASE("the example of RFC 8291 comes out byte by byte") {
    const auto sender = PushKey::from_number(bytes(sender_number));
    REQUIRE(sender);
    CHECK(encoding::base64url(sender->point()) == sender_point);
    const auto sealed = sealed_for_push("When I grow up, I want to be a watermelon", bytes(receiver),
                                        bytes("BTBZMqHH6r4Tts7J_aSIgg"), *sender, bytes("DGv6ra1nlYgDCS1FRnbzlw"));
    CHECK(encoding::base64url(sealed) == body);
}

TEST_CASE("both sides find the same common point, and what is no point finds none") {
    const auto a = PushKey::generate(), b = PushKey::generate();
    CHECK(a.common(b.point()) == b.common(a.point()));
    CHECK(a.common(b.point()).size() == 32);
    const auto known = PushKey::from_number(bytes(receiver_number));
    CHECK(encoding::base64url(known->point()) == receiver);
    auto bent = b.point();
    bent.back() = static_cast<char>(bent.back() ^ 1);
    CHECK(a.common(bent).empty());
    CHECK_FALSE(is_push_point(bent));
    CHECK_FALSE(is_push_point(""));
    CHECK(is_push_point(b.point()));
}

TEST_CASE("a key that was written is read again, and another curve is refused") {
    const auto key = PushKey::generate();
    const auto again = PushKey::read(key.pem());
    REQUIRE(again);
    CHECK(again->point() == key.point());
    CHECK_FALSE(PushKey::read(Secret(std::string("no key"))));
    CHECK_FALSE(PushKey::from_number("short"));
}

TEST_CASE("the sender's name is a JWT with audience, end and contact") {
    const auto key = PushKey::generate();
    const auto field = vapid(key, "https://push.example.net", "mailto:it@example.cn", Instant{1'700'000'000'000});
    REQUIRE(field.starts_with("vapid t="));
    const auto token = field.substr(8, field.find(", k=") - 8);
    const auto parts = text::split(token, '.');
    REQUIRE(parts.size() == 3);
    CHECK(bytes(parts[1]) == R"({"aud":"https://push.example.net","exp":1700043200,"sub":"mailto:it@example.cn"})");
    CHECK(bytes(parts[2]).size() == 64);
    CHECK(field.ends_with(encoding::base64url(key.point())));
}

}  // namespace
}  // namespace zhupi::crypto
