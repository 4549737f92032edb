// The device of these tests is a small one of our own with GM/T 0018's functions, linked into the test program; it
// holds one key at index 2, wants a password, and can be told to fail.
#include "crypto/device.hpp"

#include "base/error_codes.hpp"
#include "crypto/openssl.hpp"
#include "crypto/sdf.hpp"

#include <cstring>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::crypto;

namespace {

constexpr unsigned its_index = 2;
constexpr int wrong_key = 0x0100000B, wrong_password = 0x01000012;

struct StandIn {
    Pkey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")};
    bool sessions_open = false, access_granted = false, gives_rubbish = false;
};
StandIn& stand_in() {
    static StandIn device;
    return device;
}

std::string raw_signature(std::string_view digest) {
    const PkeyContext context(EVP_PKEY_CTX_new(stand_in().key.get(), nullptr));
    std::string der(128, '\0');
    std::size_t size = der.size();
    REQUIRE(EVP_PKEY_sign_init(context.get()) == 1);
    REQUIRE(EVP_PKEY_sign(context.get(), raw(der), &size, raw(digest), digest.size()) == 1);
    der.resize(size);
    return sm2_raw_from_der(der);
}

}  // namespace

extern "C" {
int SDF_OpenDevice(void** device) { return *device = &stand_in(), 0; }
int SDF_CloseDevice(void*) { return 0; }
int SDF_OpenSession(void*, void** session) {
    stand_in().sessions_open = true;
    return *session = &stand_in(), 0;
}
int SDF_CloseSession(void*) {
    stand_in().sessions_open = false;
    return 0;
}
int SDF_GenerateRandom(void*, unsigned size, unsigned char* to) {
    std::memset(to, 0x5A, size);
    return 0;
}
int SDF_GetPrivateKeyAccessRight(void*, unsigned, unsigned char* password, unsigned size) {
    if (std::string_view(reinterpret_cast<char*>(password), size) != "12345678") return wrong_password;
    stand_in().access_granted = true;
    return 0;
}
int SDF_ReleasePrivateKeyAccessRight(void*, unsigned) {
    stand_in().access_granted = false;
    return 0;
}
int SDF_ExportSignPublicKey_ECC(void*, unsigned index, sdf::PublicKey* key) {
    if (index != its_index) return wrong_key;
    const auto point = read_public_key(der_of(stand_in().key.get(), i2d_PUBKEY)).value().bytes();
    key->bits = 256;
    std::memcpy(key->x + 32, point.data() + 1, 32);
    std::memcpy(key->y + 32, point.data() + 33, 32);
    return 0;
}
int SDF_InternalSign_ECC(void*, unsigned index, unsigned char* data, unsigned size, sdf::Signature* signature) {
    if (index != its_index) return wrong_key;
    if (!stand_in().access_granted) return wrong_password;
    const auto both = raw_signature({reinterpret_cast<char*>(data), size});
    std::memcpy(signature->r + 32, both.data(), 32);
    std::memcpy(signature->s + 32, both.data() + 32, 32);
    if (stand_in().gives_rubbish) signature->s[63] ^= 1;
    return 0;
}
}

TEST_CASE("a device signs without its private key ever being here") {
    const auto device = open_sdf_device({"", "12345678"});
    REQUIRE_MESSAGE(device, device.error().en());
    const auto provider = device_provider(*device, {{"seal", its_index}});
    REQUIRE(provider);
    const auto signer = (*provider)->signer("seal").value();
    const auto signature = signer->sign("批复");
    REQUIRE(signature);
    CHECK(verify(signer->public_key(), "批复", *signature));
    CHECK_FALSE(stand_in().access_granted);
    CHECK((*provider)->random(4).value() == "ZZZZ");
    CHECK((*provider)->signer("other").error().is(err::crypto_no_key));
    REQUIRE((*provider)->keys().size() == 1);
    CHECK((*provider)->keys()[0].public_key == signer->public_key());
}

TEST_CASE("a device that gives a wrong signature is found out at once") {
    const auto provider = device_provider(open_sdf_device({"", "12345678"}).value(), {{"seal", its_index}});
    const auto signer = (*provider)->signer("seal").value();
    stand_in().gives_rubbish = true;
    const auto signature = signer->sign("批复");
    stand_in().gives_rubbish = false;
    REQUIRE_FALSE(signature);
    CHECK(signature.error().is(err::crypto_device));
    CHECK(signer->sign("批复"));
}

TEST_CASE("what a device refuses is told with its call and code") {
    const auto wrong_index = device_provider(open_sdf_device({"", ""}).value(), {{"seal", 9}});
    REQUIRE_FALSE(wrong_index);
    CHECK(wrong_index.error().params.at("call") == "SDF_ExportSignPublicKey_ECC");
    CHECK(wrong_index.error().params.at("detail") == "0x0100000B");
    for (const auto* password : {"", "wrong"}) {
        const auto provider = device_provider(open_sdf_device({"", password}).value(), {{"seal", its_index}});
        const auto signature = provider.value()->signer("seal").value()->sign("m");
        REQUIRE_FALSE(signature);
        CHECK(signature.error().params.at("detail") == "0x01000012");
    }
}

TEST_CASE("a library that is not there, or is none for devices, is told by name") {
    CHECK(open_sdf_device({"/nowhere/libsdf.so", ""}).error().params.at("call") == "dlopen");
    const auto other = open_sdf_device({"libcrypto.so.3", ""});
    REQUIRE_FALSE(other);
    CHECK(other.error().params.at("call") == "SDF_OpenDevice");
}

TEST_CASE("the session is closed when the last one who signs goes") {
    {
        const auto provider = device_provider(open_sdf_device({"", ""}).value(), {{"seal", its_index}});
        CHECK(stand_in().sessions_open);
    }
    CHECK_FALSE(stand_in().sessions_open);
}
