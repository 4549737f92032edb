#include "server/net/router.hpp"

#include "base/error_codes.hpp"

#include <random>

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

Route route(Method method, std::string pattern) {
    Route r{.method = method, .pattern = std::move(pattern)};
    r.hidden = true;
    r.handler = [](Call&) { return Response::no_content(); };
    return r;
}

std::vector<std::string> path(std::initializer_list<const char*> segments) {
    return {segments.begin(), segments.end()};
}

TEST_CASE("a literal segment wins over a name, and a dead end goes back") {
    Router router;
    for (const char* pattern :
         {"/cases/{id}", "/cases/export", "/cases/{id}/papers/{paper}", "/cases/export/today", "/"})
        router.add(route(Method::get, pattern));
    CHECK(router.match(Method::get, path({"cases", "export"})).route->pattern == "/cases/export");
    CHECK(router.match(Method::get, path({"cases", "7"})).params == path({"7"}));
    const auto deep = router.match(Method::get, path({"cases", "export", "papers", "3"}));
    REQUIRE(deep.route);
    CHECK(deep.params == path({"export", "3"}));
    CHECK(router.match(Method::get, {}).route->pattern == "/");
    CHECK_FALSE(router.match(Method::get, path({"cases"})).route);
    CHECK_FALSE(router.match(Method::get, path({"cases", ""})).route);
    CHECK(router.match(Method::get, path({"nothing"})).allowed.empty());
}

TEST_CASE("a path without the method tells what it offers") {
    Router router;
    router.add(route(Method::get, "/cases/{id}"));
    router.add(route(Method::put, "/cases/{number}"));
    router.add(route(Method::post, "/cases/export"));
    CHECK(router.match(Method::head, path({"cases", "1"})).route->method == Method::get);
    const auto refused = router.match(Method::patch, path({"cases", "1"}));
    CHECK_FALSE(refused.route);
    CHECK(refused.allowed == std::vector{Method::get, Method::head, Method::put, Method::options});
    // Both "export" and "{id}" fit: GET and PUT come from the pattern behind.
    CHECK(router.match(Method::get, path({"cases", "export"})).route->pattern == "/cases/{id}");
    CHECK(router.match(Method::patch, path({"cases", "export"})).allowed.size() == 5);
}

TEST_CASE("mistakes in the table are found when it is built") {
    Router router;
    router.add(route(Method::get, "/a/{id}"));
    CHECK_THROWS_AS(router.add(route(Method::get, "/a/{other}")), BugError);
    CHECK_THROWS_AS(router.add(route(Method::get, "b")), BugError);
    CHECK_THROWS_AS(router.add(route(Method::get, "/b/")), BugError);
    CHECK_THROWS_AS(router.add(route(Method::get, "/b/x{id}")), BugError);
    CHECK_THROWS_AS(router.add(route(Method::get, "/b/{}")), BugError);
    auto two = route(Method::get, "/c");
    two.async = [](const std::shared_ptr<Call>&, const Reply&) {};
    CHECK_THROWS_AS(router.add(two), BugError);
    auto unnamed = route(Method::get, "/d");
    unnamed.hidden = false;
    CHECK_THROWS_AS(router.add(unnamed), BugError);
}

TEST_CASE("matching agrees with trying every pattern in turn") {
    std::mt19937 random(5);
    const std::array<const char*, 4> words{"a", "b", "c", "{x}"};
    for (int round = 0; round < 200; ++round) {
        Router router;
        std::vector<std::vector<std::string>> patterns;
        for (int i = 0; i < 12; ++i) {
            std::vector<std::string> segments;
            std::string pattern;
            for (auto n = 1 + random() % 3; n > 0; --n) pattern += '/' + segments.emplace_back(words[random() % 4]);
            if (std::find(patterns.begin(), patterns.end(), segments) != patterns.end()) continue;
            patterns.push_back(segments);
            router.add(route(Method::get, pattern));
        }
        for (int i = 0; i < 50; ++i) {
            std::vector<std::string> asked;
            for (auto n = 1 + random() % 3; n > 0; --n) asked.emplace_back(words[random() % 3]);
            // The best pattern is the one whose earliest difference is a literal: '{' sorts behind letters.
            std::string best;
            for (const auto& segments : patterns) {
                bool fits = segments.size() == asked.size();
                for (std::size_t k = 0; fits && k < asked.size(); ++k)
                    fits = segments[k] == "{x}" || segments[k] == asked[k];
                std::string pattern;
                for (const auto& s : segments) pattern += '/' + s;
                if (fits && (best.empty() || pattern < best)) best = pattern;
            }
            const auto found = router.match(Method::get, asked);
            CHECK((found.route ? found.route->pattern : "") == best);
        }
    }
}

TEST_CASE("parameters are found by name, and numbers that are none do not exist") {
    Router router;
    router.add(route(Method::get, "/a/{id}/b/{name}"));
    auto match = router.match(Method::get, path({"a", "42", "b", "x"}));
    Call call{{}, match.route, match.params, {}};
    CHECK(call.param("name") == "x");
    CHECK(call.number("id") == 42);
    CHECK(call.number("name").error().kind() == ErrorKind::not_found);
    for (const char* bad : {"0", "-1", "+1", "99999999999999999999", "1x"}) {
        call.params[0] = bad;
        CHECK_FALSE(call.number("id"));
    }
    CHECK_THROWS_AS((void)call.param("other"), BugError);
}

TEST_CASE("a reply counts once, and one that is forgotten answers as a bug") {
    std::vector<int> statuses;
    bool forgotten = false;
    const auto note = [&](Result<Response> result) {
        if (result)
            statuses.push_back(result->status);
        else
            forgotten = result.error().is(err::bug);
    };
    {
        const Reply reply(note), copy(reply);
        copy(Response::no_content());
        reply(Response::text("late"));
    }
    CHECK(statuses == std::vector{204});
    CHECK_FALSE(forgotten);
    {
        const Reply reply(note);
    }
    CHECK(forgotten);
}

}  // namespace
}  // namespace zhupi::net
