#pragma once
// Electronic seals: GB/T 38540-2020 ("V4") is written; read are also GM/T 0031-2014 ("V1") and GM/T 0031-2025 ("V5").
// A seal is a picture with a name, a time in which it may be used and the certificates of those who may, signed by the
// maker of seals (制章人). A sealing binds the digest of a document's Signature.xml to a seal, signed by one of those.
//
// What others have signed is verified over the bytes as they came: real seals are not always DER, and whoever encodes
// them anew finds a wrong signature.

#include "base/error.hpp"
#include "base/time.hpp"
#include "crypto/certificate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::licence {

struct Picture {
    std::string type;  ///< "PNG", "OFD", "SVG"
    std::string bytes;
    int width = 40, height = 40;  ///< mm
};

struct Seal {
    std::string der;  ///< all of it
    int version = 4;
    std::string vendor, id, name;
    int type = 0;                              ///< 1 of an organisation, 2 of a person
    std::vector<crypto::Certificate> signers;  ///< who may use it; or
    std::vector<std::string> signer_digests;   ///< the digests of their certificates
    Instant created, from, until;
    Picture picture;
    crypto::Certificate maker;
    std::string signed_bytes, signature, algorithm;  ///< what the maker signed, how, and the OID
    std::string timestamp;                           ///< V5, a token over the signature; may be empty
};
Result<Seal> read_seal(std::string_view der);  ///< Error: `seal.malformed` with the part

struct NewSeal {
    std::string id, name;
    int type = 1;
    std::vector<crypto::Certificate> signers;
    Instant created, from, until;
    Picture picture;
};
/// V4. Errors: those of the maker's signer. Precondition: the maker's key is SM2 and that of the certificate.
Result<Seal> make_seal(const NewSeal& wanted, const crypto::Signer& maker, const crypto::Certificate& certificate);

struct Sealing {  ///< SES_Signature, the content of SignedValue.dat
    int version = 4;
    Seal seal;
    Instant at;             ///< as the signer says
    std::string data_hash;  ///< SM3 of Signature.xml
    std::string property;   ///< its path in the container
    crypto::Certificate signer;
    std::string signed_bytes, signature, algorithm;
    std::string timestamp;  ///< a token over the signature; may be empty
};
Result<Sealing> read_sealing(std::string_view der);  ///< Error: `seal.malformed`

/// V4, DER of SES_Signature. `document_hash` is SM3 of Signature.xml. Errors: `seal.signer_unlisted`, those of the
/// signer.
Result<std::string> seal_digest(const Seal& seal, std::string_view document_hash, std::string_view property,
                                const crypto::Signer& signer, const crypto::Certificate& certificate, Instant at);

/// That the seal itself is genuine: signed by its maker, whose chain was good when it was made.
/// Errors: `seal.maker_signature`, those of verify_chain.
Result<void> verify_seal(const Seal& seal, const crypto::Trust& trust);

struct SealingVerdict {
    Sealing sealing;
    Instant at;           ///< by which it was judged: the timestamp's, or the signer's own word
    bool proven = false;  ///< whether a timestamp vouches for it
};
/// Everything that a sealing says: the document is the one that was sealed (`seal.document_changed`), the sealing is
/// signed (`seal.signature`) by someone who may use the seal (`seal.signer_unlisted`), within its time
/// (`seal.not_valid`), with a certificate that was good then; the seal is genuine. `stored_seal` is the container's
/// Seal.esl, or empty; one that differs from the seal inside is `seal.exchanged`.
Result<SealingVerdict> verify_sealing(std::string_view sealing, std::string_view signature_xml,
                                      std::string_view stored_seal, const crypto::Trust& trust);

}  // namespace zhupi::licence
