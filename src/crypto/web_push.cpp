#include "crypto/web_push.hpp"

#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/json.hpp"
#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"
#include "crypto/random.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

namespace zhupi::crypto {
namespace {

constexpr std::size_t point_size = 65, number_size = 32, tag_size = 16;
constexpr std::string_view curve = "prime256v1";

using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

Pkey key_from(std::string_view point, const BIGNUM* number) {
    Builder builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    if (number) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number);
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const PkeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    const int selection = number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, selection, parameters.get()) != 1)
        return nullptr;
    return Pkey(made);
}

Pkey key_of_point(std::string_view point) {
    if (point.size() != point_size || point.front() != 4) return nullptr;
    auto key = key_from(point, nullptr);
    if (!key) return nullptr;
    const PkeyContext check(EVP_PKEY_CTX_new(key.get(), nullptr));
    return EVP_PKEY_public_check(check.get()) == 1 ? std::move(key) : nullptr;
}

/// HKDF of RFC 5869 for one block at most.
std::string hkdf(std::string_view salt, std::string_view material, std::string_view info, std::size_t size) {
    const auto key = hmac_sha256(salt, material);
    return hmac_sha256(key, std::string(info) + '\1').substr(0, size);
}

std::string aes128gcm(std::string_view key, std::string_view nonce, std::string_view plain) {
    const CipherContext context(EVP_CIPHER_CTX_new());
    std::string out(plain.size() + tag_size, '\0');
    int written = 0, more = 0;
    const bool well =
        EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, raw(key), raw(nonce)) == 1 &&
        EVP_EncryptUpdate(context.get(), raw(out), &written, raw(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), raw(out) + written, &more) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_size, raw(out) + plain.size()) == 1;
    ensure(well, "AES-128-GCM failed");
    return out;
}

}  // namespace

struct PushKey::Held {
    Pkey key;
};

PushKey::PushKey(std::unique_ptr<Held> held) : held_(std::move(held)) {}
PushKey::~PushKey() = default;
PushKey::PushKey(PushKey&&) noexcept = default;
PushKey& PushKey::operator=(PushKey&&) noexcept = default;

PushKey PushKey::generate() {
    Pkey key(EVP_EC_gen(curve.data()));
    ensure(key != nullptr, "no key could be made");
    return PushKey(std::make_unique<Held>(Held{std::move(key)}));
}

Result<PushKey> PushKey::read(const Secret& pem) {
    const auto text = pem.view();
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    Pkey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    char group[32] = {};
    if (!key || EVP_PKEY_get_group_name(key.get(), group, sizeof group, nullptr) != 1 || curve != group)
        return fail(err::crypto_key);
    return PushKey(std::make_unique<Held>(Held{std::move(key)}));
}

Result<PushKey> PushKey::from_number(std::string_view d) {
    if (d.size() != number_size) return fail(err::crypto_key);
    const Number number(BN_bin2bn(raw(d), static_cast<int>(d.size()), nullptr));
    const Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    const Point point(EC_POINT_new(group.get()));
    if (EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1)
        return fail(err::crypto_key);
    std::string bytes(point_size, '\0');
    if (EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, raw(bytes), bytes.size(),
                           nullptr) != point_size)
        return fail(err::crypto_key);
    auto key = key_from(bytes, number.get());
    if (!key) return fail(err::crypto_key);
    return PushKey(std::make_unique<Held>(Held{std::move(key)}));
}

std::string PushKey::point() const {
    std::string out(point_size, '\0');
    std::size_t size = 0;
    const bool well = EVP_PKEY_get_octet_string_param(held_->key.get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, raw(out),
                                                      out.size(), &size) == 1;
    ensure(well && size == point_size, "a key without its public half");
    return out;
}

Secret PushKey::pem() const {
    const Bio bio(BIO_new(BIO_s_mem()));
    ensure(PEM_write_bio_PrivateKey(bio.get(), held_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
           "a key that cannot be written");
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return Secret(std::string(data, static_cast<std::size_t>(size)));
}

std::string PushKey::sign(std::string_view message) const {
    const MdContext context(EVP_MD_CTX_new());
    std::string der(80, '\0');
    auto size = der.size();
    const bool well = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, held_->key.get()) == 1 &&
                      EVP_DigestSign(context.get(), raw(der), &size, raw(message), message.size()) == 1;
    ensure(well, "a signature failed");
    const auto* from = raw(der);
    const Signature signature(d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(size)));
    std::string out(2 * number_size, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw(out), number_size);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw(out) + number_size, number_size);
    return out;
}

std::string PushKey::common(std::string_view point) const {
    const auto other = key_of_point(point);
    if (!other) return {};
    const PkeyContext context(EVP_PKEY_CTX_new(held_->key.get(), nullptr));
    std::string out(number_size, '\0');
    auto size = out.size();
    if (EVP_PKEY_derive_init(context.get()) != 1 || EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1 ||
        EVP_PKEY_derive(context.get(), raw(out), &size) != 1 || size != number_size)
        return {};
    return out;
}

bool is_push_point(std::string_view point) { return key_of_point(point) != nullptr; }

std::string sealed_for_push(std::string_view text, std::string_view point, std::string_view auth, const PushKey& sender,
                            std::string_view salt) {
    constexpr std::uint32_t record = 4096;
    const auto own = sender.point();
    const auto common = sender.common(point);
    ensure(!common.empty(), "a push subscription with a point that was not checked");
    // RFC 8291 §3.4, then RFC 8188 §2.2 and §2.3.
    const auto info = std::string("WebPush: info") + '\0' + std::string(point) + own;
    const auto material = hkdf(auth, common, info, 32);
    const auto key = hkdf(salt, material, std::string("Content-Encoding: aes128gcm") + '\0', 16);
    const auto nonce = hkdf(salt, material, std::string("Content-Encoding: nonce") + '\0', 12);
    std::string out(salt);
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(record >> shift & 0xff);
    out += static_cast<char>(own.size());
    out += own;
    out += aes128gcm(key, nonce, std::string(text) + '\2');  // 2: the last record
    return out;
}

std::string sealed_for_push(std::string_view text, std::string_view point, std::string_view auth) {
    return sealed_for_push(text, point, auth, PushKey::generate(), random_bytes(16));
}

std::string vapid(const PushKey& key, std::string_view audience, std::string_view contact, Instant now) {
    constexpr std::int64_t good_for_s = 12 * 3600;  // at most 24 hours: RFC 8292 §2
    std::string claims = R"({"aud":)";
    json::put_string(claims, audience);
    claims += R"(,"exp":)" + std::to_string(now.ms / 1000 + good_for_s) + R"(,"sub":)";
    json::put_string(claims, contact);
    claims += '}';
    const auto signed_part = encoding::base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + encoding::base64url(claims);
    return "vapid t=" + signed_part + "." + encoding::base64url(key.sign(signed_part)) +
           ", k=" + encoding::base64url(key.point());
}

}  // namespace zhupi::crypto
