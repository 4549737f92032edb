#include "crypto/digest.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace zhupi::crypto {
namespace {

struct FreeDigest {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Fetched once: OpenSSL 3 otherwise searches its providers anew for every hash, which costs more than a short hash.
const EVP_MD* fetched(Hash hash) {
    using Fetched = std::unique_ptr<EVP_MD, FreeDigest>;
    static const Fetched all[] = {Fetched(EVP_MD_fetch(nullptr, "SHA2-256", nullptr)),
                                  Fetched(EVP_MD_fetch(nullptr, "SM3", nullptr)),
                                  Fetched(EVP_MD_fetch(nullptr, "SHA1", nullptr))};
    const auto* found = all[static_cast<std::size_t>(hash)].get();
    ensure(found != nullptr, "this OpenSSL lacks a hash function that Debian 12 has");
    return found;
}

std::string filled(std::string buffer, unsigned size) {
    buffer.resize(size);
    return buffer;
}

}  // namespace

struct Digest::State {
    std::unique_ptr<EVP_MD_CTX, FreeDigest> context{EVP_MD_CTX_new()};
};

Digest::Digest(Hash hash) : state_(std::make_unique<State>()) {
    ensure(state_->context && EVP_DigestInit_ex2(state_->context.get(), fetched(hash), nullptr) == 1, "digest init");
}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::update(std::string_view bytes) {
    ensure(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1, "digest update");
}

std::string Digest::finish() {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    auto* bytes = reinterpret_cast<unsigned char*>(out.data());
    ensure(EVP_DigestFinal_ex(state_->context.get(), bytes, &size) == 1, "digest final");
    return filled(std::move(out), size);
}

std::string digest(Hash hash, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    ensure(EVP_Digest(bytes.data(), bytes.size(), to, &size, fetched(hash), nullptr) == 1, "digest");
    return filled(std::move(out), size);
}

std::string hmac(Hash hash, std::string_view key, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
    auto* to = reinterpret_cast<unsigned char*>(out.data());
    ensure(HMAC(fetched(hash), key.data(), static_cast<int>(key.size()), from, bytes.size(), to, &size) != nullptr,
           "hmac");
    return filled(std::move(out), size);
}

std::string sha256(std::string_view bytes) { return digest(Hash::sha256, bytes); }
std::string sha256_hex(std::string_view bytes) { return text::hex(sha256(bytes)); }
std::string sm3(std::string_view bytes) { return digest(Hash::sm3, bytes); }
std::string sm3_hex(std::string_view bytes) { return text::hex(sm3(bytes)); }
std::string hmac_sha256(std::string_view key, std::string_view bytes) { return hmac(Hash::sha256, key, bytes); }

}  // namespace zhupi::crypto
