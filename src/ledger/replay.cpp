#include "ledger/replay.hpp"

#include "base/error_codes.hpp"

namespace zhupi::ledger {
namespace {

using What = Finding::What;

/// The first entry whose hash differs; nothing when all are the same.
std::optional<std::uint64_t> first_difference(std::string_view ours, std::string_view theirs) {
    for (std::size_t at = 0; at < ours.size(); at += node_size)
        if (ours.substr(at, node_size) != theirs.substr(at, node_size)) return at / node_size;
    return std::nullopt;
}

/// The tree of the entries is grown into this store, which writes nothing and compares.
class Comparing final : public TileStore {
public:
    Comparing(TileStore& store, std::vector<Finding>& findings, std::size_t most)
        : store_(store), findings_(findings), most_(most) {}

    Result<std::optional<std::string>> read(std::string_view path) override { return store_.read(path); }

    Result<void> write(std::string_view path, std::string_view bytes) override {
        bool entries = false;
        const auto tile = parse_path(path, entries);
        ensure(tile.has_value(), "a tree writes tiles only");
        ensure(!entries, "a tree of hashes writes no bundles");
        const auto stored = read_tile(store_, *tile);
        if (!stored) return missing(stored.error(), std::string(path));
        const auto different = first_difference(bytes, *stored);
        if (!different) return {};
        Finding finding{tile->level == 0 ? What::leaf : What::tile, std::string(path), {}};
        if (tile->level == 0) finding.entry = tile->index * tile_width + *different;
        add(std::move(finding));
        return {};
    }

    /// A missing or broken file is a finding; anything else is an error of the store.
    Result<void> missing(const Error& error, std::string path) {
        const bool gone = error.is(err::ledger_tile_missing);
        if (!gone && !error.is(err::ledger_tile_wrong)) return fail(error);
        add({gone ? What::missing : What::unreadable, std::move(path), {}});
        return {};
    }

    void add(Finding finding) {
        if (findings_.size() < most_) findings_.push_back(std::move(finding));
    }

private:
    TileStore& store_;
    std::vector<Finding>& findings_;
    std::size_t most_;
};

/// Grows the tree by one bundle. False when the bundle is not there: nothing behind it can be computed.
Result<bool> replay_bundle(Tree& tree, Comparing& comparing, TileStore& entries, std::uint64_t index, unsigned width) {
    const auto bundle = read_entries(entries, index, width);
    if (!bundle) {
        ZHUPI_CHECK(comparing.missing(bundle.error(), entries_path(index, width)));
        return false;
    }
    const auto split = split_bundle(*bundle, width);
    ensure(split.has_value(), "a bundle that was read is whole");
    for (const auto entry : *split) ZHUPI_CHECK(tree.add(entry));
    return true;
}

}  // namespace

Result<std::vector<Finding>> replay(TileStore& tiles, TileStore& entries, Hash hash, std::uint64_t size,
                                    std::string_view root, std::size_t most) {
    std::vector<Finding> findings;
    Comparing comparing(tiles, findings, most);
    Tree tree(comparing, hash, Keeps::hashes);
    const auto full = full_tiles(size, 0);
    const auto rest = partial_width(size, 0);
    for (std::uint64_t index = 0; index < full + (rest != 0 ? 1 : 0); ++index) {
        ZHUPI_TRY(const bool there, replay_bundle(tree, comparing, entries, index, index < full ? tile_width : rest));
        if (!there) return findings;
    }
    ZHUPI_CHECK(tree.flush());
    if (bytes_of(tree.root()) != root) comparing.add({What::root, "", {}});
    return findings;
}

}  // namespace zhupi::ledger
