#include "ledger/tile.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>
#include <map>

namespace zhupi::ledger {
namespace {

/// 1234067 is "x001/x234/067".
std::string index_path(std::uint64_t index) {
    const auto three = [](std::uint64_t n) {
        auto digits = std::to_string(n % 1000);
        return std::string(3 - digits.size(), '0') + digits;
    };
    auto out = three(index);
    while ((index /= 1000) != 0) out = "x" + three(index) + "/" + out;
    return out;
}

std::string width_suffix(unsigned width) { return width == tile_width ? "" : ".p/" + std::to_string(width); }

/// A number as it must be written: digits, no leading zero.
std::optional<std::uint64_t> plain_number(std::string_view text, std::uint64_t most) {
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool good = !text.empty() && result.ec == std::errc() && result.ptr == text.data() + text.size() &&
                      value <= most && (text.size() == 1 || text[0] != '0');
    return good ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> parse_index(std::span<const std::string_view> parts) {
    std::uint64_t index = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto part = parts[i];
        const bool last = i + 1 == parts.size();
        if (!last && !part.starts_with('x')) return std::nullopt;
        if (!last) part.remove_prefix(1);
        if (part.size() != 3 || !text::is_digits(part)) return std::nullopt;
        index = index * 1000 + static_cast<std::uint64_t>((part[0] - '0') * 100 + (part[1] - '0') * 10 + part[2] - '0');
    }
    if (parts.empty() || parts.size() > 6) return std::nullopt;  // 10^18 tiles: no tree has as many
    return index;
}

Result<std::string> read_first(TileStore& store, const std::string& partial, const std::string& full) {
    ZHUPI_TRY(auto found, store.read(partial));
    if (!found && partial != full) {
        ZHUPI_TRY(found, store.read(full));
    }
    if (!found) return fail(err::ledger_tile_missing, {{"path", partial}});
    return std::move(*found);
}

/// The root of the complete subtree over hashes[from, from + count); count is a power of two.
Node fold(Hash hash, std::string_view hashes, std::uint64_t from, std::uint64_t count) {
    std::vector<Node> row;
    row.reserve(count);
    for (auto i = from; i < from + count; ++i) row.push_back(to_node(hashes.substr(i * node_size, node_size)));
    for (; row.size() > 1; row.resize(row.size() / 2))
        for (std::size_t i = 0; i + 1 < row.size(); i += 2)
            row[i / 2] = node_hash(hash, bytes_of(row[i]), bytes_of(row[i + 1]));
    return row[0];
}

class TileNodes {
public:
    TileNodes(TileStore& store, Hash hash, std::uint64_t size) : store_(store), hash_(hash), size_(size) {}

    Result<Node> node(unsigned level, std::uint64_t index) {
        const auto tile_level = level / tile_height;
        const auto first = index << level % tile_height;  // among the hashes of the tile's level
        const std::uint64_t count = std::uint64_t{1} << level % tile_height;
        const auto number = first / tile_width;
        const bool full = number < full_tiles(size_, tile_level);
        const Tile tile{tile_level, number, full ? unsigned{tile_width} : partial_width(size_, tile_level)};
        const auto from = first % tile_width;
        if (from + count > tile.width) return fail(err::ledger_proof_range);
        ZHUPI_TRY(const auto hashes, hashes_of(tile));
        return fold(hash_, hashes, from, count);
    }

private:
    Result<std::string_view> hashes_of(const Tile& tile) {
        auto& kept = tiles_[{tile.level, tile.index}];
        if (kept.empty()) {
            ZHUPI_TRY(kept, read_tile(store_, tile));
        }
        return std::string_view(kept);
    }

    TileStore& store_;
    Hash hash_;
    std::uint64_t size_;
    std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles_;
};

}  // namespace

std::string tile_path(const Tile& tile) {
    return "tile/" + std::to_string(tile.level) + "/" + index_path(tile.index) + width_suffix(tile.width);
}

std::string entries_path(std::uint64_t index, unsigned width) {
    return "tile/entries/" + index_path(index) + width_suffix(width);
}

std::optional<Tile> parse_path(std::string_view path, bool& entries) {
    auto parts = text::split(path, '/');
    if (parts.size() < 3 || parts[0] != "tile") return std::nullopt;
    entries = parts[1] == "entries";
    const auto level = entries ? std::optional<std::uint64_t>(0) : plain_number(parts[1], 63);
    Tile tile{0, 0, tile_width};
    if (parts[parts.size() - 2].ends_with(".p")) {
        const auto width = plain_number(parts.back(), tile_width - 1);
        if (!width || *width == 0) return std::nullopt;
        tile.width = static_cast<unsigned>(*width);
        parts.pop_back();
        parts.back().remove_suffix(2);
    }
    const auto index = parse_index(std::span(parts).subspan(2));
    if (!level || !index) return std::nullopt;
    tile.level = static_cast<unsigned>(*level);
    tile.index = *index;
    const auto written = entries ? entries_path(tile.index, tile.width) : tile_path(tile);
    return written == path ? std::optional(tile) : std::nullopt;  // one path for one tile: "x000/001" is none
}

std::uint64_t full_tiles(std::uint64_t size, unsigned level) {
    return level + 1 >= most_levels ? 0 : size >> tile_height * (level + 1);
}

unsigned partial_width(std::uint64_t size, unsigned level) {
    return level >= most_levels ? 0 : static_cast<unsigned>((size >> tile_height * level) % tile_width);
}

void append_entry(std::string& bundle, std::string_view entry) {
    ensure(entry.size() <= longest_entry, "an entry fits into a bundle");
    bundle += static_cast<char>(entry.size() >> 8);
    bundle += static_cast<char>(entry.size() & 0xFF);
    bundle += entry;
}

std::optional<std::vector<std::string_view>> split_bundle(std::string_view bundle, unsigned width) {
    std::vector<std::string_view> out;
    while (!bundle.empty()) {
        if (bundle.size() < 2) return std::nullopt;
        const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bundle[0]) << 8 |
                                                   static_cast<unsigned char>(bundle[1]));
        if (bundle.size() - 2 < size) return std::nullopt;
        out.push_back(bundle.substr(2, size));
        bundle.remove_prefix(2 + size);
    }
    if (out.size() < width) return std::nullopt;
    return out;
}

Result<std::string> read_tile(TileStore& store, const Tile& tile) {
    const auto path = tile_path(tile);
    ZHUPI_TRY(auto bytes, read_first(store, path, tile_path({tile.level, tile.index, tile_width})));
    const auto size = tile.width * node_size;
    if (bytes.size() != size && bytes.size() != tile_width * node_size)
        return fail(err::ledger_tile_wrong, {{"path", path}});
    bytes.resize(size);
    return bytes;
}

Result<std::string> read_entries(TileStore& store, std::uint64_t index, unsigned width) {
    const auto path = entries_path(index, width);
    ZHUPI_TRY(auto bytes, read_first(store, path, entries_path(index, tile_width)));
    const auto entries = split_bundle(bytes, width);
    if (!entries || (entries->size() != width && entries->size() != tile_width))
        return fail(err::ledger_tile_wrong, {{"path", path}});
    std::size_t size = 0;
    for (unsigned i = 0; i < width; ++i) size += 2 + (*entries)[i].size();
    bytes.resize(size);
    return bytes;
}

NodeSource nodes_of(TileStore& store, Hash hash, std::uint64_t size) {
    return [nodes = std::make_shared<TileNodes>(store, hash, size)](unsigned level, std::uint64_t index) {
        return nodes->node(level, index);
    };
}

}  // namespace zhupi::ledger
