#pragma once
// OpenSSL's objects as owned pointers, for the .cpp files of this folder.

#include <memory>
#include <string>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace zhupi::crypto {

template <auto F>
struct Freed {
    template <class T>
    void operator()(T* p) const {
        F(p);
    }
};
using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using MdContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using X509Pointer = std::unique_ptr<X509, Freed<X509_free>>;
using CrlPointer = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;

inline const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
inline unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// The DER of any object with an i2d function.
template <class T, class F>
std::string der_of(T* object, F i2d) {
    unsigned char* buffer = nullptr;
    const int size = i2d(object, &buffer);
    if (size <= 0) return {};
    std::string out(reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size));
    OPENSSL_free(buffer);
    return out;
}

Pkey public_half(std::string_view spki);  ///< null for what is no key that OpenSSL knows
/// One-shot verification; `digest` is null for Ed25519. An SM2 key is given the identity that the standard prescribes.
bool verify_with(EVP_PKEY* key, const EVP_MD* digest, std::string_view message, std::string_view signature);
/// A context that knows SM2's identity; null for other keys, which need none.
PkeyContext with_identity(EVP_PKEY* key);

}  // namespace zhupi::crypto
