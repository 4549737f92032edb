#include "ledger/replay.hpp"

#include "base/error_codes.hpp"
#include "ledger/test_tree.hpp"

#include <random>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::MemoryStore;

namespace {

using What = Finding::What;

struct Log {
    MemoryStore store;
    Tree tree{store, Hash::sha256, Keeps::entries};
    std::string root;

    explicit Log(std::size_t size) {
        std::vector<std::string> entries;
        for (std::size_t i = 0; i < size; ++i) entries.push_back(R"({"seq":)" + std::to_string(i) + "}");
        REQUIRE(tree.append(entries));
        root = bytes_of(tree.root());
    }
    std::vector<Finding> findings() { return replay(store, store, Hash::sha256, tree.size(), root).value(); }
};

}  // namespace

TEST_CASE("a log that nobody touched has no findings, at any size") {
    for (const std::size_t size : {0, 1, 255, 256, 257, 1000, 66000}) CHECK(Log(size).findings().empty());
}

TEST_CASE("the insider's edit of an entry is named by its number") {
    Log log(1000);
    auto& bundle = log.store.files.at("tile/entries/002");
    const auto at = bundle.find(R"({"seq":700})");
    REQUIRE(at != std::string::npos);
    bundle[at + 7] = '9';
    const auto found = log.findings();
    REQUIRE_FALSE(found.empty());
    CHECK(found[0].what == What::leaf);
    CHECK(found[0].entry == 700);
    CHECK(found[0].path == "tile/0/002");
    CHECK(found.back().what == What::root);
}

TEST_CASE("the insider who mends the tiles too is found out by the checkpoint") {
    Log log(1000);
    MemoryStore forged;
    Tree tree(forged, Hash::sha256, Keeps::entries);
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < 1000; ++i) entries.push_back(R"({"seq":)" + std::to_string(i == 700 ? 900 : i) + "}");
    REQUIRE(tree.append(entries));
    log.store.files = forged.files;
    const auto found = log.findings();
    REQUIRE(found.size() == 1);
    CHECK(found[0].what == What::root);
}

TEST_CASE("deleting, cutting off and swapping are named") {
    for (const auto* path : {"tile/entries/001", "tile/entries/003.p/232"}) {
        Log log(1000);
        log.store.files.erase(path);
        CHECK(log.findings()[0].what == What::missing);
        CHECK(log.findings()[0].path == path);
    }
    Log cut(1000);
    cut.store.files.at("tile/0/001").pop_back();
    CHECK(cut.findings()[0].what == What::unreadable);
    Log swapped(1000);
    std::swap(swapped.store.files.at("tile/entries/000"), swapped.store.files.at("tile/entries/001"));
    CHECK(swapped.findings()[0].entry == 0);
}

TEST_CASE("whatever byte of whatever file is changed, the file is named") {
    std::mt19937_64 random(23);
    Log log(70000);
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : log.store.files) paths.push_back(path);
#ifdef ZHUPI_SANITIZED
    constexpr int rounds = 3;
#else
    constexpr int rounds = 25;
#endif
    for (int round = 0; round < rounds; ++round) {
        const auto path = round == 0   ? "tile/2/000.p/1"
                          : round == 1 ? "tile/1/001.p/17"
                                       : paths[random() % paths.size()];
        auto& bytes = log.store.files.at(path);
        const auto before = bytes;
        auto& byte = bytes[random() % bytes.size()];
        byte = static_cast<char>(byte ^ 1 << random() % 8);
        const auto found = log.findings();
        REQUIRE_MESSAGE(!found.empty(), path);
        bool entries = false;
        const auto tile = parse_path(path, entries);
        CHECK((found[0].path == path || (entries && found[0].path == tile_path(*tile))));
        bytes = before;
    }
    CHECK(log.findings().empty());
}

TEST_CASE("a second tree is replayed from the entries of the first") {
    Log log(1000);
    MemoryStore second;
    Tree tree(second, Hash::sm3, Keeps::hashes);
    std::vector<std::string> entries;
    for (std::size_t i = 0; i < 1000; ++i) entries.push_back(R"({"seq":)" + std::to_string(i) + "}");
    REQUIRE(tree.append(entries));
    CHECK(replay(second, log.store, Hash::sm3, 1000, bytes_of(tree.root())).value().empty());
    CHECK(replay(second, log.store, Hash::sha256, 1000, bytes_of(tree.root())).value()[0].entry == 0);
}

TEST_CASE("findings are bounded") {
    Log log(70000);
    for (auto& [path, bytes] : log.store.files)
        if (path.starts_with("tile/0/")) bytes[0] = static_cast<char>(bytes[0] ^ 1);
    CHECK(log.findings().size() == 100);
}
