#include "server/net/sha256.hpp"

#include "base/error.hpp"

#include <openssl/evp.h>

namespace zhupi::net {

struct Sha256::Context {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> evp{EVP_MD_CTX_new()};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    ensure(EVP_DigestInit_ex(context_->evp.get(), EVP_sha256(), nullptr) == 1, "SHA-256 is not available");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    ensure(EVP_DigestUpdate(context_->evp.get(), bytes.data(), bytes.size()) == 1, "EVP_DigestUpdate");
}

std::string Sha256::digest() {
    std::string out(32, '\0');
    ensure(EVP_DigestFinal_ex(context_->evp.get(), reinterpret_cast<unsigned char*>(out.data()), nullptr) == 1,
           "EVP_DigestFinal_ex");
    return out;
}

}  // namespace zhupi::net
