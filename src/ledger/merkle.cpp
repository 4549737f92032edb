#include "ledger/merkle.hpp"

#include "base/error_codes.hpp"

#include <bit>
#include <optional>

namespace zhupi::ledger {
namespace {

using Hashes = std::span<const std::string>;

/// The largest power of two below `size`; RFC 6962's k. Precondition: size > 1.
std::uint64_t split(std::uint64_t size) { return std::uint64_t{1} << (std::bit_width(size - 1) - 1); }

/// MTH(D[from:to]) for the ranges that the recursions meet: they begin at a multiple of their largest power of two.
Result<Node> range_root(Hash hash, std::uint64_t from, std::uint64_t to, const NodeSource& nodes) {
    const auto size = to - from;
    if (std::has_single_bit(size)) {
        const auto level = static_cast<unsigned>(std::countr_zero(size));
        return nodes(level, from >> level);
    }
    const auto middle = from + split(size);
    ZHUPI_TRY(const auto left, range_root(hash, from, middle, nodes));
    ZHUPI_TRY(const auto right, range_root(hash, middle, to, nodes));
    return node_hash(hash, bytes_of(left), bytes_of(right));
}

/// What both kinds of proof are made of: one more sibling at the end of the list.
Result<void> push_root(Proof& out, Hash hash, std::uint64_t from, std::uint64_t to, const NodeSource& nodes) {
    ZHUPI_TRY(const auto root, range_root(hash, from, to, nodes));
    out.emplace_back(bytes_of(root));
    return {};
}

/// PATH(index, D[from:to]) of RFC 6962 §2.1.1.
Result<void> path(Proof& out, Hash hash, std::uint64_t index, std::uint64_t from, std::uint64_t to,
                  const NodeSource& nodes) {
    if (to - from == 1) return {};
    const auto middle = from + split(to - from);
    if (index < middle) {
        ZHUPI_CHECK(path(out, hash, index, from, middle, nodes));
        return push_root(out, hash, middle, to, nodes);
    }
    ZHUPI_CHECK(path(out, hash, index, middle, to, nodes));
    return push_root(out, hash, from, middle, nodes);
}

/// SUBPROOF(end − from, D[from:to], known) of RFC 6962 §2.1.2.
Result<void> subproof(Proof& out, Hash hash, std::uint64_t end, std::uint64_t from, std::uint64_t to, bool known,
                      const NodeSource& nodes) {
    if (end == to) return known ? Result<void>() : push_root(out, hash, from, to, nodes);
    const auto middle = from + split(to - from);
    if (end <= middle) {
        ZHUPI_CHECK(subproof(out, hash, end, from, middle, known, nodes));
        return push_root(out, hash, middle, to, nodes);
    }
    ZHUPI_CHECK(subproof(out, hash, end, middle, to, false, nodes));
    return push_root(out, hash, from, middle, nodes);
}

/// The root to which a path leads; nothing when it is too short or too long.
std::optional<std::string> follow(Hash hash, std::uint64_t index, std::uint64_t size, std::string_view leaf,
                                  Hashes proof) {
    if (size == 1) return proof.empty() ? std::optional(std::string(leaf)) : std::nullopt;
    if (proof.empty()) return std::nullopt;
    const auto middle = split(size);
    const auto rest = proof.first(proof.size() - 1);
    const bool left = index < middle;
    const auto inner =
        left ? follow(hash, index, middle, leaf, rest) : follow(hash, index - middle, size - middle, leaf, rest);
    if (!inner) return std::nullopt;
    const auto root = left ? node_hash(hash, *inner, proof.back()) : node_hash(hash, proof.back(), *inner);
    return std::string(bytes_of(root));
}

struct Roots {
    std::string part, whole;
};

/// The roots of [start, end) and of [0, size) to which a consistency proof leads; `known` while the part's root needs
/// not be in the proof, because it is a node of the whole.
std::optional<Roots> follow_both(Hash hash, std::uint64_t start, std::uint64_t end, std::uint64_t size, bool known,
                                 std::string_view part_root, Hashes proof) {
    if (start == 0 && end == size) {
        if (proof.size() != (known ? 0U : 1U)) return std::nullopt;
        const std::string root(known ? part_root : proof[0]);
        return Roots{root, root};
    }
    if (proof.empty()) return std::nullopt;
    const auto middle = split(size);
    const auto rest = proof.first(proof.size() - 1);
    const auto& last = proof.back();
    const auto joined = [&](std::string_view left, std::string_view right) {
        return std::string(bytes_of(node_hash(hash, left, right)));
    };
    if (end <= middle) {
        const auto inner = follow_both(hash, start, end, middle, known, part_root, rest);
        if (!inner) return std::nullopt;
        return Roots{inner->part, joined(inner->whole, last)};
    }
    if (start >= middle) {
        const auto inner = follow_both(hash, start - middle, end - middle, size - middle, known, part_root, rest);
        if (!inner) return std::nullopt;
        return Roots{inner->part, joined(last, inner->whole)};
    }
    const auto inner = follow_both(hash, 0, end - middle, size - middle, false, part_root, rest);
    if (!inner) return std::nullopt;
    return Roots{joined(last, inner->part), joined(last, inner->whole)};
}

bool is_subtree(std::uint64_t start, std::uint64_t end) {
    if (start >= end) return false;
    const auto size = end - start;
    if (size > std::uint64_t{1} << 63) return start == 0;
    return start % std::bit_ceil(size) == 0;
}

Result<void> same(std::string_view found, std::string_view wanted) {
    if (found != wanted) return fail(err::ledger_proof_root);
    return {};
}

}  // namespace

Node to_node(std::string_view bytes) {
    ensure(bytes.size() == node_size, "a hash of 32 bytes");
    Node out;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

Node empty_root(Hash hash) { return to_node(crypto::digest(hash, "")); }

Node leaf_hash(Hash hash, std::string_view entry) {
    std::string bytes(1, '\0');
    return to_node(crypto::digest(hash, bytes.append(entry)));
}

Node node_hash(Hash hash, std::string_view left, std::string_view right) {
    std::string bytes(1, '\1');
    bytes.reserve(1 + left.size() + right.size());
    return to_node(crypto::digest(hash, bytes.append(left).append(right)));
}

Result<Node> root_of(Hash hash, std::uint64_t size, const NodeSource& nodes) {
    if (size == 0) return empty_root(hash);
    return range_root(hash, 0, size, nodes);
}

Result<Proof> prove_inclusion(Hash hash, std::uint64_t index, std::uint64_t size, const NodeSource& nodes) {
    if (index >= size) return fail(err::ledger_proof_range);
    Proof out;
    ZHUPI_CHECK(path(out, hash, index, 0, size, nodes));
    return out;
}

Result<Proof> prove_consistency(Hash hash, std::uint64_t size, std::uint64_t later, const NodeSource& nodes) {
    if (size > later) return fail(err::ledger_proof_range);
    Proof out;
    if (size != 0) ZHUPI_CHECK(subproof(out, hash, size, 0, later, true, nodes));
    return out;
}

Result<void> verify_inclusion(Hash hash, std::uint64_t index, std::uint64_t size, std::string_view leaf, Hashes proof,
                              std::string_view root) {
    return verify_subtree_inclusion(hash, index, 0, size, leaf, proof, root);
}

Result<void> verify_consistency(Hash hash, std::uint64_t size, std::uint64_t later, std::string_view root,
                                std::string_view later_root, Hashes proof) {
    if (size == 0 || size > later) return fail(err::ledger_proof_range);
    const auto roots = follow_both(hash, 0, size, later, true, root, proof);
    if (!roots) return fail(err::ledger_proof_length);
    ZHUPI_CHECK(same(roots->part, root));
    return same(roots->whole, later_root);
}

Result<void> verify_subtree_inclusion(Hash hash, std::uint64_t index, std::uint64_t start, std::uint64_t end,
                                      std::string_view leaf, Hashes proof, std::string_view root) {
    if (!is_subtree(start, end) || index < start || index >= end || leaf.size() != node_size)
        return fail(err::ledger_proof_range);
    const auto found = follow(hash, index - start, end - start, leaf, proof);
    if (!found) return fail(err::ledger_proof_length);
    return same(*found, root);
}

Result<void> verify_subtree_consistency(Hash hash, std::uint64_t start, std::uint64_t end, std::uint64_t size,
                                        std::string_view subtree_root, std::string_view root, Hashes proof) {
    if (start == end && start <= size) {  // an empty part is part of everything
        if (!proof.empty()) return fail(err::ledger_proof_length);
        return same(subtree_root, bytes_of(empty_root(hash)));
    }
    if (!is_subtree(start, end) || end > size) return fail(err::ledger_proof_range);
    const auto roots = follow_both(hash, start, end, size, true, subtree_root, proof);
    if (!roots) return fail(err::ledger_proof_length);
    ZHUPI_CHECK(same(roots->part, subtree_root));
    return same(roots->whole, root);
}

}  // namespace zhupi::ledger
