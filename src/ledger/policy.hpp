#pragma once
// Whom a verifier believes: c2sp.org/tlog-policy. A few lines of text that fit on a page and can be printed in an
// office gazette:
//
//   log zjj.example.gov.cn/evidence+5a1f…+AZ…
//   witness 规资 ghzrzy.example.gov.cn/w1+09ab…+BJ…
//   witness 省厅 …
//   group 见证 3 规资 发改 省厅 审计 公证
//   quorum 见证

#include "ledger/checkpoint.hpp"

namespace zhupi::ledger {

struct Witness {
    std::string name;  ///< in the policy only
    VerifierKey key;
    std::string url;  ///< submission prefix; may be empty
};
struct Group {
    std::string name;
    std::size_t wanted = 1;  ///< how many of the members
    std::vector<std::string> members;
};
struct Policy {
    std::vector<VerifierKey> logs;
    std::vector<Witness> witnesses;
    std::vector<Group> groups;
    std::string quorum;  ///< a witness, a group, or "none"

    /// Whether these witnesses, by their names in the policy, are enough.
    bool is_met_by(std::span<const std::string> witnesses_seen) const;
};
/// Error: `ledger.policy` with the line and why.
Result<Policy> parse_policy(std::string_view text);

struct TrustedCheckpoint {
    Checkpoint checkpoint;
    struct Witnessed {
        std::string name;
        Instant at;
    };
    std::vector<Witnessed> witnesses;
};
/// The checkpoint is signed by the log that it names, and by witnesses enough. Errors: `ledger.note*`,
/// `ledger.checkpoint`, `ledger.other_log`, `ledger.quorum`.
Result<TrustedCheckpoint> open_checkpoint(std::string_view note, const Policy& policy);

}  // namespace zhupi::ledger
