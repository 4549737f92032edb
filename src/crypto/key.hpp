#pragma once
// Keys that sign, and whoever holds them.
//
// SM2 is GB/T 32918 with the curve of GB/T 32918.5 and the identity 1234567812345678 (GM/T 0009-2012 §10), over SM3; a
// signature is DER SEQUENCE{r, s} (GB/T 35276). Ed25519 is RFC 8032; a signature has 64 bytes.
//
// Code that signs sees a Signer, never a private key: whether the key lies in our key file (key_ring.hpp) or in a
// certified device that will not give it away (device.hpp) makes no difference to it.

#include "base/error.hpp"
#include "crypto/secret.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace zhupi::crypto {

enum class Algorithm : unsigned char { sm2, ed25519 };
std::string_view name_of(Algorithm algorithm);  ///< "sm2", "ed25519"

constexpr std::string_view sm2_identity = "1234567812345678";

struct PublicKey {
    Algorithm algorithm = Algorithm::sm2;
    std::string spki;  ///< DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7)

    bool operator==(const PublicKey&) const = default;
    std::string bytes() const;  ///< Ed25519: 32 bytes; SM2: 04 ‖ x ‖ y, 65 bytes
    std::string pem() const;
};

/// PEM or DER; SM2 points must lie on the curve. Error: `crypto.key`.
Result<PublicKey> read_public_key(std::string_view text);
/// From what PublicKey::bytes() gives. Error: `crypto.key`.
Result<PublicKey> public_key_from_bytes(Algorithm algorithm, std::string_view bytes);

bool verify(const PublicKey& key, std::string_view message, std::string_view signature);

/// What SM2 signs: SM3(Z ‖ message), where Z binds identity, curve and key (GB/T 32918.2 §5.5, §6.1). For devices,
/// which take the digest. Precondition: an SM2 key.
std::string sm2_digest(const PublicKey& key, std::string_view message);

/// r ‖ s, 32 bytes each, as devices give it, to DER and back; empty when it is no such thing.
std::string sm2_der_from_raw(std::string_view r_and_s);
std::string sm2_raw_from_der(std::string_view der);

class Signer {
public:
    virtual ~Signer() = default;
    virtual const PublicKey& public_key() const = 0;
    /// Errors: `crypto.device` (only of a device).
    virtual Result<std::string> sign(std::string_view message) const = 0;
};
using SignerPointer = std::shared_ptr<const Signer>;

Secret generate_private_key(Algorithm algorithm);  ///< PKCS#8 DER
/// PKCS#8 or SEC 1, PEM without passphrase or DER, to PKCS#8 DER. Error: `crypto.key`.
Result<Secret> read_private_key(const Secret& text);
/// A signer that keeps the key in memory, and wipes it when the last one who holds it goes. Error: `crypto.key`.
Result<SignerPointer> signer_in_memory(const Secret& pkcs8);

}  // namespace zhupi::crypto
