#pragma once
// The proof that goes with a licence, an opinion or a receipt: c2sp.org/tlog-proof, a small text that is verified
// without a network, against a policy that the verifier has from elsewhere.

#include "ledger/policy.hpp"

namespace zhupi::ledger {

struct ProofFile {
    std::string extra;  ///< nobody vouches for it
    std::uint64_t index = 0;
    Proof path;
    std::string note;  ///< the checkpoint, signed and cosigned
};
std::string write_proof_file(const ProofFile& proof);
Result<ProofFile> read_proof_file(std::string_view text);  ///< Error: `ledger.proof_text` with the line

/// That the entry stands in the log at the place that the file names, and that the policy's witnesses saw it there.
/// Errors: `ledger.proof_text`, those of open_checkpoint, `ledger.proof_*`.
Result<TrustedCheckpoint> verify_proof_file(std::string_view text, std::string_view entry, const Policy& policy,
                                            Hash hash = Hash::sha256);

}  // namespace zhupi::ledger
