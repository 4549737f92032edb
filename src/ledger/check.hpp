#pragma once
// What an auditor asks of a log that somebody else keeps: are its files what its checkpoint says, who signed that, does
// it continue what was seen before, and is every row of the event log still the event that was logged? Each answer is a
// list of errors that name the first row or file at fault; none means that all is well.

#include "ledger/evidence.hpp"
#include "ledger/kept_log.hpp"
#include "ledger/policy.hpp"
#include "ledger/replay.hpp"

namespace zhupi::ledger {

/// What a finding of replay() is in words: ledger.tile_missing, ledger.tile_wrong, ledger.entry_edited,
/// ledger.tile_edited, ledger.root_wrong. `prefix` goes before its path: which of two trees it is.
Error in_words(const Finding& finding, std::uint64_t size, const std::string& prefix = {});

/// The files of a log, and of its second tree where there is one. Reads everything once.
/// Errors: those of the stores, that are not findings.
struct CheckedLog {
    Checkpoint checkpoint;
    std::vector<TrustedCheckpoint::Witnessed> witnesses;  ///< whose lines are good
    std::vector<std::string> signers;                     ///< "ed25519", "sm2": the log's own lines
    std::optional<Checkpoint> second;
    std::vector<Error> problems;
};
Result<CheckedLog> check_log(TileStore& log, TileStore* second, const Policy& policy, std::size_t most = 100);

/// That the log still begins with what an older checkpoint of it said. Error: ledger.forked, those of the tiles.
Result<void> check_continues(TileStore& log, const Checkpoint& now, const Checkpoint& older);

/// Every event against its entry, in order. `progress` is told how many were compared, now and then.
struct CheckedEvents {
    std::uint64_t compared = 0;
    std::int64_t head = 0;  ///< the last event of the store
    std::vector<Error> problems;
};
Result<CheckedEvents> check_events(store::Snapshot& from, TileStore& log, std::uint64_t size, const Salts& salts,
                                   std::size_t most = 100, const std::function<void(std::uint64_t)>& progress = {});

}  // namespace zhupi::ledger
