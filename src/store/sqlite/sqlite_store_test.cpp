#include "store/sqlite/sqlite_store.hpp"

#include "store/event_log.hpp"
#include "store/sqlite/connection.hpp"
#include "store/test_support.hpp"

#include <fstream>

#include <unistd.h>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

/// Acts as user "nobody" for a while when the tests run as root, whom permissions do not stop.
class Unprivileged {
public:
    Unprivileged() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
    ~Unprivileged() {
        if (changed_ && ::seteuid(0) != 0) bug("cannot become root again");
    }

private:
    bool changed_;
};

void make_table(Store& store) { must(run(store, "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER) STRICT")); }

}  // namespace

TEST_CASE("what was answered is there after reopening") {
    Folder folder;
    {
        auto store = must(open_sqlite(folder.path()));
        make_table(*store);
        for (int i = 0; i < 10; ++i) must(run(*store, "INSERT INTO t (v) VALUES ($1)", {i}));
    }
    auto store = must(open_sqlite(folder.path()));
    CHECK(number(*store, "SELECT COUNT(*) FROM t") == 10);
    CHECK(store->name() == "sqlite");
}

TEST_CASE("a second process on the same folder is told so, and may have it afterwards") {
    Folder folder;
    {
        auto store = must(open_sqlite(folder.path()));
        CHECK(failed_with(open_sqlite(folder.path()), err::store_locked));
    }
    CHECK(open_sqlite(folder.path()));
}

TEST_CASE("a folder that cannot be used is a sentence with its name, not a crash") {
    Folder folder;
    CHECK(failed_with(open_sqlite(folder.path() + "/no/such/parent"), err::store_open));
    std::ofstream(folder.path() + "/file") << "x";
    CHECK(failed_with(open_sqlite(folder.path() + "/file"), err::store_open));
    const auto closed = folder.path() + "/closed";
    std::filesystem::create_directory(closed);
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(closed, std::filesystem::perms(0555));
    const Unprivileged nobody;
    const auto opened = open_sqlite(closed);
    REQUIRE(failed_with(opened, err::store_open));
    CHECK(opened.error().en().find(closed) != std::string::npos);
}

TEST_CASE("a database file that cannot be written is said to be so") {
    Folder folder;
    must(open_sqlite(folder.path()));
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    std::filesystem::permissions(folder.path() + "/lock", std::filesystem::perms(0666));
    std::filesystem::permissions(folder.path() + "/city.db", std::filesystem::perms(0444));
    const Unprivileged nobody;
    CHECK(failed_with(open_sqlite(folder.path()), err::store_open));
}

TEST_CASE("a damaged file is reported as damaged") {
    Folder folder;
    SUBCASE("not a database at all") {
        std::ofstream(folder.path() + "/city.db") << std::string(8192, 'x');
        CHECK(failed_with(open_sqlite(folder.path()), err::store_corrupt));
    }
    SUBCASE("pages overwritten in the middle") {
        {
            auto store = must(open_sqlite(folder.path()));
            make_table(*store);
            for (int i = 0; i < 20; ++i)
                must(run(*store,
                         "INSERT INTO t (v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) "
                         "SELECT i FROM n"));
        }
        {
            std::fstream file(folder.path() + "/city.db", std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(-64 * 4096, std::ios::end);  // the table that was filled last
            file << std::string(60 * 4096, '\xee');
        }
        auto store = must(open_sqlite(folder.path()));
        const auto read =
            store->read([](Snapshot& from) { return from.query("SELECT SUM(v) FROM t", {}, [](const Row&) {}); });
        CHECK(failed_with(read, err::store_corrupt));
    }
}

TEST_CASE("an event cannot be replaced by another one of its number") {
    Folder folder;
    auto store = must(open_sqlite(folder.path()));
    must(store->write([](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(append(tx, {"project/1", 1, "project.registered", Instant{5}, "{}", "", "{}"}));
        return {};
    }));
    CHECK(failed_with(
        run(*store, "REPLACE INTO event SELECT seq, stream, version, type, at, actor, basis, 'x', hash FROM event"),
        err::bug));
    CHECK(number(*store, "SELECT COUNT(*) FROM event WHERE payload = '{}'") == 1);
}
