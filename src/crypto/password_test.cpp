#include "crypto/password.hpp"

#include "crypto/random.hpp"

#include <atomic>
#include <thread>

#include <doctest/doctest.h>

using namespace zhupi;

TEST_CASE("a password is verified against its own hash only") {
    const auto hash = crypto::hash_password("正确的 password 1");
    CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(crypto::verify_password("正确的 password 1", hash));
    CHECK_FALSE(crypto::verify_password("正确的 password 2", hash));
    CHECK_FALSE(crypto::verify_password("", hash));
    CHECK_FALSE(crypto::should_rehash(hash));
}

TEST_CASE("the same password gets another hash each time") {
    CHECK(crypto::hash_password("same") != crypto::hash_password("same"));
}

TEST_CASE("a hash made elsewhere is verified, and due to be made again") {
    // From the tests of the reference implementation, github.com/P-H-C/phc-winner-argon2, version 0x13.
    const std::string_view theirs =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    CHECK(crypto::verify_password("password", theirs));
    CHECK_FALSE(crypto::verify_password("Password", theirs));
    CHECK(crypto::should_rehash(theirs));
}

TEST_CASE("what is no argon2id hash verifies nothing") {
    for (const auto* hash : {"", "password", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$$",
                             "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA"})
        CHECK_FALSE_MESSAGE(crypto::verify_password("password", hash), hash);
}

TEST_CASE("more sign-ins than places wait and are all answered") {
    const auto hash = crypto::hash_password("waiting");
    std::atomic<int> verified{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] { verified += crypto::verify_password("waiting", hash) ? 1 : 0; });
    for (auto& thread : threads) thread.join();
    CHECK(verified == 6);
}

TEST_CASE("tokens are url-safe, as long as asked, and never repeat") {
    const auto a = crypto::random_token(32), b = crypto::random_token(32);
    CHECK(a.size() == 43);
    CHECK(a != b);
    CHECK(a.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
    CHECK(crypto::random_bytes(14).size() == 14);
}
