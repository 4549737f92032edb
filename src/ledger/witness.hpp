#pragma once
// Witnesses: c2sp.org/tlog-witness and tlog-cosignature, the part without sockets and disks. A witness remembers one
// checkpoint for each log and cosigns the next one only when it continues what it remembers; so a log cannot show one
// history to the applicant and another to the auditor without as many witnesses as the quorum asks for.

#include "ledger/checkpoint.hpp"

#include <functional>

namespace zhupi::ledger {

/// The body of POST <prefix>/add-checkpoint.
struct AddCheckpoint {
    std::uint64_t old_size = 0;
    Proof proof;       ///< from old_size to the checkpoint
    std::string note;  ///< the checkpoint, signed
};
std::string write_add_checkpoint(const AddCheckpoint& request);
Result<AddCheckpoint> read_add_checkpoint(std::string_view body);  ///< Error: `ledger.request` with the line

/// A log that a witness looks after.
struct WatchedLog {
    std::string origin;
    std::vector<VerifierKey> keys;
    Hash hash = Hash::sha256;
};
/// What the witness cosigned last of a log; size 0 when nothing yet.
struct Remembered {
    std::uint64_t size = 0;
    std::string root;
    std::string note;  ///< for GET <monitoring>/<sha256hex(origin)>/checkpoint
};

struct WitnessAnswer {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::string origin;  ///< of the log; empty when it is not known
    std::optional<Remembered>
        remember;  ///< must be on disk before the answer goes out, and replace exactly what was read
};

/// What the witness knows of a log by its origin; nothing for a log that it does not watch. The caller holds this and
/// the writing of `remember` together, or two requests at once could roll the log back.
using Lookup = std::function<std::optional<std::pair<WatchedLog, Remembered>>(std::string_view origin)>;

/// Statuses: 200 cosigned; 400 not readable, or the old size is above the new; 403 not signed by the log; 404 not
/// watched; 409 another old size than remembered (the body tells it, text/x.tlog.size), or another root at the same
/// size; 422 the proof does not hold. Errors: those of the signers.
Result<WitnessAnswer> answer_add_checkpoint(std::string_view body, const Lookup& lookup,
                                            std::span<const NoteSigner> cosigners, Instant now);

/// For the log: the checkpoint with those lines of a witness' answer that are of known witnesses and verify; the rest
/// is dropped. Errors: `ledger.note`.
Result<std::string> add_cosignatures(std::string_view note, std::string_view answer,
                                     std::span<const VerifierKey> witnesses);

}  // namespace zhupi::ledger
