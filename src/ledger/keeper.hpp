#pragma once
// Writes the event log into the evidence log while the city runs: a reader of the log on a thread of its own, which no
// command waits for. A second thread asks the witnesses.
//
// An event is taken only once it is durable (an empty write behind it has been answered), fits the chain of hashes, and
// stands where the log goes on. What is on disk says where that is; after a crash the same entries come out again, for
// the salts are derived. When the event log does not fit what was taken already (an older copy, an edited row), nothing
// more is written, and status() says why; the city goes on.
//
// Folder: log/, log-sm3/ (kept_log.hpp), witnessed/checkpoint: the last one that met the policy's quorum.
// One log per city: the first one that begins is named in the store, and other folders do not begin a second one.

#include "ledger/asking.hpp"
#include "ledger/evidence.hpp"
#include "ledger/kept_log.hpp"
#include "ledger/proof_file.hpp"

namespace zhupi::ledger {

struct KeeperOptions {
    std::string folder;
    std::int64_t interval_ms = 1'000;  ///< between looks at the event log, and so between checkpoints
    Policy policy;                     ///< witnesses and quorum; "none" asks nobody. Logs in it are not looked at
};

struct KeeperStatus {
    std::string origin;
    std::uint64_t size = 0;            ///< entries under the last checkpoint; 0 also before the log was opened
    std::string root;                  ///< 32 bytes; empty before the log was opened
    std::optional<Instant> at;         ///< when the log was last found to hold every event
    bool follows = false;              ///< another process writes here; this one shows what it has published
    std::optional<Error> problem;      ///< why nothing is written now
    std::vector<WitnessState> asked;   ///< witnesses with an address
    std::vector<std::string> seen_by;  ///< witnesses under the last witnessed checkpoint, by their names in the policy
    std::uint64_t witnessed = 0;       ///< entries under the last checkpoint that met the quorum
};

/// That an event is in the log.
struct EventProof {
    std::string entry;
    ProofFile file;
    bool quorum_met = false;  ///< whether the checkpoint has the lines that the policy asks for
};

class Keeper {
public:
    Keeper(store::Store& store, KeeperOptions options, LogKeys keys, Salts salts, Post post, Clock clock);
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;
    ~Keeper();  ///< finishes the batch and the round of the moment

    KeeperStatus status() const;
    /// Against the last witnessed checkpoint, or the last one while no witnessed one has the event. Errors:
    /// ledger.pending, ledger.starting, those of the tiles.
    Result<EventProof> prove(std::int64_t seq) const;
    const Salts& salts() const;
    /// What verifiers may be given: the log's keys, the witnesses and the quorum, as c2sp.org/tlog-policy.
    const std::string& policy_text() const;
    const std::string& folder() const;

private:
    class Work;
    std::unique_ptr<Work> work_;
};

/// The policy with this log's keys in front.
std::string write_policy(const LogKeys& keys, const Policy& policy);

/// How the store names the city's log; nothing when none was begun yet.
Result<std::optional<std::string>> named_log(store::Snapshot& from);
/// Names it, whatever was named before.
Result<void> name_log(store::Tx& tx, std::string_view origin);

}  // namespace zhupi::ledger
