#include "crypto/totp.hpp"

#include <doctest/doctest.h>

using namespace zhupi;

namespace {
constexpr std::string_view secret = "12345678901234567890";
constexpr Instant at(std::int64_t seconds) { return {seconds * 1000}; }
}  // namespace

TEST_CASE("codes are those of RFC 6238 appendix B") {
    CHECK(crypto::totp(secret, at(59), 8) == "94287082");
    CHECK(crypto::totp(secret, at(1111111109), 8) == "07081804");
    CHECK(crypto::totp(secret, at(1111111111), 8) == "14050471");
    CHECK(crypto::totp(secret, at(1234567890), 8) == "89005924");
    CHECK(crypto::totp(secret, at(2000000000), 8) == "69279037");
    CHECK(crypto::totp(secret, at(20000000000), 8) == "65353130");
}

TEST_CASE("a code is taken one step early or late, and not further") {
    const auto now = at(1111111111);
    const auto step = now.ms / 30'000;
    for (const int steps : {-1, 0, 1})
        CHECK(crypto::verify_totp(secret, crypto::totp(secret, now.plus_seconds(30 * steps)), now) == step + steps);
    for (const int steps : {-3, -2, 2, 3})
        CHECK_FALSE(crypto::verify_totp(secret, crypto::totp(secret, now.plus_seconds(30 * steps)), now));
    CHECK_FALSE(crypto::verify_totp(secret, "", now));
    CHECK_FALSE(crypto::verify_totp(secret, "05047", now));
}

TEST_CASE("a code is taken once") {
    const auto now = at(1111111111);
    const auto code = crypto::totp(secret, now);
    const auto used = crypto::verify_totp(secret, code, now);
    REQUIRE(used);
    CHECK_FALSE(crypto::verify_totp(secret, code, now, *used));
    CHECK(crypto::verify_totp(secret, crypto::totp(secret, now.plus_seconds(30)), now.plus_seconds(30), *used));
}

TEST_CASE("the text of the QR code names issuer, account and secret") {
    CHECK(
        crypto::totp_uri(secret, "筑批", "li hua") ==
        "otpauth://totp/%e7%ad%91%e6%89%b9:li%20hua?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%e7%ad%91%e6%89%b9");
}
