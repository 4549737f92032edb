#pragma once
// The growing end of a log: appends entries and writes the tiles that they make. Remembers only the right edge of the
// tree (at most 255 hashes of each level), whatever its size.
//
// Order of writing: a batch's tiles and bundles first, and only then, by the caller, the checkpoint that speaks of
// them. A crash in between leaves files that no checkpoint speaks of; they are written over when the log goes on from
// its last checkpoint. Not for several threads at once.

#include "ledger/tile.hpp"

namespace zhupi::ledger {

enum class Keeps : unsigned char {
    entries,  ///< tiles and entry bundles
    hashes,   ///< tiles only: the second tree, over SM3, of a log whose entries are kept with the first
};

class Tree {
public:
    /// An empty log.
    Tree(TileStore& store, Hash hash, Keeps keeps) : store_(&store), hash_(hash), keeps_(keeps), edge_(1) {}
    /// Goes on where a log of that size ended. `root` is that of the checkpoint; a store that does not give it is
    /// refused. Errors: `ledger.tree_root`, `ledger.tile_missing`, `ledger.tile_wrong`.
    static Result<Tree> open(TileStore& store, Hash hash, Keeps keeps, std::uint64_t size, std::string_view root);

    /// All of the entries or, when one is too long or the store fails, none of them. Errors: `ledger.entry_long`, and
    /// those of the store.
    Result<void> append(std::span<const std::string> entries);

    std::uint64_t size() const { return size_; }
    Node root() const;

    /// As append() in two steps, for those who read a log anew: add() writes what becomes full, flush() the rest. After
    /// an error the tree is of no more use.
    Result<void> add(std::string_view entry);
    Result<void> flush();

private:
    Result<void> close_level(unsigned level);
    Result<void> add_all(std::span<const std::string> entries);

    TileStore* store_;
    Hash hash_;
    Keeps keeps_;
    std::uint64_t size_ = 0;
    std::vector<std::string> edge_;  ///< [level]: the hashes of its last, partial tile, one after the other
    std::string bundle_;             ///< the entries below edge_[0]
};

}  // namespace zhupi::ledger
