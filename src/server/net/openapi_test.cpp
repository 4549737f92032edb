#include "server/net/openapi.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

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

    const auto api = boost::json::parse(openapi({.title = "筑批", .version = "1"}, router));
    CHECK(api.at("openapi") == "3.1.0");
    CHECK_FALSE(api.at("paths").as_object().contains("/healthz"));
    CHECK(api.at("paths").at("/city").at("get").at("security").as_array().empty());

    const auto& get = api.at("paths").at("/teams/{id}").at("get");
    CHECK(get.at("operationId") == "getTeam");
    CHECK(get.at("summary") == "查看\"团队\"");
    CHECK(get.at("x-permission") == "team.read");
    CHECK(get.at("parameters").as_array().size() == 2);
    CHECK(get.at("parameters").at(0).at("in") == "path");
    CHECK(get.at("responses").at("200").at("content").at("application/json").at("schema").at("$ref") ==
          "#/components/schemas/Team");
    CHECK(get.at("responses").as_object().contains("default"));

    const auto& put = api.at("paths").at("/teams/{id}").at("put");
    CHECK(put.at("parameters").as_array().size() == 3);  // id, X-CSRF-Token, Idempotency-Key
    CHECK(put.at("requestBody").at("content").as_object().contains("application/json"));
    CHECK_FALSE(put.at("responses").at("204").as_object().contains("content"));

    const auto& schemas = api.at("components").at("schemas").as_object();
    CHECK(schemas.at("Team").at("properties").at("people").at("items").at("$ref") == "#/components/schemas/Person");
    CHECK(schemas.contains("Person"));
    CHECK(schemas.contains("Problem"));
}

}  // namespace
}  // namespace zhupi::net
