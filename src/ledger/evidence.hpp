#pragma once
// What the evidence log says of an event of the city's log: salted digests and nothing else, because the evidence log
// is public and can never be erased. An entry is canonical JSON (RFC 8785):
//
//   {"at":"…","seq":12,"sha256":"…","sm3":"…","v":1}
//
//   sha256, sm3   over salt ‖ store::event_content(event), base64
//   at            SHA-256 over salt ‖ "at" ‖ the event's milliseconds, 8 bytes big-endian: so that a changed time is
//   told
//                 apart from a changed content
//   salt          32 bytes, HMAC-SM3(secret, "zhupi-ledger-salt/v1" ‖ seq): whoever is shown one learns no other, and
//                 without the secret nobody can try out what an event may have been
//
// Event n of the log is entry n − 1.

#include "base/error.hpp"
#include "crypto/secret.hpp"
#include "store/event_log.hpp"

#include <optional>

namespace zhupi::ledger {

/// The salts of one log, all made of one secret of 32 bytes.
class Salts {
public:
    explicit Salts(crypto::Secret secret) : secret_(std::move(secret)) {}
    std::string of(std::int64_t seq) const;

private:
    crypto::Secret secret_;
};

struct EvidenceEntry {
    std::string at;  ///< 32 raw bytes, like the other two
    std::int64_t seq = 0;
    std::string sha256, sm3;

    bool operator==(const EvidenceEntry&) const = default;
    std::string text() const;
};

EvidenceEntry evidence_of(const store::Event& event, const Salts& salts);
/// Nothing for a text that text() would not give.
std::optional<EvidenceEntry> parse_evidence(std::string_view text);

/// Whether the row is what was logged in its place; else what is wrong with it: err::ledger_entry_foreign,
/// err::ledger_event_time, err::ledger_event_edited.
Result<void> compare(const store::Event& row, std::string_view entry, const Salts& salts);

}  // namespace zhupi::ledger
