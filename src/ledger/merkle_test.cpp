#include "ledger/merkle.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "ledger/test_tree.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::NaiveTree;

namespace {

std::string hex(const Node& node) { return text::hex(bytes_of(node)); }

constexpr Hash both_hashes[] = {Hash::sha256, Hash::sm3};

}  // namespace

TEST_CASE("the roots are those of Certificate Transparency's own test tree") {
    // certificate-transparency-go, merkletree tests: the inputs that every implementation is tried with.
    using namespace std::string_literals;
    const std::string inputs[] = {""s,
                                  "\x00"s,
                                  "\x10"s,
                                  "\x20\x21"s,
                                  "\x30\x31"s,
                                  "\x40\x41\x42\x43"s,
                                  "\x50\x51\x52\x53\x54\x55\x56\x57"s,
                                  "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"s};
    const char* roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                           "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                           "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                           "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                           "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                           "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                           "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                           "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                           "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    NaiveTree tree(Hash::sha256);
    CHECK(hex(tree.root(0)) == roots[0]);
    for (std::size_t i = 0; i < std::size(inputs); ++i) {
        tree.add(inputs[i]);
        CHECK(hex(root_of(Hash::sha256, i + 1, tree.nodes()).value()) == roots[i + 1]);
    }
}

TEST_CASE("a tree of SM3 differs from one of SHA-256 in nothing but the hash") {
    CHECK(hex(empty_root(Hash::sm3)) == crypto::sm3_hex(""));
    CHECK(hex(leaf_hash(Hash::sm3, "a")) == crypto::sm3_hex(std::string("\0a", 2)));
    CHECK(hex(node_hash(Hash::sm3, "l", "r")) == crypto::sm3_hex("\1lr"));
}

TEST_CASE("every proof of every tree up to 70 entries is verified, and is that of the definition") {
    for (const auto hash : both_hashes) {
        NaiveTree tree(hash);
        for (int i = 0; i < 70; ++i) tree.add("entry " + std::to_string(i));
        for (std::uint64_t size = 1; size <= tree.size(); ++size) {
            const auto root = tree.root(size);
            CHECK(root_of(hash, size, tree.nodes()).value() == root);
            for (std::uint64_t index = 0; index < size; ++index) {
                const auto proof = prove_inclusion(hash, index, size, tree.nodes()).value();
                REQUIRE(proof == tree.inclusion(index, size));
                REQUIRE(verify_inclusion(hash, index, size, bytes_of(tree.leaf(index)), proof, bytes_of(root)));
            }
            for (std::uint64_t old = 1; old <= size; ++old) {
                const auto proof = prove_consistency(hash, old, size, tree.nodes()).value();
                REQUIRE(proof == tree.consistency(old, size));
                REQUIRE(verify_consistency(hash, old, size, bytes_of(tree.root(old)), bytes_of(root), proof));
            }
        }
    }
}

TEST_CASE("a proof that was changed anywhere proves nothing") {
    std::mt19937_64 random(11);
    NaiveTree tree(Hash::sha256);
    for (int i = 0; i < 300; ++i) tree.add("entry " + std::to_string(i));
    for (int round = 0; round < 400; ++round) {
        const auto size = 2 + random() % 298, index = random() % size, old = 1 + random() % (size - 1);
        const auto root = tree.root(size), old_root = tree.root(old), leaf = tree.leaf(index);
        const auto inclusion = prove_inclusion(Hash::sha256, index, size, tree.nodes()).value();
        const auto consistency = prove_consistency(Hash::sha256, old, size, tree.nodes()).value();
        const auto includes = [&](std::uint64_t i, std::uint64_t s, const Proof& proof) {
            return verify_inclusion(Hash::sha256, i, s, bytes_of(leaf), proof, bytes_of(root)).has_value();
        };
        const auto consists = [&](std::uint64_t a, std::uint64_t b, const Proof& proof) {
            return verify_consistency(Hash::sha256, a, b, bytes_of(old_root), bytes_of(root), proof).has_value();
        };
        CHECK_FALSE(includes((index + 1) % size, size, inclusion));
        for (const auto* proof : {&inclusion, &consistency}) {
            if (proof->empty()) continue;
            auto flipped = *proof, shorter = *proof, longer = *proof, turned = *proof;
            auto& byte = flipped[random() % flipped.size()][random() % node_size];
            byte = static_cast<char>(byte ^ 1 << random() % 8);
            shorter.pop_back();
            longer.push_back(longer.back());
            std::reverse(turned.begin(), turned.end());
            for (const auto* wrong : {&flipped, &shorter, &longer}) {
                if (proof == &inclusion) CHECK_FALSE(includes(index, size, *wrong));
                if (proof == &consistency) CHECK_FALSE(consists(old, size, *wrong));
            }
            if (turned != *proof) {
                CHECK_FALSE((proof == &inclusion ? includes(index, size, turned) : consists(old, size, turned)));
            }
        }
        CHECK_FALSE(verify_inclusion(Hash::sm3, index, size, bytes_of(leaf), inclusion, bytes_of(root)));
        CHECK_FALSE(verify_consistency(Hash::sha256, old, size, bytes_of(root), bytes_of(old_root), consistency));
    }
}

TEST_CASE("what a proof fails at is told") {
    NaiveTree tree(Hash::sha256);
    for (int i = 0; i < 9; ++i) tree.add(std::to_string(i));
    const auto leaf = tree.leaf(4), root = tree.root(9);
    auto proof = prove_inclusion(Hash::sha256, 4, 9, tree.nodes()).value();
    CHECK(verify_inclusion(Hash::sha256, 9, 9, bytes_of(leaf), proof, bytes_of(root))
              .error()
              .is(err::ledger_proof_range));
    CHECK(
        verify_inclusion(Hash::sha256, 5, 9, bytes_of(leaf), proof, bytes_of(root)).error().is(err::ledger_proof_root));
    proof.pop_back();
    CHECK(verify_inclusion(Hash::sha256, 4, 9, bytes_of(leaf), proof, bytes_of(root))
              .error()
              .is(err::ledger_proof_length));
    CHECK(verify_consistency(Hash::sha256, 0, 9, "", bytes_of(root), {}).error().is(err::ledger_proof_range));
    CHECK(prove_inclusion(Hash::sha256, 9, 9, tree.nodes()).error().is(err::ledger_proof_range));
    CHECK(prove_consistency(Hash::sha256, 10, 9, tree.nodes()).error().is(err::ledger_proof_range));
    CHECK(prove_consistency(Hash::sha256, 0, 9, tree.nodes()).value().empty());
}

TEST_CASE("sizes up to 2^64 - 1 end in an answer") {
    const Proof long_proof(64, std::string(32, 'x'));
    const auto huge = ~std::uint64_t{0};
    CHECK_FALSE(verify_inclusion(Hash::sha256, huge - 1, huge, std::string(32, 'l'), long_proof, std::string(32, 'r')));
    CHECK_FALSE(verify_inclusion(Hash::sha256, huge, huge, std::string(32, 'l'), long_proof, std::string(32, 'r')));
    CHECK_FALSE(verify_consistency(Hash::sha256, huge - 1, huge, "a", "b", long_proof));
    CHECK_FALSE(verify_consistency(Hash::sha256, 1, huge, "a", "b", long_proof));
    CHECK_FALSE(verify_subtree_consistency(Hash::sha256, huge - 1, huge, huge, "a", "b", long_proof));
}
