#include "crypto/sealed.hpp"

#include "base/error.hpp"

#include <memory>

#include <argon2.h>
#include <openssl/evp.h>

namespace zhupi::crypto {
namespace {

struct Free {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string nonce_of(const Sealing& sealing, std::uint32_t number, bool last) {
    ensure(sealing.key.size() == sealing_key_size && sealing.prefix.size() == sealing_prefix_size, "a sealing key");
    auto nonce = sealing.prefix;
    for (int shift = 24; shift >= 0; shift -= 8) nonce += static_cast<char>(number >> shift);
    nonce += last ? '\1' : '\0';
    return nonce;
}

}  // namespace

std::string key_from_passphrase(std::string_view passphrase, std::string_view salt) {
    constexpr std::uint32_t passes = 3, memory_kib = 64 * 1024, lanes = 1;
    std::string key(sealing_key_size, '\0');
    const int result = argon2id_hash_raw(passes, memory_kib, lanes, passphrase.data(), passphrase.size(), salt.data(),
                                         salt.size(), key.data(), key.size());
    ensure(result == ARGON2_OK, argon2_error_message(result));
    return key;
}

std::string seal_piece(const Sealing& sealing, std::uint32_t number, bool last, std::string_view plain) {
    const auto nonce = nonce_of(sealing, number, last);
    const Cipher cipher(EVP_CIPHER_CTX_new());
    std::string out(plain.size() + sealing_tag_size, '\0');
    int written = 0, rest = 0;
    const bool good =
        EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(sealing.key), bytes(nonce)) == 1 &&
        EVP_EncryptUpdate(cipher.get(), bytes(out), &written, bytes(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(cipher.get(), bytes(out) + written, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(sealing_tag_size),
                            bytes(out) + plain.size()) == 1;
    ensure(good, "sealing");
    return out;
}

std::optional<std::string> open_piece(const Sealing& sealing, std::uint32_t number, bool last,
                                      std::string_view sealed) {
    if (sealed.size() < sealing_tag_size) return std::nullopt;
    const auto nonce = nonce_of(sealing, number, last);
    const auto body = sealed.substr(0, sealed.size() - sealing_tag_size);
    std::string tag(sealed.substr(body.size())), out(body.size(), '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int written = 0, rest = 0;
    const bool good =
        EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(sealing.key), bytes(nonce)) == 1 &&
        EVP_DecryptUpdate(cipher.get(), bytes(out), &written, bytes(body), static_cast<int>(body.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(sealing_tag_size), bytes(tag)) == 1 &&
        EVP_DecryptFinal_ex(cipher.get(), bytes(out) + written, &rest) == 1;
    if (!good) return std::nullopt;
    return out;
}

}  // namespace zhupi::crypto
