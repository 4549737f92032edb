#pragma once
// What a log says of itself at one size: c2sp.org/tlog-checkpoint, a signed note of three lines.
//
//   zjj.example.gov.cn/evidence          origin: which log
//   20852163                             how many entries
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB…=    root of the tree over them
//
// A log never signs two checkpoints of which one is not the beginning of the other; witnesses hold it to that.

#include "ledger/merkle.hpp"
#include "ledger/note.hpp"

namespace zhupi::ledger {

struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    std::string root;                     ///< 32 bytes
    std::vector<std::string> extensions;  ///< further lines; not made by us, and no proof speaks of them

    bool operator==(const Checkpoint&) const = default;
};

std::string checkpoint_text(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::string_view text);  ///< Error: `ledger.checkpoint` with the line

/// Signed by the log's keys, whose names should be the origin.
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, std::span<const NoteSigner> signers, Instant now);

/// Parses decimal numbers as these formats write them: no sign, no leading zero.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// A line of a hash in base64. Nothing when it does not give 32 bytes.
std::optional<std::string> parse_hash(std::string_view line);

}  // namespace zhupi::ledger
