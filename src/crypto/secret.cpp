#include "crypto/secret.hpp"

#include "crypto/random.hpp"

#include <openssl/crypto.h>

namespace zhupi::crypto {

void wipe(std::string& bytes) {
    OPENSSL_cleanse(bytes.data(), bytes.size());
    bytes.clear();
}

Secret::Secret(std::string&& bytes) : bytes_(std::make_unique<char[]>(bytes.size())), size_(bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), bytes_.get());
    crypto::wipe(bytes);
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

Secret Secret::random(std::size_t count) { return Secret(random_bytes(count)); }
Secret Secret::copy() const { return Secret(std::string(view())); }

void Secret::wipe() {
    if (bytes_) OPENSSL_cleanse(bytes_.get(), size_);
    size_ = 0;
}

}  // namespace zhupi::crypto
