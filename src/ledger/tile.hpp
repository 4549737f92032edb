#pragma once
// How a log lies on disk and is served: c2sp.org/tlog-tiles. A tile holds up to 256 consecutive hashes of one level
// (levels are 8 apart in the tree); an entry bundle holds the up to 256 entries below a tile of level 0. What is full
// never changes; what is partial carries its width in its name.

#include "base/error.hpp"
#include "ledger/merkle.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::ledger {

constexpr std::uint64_t tile_width = 256;
constexpr unsigned tile_height = 8, most_levels = 8;  ///< 256^8 entries are more than a uint64 counts
constexpr std::size_t longest_entry = 65535;

/// Where the log's resources are kept. The pure part of this room knows no more of storage.
class TileStore {
public:
    virtual ~TileStore() = default;
    /// Nothing when there is no such resource.
    virtual Result<std::optional<std::string>> read(std::string_view path) = 0;
    /// All or nothing: after a crash the old bytes are there or the new ones. Error: `ledger.store`.
    virtual Result<void> write(std::string_view path, std::string_view bytes) = 0;
};

struct Tile {
    unsigned level = 0;
    std::uint64_t index = 0;
    unsigned width = tile_width;  ///< 1…256 hashes

    bool operator==(const Tile&) const = default;
};
std::string tile_path(const Tile& tile);                        ///< "tile/0/x001/x234/067", "tile/1/003.p/17"
std::string entries_path(std::uint64_t index, unsigned width);  ///< "tile/entries/000.p/5"
/// The tile or, where `entries` becomes true, the bundle of that path; nothing for any other text.
std::optional<Tile> parse_path(std::string_view path, bool& entries);

/// The widths that tiles of a level have in a tree of that size: all 256, and the last one, which may be 0 wide.
std::uint64_t full_tiles(std::uint64_t size, unsigned level);
unsigned partial_width(std::uint64_t size, unsigned level);

/// (uint16 length, big-endian ‖ entry)*. Precondition: no entry is longer than longest_entry.
void append_entry(std::string& bundle, std::string_view entry);
/// Nothing when lengths do not add up or there are not `width` entries.
std::optional<std::vector<std::string_view>> split_bundle(std::string_view bundle, unsigned width);

/// Reads one tile of a tree of `size`; where a partial one is gone, the full one of the same place stands in for it.
/// Errors: `ledger.tile_missing`, `ledger.tile_wrong`, and those of the store.
Result<std::string> read_tile(TileStore& store, const Tile& tile);
Result<std::string> read_entries(TileStore& store, std::uint64_t index, unsigned width);

/// The nodes of a stored tree, for proofs. Keeps the tiles it has read: make one for each request or batch. Not for
/// several threads at once.
NodeSource nodes_of(TileStore& store, Hash hash, std::uint64_t size);

}  // namespace zhupi::ledger
