#include "crypto/key.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "crypto/der.hpp"
#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"

#include <openssl/pem.h>

namespace zhupi::crypto {
namespace {

// SubjectPublicKeyInfo up to the key itself: RFC 8410 §4 for Ed25519; id-ecPublicKey on curve 1.2.156.10197.1.301.
constexpr std::string_view ed25519_head{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12};
constexpr std::string_view sm2_head{
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x03\x42\x00", 26};
constexpr std::size_t ed25519_size = 32, sm2_size = 65, coordinate = 32;

std::string_view head_of(Algorithm algorithm) { return algorithm == Algorithm::sm2 ? sm2_head : ed25519_head; }
std::size_t size_of(Algorithm algorithm) { return algorithm == Algorithm::sm2 ? sm2_size : ed25519_size; }

std::optional<Algorithm> algorithm_of(EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "SM2")) return Algorithm::sm2;
    if (EVP_PKEY_is_a(key, "ED25519")) return Algorithm::ed25519;
    return std::nullopt;
}

/// In the one form that we compare: OpenSSL writes what was read (compressed points, curves by their numbers) anew.
Result<PublicKey> public_key_of(EVP_PKEY* key) {
    const auto algorithm = key == nullptr ? std::nullopt : algorithm_of(key);
    if (!algorithm) return fail(err::crypto_key);
    PublicKey out{*algorithm, der_of(key, i2d_PUBKEY)};
    const auto head = head_of(*algorithm);
    if (!out.spki.starts_with(head) || out.spki.size() != head.size() + size_of(*algorithm))
        return fail(err::crypto_key);
    return out;
}

const EVP_MD* digest_of(Algorithm algorithm) { return algorithm == Algorithm::sm2 ? EVP_sm3() : nullptr; }

Pkey private_key(const Secret& text) {
    const Bio in(BIO_new_mem_buf(text.view().data(), static_cast<int>(text.size())));
    auto no_passphrase = [](char*, int, int, void*) { return 0; };  // never ask at the terminal
    Pkey key(text.view().find("-----BEGIN") != std::string_view::npos
                 ? PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr)
                 : d2i_PrivateKey_bio(in.get(), nullptr));
    ERR_clear_error();
    return key;
}

class SignerInMemory final : public Signer {
public:
    SignerInMemory(Pkey key, PublicKey public_key) : key_(std::move(key)), public_key_(std::move(public_key)) {}

    const PublicKey& public_key() const override { return public_key_; }

    Result<std::string> sign(std::string_view message) const override {
        const MdContext context(EVP_MD_CTX_new());
        const auto identity = with_identity(key_.get());
        if (identity) EVP_MD_CTX_set_pkey_ctx(context.get(), identity.get());
        std::size_t size = 128;
        std::string out(size, '\0');
        const auto* digest = digest_of(public_key_.algorithm);
        const bool good = EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
                          EVP_DigestSign(context.get(), raw(out), &size, raw(message), message.size()) == 1;
        ensure(good, "OpenSSL does not sign with a key that it has accepted");
        out.resize(size);
        return out;
    }

private:
    Pkey key_;  // OpenSSL wipes it when it is freed
    PublicKey public_key_;
};

std::string big_endian(std::string_view integer) {
    while (!integer.empty() && integer.front() == '\0') integer.remove_prefix(1);
    if (integer.size() > coordinate) return {};
    return std::string(coordinate - integer.size(), '\0') + std::string(integer);
}

}  // namespace

PkeyContext with_identity(EVP_PKEY* key) {
    if (!EVP_PKEY_is_a(key, "SM2")) return nullptr;
    PkeyContext context(EVP_PKEY_CTX_new(key, nullptr));
    ensure(
        context && EVP_PKEY_CTX_set1_id(context.get(), sm2_identity.data(), static_cast<int>(sm2_identity.size())) > 0,
        "SM2 identity");
    return context;
}

bool verify_with(EVP_PKEY* key, const EVP_MD* digest, std::string_view message, std::string_view signature) {
    const MdContext context(EVP_MD_CTX_new());
    const auto identity = with_identity(key);
    if (identity) EVP_MD_CTX_set_pkey_ctx(context.get(), identity.get());
    const bool good =
        EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
        EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
    if (!good) ERR_clear_error();
    return good;
}

Pkey public_half(std::string_view spki) {
    const auto* at = raw(spki);
    Pkey key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
    if (!key) ERR_clear_error();
    if (at != raw(spki) + spki.size()) return nullptr;
    return key;
}

std::string_view name_of(Algorithm algorithm) { return algorithm == Algorithm::sm2 ? "sm2" : "ed25519"; }

std::string PublicKey::bytes() const { return spki.substr(head_of(algorithm).size()); }

std::string PublicKey::pem() const {
    const auto key = public_half(spki);
    const Bio out(BIO_new(BIO_s_mem()));
    ensure(key && PEM_write_bio_PUBKEY(out.get(), key.get()) == 1, "writing a public key");
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

Result<PublicKey> read_public_key(std::string_view text) {
    if (text.find("-----BEGIN") == std::string_view::npos) return public_key_of(public_half(text).get());
    const Bio in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    const Pkey key(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    return public_key_of(key.get());
}

Result<PublicKey> public_key_from_bytes(Algorithm algorithm, std::string_view bytes) {
    if (bytes.size() != size_of(algorithm)) return fail(err::crypto_key);
    return read_public_key(std::string(head_of(algorithm)) + std::string(bytes));
}

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
    const auto opened = public_half(key.spki);
    return opened && verify_with(opened.get(), digest_of(key.algorithm), message, signature);
}

std::string sm2_digest(const PublicKey& key, std::string_view message) {
    ensure(key.algorithm == Algorithm::sm2, "an SM2 key");
    // a, b, xG, yG of GB/T 32918.5.
    static constexpr std::string_view curve{
        "\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff"
        "\xff\xff\xff\xff\xfc"
        "\x28\xe9\xfa\x9e\x9d\x9f\x5e\x34\x4d\x5a\x9e\x4b\xcf\x65\x09\xa7\xf3\x97\x89\xf5\x15\xab\x8f\x92\xdd\xbc\xbd"
        "\x41\x4d\x94\x0e\x93"
        "\x32\xc4\xae\x2c\x1f\x19\x81\x19\x5f\x99\x04\x46\x6a\x39\xc9\x94\x8f\xe3\x0b\xbf\xf2\x66\x0b\xe1\x71\x5a\x45"
        "\x89\x33\x4c\x74\xc7"
        "\xbc\x37\x36\xa2\xf4\xf6\x77\x9c\x59\xbd\xce\xe3\x6b\x69\x21\x53\xd0\xa9\x87\x7c\xc6\x2a\x47\x40\x02\xdf\x32"
        "\xe5\x21\x39\xf0\xa0",
        4 * coordinate};
    constexpr unsigned identity_bits = sm2_identity.size() * 8;
    std::string z{static_cast<char>(identity_bits >> 8), static_cast<char>(identity_bits & 0xFF)};
    z.append(sm2_identity).append(curve).append(key.bytes(), 1);
    Digest digest(Hash::sm3);
    digest.update(sm3(z));
    digest.update(message);
    return digest.finish();
}

std::string sm2_der_from_raw(std::string_view r_and_s) {
    if (r_and_s.size() != 2 * coordinate) return {};
    return der::sequence(
        {der::unsigned_integer(r_and_s.substr(0, coordinate)), der::unsigned_integer(r_and_s.substr(coordinate))});
}

std::string sm2_raw_from_der(std::string_view text) {
    der::Reader whole(text);
    der::Reader inside(whole.take(der::sequence_tag));
    const auto r = big_endian(inside.take(der::integer_tag)), s = big_endian(inside.take(der::integer_tag));
    if (!whole.done() || !inside.done() || r.empty() || s.empty()) return {};
    return r + s;
}

Secret generate_private_key(Algorithm algorithm) {
    const Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm == Algorithm::sm2 ? "SM2" : "ED25519"));
    ensure(key != nullptr, "generating a key");
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>> info(EVP_PKEY2PKCS8(key.get()));
    auto written = der_of(info.get(), i2d_PKCS8_PRIV_KEY_INFO);
    ensure(!written.empty(), "writing a private key");
    return Secret(std::move(written));
}

Result<Secret> read_private_key(const Secret& text) {
    const auto key = private_key(text);
    if (!key || !algorithm_of(key.get())) return fail(err::crypto_key);
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freed<PKCS8_PRIV_KEY_INFO_free>> info(EVP_PKEY2PKCS8(key.get()));
    auto written = der_of(info.get(), i2d_PKCS8_PRIV_KEY_INFO);
    ensure(!written.empty(), "writing a private key");
    return Secret(std::move(written));
}

Result<SignerPointer> signer_in_memory(const Secret& pkcs8) {
    auto key = private_key(pkcs8);
    ZHUPI_TRY(auto public_key, public_key_of(key.get()));
    return std::make_shared<const SignerInMemory>(std::move(key), std::move(public_key));
}

}  // namespace zhupi::crypto
