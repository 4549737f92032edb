#include "crypto/field.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"
#include "crypto/random.hpp"

namespace zhupi::crypto {
namespace {

constexpr std::size_t block = 16, tag_size = 32;

/// One key in the store, three that are used: a key must serve one purpose only (NIST SP 800-108, HMAC as the PRF).
Secret derived(const Secret& key, std::string_view purpose) {
    ensure(key.size() == field_key_size, "a key for fields");
    return Secret(hmac(Hash::sm3, key.view(), purpose));
}

/// The length of the context keeps (context, ciphertext) pairs apart that would read the same when written together.
std::string tag_of(const Secret& key, std::string_view context, std::string_view counter_and_cipher) {
    std::string covered;
    for (int shift = 56; shift >= 0; shift -= 8) covered += static_cast<char>(std::uint64_t{context.size()} >> shift);
    covered.append(context).append(counter_and_cipher);
    return hmac(Hash::sm3, derived(key, "zhupi field mac").view(), covered);
}

}  // namespace

std::string sm4_ctr(std::string_view key, std::string_view counter, std::string_view text) {
    ensure(key.size() == block && counter.size() == block, "SM4 takes 16 bytes of key and counter");
    const CipherContext cipher(EVP_CIPHER_CTX_new());
    std::string out(text.size(), '\0');
    int written = 0;
    const bool good =
        EVP_EncryptInit_ex(cipher.get(), EVP_sm4_ctr(), nullptr, raw(key), raw(counter)) == 1 &&
        EVP_EncryptUpdate(cipher.get(), raw(out), &written, raw(text), static_cast<int>(text.size())) == 1;
    ensure(good, "SM4-CTR");
    return out;
}

std::string seal_field(const Secret& key, std::string_view context, std::string_view plain) {
    auto out = random_bytes(block);
    out += sm4_ctr(derived(key, "zhupi field cipher").view().substr(0, block), out, plain);
    return out + tag_of(key, context, out);
}

std::optional<Secret> open_field(const Secret& key, std::string_view context, std::string_view sealed) {
    if (sealed.size() < field_overhead) return std::nullopt;
    const auto body = sealed.substr(0, sealed.size() - tag_size);
    if (!text::equal_constant_time(tag_of(key, context, body), sealed.substr(body.size()))) return std::nullopt;
    const auto cipher_key = derived(key, "zhupi field cipher");
    return Secret(sm4_ctr(cipher_key.view().substr(0, block), body.substr(0, block), body.substr(block)));
}

std::string blind_index(const Secret& key, std::string_view context, std::string_view value) {
    return hmac(Hash::sm3, hmac(Hash::sm3, derived(key, "zhupi blind index").view(), context), value);
}

}  // namespace zhupi::crypto
