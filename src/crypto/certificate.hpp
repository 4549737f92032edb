#pragma once
// X.509 certificates (RFC 5280, GM/T 0015-2012) with SM2, Ed25519, RSA and ECDSA keys, and whether one deserves trust
// at a moment: now for signing in, the time of signing for a seal.

#include "base/error.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::crypto {

struct Certificate {
    std::string der;
    std::string subject, issuer;  ///< "CN=…,O=…,C=CN", the most special part first (RFC 2253), UTF-8
    std::string serial;           ///< lower-case hex digits
    Instant not_before, not_after;
    std::string spki;  ///< DER; read_public_key() takes it when the key is SM2 or Ed25519

    bool operator==(const Certificate& other) const { return der == other.der; }
};

/// PEM or DER. Error: `crypto.certificate`.
Result<Certificate> read_certificate(std::string_view text);
/// Every certificate of a PEM text, in its order; other blocks are passed over. Error: `crypto.certificate`.
Result<std::vector<Certificate>> read_certificates(std::string_view pem);

/// A list (CRL) that names what an issuer has revoked. Lists that cover only some certificates or reasons are refused.
struct RevocationList {
    std::string der;
    std::string issuer;
    Instant this_update;
    std::optional<Instant> next_update;
};
/// PEM or DER. Error: `crypto.revocation_list`.
Result<RevocationList> read_revocation_list(std::string_view text);

struct Trust {
    std::vector<Certificate> anchors;  ///< believed as they are, self-signed or not
    std::vector<Certificate> between;  ///< may help to reach an anchor; nobody believes them by themselves
    std::vector<RevocationList> revoked;
    bool revocation_required = false;  ///< whether a missing list is an error
};

enum class Usage : unsigned char {
    signature,  ///< keyUsage, where there is one, says digitalSignature or nonRepudiation
    timestamp,  ///< extendedKeyUsage is critical and says timeStamping alone (RFC 3161 §2.3)
    client,     ///< extendedKeyUsage, where there is one, says clientAuth
};

/// The chain from the certificate to an anchor, both included, as it stood at that moment. A certificate that was
/// revoked later was good until then. Errors: chain.untrusted, chain.signature, chain.not_yet, chain.expired,
/// chain.authority, chain.length, chain.usage, chain.weak (RSA below 2048, SHA-1, MD5), chain.revoked,
/// chain.revocation_unknown, chain.refused; each names the certificate at fault.
Result<std::vector<Certificate>> verify_chain(const Certificate& certificate, const Trust& trust, Instant at,
                                              Usage usage);

}  // namespace zhupi::crypto
