#pragma once
// What certificates, revocation lists and timestamps share, with OpenSSL's types; for the .cpp files of this folder.

#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "crypto/openssl.hpp"

namespace zhupi::crypto {

Certificate described(X509* certificate);
/// One that SM2 has signed is given SM2's identity, without which OpenSSL 3.0 takes the empty one.
X509Pointer opened(const Certificate& certificate);
std::string name_text(const X509_NAME* name);
Instant instant_of(const ASN1_TIME* time);

/// The OID of an AlgorithmIdentifier; its parameters are passed over.
std::string take_algorithm(der::Reader& reader);
/// SHA-256, -384, -512 and SM3 by their OIDs; null for weaker and unknown ones.
const EVP_MD* strong_digest(std::string_view oid);
/// The digest that a signature algorithm goes with. `known` is false for algorithms that are not listed.
struct SignatureKind {
    bool known = false;
    const EVP_MD* digest = nullptr;  ///< null for Ed25519, and for algorithms that leave it to others (rsaEncryption)
};
SignatureKind signature_kind(const std::string& oid);

/// SEQUENCE { what is signed, AlgorithmIdentifier, BIT STRING }: certificates, revocation lists.
bool verify_signed(std::string_view der, std::string_view spki);

}  // namespace zhupi::crypto
