#pragma once
// The Merkle tree of RFC 6962 §2.1, over SHA-256 as the standard says or over SM3 by the same rules. Pure.
//
// A proof is a list of hashes, from the leaf upwards. Making one is the RFC's recursion; checking one is the same
// recursion read backwards: it takes hashes from the end of the proof on the way down and puts them together on the way
// up. Both end after 64 levels whatever they are given.

#include "base/error.hpp"
#include "crypto/digest.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::ledger {

using crypto::Hash;

constexpr std::size_t node_size = 32;
using Node = std::array<char, node_size>;  ///< a hash in the tree
inline std::string_view bytes_of(const Node& node) { return {node.data(), node.size()}; }
Node to_node(std::string_view bytes);  ///< precondition: 32 bytes

Node empty_root(Hash hash);                                                ///< H("")
Node leaf_hash(Hash hash, std::string_view entry);                         ///< H(00 ‖ entry)
Node node_hash(Hash hash, std::string_view left, std::string_view right);  ///< H(01 ‖ left ‖ right)

/// The root of the complete subtree over the entries [index · 2^level, (index + 1) · 2^level).
using NodeSource = std::function<Result<Node>(unsigned level, std::uint64_t index)>;

Result<Node> root_of(Hash hash, std::uint64_t size, const NodeSource& nodes);

using Proof = std::vector<std::string>;  ///< 32 bytes each

/// That the entry stands at `index` among the first `size`. Error: `ledger.proof_range`, and those of the source.
Result<Proof> prove_inclusion(Hash hash, std::uint64_t index, std::uint64_t size, const NodeSource& nodes);
/// That the first `size` entries are the beginning of the first `later` ones. From 0 on the proof is empty.
Result<Proof> prove_consistency(Hash hash, std::uint64_t size, std::uint64_t later, const NodeSource& nodes);

// Errors of the following: `ledger.proof_range`, `ledger.proof_length`, `ledger.proof_root`. Hashes are compared as
// they were given: nobody converts a wrong one into a right one.

Result<void> verify_inclusion(Hash hash, std::uint64_t index, std::uint64_t size, std::string_view leaf,
                              std::span<const std::string> proof, std::string_view root);
/// `size` from 1: whoever has seen nothing yet has nothing to compare.
Result<void> verify_consistency(Hash hash, std::uint64_t size, std::uint64_t later, std::string_view root,
                                std::string_view later_root, std::span<const std::string> proof);

// Subtrees [start, end) as draft-ietf-plants-merkle-tree-certs §4 has them: start is a multiple of the smallest power
// of two that is no less than end − start.

Result<void> verify_subtree_inclusion(Hash hash, std::uint64_t index, std::uint64_t start, std::uint64_t end,
                                      std::string_view leaf, std::span<const std::string> proof, std::string_view root);
Result<void> verify_subtree_consistency(Hash hash, std::uint64_t start, std::uint64_t end, std::uint64_t size,
                                        std::string_view subtree_root, std::string_view root,
                                        std::span<const std::string> proof);

}  // namespace zhupi::ledger
