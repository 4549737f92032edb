// The reader of the event log: what it takes, what it refuses, and that it goes on after every way of ending.
#include "ledger/keeper.hpp"

#include "base/error_codes.hpp"
#include "ledger/check.hpp"
#include "ledger/test_log.hpp"
#include "store/sqlite/connection.hpp"

#include <filesystem>
#include <thread>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::add_events;
using ledger::testing::make_keys;
using ledger::testing::noon;
using store::test::failed_with;
using store::test::Folder;
using store::test::must;

namespace fs = std::filesystem;

namespace {

Result<HttpAnswer> nobody(const std::string&, const std::string&) {
    return fail(err::outgoing_away, {{"host", "-"}, {"detail", "-"}});
}

Salts salts() { return Salts(crypto::Secret(std::string(32, 's'))); }

struct City {
    Folder folder;
    LogKeys keys = make_keys();
    std::unique_ptr<store::Store> store = store::test::open_store(folder.path());

    std::unique_ptr<Keeper> keep(const std::string& name = "/ledger") {
        Policy policy;
        policy.quorum = "none";
        return std::make_unique<Keeper>(*store, KeeperOptions{folder.path() + name, 5, policy}, keys, salts(), nobody,
                                        [] { return noon; });
    }
    CheckedEvents check() {
        FolderStore log(folder.path() + "/ledger/log");
        const VerifierKey own[] = {keys.ed25519.who};
        const auto checkpoint = must(open_own(*must(log.read(checkpoint_path)), own));
        CheckedEvents out;
        must(store->read([&](store::Snapshot& from) -> Result<void> {
            out = must(check_events(from, log, checkpoint.size, salts()));
            return {};
        }));
        return out;
    }
};

/// Until it is so; a minute is for machines that are busy, and ends a test that would never end.
template <class Fn>
bool comes(Fn is_so) {
    for (int i = 0; i < 6'000; ++i) {
        if (is_so()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
}
bool holds(const Keeper& keeper, std::uint64_t size) {
    return comes([&] { return keeper.status().size == size; });
}
bool stops_with(const Keeper& keeper, const ErrorCode& code) {
    return comes([&] {
        const auto now = keeper.status();
        return now.problem && now.problem->is(code);
    });
}

}  // namespace

TEST_CASE("events come into the log while they are written, and it goes on after an end") {
    City city;
    std::int64_t last = 0;
    for (int round = 0; round < 3; ++round) {
        const auto keeper = city.keep();
        for (int batch = 0; batch < 4; ++batch) {
            add_events(*city.store, last + 1, last + 70);
            last += 70;
        }
        REQUIRE(holds(*keeper, static_cast<std::uint64_t>(last)));
        CHECK_FALSE(keeper->status().problem);
    }
    const auto checked = city.check();
    CHECK(checked.problems.empty());
    CHECK(checked.compared == 840);
}

TEST_CASE("a proof leads from the event to the checkpoint, and what is not there yet is pending") {
    City city;
    const auto keeper = city.keep();
    add_events(*city.store, 1, 300);
    REQUIRE(holds(*keeper, 300));
    const auto policy = must(parse_policy(keeper->policy_text()));
    for (const std::int64_t seq : {1, 256, 257, 300}) {
        const auto proof = must(keeper->prove(seq));
        CHECK(proof.quorum_met);
        CHECK(verify_proof_file(write_proof_file(proof.file), proof.entry, policy));
        CHECK(parse_evidence(proof.entry)->seq == seq);
    }
    for (const std::int64_t seq : {INT64_MIN, std::int64_t{0}, std::int64_t{301}, INT64_MAX})
        CHECK(failed_with(keeper->prove(seq), err::ledger_pending));
}

TEST_CASE("an event log that no longer fits what was taken stops the log, and nothing else") {
    if (store::test::test_server()) return;  // rows are changed here behind the back of SQLite
    City city;
    {
        const auto keeper = city.keep();
        add_events(*city.store, 1, 20);
        REQUIRE(holds(*keeper, 20));
    }
    const auto tamper = [&](const char* change) {
        auto db =
            must(store::sqlite::Connection::open(city.folder.path() + "/city.db", store::sqlite::Mode::read_write));
        must(db->control("DROP TRIGGER IF EXISTS event_is_final"));
        must(db->control("DROP TRIGGER IF EXISTS event_is_kept"));
        must(db->control(change));
    };
    const ErrorCode* code = nullptr;
    SUBCASE("edited") {
        tamper("UPDATE event SET payload = '{}' WHERE seq = 20");
        code = &err::ledger_event_edited;
    }
    SUBCASE("dated back") {
        tamper("UPDATE event SET at = at - 1000 WHERE seq = 20");
        code = &err::ledger_event_time;
    }
    SUBCASE("an older copy") {
        tamper("DELETE FROM event WHERE seq > 15");
        code = &err::ledger_log_shorter;
    }
    SUBCASE("changed before it was taken") {
        add_events(*city.store, 21, 25);
        tamper("UPDATE event SET payload = '{}' WHERE seq = 22");
        code = &err::ledger_event_chain;
    }
    const auto keeper = city.keep();
    CHECK(stops_with(*keeper, *code));
    CHECK(keeper->status().size <= 20);
}

TEST_CASE("a city has one log: another folder does not begin a second one, unless it was said to be the one") {
    City city;
    add_events(*city.store, 1, 3);
    REQUIRE(holds(*city.keep(), 3));
    const auto first = city.keys.origin();
    city.keys = make_keys("another.example/evidence");
    const auto second = city.keep("/other");
    CHECK(stops_with(*second, err::ledger_elsewhere));
    CHECK(second->status().problem->params.at("origin") == first);
    CHECK_FALSE(fs::exists(city.folder.path() + "/other/log"));
    must(city.store->write([&](store::Tx& tx) { return name_log(tx, city.keys.origin()); }));
    CHECK(holds(*second, 3));
}

TEST_CASE("one process writes a folder; another one shows what it has published, and takes over when it ends") {
    City city;
    add_events(*city.store, 1, 3);
    auto first = city.keep();
    REQUIRE(holds(*first, 3));
    const auto second = city.keep();
    CHECK(comes([&] { return second->status().follows; }));
    CHECK_FALSE(second->status().problem);
    CHECK(second->prove(3));
    first.reset();
    add_events(*city.store, 4, 9);
    CHECK(holds(*second, 9));
    CHECK_FALSE(second->status().follows);
}
