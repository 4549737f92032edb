#include "store/migrations.hpp"

#include "store/sqlite/connection.hpp"
#include "store/sqlite/dialect.hpp"
#include "store/test_support.hpp"

#include <fstream>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;
using sqlite::Connection;

namespace {

std::unique_ptr<Connection> database(const Folder& folder, const std::string& name) {
    return must(Connection::open(folder.path() + "/" + name, sqlite::Mode::read_write));
}

Result<int> migrate_to(Connection& db, std::span<const Migration> steps) {
    return migrate(db, steps, sqlite::translate, Instant{1});
}

std::vector<std::string> schema(Connection& db) {
    std::vector<std::string> out;
    must(db.query("SELECT COALESCE(sql, name) FROM sqlite_master ORDER BY name", {},
                  [&](const Row& row) { out.emplace_back(row.text(0)); }));
    return out;
}

}  // namespace

TEST_CASE("steps are numbered from 1 without gaps and named by their files") {
    int expected = 0;
    for (const auto& step : migrations()) {
        CHECK(step.number == ++expected);
        CHECK(step.name.starts_with(std::string(step.number < 10 ? "000" : "00") + std::to_string(step.number) + "_"));
    }
    CHECK(expected > 0);
}

TEST_CASE("from every earlier version the newest is reached, and it is the same one") {
    Folder folder;
    const auto all = migrations();
    auto fresh = database(folder, "fresh.db");
    CHECK(must(migrate_to(*fresh, all)) == static_cast<int>(all.size()));
    for (std::size_t earlier = 0; earlier <= all.size(); ++earlier) {
        CAPTURE(earlier);
        auto db = database(folder, "from" + std::to_string(earlier) + ".db");
        must(migrate_to(*db, all.first(earlier)));
        CHECK(must(migrate_to(*db, all)) == static_cast<int>(all.size() - earlier));
        CHECK(schema(*db) == schema(*fresh));
        CHECK(must(migrate_to(*db, all)) == 0);
    }
}

TEST_CASE("a database of a newer program is refused, and left as it is") {
    Folder folder;
    auto db = database(folder, "t.db");
    must(migrate_to(*db, migrations()));
    const auto before = schema(*db);
    const auto older = migrate_to(*db, migrations().first(migrations().size() - 1));
    REQUIRE(failed_with(older, err::store_newer));
    CHECK(older.error().en().find("step " + std::to_string(migrations().size())) != std::string::npos);
    CHECK(schema(*db) == before);
}

TEST_CASE("a step that was changed after it ran is noticed") {
    Folder folder;
    auto db = database(folder, "t.db");
    constexpr Migration first[] = {{1, "0001_a", "CREATE TABLE a (id BIGINT);\n"}};
    constexpr Migration changed[] = {{1, "0001_a", "CREATE TABLE a (id BIGINT, more TEXT);\n"}};
    must(migrate_to(*db, first));
    CHECK(failed_with(migrate_to(*db, changed), err::store_changed_step));
}

TEST_CASE("the program refuses to open a newer folder") {
    Folder folder;
    must(run(*open_store(folder.path()),
             "INSERT INTO migration (number, name, digest, at) VALUES (9999, '9999_x', 'x', 0)"));
    CHECK(failed_with(try_store(folder.path()), err::store_newer));
}

TEST_CASE("a step is cut into statements at semicolons that end a line, without comments") {
    CHECK(statements_of("-- why\nCREATE TABLE a (\n    id BIGINT,  -- which\n    b TEXT\n);\n\nCREATE INDEX i ON a "
                        "(b);\nSELECT 1") ==
          std::vector<std::string>{"CREATE TABLE a (\nid BIGINT,\nb TEXT\n)", "CREATE INDEX i ON a (b)", "SELECT 1"});
    CHECK(statements_of("").empty());
}
