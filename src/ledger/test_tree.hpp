#pragma once
// For tests only: the tree as RFC 6962 defines it, word by word, over all leaves at once; and storage in memory.

#include "ledger/merkle.hpp"
#include "ledger/tile.hpp"

#include <map>

namespace zhupi::ledger::testing {

class NaiveTree {
public:
    explicit NaiveTree(Hash hash) : hash_(hash) {}
    void add(std::string_view entry) { leaves_.push_back(leaf_hash(hash_, entry)); }
    std::uint64_t size() const { return leaves_.size(); }
    const Node& leaf(std::uint64_t index) const { return leaves_[index]; }
    Node root(std::uint64_t size) const { return mth(std::span(leaves_).first(size)); }
    Proof inclusion(std::uint64_t index, std::uint64_t size) const {
        return path(index, std::span(leaves_).first(size));
    }
    Proof consistency(std::uint64_t old, std::uint64_t size) const {
        return subproof(old, std::span(leaves_).first(size), true);
    }
    NodeSource nodes() const {
        return [this](unsigned level, std::uint64_t index) -> Result<Node> {
            return mth(std::span(leaves_).subspan(index << level, std::size_t{1} << level));
        };
    }

private:
    using Leaves = std::span<const Node>;
    static std::size_t split(std::size_t size) {
        std::size_t k = 1;
        while (k * 2 < size) k *= 2;
        return k;
    }
    Node mth(Leaves d) const {
        if (d.empty()) return empty_root(hash_);
        if (d.size() == 1) return d[0];
        const auto k = split(d.size());
        return node_hash(hash_, bytes_of(mth(d.first(k))), bytes_of(mth(d.subspan(k))));
    }
    static Proof with(Proof proof, const Node& node) {
        proof.emplace_back(bytes_of(node));
        return proof;
    }
    Proof path(std::size_t m, Leaves d) const {
        if (d.size() == 1) return {};
        const auto k = split(d.size());
        return m < k ? with(path(m, d.first(k)), mth(d.subspan(k))) : with(path(m - k, d.subspan(k)), mth(d.first(k)));
    }
    Proof subproof(std::size_t m, Leaves d, bool known) const {
        if (m == d.size()) return known ? Proof() : with({}, mth(d));
        const auto k = split(d.size());
        return m <= k ? with(subproof(m, d.first(k), known), mth(d.subspan(k)))
                      : with(subproof(m - k, d.subspan(k), false), mth(d.first(k)));
    }

    Hash hash_;
    std::vector<Node> leaves_;
};

class MemoryStore final : public TileStore {
public:
    Result<std::optional<std::string>> read(std::string_view path) override {
        ++reads;
        const auto found = files.find(path);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    Result<void> write(std::string_view path, std::string_view bytes) override {
        if (writes_left == 0) return fail(failure);
        if (writes_left > 0) --writes_left;
        files[std::string(path)] = bytes;
        return {};
    }
    std::map<std::string, std::string, std::less<>> files;
    std::size_t reads = 0;
    int writes_left = -1;  ///< then it fails; -1: never
    Error failure;
};

}  // namespace zhupi::ledger::testing
