#include "ledger/folder_store.hpp"

#include "base/error_codes.hpp"
#include "ledger/replay.hpp"

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <stdlib.h>

using namespace zhupi;
using namespace zhupi::ledger;
namespace fs = std::filesystem;

namespace {

struct Folder {
    std::string path;
    Folder() {
        std::string name = (fs::temp_directory_path() / "zhupi-ledger-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("a log in a folder lies there as it is served, and is whole when it is read again") {
    const Folder folder;
    std::string root;
    std::vector<std::string> entries;
    for (int i = 0; i < 600; ++i) entries.push_back("entry " + std::to_string(i));
    {
        FolderStore store(folder.path + "/log");
        Tree tree(store, Hash::sha256, Keeps::entries);
        REQUIRE(tree.append(entries));
        root = bytes_of(tree.root());
        REQUIRE(store.write(checkpoint_path, "first\n"));
        REQUIRE(store.write(checkpoint_path, "second\n"));
    }
    FolderStore store(folder.path + "/log");
    CHECK(store.read(checkpoint_path).value() == "second\n");
    CHECK(fs::file_size(folder.path + "/log/tile/0/001") == 8192);
    CHECK(fs::exists(folder.path + "/log/tile/entries/002.p/88"));
    CHECK(replay(store, store, Hash::sha256, 600, root).value().empty());
    for (const auto& entry : fs::recursive_directory_iterator(folder.path))
        CHECK_MESSAGE(entry.path().extension() != ".new", entry.path().string());
    std::fstream(folder.path + "/log/tile/entries/001", std::ios::in | std::ios::out).seekp(500) << "X";
    CHECK(replay(store, store, Hash::sha256, 600, root).value()[0].path == "tile/0/001");
}

TEST_CASE("what is not there is nothing, what cannot be written is an error with its reason") {
    const Folder folder;
    FolderStore store(folder.path);
    CHECK_FALSE(store.read("tile/0/000").value());
    std::ofstream(folder.path + "/tile") << "a file where a folder should be";
    CHECK_FALSE(store.read("tile/0/000").value());
    const auto written = store.write("tile/0/000", "x");
    REQUIRE_FALSE(written);
    CHECK(written.error().is(err::ledger_store));
    CHECK(written.error().params.at("reason") == "Not a directory");
}

TEST_CASE("a path out of the log is a bug, not a file") {
    const Folder folder;
    FolderStore store(folder.path);
    for (const auto* path : {"../outside", "tile/0/../../x", "/etc/passwd", ""}) {
        CHECK_THROWS_AS((void)store.read(path), BugError);
        CHECK_THROWS_AS((void)store.write(path, "x"), BugError);
    }
}
