#include "store/postgres/dialect.hpp"

#include "store/migrations.hpp"
#include "store/postgres/postgres_store.hpp"

#include <doctest/doctest.h>

using namespace zhupi::store;
using namespace zhupi::store::postgres;

TEST_CASE("texts are compared byte by byte, and the log is partitioned by month") {
    CHECK(translate("CREATE TABLE a (\nid BIGINT PRIMARY KEY,\nb TEXT NOT NULL\n)") ==
          "CREATE TABLE a (\nid BIGINT PRIMARY KEY,\nb TEXT COLLATE \"C\" NOT NULL\n)");
    CHECK(translate("CREATE TABLE event (\nseq BIGINT PRIMARY KEY,\nat BIGINT NOT NULL\n)") ==
          "CREATE TABLE event (\nseq BIGINT NOT NULL,\nat BIGINT NOT NULL\n, PRIMARY KEY (seq, at)) "
          "PARTITION BY RANGE (at)");
    CHECK(translate("CREATE UNIQUE INDEX event_stream ON event (stream, version)") ==
          "CREATE UNIQUE INDEX event_stream ON event (stream, version, at)");
}

TEST_CASE("every statement of the migrations that makes the log is met by the translation") {
    int tables = 0;
    for (const auto& step : migrations())
        for (const auto& statement : statements_of(step.sql))
            tables += translate(statement).find("PARTITION BY RANGE (at)") != std::string::npos;
    CHECK(tables == 1);
}

TEST_CASE("a month ends where the next one begins, in UTC") {
    CHECK(month_of(1793491199999) == Month{2026, 10});
    CHECK(month_of(1793491200000) == Month{2026, 11});
    CHECK(partition_statement({2026, 12}) ==
          "CREATE TABLE IF NOT EXISTS event_2026_12 PARTITION OF event FOR VALUES FROM (1796083200000) TO "
          "(1798761600000)");
}

TEST_CASE("an address is shown without its password") {
    CHECK(without_password("postgres://zhupi:secret@db1,db2/city?sslmode=require") ==
          "postgres://zhupi@db1,db2/city?sslmode=require");
    CHECK(without_password("postgres://zhupi@db/city") == "postgres://zhupi@db/city");
    CHECK(without_password("postgres://db/city") == "postgres://db/city");
}
