#include "base/encoding.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;

TEST_CASE("base64 and base32 write the vectors of RFC 4648 section 10") {
    constexpr struct {
        std::string_view bytes, base64, base32;
    } vectors[] = {{"", "", ""},
                   {"f", "Zg==", "MY"},
                   {"fo", "Zm8=", "MZXQ"},
                   {"foo", "Zm9v", "MZXW6"},
                   {"foob", "Zm9vYg==", "MZXW6YQ"},
                   {"fooba", "Zm9vYmE=", "MZXW6YTB"},
                   {"foobar", "Zm9vYmFy", "MZXW6YTBOI"}};
    for (const auto& v : vectors) {
        CAPTURE(v.bytes);
        CHECK(encoding::base64(v.bytes) == v.base64);
        CHECK(encoding::base32(v.bytes) == v.base32);
        CHECK(encoding::from_base64(v.base64) == v.bytes);
        CHECK(encoding::from_base32(v.base32) == v.bytes);
    }
}

TEST_CASE("base64url uses - and _ and no padding") {
    CHECK(encoding::base64url("\xfb\xff\xfe") == "-__-");
    CHECK(encoding::base64url("f") == "Zg");
    CHECK(encoding::from_base64url("-__-") == "\xfb\xff\xfe");
}

TEST_CASE("a secret typed in lower case and in groups is read") {
    CHECK(encoding::from_base32("mzxw 6ytb oi") == "foobar");
}

TEST_CASE("text that is not exactly an encoding is refused") {
    for (const auto* wrong : {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9v=", "Zm 9v", "Zm-v", "=Zm8"})
        CHECK_MESSAGE(!encoding::from_base64(wrong), wrong);
    for (const auto* wrong : {"Z", "Zh", "Zg==", "+/8"}) CHECK_MESSAGE(!encoding::from_base64url(wrong), wrong);
    for (const auto* wrong : {"M", "MZ1", "MZX", "MY======"}) CHECK_MESSAGE(!encoding::from_base32(wrong), wrong);
}

TEST_CASE("whatever is written is read back") {
    std::mt19937 random(7);
    for (std::size_t size = 0; size < 200; ++size) {
        std::string bytes(size, '\0');
        for (auto& c : bytes) c = static_cast<char>(random());
        CHECK(encoding::from_base64(encoding::base64(bytes)) == bytes);
        CHECK(encoding::from_base64url(encoding::base64url(bytes)) == bytes);
        CHECK(encoding::from_base32(encoding::base32(bytes)) == bytes);
    }
}
