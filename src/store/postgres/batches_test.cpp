#include "store/postgres/batches.hpp"

#include <doctest/doctest.h>

namespace zhupi::store::postgres {
namespace {

using Added = Batches::Added;

Added add(Batches& batches, std::string_view sql, std::vector<Value> args) { return batches.add(sql, args); }

TEST_CASE("a statement for one row becomes one over arrays") {
    CHECK(over_arrays("INSERT INTO t (id, name) VALUES ($1, $2)") ==
          "INSERT INTO t (id, name) SELECT * FROM unnest($1, $2)");
    CHECK(over_arrays("INSERT INTO event (seq, at) VALUES ($1,$2)") ==
          "INSERT INTO event (seq, at) SELECT * FROM unnest($1, $2)");
    CHECK(over_arrays("UPDATE t SET a = $2, b_2 = $3 WHERE id = $1") ==
          "UPDATE t SET a = v.c2, b_2 = v.c3 FROM unnest($1, $2, $3) AS v (c1, c2, c3) WHERE t.id = v.c1");
}

TEST_CASE("what is more than that is left alone") {
    for (const char* sql :
         {"BEGIN", "DELETE FROM t WHERE id = $1", "INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING",
          "INSERT INTO t (a, b) VALUES ($1, 1)", "INSERT INTO t (a, b) VALUES ($2, $1)",
          "INSERT INTO t (a) VALUES ($1), ($2)", "INSERT INTO t SELECT $1", "UPDATE t SET a = a + $2 WHERE id = $1",
          "UPDATE t SET a = $3 WHERE id = $1", "UPDATE t SET a = $2 WHERE id = $1 AND b = 1", "UPDATE t SET a = $2"})
        CHECK(over_arrays(sql).empty());
}

TEST_CASE("rows are put together by statement, and no row of a table overtakes another of the same key") {
    Batches batches;
    const std::string update = "UPDATE t SET a = $2 WHERE id = $1", other = "UPDATE t SET b = $2 WHERE id = $1";
    CHECK(add(batches, update, {1, "x"}) == Added::yes);
    CHECK(add(batches, other, {2, 7}) == Added::yes);
    CHECK(add(batches, update, {3, "yz"}) == Added::yes);
    CHECK(add(batches, other, {3, 8}) == Added::later);
    CHECK(add(batches, update, {1, "y"}) == Added::later);
    CHECK(add(batches, "UPDATE u SET a = $2 WHERE id = $1", {1, "x"}) == Added::yes);
    CHECK(add(batches, update, {4, nullptr}) == Added::no);
    CHECK(add(batches, "UPDATE t SET a = $2 WHERE id = $1", {"key", "x"}) == Added::no);

    const auto taken = batches.take();
    CHECK(batches.empty());
    REQUIRE(taken.size() == 3);
    CHECK(taken[0].sql == update);
    CHECK(taken[0].rows == 2);
    CHECK(taken[1].sql == other);
    CHECK(add(batches, update, {1, "y"}) == Added::yes);
}

TEST_CASE("arrays have the binary form of the protocol") {
    Batches batches;
    CHECK(add(batches, "INSERT INTO t (id, name) VALUES ($1, $2)", {258, "ab"}) == Added::yes);
    CHECK(add(batches, "INSERT INTO t (id, name) VALUES ($1, $2)", {-1, ""}) == Added::yes);
    const auto taken = batches.take();
    const auto bytes = [](std::initializer_list<int> list) {
        std::string out;
        for (const int b : list) out += static_cast<char>(b);
        return out;
    };
    const auto head = [&](int type) { return bytes({0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, type, 0, 0, 0, 2, 0, 0, 0, 1}); };
    CHECK(taken[0].columns[0] ==
          head(20) + bytes({0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255}));
    CHECK(taken[0].columns[1] == head(25) + bytes({0, 0, 0, 2, 'a', 'b', 0, 0, 0, 0}));
}

}  // namespace
}  // namespace zhupi::store::postgres
