// Somebody with the file in their hands: what the hash chain finds.

#include "store/event_log.hpp"
#include "store/sqlite/connection.hpp"
#include "store/test_support.hpp"

#include <random>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

void put(Store& store, std::int64_t version) {
    must(store.write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(append(tx, {"s", version, "application.filed", Instant{1'000 + version}, R"({"user":7})",
                                "行政许可法第三十二条", std::to_string(version)}));
        return {};
    }));
}

}  // namespace

TEST_CASE("whatever is changed, taken out or put in behind the log's back is found where it happened") {
    constexpr std::int64_t count = 40;
    Folder folder;
    auto store = must(open_sqlite(folder.path()));
    for (std::int64_t i = 1; i <= count; ++i) put(*store, i);
    store.reset();

    auto db = must(sqlite::Connection::open(folder.path() + "/city.db", sqlite::Mode::read_write));
    must(db->control("DROP TRIGGER event_is_final"));
    must(db->control("DROP TRIGGER event_is_kept"));
    std::mt19937 random(5);
    const std::vector<std::string> changes = {"payload = 'forged'",
                                              "at = at + 1",
                                              "actor = '{}'",
                                              "hash = '" + std::string(64, '0') + "'",
                                              "type = 'x'",
                                              "basis = ''",
                                              "version = version + 1000"};
    for (const auto& change : changes) {
        CAPTURE(change);
        const auto seq = static_cast<std::int64_t>(random() % count + 1);
        must(db->control("BEGIN"));
        must(db->run("UPDATE event SET " + change + " WHERE seq = $1", {seq}));
        const auto verdict = must(verify_chain(*db, 1, count));
        CHECK_FALSE(verdict.intact);
        CHECK(verdict.broken_at == seq);
        must(db->control("ROLLBACK"));
    }
    for (const std::int64_t seq : {1, 20, 40}) {
        must(db->control("BEGIN"));
        must(db->run("DELETE FROM event WHERE seq = $1", {seq}));
        const auto verdict = must(verify_chain(*db, 1, count));
        CHECK_FALSE(verdict.intact);
        CHECK(verdict.broken_at == seq);
        must(db->control("ROLLBACK"));
    }
    CHECK(must(verify_chain(*db, 1, count)).intact);
    CHECK(must(verify_chain(*db, 17, 23)).events == 7);
}
