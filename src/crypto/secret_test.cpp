#include "crypto/secret.hpp"

#include <doctest/doctest.h>

using namespace zhupi::crypto;

TEST_CASE("a secret takes its bytes and leaves zeros where they stood") {
    std::string source(40, 'k');
    const auto* place = source.data();
    const Secret secret(std::move(source));
    CHECK(secret.view() == std::string(40, 'k'));
    CHECK(source.empty());
    for (std::size_t i = 0; i < 40; ++i) CHECK(place[i] == '\0');
}

TEST_CASE("wiping a secret zeroes its memory before it is given back") {
    Secret secret(std::string(40, 'k'));
    const auto* place = secret.view().data();
    secret.wipe();
    CHECK(secret.empty());
    for (std::size_t i = 0; i < 40; ++i) CHECK(place[i] == '\0');
}

TEST_CASE("a moved secret is in one place only, and what it replaces is wiped") {
    Secret old(std::string(40, 'o')), fresh(std::string(40, 'n'));
    Secret moved(std::move(old));
    CHECK(old.empty());
    CHECK(moved.view() == std::string(40, 'o'));
    moved = std::move(fresh);
    CHECK(fresh.empty());
    CHECK(moved.view() == std::string(40, 'n'));
    const auto twin = moved.copy();
    moved.wipe();
    CHECK(twin.view() == std::string(40, 'n'));
}

TEST_CASE("random secrets differ") { CHECK(Secret::random(32).view() != Secret::random(32).view()); }
