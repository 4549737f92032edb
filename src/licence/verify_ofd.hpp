#pragma once
// Whether an OFD file is what was sealed, and everything that speaks against it, each by its own name: not one verdict
// of a preview, but a list of reasons.

#include "licence/seal.hpp"

namespace zhupi::licence {

struct OfdVerdict {
    /// Nothing here means: valid. Otherwise what is wrong, in the order in which it was found:
    ///   zip.*, ofd.structure            it cannot be read
    ///   ofd.unsigned                    nobody sealed it
    ///   ofd.reference_missing, _changed a file that was sealed is gone or another one
    ///   ofd.weak_digest, ofd.method     sealed in a way that proves nothing here: MD5, SHA-1, keyed digests, bare
    ///   signatures seal.*, chain.*, timestamp.*    the sealing, its seal, certificates and stamp ofd.uncovered a file
    ///   that no sealing covers (夹带) ofd.repacked                    a container of ours that was packed again by
    ///   another hand
    std::vector<Error> problems;
    std::vector<SealingVerdict> sealings;  ///< those that hold

    bool valid() const { return problems.empty(); }
    /// Whether the files are those that were sealed, by a signature that holds, whoever is trusted.
    bool is_intact() const;
};

OfdVerdict verify_ofd(std::string_view container, const crypto::Trust& trust);

}  // namespace zhupi::licence
