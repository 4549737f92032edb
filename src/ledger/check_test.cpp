// Somebody with the rows in their hands: what the auditor's comparison says of each trick.
#include "ledger/check.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "ledger/test_log.hpp"
#include "store/sqlite/connection.hpp"

#include <filesystem>

using namespace zhupi;
using namespace zhupi::ledger;
using ledger::testing::add_events;
using ledger::testing::make_keys;
using ledger::testing::noon;
using store::test::failed_with;
using store::test::Folder;
using store::test::must;

namespace {

constexpr std::int64_t count = 300;
const Salts salts(crypto::Secret(std::string(32, 's')));

/// A store with events and the log over them, and the rows opened for whoever wants to change them.
struct Office {
    Folder folder;
    LogKeys keys = make_keys();
    std::optional<KeptLog> log;
    std::unique_ptr<store::sqlite::Connection> db;

    Office() {
        {
            const auto store = must(store::open_sqlite(folder.path()));
            add_events(*store, 1, count);
            std::vector<std::string> entries;
            must(store->read([&](store::Snapshot& from) -> Result<void> {
                for (const auto& event : must(store::read_after(from, 0, count)))
                    entries.push_back(evidence_of(event, salts).text());
                return {};
            }));
            log.emplace(must(KeptLog::open(folder.path(), keys, noon)));
            must(log->append(entries, noon));
        }
        db = must(store::sqlite::Connection::open(folder.path() + "/city.db", store::sqlite::Mode::read_write));
        must(db->control("DROP TRIGGER event_is_final"));
        must(db->control("DROP TRIGGER event_is_kept"));
    }

    /// Does it, and makes the chain of hashes fit again, as somebody would who knows how it is made.
    std::vector<Error> after(const std::vector<std::string>& changes, bool mend = true, std::size_t most = 100) {
        must(db->control("BEGIN"));
        for (const auto& change : changes) must(db->control(change));
        if (mend) {
            std::string previous(32, '\0');
            for (const auto& event : must(store::read_after(*db, 0, 2 * count))) {
                previous = store::event_hash(event, previous);
                must(db->run("UPDATE event SET hash = $1 WHERE seq = $2", {text::hex(previous), event.seq}));
            }
        }
        auto checked = must(check_events(*db, log->tiles(), log->size(), salts, most));
        must(db->control("ROLLBACK"));
        return std::move(checked.problems);
    }
};

std::string said(const std::vector<Error>& problems) {
    std::string out;
    for (const auto& problem : problems) out += problem.en() + "\n";
    return out;
}

}  // namespace

TEST_CASE("a log of events that nobody touched is what was logged") {
    Office office;
    CHECK(said(office.after({})) == "");
    CHECK(must(check_events(*office.db, office.log->tiles(), office.log->size(), salts)).compared == count);
}

TEST_CASE("each change of a row is named, though the chain of hashes was made to fit again") {
    Office office;
    const auto one = [&](const std::vector<std::string>& changes, const ErrorCode& code, const char* seq) {
        const auto problems = office.after(changes);
        CAPTURE(said(problems));
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].is(code));
        CHECK(problems[0].params.at("seq") == seq);
    };
    one({"UPDATE event SET payload = '{}' WHERE seq = 17"}, err::ledger_event_edited, "17");
    one({"UPDATE event SET actor = '{}' WHERE seq = 300"}, err::ledger_event_edited, "300");
    one({"UPDATE event SET at = at - 86400000 WHERE seq = 1"}, err::ledger_event_time, "1");
    one({"DELETE FROM event WHERE seq = 256"}, err::ledger_event_gone, "256");
}

TEST_CASE("rows that changed places say where they were, near or far") {
    Office office;
    for (const auto& [a, b] : {std::pair{"40", "41"}, {"3", "290"}}) {
        const std::string first = a, second = b;
        const auto problems = office.after({"UPDATE event SET seq = -1 WHERE seq = " + first,
                                            "UPDATE event SET seq = " + first + " WHERE seq = " + second,
                                            "UPDATE event SET seq = " + second + " WHERE seq = -1"});
        CAPTURE(said(problems));
        REQUIRE(problems.size() == 2);
        CHECK(problems[0].is(err::ledger_event_moved));
        CHECK(problems[0].params == Params{{"seq", first}, {"was", second}});
        CHECK(problems[1].params == Params{{"seq", second}, {"was", first}});
    }
}

TEST_CASE("a row that was taken out and covered by its followers is found where it stood") {
    Office office;
    const auto problems =
        office.after({"DELETE FROM event WHERE seq = 100", "UPDATE event SET seq = -seq WHERE seq > 100",
                      "UPDATE event SET seq = -seq - 1 WHERE seq < 0"});
    CAPTURE(said(problems));
    REQUIRE(problems.size() == 100);
    CHECK(problems[0].is(err::ledger_event_moved));
    CHECK(problems[0].params == Params{{"seq", "100"}, {"was", "101"}});
}

TEST_CASE("a row that was put in pushes the others from their places") {
    Office office;
    const auto problems = office.after(
        {"UPDATE event SET seq = -seq WHERE seq >= 290", "UPDATE event SET seq = 1 - seq WHERE seq < 0",
         "INSERT INTO event SELECT 290, stream, 9999, type, at, actor, basis, payload, hash FROM event WHERE seq = 1"});
    CAPTURE(said(problems));
    REQUIRE(problems.size() == 11);
    CHECK(problems[0].params.at("seq") == "290");
    CHECK(problems[1].params == Params{{"seq", "291"}, {"was", "290"}});
}

TEST_CASE("a log that ends too early is said to, once") {
    Office office;
    const auto problems = office.after({"DELETE FROM event WHERE seq > 250"});
    CAPTURE(said(problems));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].is(err::ledger_log_shorter));
    CHECK(problems[0].params == Params{{"head", "250"}, {"size", "300"}});
}

TEST_CASE("a hash that was touched alone breaks the chain where it stands, and after it") {
    Office office;
    const auto problems =
        office.after({"UPDATE event SET hash = '" + std::string(64, '0') + "' WHERE seq = 9"}, /*mend=*/false);
    CAPTURE(said(problems));
    REQUIRE(problems.size() == 2);
    CHECK(problems[0].is(err::ledger_event_chain));
    CHECK(problems[0].params.at("seq") == "9");
}

TEST_CASE("events that are newer than the checkpoint are no fault, and findings end where they were asked to") {
    Office office;
    CHECK(office
              .after({"INSERT INTO event SELECT 301, stream, 9999, type, at, actor, basis, payload, hash FROM event "
                      "WHERE seq = 1"})
              .empty());
    CHECK(office.after({"UPDATE event SET payload = '{}' WHERE seq > 200"}, true, 7).size() == 7);
}

TEST_CASE("an older checkpoint is continued, or it is said that it is not") {
    Office office;
    auto& log = *office.log;
    const auto older = log.checkpoint();
    must(log.append(std::vector<std::string>{"one more"}, noon));
    CHECK(check_continues(log.tiles(), log.checkpoint(), older));
    CHECK(check_continues(log.tiles(), log.checkpoint(), {older.origin, 0, std::string(32, '\0'), {}}));
    CHECK(check_continues(log.tiles(), log.checkpoint(), log.checkpoint()));
    auto forged = older;
    forged.root[5] ^= 1;
    CHECK(failed_with(check_continues(log.tiles(), log.checkpoint(), forged), err::ledger_forked));
    CHECK(failed_with(check_continues(log.tiles(), older, log.checkpoint()), err::ledger_forked));
}
