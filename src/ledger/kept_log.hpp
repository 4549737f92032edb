#pragma once
// A log that grows in a folder: the tree over SHA-256 with its entries in `log`, the one over SM3 in `log-sm3`, each
// with its signed checkpoint. Both have the same entries; the second follows the first.
//
// Order of writing: the tiles of a batch, then the first checkpoint, then the second one. After a crash the second tree
// may be shorter; open() lets it catch up from the entries of the first. Not for several threads at once.

#include "ledger/checkpoint.hpp"
#include "ledger/folder_store.hpp"
#include "ledger/tree.hpp"

#include <memory>

namespace zhupi::ledger {

/// The name of the second tree: one origin is one log.
std::string second_origin(std::string_view origin);

struct LogKeys {
    NoteSigner ed25519, sm2;  ///< both by the log's origin
    NoteSigner second;        ///< SM2, by second_origin()
    const std::string& origin() const { return ed25519.who.name; }
};

class KeptLog {
public:
    /// Goes on from the checkpoints that lie there, which must be signed by these keys; begins an empty log where there
    /// is none. Errors: ledger.note*, ledger.checkpoint, ledger.other_log, ledger.tree_root, ledger.tile_*,
    /// ledger.store.
    static Result<KeptLog> open(const std::string& folder, const LogKeys& keys, Instant now);

    /// The entries, and checkpoints that speak of them; durable when it returns. After an error the log must be opened
    /// anew: the trees may be ahead of what is on disk.
    Result<void> append(std::span<const std::string> entries, Instant now);
    /// Puts witnesses' lines under the checkpoint, when it still is the one that was cosigned.
    Result<void> put_note(std::string note);

    std::uint64_t size() const { return tree_->size(); }
    const Checkpoint& checkpoint() const { return checkpoint_; }
    const std::string& note() const { return note_; }  ///< the checkpoint, signed
    FolderStore& tiles() const { return *first_; }
    Result<std::string> entry(std::uint64_t index) const;  ///< precondition: index < size()

private:
    KeptLog() = default;
    Result<void> sign(Instant now);
    Result<void> catch_up();

    LogKeys keys_;
    std::unique_ptr<FolderStore> first_, second_;  // the trees point at them
    std::optional<Tree> tree_, second_tree_;
    Checkpoint checkpoint_;
    std::string note_;
};

/// Reads entries of a stored log one by one, keeping the last bundle.
class EntryReader {
public:
    EntryReader(TileStore& store, std::uint64_t size) : store_(&store), size_(size) {}
    /// Errors: ledger.tile_missing, ledger.tile_wrong, those of the store. Precondition: index < size.
    Result<std::string_view> at(std::uint64_t index);  ///< lives until the next call

private:
    TileStore* store_;
    std::uint64_t size_, bundle_ = UINT64_MAX;
    std::string bytes_;
    std::vector<std::string_view> entries_;
};

/// Any signed checkpoint of one log by one of these keys. Errors: ledger.note*, ledger.checkpoint, ledger.other_log.
Result<Checkpoint> open_own(std::string_view note, std::span<const VerifierKey> keys);

}  // namespace zhupi::ledger
