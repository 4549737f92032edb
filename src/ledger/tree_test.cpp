#include "ledger/tree.hpp"

#include "base/error_codes.hpp"
#include "ledger/test_tree.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::MemoryStore;
using ledger::testing::NaiveTree;

namespace {

std::vector<std::string> entries(std::uint64_t from, std::uint64_t count) {
    std::vector<std::string> out;
    for (auto i = from; i < from + count; ++i) out.push_back("entry " + std::to_string(i));
    return out;
}

#ifdef ZHUPI_SANITIZED
constexpr int rounds = 3;
#else
constexpr int rounds = 12;
#endif

}  // namespace

TEST_CASE("tiles have the names that tlog-tiles gives them") {
    CHECK(tile_path({0, 1234067, 256}) == "tile/0/x001/x234/067");
    CHECK(tile_path({2, 3, 17}) == "tile/2/003.p/17");
    CHECK(entries_path(0, 5) == "tile/entries/000.p/5");
    bool is_entries = false;
    for (const Tile tile : {Tile{0, 0, 256}, {0, 999, 1}, {3, 1000, 255}, {63, 1234067, 256}}) {
        CHECK(parse_path(tile_path(tile), is_entries) == tile);
        CHECK_FALSE(is_entries);
    }
    CHECK(parse_path("tile/entries/x001/000.p/9", is_entries) == Tile{0, 1000, 9});
    CHECK(is_entries);
    for (const auto* wrong : {"",
                              "tile",
                              "tile/0",
                              "tile/0/",
                              "tile/0/1",
                              "tile/0/0001",
                              "tile/00/001",
                              "tile/64/000",
                              "tile/0/x000/001",
                              "tile/0/001/002",
                              "tile/0/x001/x002",
                              "tile/0/000.p/0",
                              "tile/0/000.p/256",
                              "tile/0/000.p/01",
                              "tile/0/000.p",
                              "tile/0/..",
                              "tile/entries/../000",
                              "tile/-1/000",
                              "tiles/0/000",
                              "tile/0/000.p/5/6",
                              "/tile/0/000",
                              "tile/0/x001/x001/x001/x001/x001/x001/001"})
        CHECK_FALSE_MESSAGE(parse_path(wrong, is_entries), wrong);
}

TEST_CASE("a tree of 70,000 has the tiles that the specification counts") {
    CHECK(full_tiles(70000, 0) == 273);
    CHECK(partial_width(70000, 0) == 112);
    CHECK(full_tiles(70000, 1) == 1);
    CHECK(partial_width(70000, 1) == 17);
    CHECK(full_tiles(70000, 2) == 0);
    CHECK(partial_width(70000, 2) == 1);
    MemoryStore store;
    Tree tree(store, Hash::sha256, Keeps::entries);
    REQUIRE(tree.append(entries(0, 70000)));
    std::size_t full = 0, partial = 0;
    for (const auto& [path, bytes] : store.files) (path.find(".p/") == std::string::npos ? full : partial) += 1;
    CHECK(full == 273 + 273 + 1);  // level 0, entries, level 1
    CHECK(partial == 4);
    CHECK(store.files.at("tile/0/273.p/112").size() == 112 * 32);
    CHECK(store.files.at("tile/1/001.p/17").size() == 17 * 32);
    CHECK(store.files.at("tile/2/000.p/1").size() == 32);
    CHECK(bytes_of(root_of(Hash::sha256, 70000, nodes_of(store, Hash::sha256, 70000)).value()) ==
          bytes_of(tree.root()));
}

TEST_CASE("a tree that grew in batches of any size is the tree of the definition, and so are its proofs") {
    std::mt19937_64 random(5);
    for (int round = 0; round < rounds; ++round) {
        const auto hash = round % 2 == 0 ? Hash::sha256 : Hash::sm3;
        MemoryStore store;
        NaiveTree naive(hash);
        Tree tree(store, hash, Keeps::entries);
        while (tree.size() < 1500) {
            const auto batch = entries(tree.size(), 1 + random() % 400);
            for (const auto& entry : batch) naive.add(entry);
            REQUIRE(tree.append(batch));
            REQUIRE(tree.root() == naive.root(tree.size()));
            if (random() % 3 == 0)
                tree = Tree::open(store, hash, Keeps::entries, tree.size(), bytes_of(tree.root())).value();
            const auto nodes = nodes_of(store, hash, tree.size());
            REQUIRE(root_of(hash, tree.size(), nodes).value() == tree.root());
            for (int i = 0; i < 8; ++i) {
                const auto index = random() % tree.size(), old = 1 + random() % tree.size();
                CHECK(prove_inclusion(hash, index, tree.size(), nodes).value() == naive.inclusion(index, tree.size()));
                CHECK(prove_consistency(hash, old, tree.size(), nodes).value() == naive.consistency(old, tree.size()));
            }
        }
    }
}

TEST_CASE("around full tiles a tree opens as it was closed") {
    MemoryStore store;
    NaiveTree naive(Hash::sha256);
    Tree tree(store, Hash::sha256, Keeps::entries);
    for (const std::uint64_t size : {1, 255, 256, 257, 511, 512, 65535, 65536, 65537}) {
        for (const auto& entry : entries(tree.size(), size - tree.size())) naive.add(entry);
        REQUIRE(tree.append(entries(tree.size(), size - tree.size())));
        CHECK(tree.root() == naive.root(size));
        auto opened = Tree::open(store, Hash::sha256, Keeps::entries, size, bytes_of(naive.root(size)));
        REQUIRE(opened);
        CHECK(opened->root() == tree.root());
        tree = std::move(*opened);
    }
}

TEST_CASE("a tree of hashes only keeps no entries and has the same root") {
    MemoryStore with, without;
    Tree first(with, Hash::sm3, Keeps::entries), second(without, Hash::sm3, Keeps::hashes);
    REQUIRE(first.append(entries(0, 700)));
    REQUIRE(second.append(entries(0, 700)));
    CHECK(first.root() == second.root());
    for (const auto& [path, bytes] : without.files) CHECK(path.find("entries") == std::string::npos);
    CHECK(Tree::open(without, Hash::sm3, Keeps::hashes, 700, bytes_of(second.root())));
}

TEST_CASE("bundles give back the entries, and are refused when cut or longer") {
    MemoryStore store;
    Tree tree(store, Hash::sha256, Keeps::entries);
    std::vector<std::string> batch = {"", "a", std::string(longest_entry, 'x'), "批复"};
    REQUIRE(tree.append(batch));
    const auto bundle = store.files.at("tile/entries/000.p/4");
    const auto split = split_bundle(bundle, 4);
    REQUIRE(split);
    CHECK(std::equal(split->begin(), split->end(), batch.begin(), batch.end()));
    CHECK_FALSE(split_bundle(bundle, 5));
    CHECK_FALSE(split_bundle(std::string_view(bundle).substr(0, bundle.size() - 1), 4));
    CHECK_FALSE(split_bundle(bundle + "x", 4));
    const auto too_long = tree.append(std::vector<std::string>{"fine", std::string(longest_entry + 1, 'x')});
    CHECK(too_long.error().is(err::ledger_entry_long));
    CHECK(tree.size() == 4);
}

TEST_CASE("a store that fails leaves the tree as it was, and the next try succeeds") {
    for (int writes = 0; writes < 9; ++writes) {
        MemoryStore store;
        store.failure = Error{&err::ledger_store, "", {}};
        Tree tree(store, Hash::sha256, Keeps::entries);
        REQUIRE(tree.append(entries(0, 200)));
        const auto root = tree.root();
        store.writes_left = writes;
        const auto done = tree.append(entries(200, 400));
        store.writes_left = -1;
        if (done) {
            CHECK(writes >= 7);  // two tiles, two bundles; then one tile, one bundle and one tile above, partial
            continue;
        }
        CHECK(done.error().is(err::ledger_store));
        CHECK(tree.size() == 200);
        CHECK(tree.root() == root);
        CHECK(Tree::open(store, Hash::sha256, Keeps::entries, 200, bytes_of(root)));
        REQUIRE(tree.append(entries(200, 400)));
        NaiveTree naive(Hash::sha256);
        for (const auto& entry : entries(0, 600)) naive.add(entry);
        CHECK(tree.root() == naive.root(600));
    }
}

TEST_CASE("a store that is not the checkpoint's is refused with what is wrong") {
    MemoryStore store;
    Tree tree(store, Hash::sha256, Keeps::entries);
    REQUIRE(tree.append(entries(0, 300)));
    const std::string root(bytes_of(tree.root()));
    const auto open = [&] { return Tree::open(store, Hash::sha256, Keeps::entries, 300, root); };
    auto& edge = store.files.at("tile/0/001.p/44");
    edge[100] = static_cast<char>(edge[100] ^ 1);
    CHECK(open().error().is(err::ledger_tree_root));
    edge.pop_back();
    CHECK(open().error().params.at("path") == "tile/0/001.p/44");
    CHECK(open().error().is(err::ledger_tile_wrong));
    store.files.erase("tile/0/001.p/44");
    CHECK(open().error().is(err::ledger_tile_missing));
    CHECK(Tree::open(store, Hash::sha256, Keeps::entries, 0, bytes_of(empty_root(Hash::sha256))));
}

TEST_CASE("where a partial tile is gone, the full one stands in for it") {
    MemoryStore store;
    Tree tree(store, Hash::sha256, Keeps::entries);
    REQUIRE(tree.append(entries(0, 100)));
    const std::string root(bytes_of(tree.root()));
    REQUIRE(tree.append(entries(100, 200)));
    store.files.erase("tile/0/000.p/100");
    store.files.erase("tile/entries/000.p/100");
    CHECK(Tree::open(store, Hash::sha256, Keeps::entries, 100, root));
    CHECK(bytes_of(root_of(Hash::sha256, 100, nodes_of(store, Hash::sha256, 100)).value()) == root);
}

TEST_CASE("a proof reads each tile once") {
    MemoryStore store;
    Tree tree(store, Hash::sha256, Keeps::entries);
    REQUIRE(tree.append(entries(0, 70000)));
    store.reads = 0;
    REQUIRE(prove_inclusion(Hash::sha256, 12345, 70000, nodes_of(store, Hash::sha256, 70000)));
    CHECK(store.reads <= 5);
    CHECK_FALSE(nodes_of(store, Hash::sha256, 70000)(0, 70000));
    CHECK_FALSE(nodes_of(store, Hash::sha256, 70000)(17, 0));
}
