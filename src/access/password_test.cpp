#include "access/password.hpp"

#include "base/error_codes.hpp"
#include "crypto/password.hpp"

#include <set>

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

TEST_CASE("a password has ten characters of three kinds, and not the user's name") {
    for (const char* good : {"correct-Horse", "Abcdefghi1", "密码Aa34567890", "aaaaaaaaa1-"}) {
        CAPTURE(good);
        CHECK(check_password(good, "lihua").has_value());
    }
    for (const char* weak :
         {"", "Abcdefg1-", "abcdefghij", "abcdefghi1", "ABCDEFGHI1", "xxLIhua-2026", "Zhupi-lihua-1"}) {
        CAPTURE(weak);
        CHECK(check_password(weak, "lihua").error().is(err::access_weak));
    }
    CHECK(check_password(std::string(126, 'a') + "A1", "lihua").has_value());
    CHECK(check_password(std::string(127, 'a') + "A1", "lihua").error().is(err::access_weak));
    CHECK(check_password("口令口令口令口令A1", "lihua").has_value());  // ten characters, however many bytes
    CHECK(check_password("口令口令口令A1", "lihua").error().is(err::access_weak));  // eight
}

TEST_CASE("a one-time password is good, opens its hash, is never the same, and can be read aloud") {
    std::set<std::string> seen;
    for (int i = 0; i < 5; ++i) {
        const auto secret = one_time_secret();
        CHECK(check_password(secret.one_time, "lihua").has_value());
        CHECK(crypto::verify_password(secret.one_time, secret.hash));
        CHECK(secret.one_time.find_first_of("0O1lI") == std::string::npos);
        seen.insert(secret.one_time);
    }
    CHECK(seen.size() == 5);
    const auto chosen = chosen_secret("correct-Horse");
    CHECK(chosen.one_time.empty());
    CHECK(crypto::verify_password("correct-Horse", chosen.hash));
}

}  // namespace
}  // namespace zhupi::access
