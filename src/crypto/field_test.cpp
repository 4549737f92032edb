#include "crypto/field.hpp"

#include "crypto/digest.hpp"
#include "crypto/testing.hpp"

#include <doctest/doctest.h>

using namespace zhupi::crypto;
using testing::from_hex;

TEST_CASE("SM4 gives the example of GB/T 32907-2016 appendix A.1") {
    // Counter mode of a zero text is the block cipher itself.
    const auto key = from_hex("0123456789abcdeffedcba9876543210");
    CHECK(sm4_ctr(key, key, std::string(16, '\0')) == from_hex("681edf34d206965e86b3e94f536e4246"));
}

TEST_CASE("SM4-CTR gives the example of draft-ribose-cfrg-sm4-10 appendix A.2.5.1") {
    const auto plain = from_hex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb");
    CHECK(sm4_ctr(from_hex("0123456789abcdeffedcba9876543210"), from_hex("000102030405060708090a0b0c0d0e0f"), plain) ==
          from_hex("ac3236cb970cc20791364c395a1342d1a3cbc1878c6f30cd074cce385cdd70c7"
                   "f234bc0e24c11980fd1286310ce37b926e02fcd0faa0baf38b2933851d824514"));
}

TEST_CASE("HMAC-SM3 gives the examples of GM/T 0042-2015 appendix D.3") {
    std::string key;
    for (char c = 1; c <= 37; ++c) key += c;
    const std::string twice = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    CHECK(hmac(Hash::sm3, key.substr(0, 32), twice + twice) ==
          from_hex("ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"));
    CHECK(hmac(Hash::sm3, key, std::string(50, '\xcd')) ==
          from_hex("220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae"));
}

TEST_CASE("a sealed field opens with its key in its place, and nowhere else") {
    const auto key = Secret::random(field_key_size);
    const std::string plain = "320102199001011234";
    const auto sealed = seal_field(key, "people.identity/7", plain);
    CHECK(sealed.size() == plain.size() + field_overhead);
    CHECK(sealed.find("3201") == std::string::npos);
    REQUIRE(open_field(key, "people.identity/7", sealed));
    CHECK(open_field(key, "people.identity/7", sealed)->view() == plain);
    CHECK_FALSE(open_field(key, "people.identity/8", sealed));
    CHECK_FALSE(open_field(Secret::random(field_key_size), "people.identity/7", sealed));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK_FALSE(open_field(key, "people.identity/7", changed));
        CHECK_FALSE(open_field(key, "people.identity/7", sealed.substr(0, i)));
    }
}

TEST_CASE("the same field is never sealed to the same bytes, an empty one is sealed too") {
    const auto key = Secret::random(field_key_size);
    CHECK(seal_field(key, "a", "same") != seal_field(key, "a", "same"));
    REQUIRE(open_field(key, "a", seal_field(key, "a", "")));
    CHECK(open_field(key, "a", seal_field(key, "a", ""))->empty());
}

TEST_CASE("a context cannot be stretched into the ciphertext") {
    const auto key = Secret::random(field_key_size);
    const auto sealed = seal_field(key, "ab", "text");
    CHECK_FALSE(open_field(key, "a", "b" + sealed));
    CHECK_FALSE(open_field(key, "ab" + sealed.substr(0, 1), sealed.substr(1)));
}

TEST_CASE("a blind index depends on value, place and key") {
    const auto key = Secret::random(field_key_size);
    const auto index = blind_index(key, "people.phone", "13912345678");
    CHECK(index == blind_index(key, "people.phone", "13912345678"));
    CHECK(index != blind_index(key, "people.phone", "13912345679"));
    CHECK(index != blind_index(key, "people.fax", "13912345678"));
    CHECK(index != blind_index(Secret::random(field_key_size), "people.phone", "13912345678"));
}
