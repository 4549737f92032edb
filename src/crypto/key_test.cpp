#include "crypto/key.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/testing.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::crypto;
using crypto::testing::from_hex;

namespace {

// GB/T 32918.5-2017 appendix A.2, the same as GM/T 0003.5-2012.
const std::string standard_x = from_hex("09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020");
const std::string standard_y = from_hex("ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
const std::string standard_r = from_hex("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3");
const std::string standard_s = from_hex("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
const std::string standard_private = from_hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");

/// ECPrivateKey of RFC 5915 §3: version, key, [0] the curve.
Secret sec1(std::string_view key) {
    return Secret(from_hex("3031020101"
                           "0420") +
                  std::string(key) +
                  from_hex("a00a"
                           "06082a811ccf5501822d"));
}
/// PKCS#8 of RFC 8410 §7.
Secret ed25519_private(std::string_view seed) {
    return Secret(from_hex("302e020100300506032b657004220420") + std::string(seed));
}

}  // namespace

TEST_CASE("SM2 verifies the example of GB/T 32918.5-2017 appendix A.2, and nothing near it") {
    const auto key = public_key_from_bytes(Algorithm::sm2, "\x04" + standard_x + standard_y);
    REQUIRE(key);
    CHECK(text::hex(sm2_digest(*key, "message digest")) ==
          "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640");
    const auto signature = sm2_der_from_raw(standard_r + standard_s);
    CHECK(verify(*key, "message digest", signature));
    CHECK_FALSE(verify(*key, "message digesT", signature));
    CHECK_FALSE(verify(*key, "message digest", sm2_der_from_raw(standard_s + standard_r)));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        auto changed = signature;
        changed[i] = static_cast<char>(changed[i] ^ 4);
        CHECK_FALSE(verify(*key, "message digest", changed));
    }
}

TEST_CASE("the standard's private key belongs to the standard's public key, and signs") {
    const auto signer = signer_in_memory(sec1(standard_private));
    REQUIRE(signer);
    const auto& key = (*signer)->public_key();
    CHECK(key.algorithm == Algorithm::sm2);
    CHECK(key.bytes() == "\x04" + standard_x + standard_y);
    const auto signature = (*signer)->sign("message digest").value();
    CHECK(signature != (*signer)->sign("message digest").value());
    CHECK(verify(key, "message digest", signature));
    CHECK(sm2_der_from_raw(sm2_raw_from_der(signature)) == signature);
}

TEST_CASE("Ed25519 gives tests 1 to 3 of RFC 8032 §7.1") {
    struct Row {
        std::string seed, key, message, signature;
    };
    const Row rows[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
         "e2465"
         "5141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
         "aeeb0"
         "0d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
         "28dc0"
         "27beceea1ec40a"},
    };
    for (const auto& row : rows) {
        const auto signer = signer_in_memory(ed25519_private(from_hex(row.seed)));
        REQUIRE(signer);
        const auto& key = (*signer)->public_key();
        const auto message = from_hex(row.message), signature = from_hex(row.signature);
        CHECK(text::hex(key.bytes()) == row.key);
        CHECK(text::hex((*signer)->sign(message).value()) == row.signature);
        CHECK(verify(key, message, signature));
        CHECK_FALSE(verify(key, message + "x", signature));
        CHECK(public_key_from_bytes(Algorithm::ed25519, key.bytes()).value() == key);
    }
}

TEST_CASE("new keys of both kinds sign, and their public halves survive DER and PEM") {
    for (const auto algorithm : {Algorithm::sm2, Algorithm::ed25519}) {
        const auto secret = generate_private_key(algorithm);
        const auto signer = signer_in_memory(secret).value();
        const auto& key = signer->public_key();
        CHECK(key.algorithm == algorithm);
        CHECK(read_public_key(key.spki).value() == key);
        CHECK(read_public_key(key.pem()).value() == key);
        CHECK(read_private_key(secret).value().view() == secret.view());
        CHECK(verify(key, "批复", signer->sign("批复").value()));
        const auto other = signer_in_memory(generate_private_key(algorithm)).value();
        CHECK_FALSE(verify(other->public_key(), "批复", signer->sign("批复").value()));
    }
}

TEST_CASE("a signature of one kind says nothing under a key of the other") {
    const auto sm2 = signer_in_memory(generate_private_key(Algorithm::sm2)).value();
    const auto ed25519 = signer_in_memory(generate_private_key(Algorithm::ed25519)).value();
    CHECK_FALSE(verify(sm2->public_key(), "m", ed25519->sign("m").value()));
    CHECK_FALSE(verify(ed25519->public_key(), "m", sm2->sign("m").value()));
    CHECK_FALSE(verify(sm2->public_key(), "m", ""));
}

TEST_CASE("what is no key of ours is refused") {
    const auto good = signer_in_memory(generate_private_key(Algorithm::sm2)).value()->public_key();
    auto off_curve = good.spki;
    off_curve.back() = static_cast<char>(off_curve.back() ^ 1);
    // P-256, from RFC 6979 A.2.5.
    const auto p256 = from_hex(
        "3059301306072a8648ce3d020106082a8648ce3d030107034200"
        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    for (const auto& wrong :
         {std::string(), std::string("key"), off_curve, p256, good.spki + "x", good.spki.substr(1)}) {
        const auto key = read_public_key(wrong);
        REQUIRE_FALSE(key);
        CHECK(key.error().is(err::crypto_key));
    }
    CHECK_FALSE(public_key_from_bytes(Algorithm::ed25519, "short"));
    CHECK_FALSE(signer_in_memory(Secret(std::string("no key"))));
    CHECK_FALSE(
        read_private_key(Secret(std::string("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))));
}

TEST_CASE("r and s keep their 32 bytes on the way from a device to DER and back") {
    const std::string small = std::string(31, '\0') + "\x7f", large(32, '\xff');
    for (const auto& raw : {small + large, large + small, small + small})
        CHECK(sm2_raw_from_der(sm2_der_from_raw(raw)) == raw);
    CHECK(sm2_der_from_raw("short").empty());
    CHECK(sm2_raw_from_der("short").empty());
    CHECK(sm2_raw_from_der(sm2_der_from_raw(small + large) + "x").empty());
}
