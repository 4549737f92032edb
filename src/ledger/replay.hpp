#pragma once
// Reads a whole log anew, entry by entry, and names every file that does not say what the entries and the checkpoint
// say. Needs as much memory as one tile of each level, whatever the log's size.

#include "ledger/checkpoint.hpp"
#include "ledger/tree.hpp"

namespace zhupi::ledger {

struct Finding {
    enum class What : unsigned char {
        missing,     ///< a tile or bundle that a tree of this size has is not there
        unreadable,  ///< its lengths do not add up
        leaf,        ///< an entry is not the one that its leaf hash stands for: it was edited, or the tile was
        tile,        ///< hashes of a higher level are not those of the tiles below
        root,        ///< the entries do not give the root that the checkpoint signs
    };
    What what = What::root;
    std::string path;                    ///< empty for root
    std::optional<std::uint64_t> entry;  ///< the first wrong one, for leaf
};

/// At most `most` findings; none means that the log is what the checkpoint says. The entries of the second tree, over
/// SM3, are read from the first log. Errors: those of the stores.
Result<std::vector<Finding>> replay(TileStore& tiles, TileStore& entries, Hash hash, std::uint64_t size,
                                    std::string_view root, std::size_t most = 100);

}  // namespace zhupi::ledger
