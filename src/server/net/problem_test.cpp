#include "server/net/problem.hpp"

#include "base/error_codes.hpp"

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

TEST_CASE("a problem says what, where, what to do, and under which number") {
    const Error error{&err::json_missing, "/applicant/name", {{"name", "\"x\""}}};
    const auto response = problem(error, "4bf9");
    CHECK(response.status == 422);
    CHECK(response.content_type == "application/problem+json");
    CHECK(
        response.body ==
        R"({"type":"/problems/json.missing","title":"缺少必填字段“\"x\"”","titleEn":"The required member '\"x\"' is missing",)"
        R"("status":422,"code":"json.missing","pointer":"/applicant/name","next":"请补充该字段","nextEn":"Add the member",)"
        R"("trace":"4bf9","params":{"name":"\"x\""}})");
}

TEST_CASE("a bug shows the trace to quote and nothing else") {
    const auto response = problem(Error{&err::bug, {}, {}}, "abcd");
    CHECK(response.status == 500);
    CHECK(response.body.find("abcd 告知管理员") != std::string::npos);
}

TEST_CASE("being busy says when to come back") {
    CHECK(problem(Error{&err::http_busy, {}, {{"retryAfter", "5"}}}, "").headers.get("Retry-After") == "5");
}

TEST_CASE("every status that an error can have has a reason phrase") {
    for (const auto* code : err::all) {
        const Error error{code, {}, {}};
        CAPTURE(code->code);
        CHECK(status_of(error) >= 400);
        CHECK_FALSE(reason_of(status_of(error)).empty());
    }
}

}  // namespace
}  // namespace zhupi::net
