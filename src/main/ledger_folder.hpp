#pragma once
// Where a city's evidence log lives, and what it needs: `ledger/` in the data folder, or elsewhere:
//
//   log/, log-sm3/, witnessed/   what is published (ledger/keeper.hpp)
//   origin                       the log's name, for ever
//   policy                       keys, witnesses and quorum, for verifiers
//   salt                         the secret of the salts, sealed with the key "ledger.salt"
//
// The keys "ledger.ed25519", "ledger.sm2", "ledger.second" (the second tree's) and "ledger.salt" are in the data
// folder's key file (key_file.hpp).

#include "ledger/keeper.hpp"
#include "main/key_file.hpp"

namespace zhupi {

struct LedgerOptions {
    std::string folder;           ///< empty: DATA/ledger; "off": no evidence log
    std::string origin;           ///< of a log that is begun; empty: one made of the key
    std::string witnesses;        ///< a tlog-policy file; empty: DATA/city/ledger.policy, where there is one
    std::string passphrase_file;  ///< KeyFile
    std::int64_t interval_ms = 1'000;

    bool off() const { return folder == "off"; }
    std::string folder_in(const std::string& data) const { return folder.empty() ? data + "/ledger" : folder; }
};

struct OpenedLedger {
    ledger::LogKeys keys;
    ledger::Salts salts;
};
/// Errors: those of Keys; ledger.salt, ledger.origin, ledger.store.
Result<OpenedLedger> open_ledger(const std::string& data, const LedgerOptions& options, IfMissing missing, Instant now);

/// The witnesses and the quorum that the city names; quorum "none" where it names nobody. Errors: ledger.policy,
/// ledger.store.
Result<ledger::Policy> city_witnesses(const std::string& data, const LedgerOptions& options);

/// Writes the events of the store into the log, for as long as what it answers lives. Errors: those of the two above.
Result<std::unique_ptr<ledger::Keeper>> keep_ledger(store::Store& store, const std::string& data,
                                                    const LedgerOptions& options, const Clock& clock);

/// A log under new keys and a new name in place of one that is lost or cannot go on; the old folder is moved aside, to
/// the path that is answered. The store must be told (ledger::name_log).
struct Renewed {
    std::string origin, old_folder;
};
Result<Renewed> renew_ledger(const std::string& data, const LedgerOptions& options, Instant now);

}  // namespace zhupi
