#include "store/sqlite/connection.hpp"

#include "store/test_support.hpp"

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;
using sqlite::Connection;
using sqlite::Mode;

namespace {

struct Fixture {
    Folder folder;
    std::unique_ptr<Connection> db = must(Connection::open(folder.path() + "/t.db", Mode::read_write));
    Fixture() { must(db->control("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT")); }
};

std::vector<std::string> texts(Connection& db, std::string_view sql, std::initializer_list<Value> args = {}) {
    std::vector<std::string> out;
    must(db.query(sql, args, [&](const Row& row) { out.emplace_back(row.text(0)); }));
    return out;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "arguments are found by their number, in whatever order the statement names them") {
    CHECK(texts(*db, "SELECT $2 || $1 || $2", {"a", "b"}) == std::vector<std::string>{"bab"});
    CHECK(texts(*db, "SELECT $3", {1, 2, "third"}) == std::vector<std::string>{"third"});
}

TEST_CASE_FIXTURE(Fixture, "values come back as they went in") {
    const std::string with_zero("a\0b", 3), chinese = "施工许可证";
    for (const auto& text : {std::string(), with_zero, chinese, std::string(100'000, 'x')})
        CHECK(texts(*db, "SELECT $1", {text}) == std::vector<std::string>{text});
    for (const auto n : {std::int64_t{0}, INT64_MAX, INT64_MIN, std::int64_t{-1}})
        CHECK(number(*db, "SELECT $1", {n}) == n);
    must(db->query("SELECT $1, $2", {nullptr, ""}, [](const Row& row) {
        CHECK(row.is_null(0));
        CHECK_FALSE(row.is_null(1));
    }));
}

TEST_CASE_FIXTURE(Fixture, "run answers how many rows it changed") {
    CHECK(must(db->run("INSERT INTO t (name) VALUES ($1), ($2)", {"a", "b"})) == 2);
    CHECK(must(db->run("UPDATE t SET name = name || 'x'", {})) == 2);
    CHECK(must(db->run("DELETE FROM t WHERE name = $1", {"nobody"})) == 0);
    CHECK(must(db->run("CREATE TABLE other (id INTEGER)", {})) == 0);
}

TEST_CASE_FIXTURE(Fixture, "the same statement may be run from within its own rows") {
    must(db->run("INSERT INTO t (id, name) VALUES (1,'a'), (2,'b'), (3,'c')", {}));
    const std::string_view sql = "SELECT name FROM t ORDER BY id";
    std::string seen;
    must(db->query(sql, {}, [&](const Row& row) {
        seen += row.text(0);
        must(db->query(sql, {}, [&](const Row& inner) { seen += inner.text(0); }));
    }));
    CHECK(seen == "aabcbabccabc");
}

TEST_CASE_FIXTURE(Fixture, "making room in the cache does not disturb a statement that runs") {
    must(db->run("INSERT INTO t (id, name) VALUES (1,'a'), (2,'b')", {}));
    int rows = 0;
    must(db->query("SELECT name FROM t", {}, [&](const Row&) {
        ++rows;
        for (int i = 0; i < 600; ++i)
            CHECK(number(*db, "SELECT " + std::to_string(rows * 1000 + i)) == rows * 1000 + i);
    }));
    CHECK(rows == 2);
}

TEST_CASE_FIXTURE(Fixture, "a statement is clean after its callback threw") {
    must(db->run("INSERT INTO t (id, name) VALUES (1,'a'), (2,'b')", {}));
    const std::string_view sql = "SELECT name FROM t ORDER BY id";
    CHECK_THROWS_AS(static_cast<void>(db->query(sql, {}, [](const Row&) { bug("thrown"); })), BugError);
    CHECK(texts(*db, sql) == std::vector<std::string>{"a", "b"});
}

TEST_CASE_FIXTURE(Fixture, "what was there already is an error, what is wrong in the program is thrown") {
    must(db->run("INSERT INTO t (id, name) VALUES (1,'a')", {}));
    CHECK(failed_with(db->run("INSERT INTO t (id, name) VALUES (2,'a')", {}), err::store_duplicate));
    CHECK(failed_with(db->run("INSERT INTO t (id, name) VALUES (1,'b')", {}), err::store_duplicate));
    const auto run = [&](std::string_view sql, std::vector<Value> args = {}) { static_cast<void>(db->run(sql, args)); };
    CHECK_THROWS_AS(run("SELEKT 1"), BugError);
    CHECK_THROWS_AS(run("SELECT * FROM nowhere"), BugError);
    CHECK_THROWS_AS(run("INSERT INTO t (id) VALUES ('text')"), BugError);
    CHECK_THROWS_AS(run("SELECT 1; SELECT 2"), BugError);
    CHECK_THROWS_AS(run("SELECT ?1", {"not our way of writing it"}), BugError);
    CHECK_THROWS_AS(run("SELECT $1, $2", {"one is missing"}), BugError);
    CHECK(number(*db, "SELECT COUNT(*) FROM t") == 1);
}

TEST_CASE_FIXTURE(Fixture, "a statement that takes too long is stopped, and the connection goes on") {
    const std::string_view endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
    db->set_limit(std::chrono::milliseconds(20));
    CHECK(failed_with(db->query(endless, {}, [](const Row&) {}), err::store_timeout));
    CHECK(failed_with(db->query("SELECT 1", {}, [](const Row&) {}), err::store_timeout));
    db->set_limit({});
    CHECK(number(*db, "SELECT 7") == 7);
}

TEST_CASE_FIXTURE(Fixture, "a reader cannot write") {
    auto reader = must(Connection::open(folder.path() + "/t.db", Mode::read_only));
    CHECK(number(*reader, "SELECT COUNT(*) FROM t") == 0);
    CHECK(failed_with(reader->run("INSERT INTO t (name) VALUES ('x')", {}), err::store_read_only));
}
