#include "server/net/openapi.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

namespace zhupi::net {
namespace {

struct Person {
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Person, (), (name))
struct Team {
    std::vector<Person> people;
    std::optional<Person> lead;
};
BOOST_DESCRIBE_STRUCT(Team, (), (people, lead))

TEST_CASE("the description is made from the route table") {
    const auto nothing = [](Call&) { return Response::no_content(); };
    Router router;
    router.add({.method = Method::get,
                .pattern = "/teams/{id}",
                .permission = "team.read",
                .operation = "getTeam",
                .tag = "teams",
                .zh = "查看\"团队\"",
                .en = "Show a team",
                .response = json::ops_for<Team>(),
                .query = {{.name = "at", .zh = "时间", .en = "when"}},
                .handler = nothing});
    router.add({.method = Method::put,
                .pattern = "/teams/{id}",
                .operation = "putTeam",
                .request = json::ops_for<Team>(),
                .success = 204,
                .idempotent = true,
                .handler = nothing});
    router.add({.pattern = "/healthz", .hidden = true, .handler = nothing});
    router.add({.pattern = "/city", .operation = "city", .open = true, .handler = nothing});

    const auto written = openapi({.title = "筑批", .version = "1"}, router);
    simdjson::dom::parser parser;
    const simdjson::dom::element api = parser.parse(written);
    const auto text = [&](const char* place) { return api.at_pointer(place).get_string().value(); };
    const auto has = [&](const char* place) { return api.at_pointer(place).error() == simdjson::SUCCESS; };
    const auto count = [&](const char* place) { return api.at_pointer(place).get_array().value().size(); };
    CHECK(text("/openapi") == "3.1.0");
    CHECK_FALSE(has("/paths/~1healthz"));
    CHECK(count("/paths/~1city/get/security") == 0);

    CHECK(text("/paths/~1teams~1{id}/get/operationId") == "getTeam");
    CHECK(text("/paths/~1teams~1{id}/get/summary") == "查看\"团队\"");
    CHECK(text("/paths/~1teams~1{id}/get/x-permission") == "team.read");
    CHECK(count("/paths/~1teams~1{id}/get/parameters") == 2);
    CHECK(text("/paths/~1teams~1{id}/get/parameters/0/in") == "path");
    CHECK(text("/paths/~1teams~1{id}/get/responses/200/content/application~1json/schema/$ref") ==
          "#/components/schemas/Team");
    CHECK(has("/paths/~1teams~1{id}/get/responses/default"));

    CHECK(count("/paths/~1teams~1{id}/put/parameters") == 3);  // id, X-CSRF-Token, Idempotency-Key
    CHECK(has("/paths/~1teams~1{id}/put/requestBody/content/application~1json"));
    CHECK(has("/paths/~1teams~1{id}/put/responses/204"));
    CHECK_FALSE(has("/paths/~1teams~1{id}/put/responses/204/content"));

    CHECK(text("/components/schemas/Team/properties/people/items/$ref") == "#/components/schemas/Person");
    CHECK(has("/components/schemas/Person"));
    CHECK(has("/components/schemas/Problem"));
}

}  // namespace
}  // namespace zhupi::net
