#include "ledger/kept_log.hpp"

#include "base/error_codes.hpp"
#include "ledger/replay.hpp"
#include "ledger/test_log.hpp"
#include "ledger/test_tree.hpp"

#include <filesystem>
#include <fstream>
#include <random>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::make_keys;
using ledger::testing::NaiveTree;
using ledger::testing::noon;
using store::test::failed_with;
using store::test::Folder;
using store::test::must;

namespace fs = std::filesystem;

namespace {

std::vector<std::string> entries(std::uint64_t from, std::uint64_t count) {
    std::vector<std::string> out;
    for (auto i = from; i < from + count; ++i) out.push_back("entry " + std::to_string(i));
    return out;
}

void check_whole(const Folder& folder, const LogKeys& keys, const KeptLog& log) {
    FolderStore first(folder.path() + "/log"), second(folder.path() + "/log-sm3");
    CHECK(must(replay(first, first, Hash::sha256, log.size(), log.checkpoint().root)).empty());
    const VerifierKey second_key[] = {keys.second.who};
    const auto other = must(open_own(*must(second.read(checkpoint_path)), second_key));
    CHECK(other.size == log.size());
    CHECK(must(replay(second, first, Hash::sm3, other.size, other.root)).empty());
}

}  // namespace

TEST_CASE("a new log is an empty one that is signed, and goes on where it ended") {
    const Folder folder;
    const auto keys = make_keys();
    {
        auto log = must(KeptLog::open(folder.path(), keys, noon));
        CHECK(log.size() == 0);
        check_whole(folder, keys, log);
        must(log.append(entries(0, 300), noon));
    }
    auto log = must(KeptLog::open(folder.path(), keys, noon));
    CHECK(log.size() == 300);
    CHECK(must(log.entry(299)) == "entry 299");
    must(log.append(entries(300, 1), noon));
    check_whole(folder, keys, log);
    const VerifierKey own[] = {keys.ed25519.who, keys.sm2.who};
    CHECK(must(open_note(log.note(), own)).seen.size() == 2);
}

TEST_CASE("both trees are those of the definition, however the entries come, and nobody keeps partial tiles for ever") {
    const Folder folder;
    const auto keys = make_keys();
    NaiveTree first(Hash::sha256), second(Hash::sm3);
    std::mt19937 random(3);
    std::uint64_t size = 0;
    while (size < 700) {
        auto log = must(KeptLog::open(folder.path(), keys, noon));
        for (int batch = 0; batch < 3; ++batch) {
            const auto more = entries(size, random() % 90);
            for (const auto& entry : more) first.add(entry), second.add(entry);
            must(log.append(more, noon));
            size += more.size();
            CHECK(log.checkpoint().root == bytes_of(first.root(size)));
        }
        check_whole(folder, keys, log);
    }
    const VerifierKey second_key[] = {keys.second.who};
    FolderStore stored(folder.path() + "/log-sm3");
    CHECK(must(open_own(*must(stored.read(checkpoint_path)), second_key)).root == bytes_of(second.root(size)));
    for (const auto* gone : {"/log/tile/0/000.p", "/log/tile/entries/001.p", "/log-sm3/tile/0/000.p"})
        CHECK_FALSE(fs::exists(folder.path() + gone));
    CHECK(fs::exists(folder.path() + "/log/tile/0/002.p"));
}

TEST_CASE("a second tree that a crash left behind catches up from the entries of the first") {
    const Folder folder;
    const auto keys = make_keys();
    {
        auto log = must(KeptLog::open(folder.path(), keys, noon));
        must(log.append(entries(0, 200), noon));
        fs::copy(folder.path() + "/log-sm3", folder.path() + "/earlier", fs::copy_options::recursive);
        must(log.append(entries(200, 400), noon));
    }
    fs::remove_all(folder.path() + "/log-sm3");
    SUBCASE("by a batch") { fs::rename(folder.path() + "/earlier", folder.path() + "/log-sm3"); }
    SUBCASE("from nothing") {}
    const auto log = must(KeptLog::open(folder.path(), keys, noon));
    CHECK(log.size() == 600);
    check_whole(folder, keys, log);
}

TEST_CASE("files of a batch that no checkpoint speaks of are written over") {
    const Folder folder;
    const auto keys = make_keys();
    auto log = must(KeptLog::open(folder.path(), keys, noon));
    must(log.append(entries(0, 250), noon));
    const auto note = log.note();
    FolderStore first(folder.path() + "/log"), second(folder.path() + "/log-sm3");
    const auto second_note = *must(second.read(checkpoint_path));
    must(log.append(entries(250, 50), noon));
    must(first.write(checkpoint_path, note));  // as a crash before the checkpoints leaves it
    must(second.write(checkpoint_path, second_note));
    auto again = must(KeptLog::open(folder.path(), keys, noon));
    CHECK(again.size() == 250);
    must(again.append(entries(250, 60), noon));
    check_whole(folder, keys, again);
}

TEST_CASE("what is not this log's is not gone on with") {
    const Folder folder;
    const auto keys = make_keys();
    must(must(KeptLog::open(folder.path(), keys, noon)).append(entries(0, 300), noon));
    CHECK(failed_with(KeptLog::open(folder.path(), make_keys(), noon), err::ledger_note_unsigned));
    const auto edge = folder.path() + "/log/tile/0/001.p/44";
    std::fstream(edge, std::ios::in | std::ios::out).seekp(40) << "X";
    CHECK(failed_with(KeptLog::open(folder.path(), keys, noon), err::ledger_tree_root));
    fs::remove(edge);
    CHECK(failed_with(KeptLog::open(folder.path(), keys, noon), err::ledger_tile_missing));
}

TEST_CASE("witnesses' lines go under the checkpoint that they are of, and stay when the log is opened again") {
    const Folder folder;
    const auto keys = make_keys();
    auto log = must(KeptLog::open(folder.path(), keys, noon));
    must(log.append(entries(0, 5), noon));
    const auto witness = testing::make_signer("w", SignatureKind::ed25519_cosignature);
    const auto old = log.note();
    const auto cosigned = old + must(signature_line(witness, checkpoint_text(log.checkpoint()), noon));
    must(log.put_note(cosigned));
    CHECK(log.note() == cosigned);
    CHECK(must(KeptLog::open(folder.path(), keys, noon)).note() == cosigned);
    must(log.append(entries(5, 1), noon));
    must(log.put_note(cosigned));  // too late
    CHECK(log.note() != cosigned);
}
