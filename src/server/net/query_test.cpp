#include "server/net/query.hpp"

#include "base/error_codes.hpp"

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

Result<void> checked(Pairs query) {
    const Route route{.pattern = "/cases",
                      .query = {{"q", "名称", "name", {}, {}, 5},
                                {"box", "栏", "box", {"mine", "done"}},
                                {"limit", "条数", "rows", {}, {{1, 200}}}}};
    Request request;
    request.query = std::move(query);
    return check_query(route, request);
}

void refused(Pairs query, const ErrorCode& code, const char* where) {
    const auto result = checked(std::move(query));
    REQUIRE_FALSE(result);
    CHECK(result.error().code->code == code.code);
    CHECK(result.error().where == where);
}

TEST_CASE("a query that the route takes passes, and an empty condition is none") {
    CHECK(checked({}));
    CHECK(checked({{"q", "江南新区楼"}, {"box", "done"}, {"limit", "200"}}));
    CHECK(checked({{"q", ""}, {"box", ""}, {"limit", ""}}));
}

TEST_CASE("a condition that the route does not take is refused by name, never ignored") {
    refused({{"bax", "mine"}}, err::json_unknown, "?bax");
    refused({{"box", "Mine"}}, err::json_value, "?box");
    refused({{"q", "江南新区楼房"}}, err::json_long, "?q");
    for (const char* limit : {"0", "201", "-1", "+1", "1.5", "x", " 1", "99999999999999999999"})
        refused({{"limit", limit}}, err::json_type, "?limit");
    refused({{"limit", "5"}, {"limit", "x"}}, err::json_type, "?limit");
}

TEST_CASE("a parameter's schema states what is taken") {
    CHECK(schema_of({"q", "", ""}) == R"({"type":"string","maxLength":200})");
    CHECK(schema_of({"box", "", "", {"mine", "done"}}) == R"({"type":"string","enum":["mine","done"]})");
    CHECK(schema_of({"limit", "", "", {}, {{1, 200}}}) == R"({"type":"integer","minimum":1,"maximum":200})");
}

}  // namespace
}  // namespace zhupi::net
