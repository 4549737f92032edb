#pragma once
// Timestamps (RFC 3161, RFC 5816, GM/T 0033-2014): a trusted party signs "these bytes existed at that time". Asked for
// over HTTP by others; here requests are written, answers read and stamps verified, with SM2, RSA, ECDSA and Ed25519
// stampers (OpenSSL's own verifier refuses SM2).

#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace zhupi::crypto {

struct TimestampRequest {
    Hash hash = Hash::sm3;    ///< sm3 or sha256
    std::string digest;       ///< of the data, 32 bytes
    std::string nonce;        ///< 1–16 random bytes; an answer must repeat it
    std::string policy;       ///< OID that the stamp shall be made under; empty: the service's own
    bool certificate = true;  ///< whether the answer shall bring the stamper's certificate
};
std::string write_timestamp_request(const TimestampRequest& request);  ///< application/timestamp-query
/// For a stamper. Error: `timestamp.malformed`.
Result<TimestampRequest> read_timestamp_request(std::string_view der);

/// The token in an answer (application/timestamp-reply). Errors: `timestamp.malformed`, `timestamp.refused`.
Result<std::string> read_timestamp_response(std::string_view der);

struct Timestamp {
    Instant at;
    std::int64_t accuracy_ms = 0;  ///< ±; 0 where the stamper does not say
    std::string serial;            ///< lower-case hex digits
    std::string policy;            ///< OID
    std::string digest_algorithm;  ///< OID
    std::string digest;
    std::string nonce;  ///< without leading zeros; empty where there is none
    Certificate stamper;
};

/// Verifies the token: it covers `data`, the stamper signed it, the stamper's certificate was good at the time that it
/// names. `nonce` is that of the request, or empty when the stamp is an old one. Errors: `timestamp.malformed`,
/// `timestamp.other_data`, `timestamp.nonce`, `timestamp.signature`, `timestamp.signer`, and those of verify_chain.
Result<Timestamp> verify_timestamp(std::string_view token, std::string_view data, const Trust& trust,
                                   std::string_view nonce = {});

}  // namespace zhupi::crypto
