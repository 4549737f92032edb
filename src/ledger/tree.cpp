#include "ledger/tree.hpp"

#include "base/error_codes.hpp"

#include <bit>

namespace zhupi::ledger {
namespace {

Node at(std::string_view hashes, std::size_t index) { return to_node(hashes.substr(index * node_size, node_size)); }

/// The root of the complete subtree over `count` hashes from `from`; count is a power of two.
Node complete(Hash hash, std::string_view hashes, std::size_t from, std::size_t count) {
    if (count == 1) return at(hashes, from);
    const auto left = complete(hash, hashes, from, count / 2),
               right = complete(hash, hashes, from + count / 2, count / 2);
    return node_hash(hash, bytes_of(left), bytes_of(right));
}

}  // namespace

Result<Tree> Tree::open(TileStore& store, Hash hash, Keeps keeps, std::uint64_t size, std::string_view root) {
    Tree tree(store, hash, keeps);
    tree.size_ = size;
    for (unsigned level = 0; level < most_levels && size >> tile_height * level != 0; ++level) {
        if (tree.edge_.size() <= level) tree.edge_.emplace_back();
        const auto width = partial_width(size, level);
        if (width == 0) continue;
        ZHUPI_TRY(tree.edge_[level], read_tile(store, {level, full_tiles(size, level), width}));
    }
    if (const auto width = partial_width(size, 0); width != 0 && keeps == Keeps::entries) {
        ZHUPI_TRY(tree.bundle_, read_entries(store, full_tiles(size, 0), width));
    }
    if (bytes_of(tree.root()) != root) return fail(err::ledger_tree_root, {{"size", std::to_string(size)}});
    return tree;
}

Result<void> Tree::append(std::span<const std::string> entries) {
    for (const auto& entry : entries)
        if (entry.size() > longest_entry)
            return fail(err::ledger_entry_long,
                        {{"size", std::to_string(entry.size())}, {"limit", std::to_string(longest_entry)}});
    if (entries.empty()) return {};
    auto before = *this;
    auto done = add_all(entries);
    if (!done) *this = std::move(before);
    return done;
}

Result<void> Tree::add_all(std::span<const std::string> entries) {
    for (const auto& entry : entries) ZHUPI_CHECK(add(entry));
    return flush();
}

Result<void> Tree::add(std::string_view entry) {
    edge_[0] += bytes_of(leaf_hash(hash_, entry));
    if (keeps_ == Keeps::entries) append_entry(bundle_, entry);
    ++size_;
    return size_ % tile_width == 0 ? close_level(0) : Result<void>();
}

/// A level's tile is full: it is written, and its root becomes one hash of the level above.
Result<void> Tree::close_level(unsigned level) {
    const auto index = full_tiles(size_, level) - 1;
    if (level == 0 && keeps_ == Keeps::entries) {
        ZHUPI_CHECK(store_->write(entries_path(index, tile_width), bundle_));
        bundle_.clear();
    }
    ZHUPI_CHECK(store_->write(tile_path({level, index, tile_width}), edge_[level]));
    const auto root = complete(hash_, edge_[level], 0, tile_width);
    edge_[level].clear();
    if (edge_.size() == level + 1) edge_.emplace_back();
    edge_[level + 1] += bytes_of(root);
    return edge_[level + 1].size() == tile_width * node_size ? close_level(level + 1) : Result<void>();
}

Result<void> Tree::flush() {
    for (unsigned level = 0; level < edge_.size(); ++level) {
        const auto width = static_cast<unsigned>(edge_[level].size() / node_size);
        if (width == 0) continue;
        const auto index = full_tiles(size_, level);
        if (level == 0 && keeps_ == Keeps::entries) ZHUPI_CHECK(store_->write(entries_path(index, width), bundle_));
        ZHUPI_CHECK(store_->write(tile_path({level, index, width}), edge_[level]));
    }
    return {};
}

/// From the right: the complete subtrees that make up the tree are the ones of its size, and they grow to the left.
Node Tree::root() const {
    if (size_ == 0) return empty_root(hash_);
    std::optional<Node> right;
    for (const auto& hashes : edge_) {
        auto left = hashes.size() / node_size;  // how many stand to the left of what was taken
        while (left != 0) {
            const auto count = std::size_t{1} << std::countr_zero(left);
            left -= count;
            const auto part = complete(hash_, hashes, left, count);
            right = right ? node_hash(hash_, bytes_of(part), bytes_of(*right)) : part;
        }
    }
    return *right;
}

}  // namespace zhupi::ledger
