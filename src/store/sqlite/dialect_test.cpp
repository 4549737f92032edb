#include "store/sqlite/dialect.hpp"

#include <doctest/doctest.h>

using zhupi::store::sqlite::translate;

TEST_CASE("the common types become SQLite's, and tables strict") {
    CHECK(translate("CREATE TABLE t (id BIGINT PRIMARY KEY, at BIGINT NOT NULL, name TEXT)") ==
          "CREATE TABLE t (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, name TEXT) STRICT");
    CHECK(translate("CREATE INDEX i ON t (at)") == "CREATE INDEX i ON t (at)");
}
