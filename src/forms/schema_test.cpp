#include "forms/schema.hpp"

#include "base/error_codes.hpp"
#include "feel/json.hpp"
#include "forms/document.hpp"

#include <doctest/doctest.h>

namespace zhupi::forms {
namespace {

/// "pointer keyword; …" of what is wrong; "" when nothing is.
std::string broken(const char* schema, const char* document) {
    const auto read = Schema::read(schema);
    REQUIRE(read.has_value());
    const auto value = feel::from_json(document);
    REQUIRE(value.has_value());
    std::string all;
    for (const auto& issue : read->check(*value))
        all += (all.empty() ? "" : "; ") + issue.pointer + " " + issue.keyword;
    return all;
}

TEST_CASE("types are JSON's own: 1.0 is an integer, true is no number, null is nothing but null") {
    CHECK(broken(R"({"type":"integer"})", "1.0") == "");
    CHECK(broken(R"({"type":"integer"})", "1.5") == " type");
    CHECK(broken(R"({"type":"number"})", "true") == " type");
    CHECK(broken(R"({"type":["string","null"]})", "null") == "");
    CHECK(broken(R"({"type":"object"})", "[]") == " type");
    CHECK(broken(R"({"enum":[1,"a",null]})", "1.0") == "");
    CHECK(broken(R"({"const":false})", "0") == " const");
}

TEST_CASE("decimals are exact, and bounds are inclusive unless they say otherwise") {
    CHECK(broken(R"({"multipleOf":0.1})", "0.3") == "");
    CHECK(broken(R"({"multipleOf":0.01})", "0.015") == " multipleOf");
    CHECK(broken(R"({"minimum":1,"maximum":2})", "2") == "");
    CHECK(broken(R"({"exclusiveMaximum":2})", "2") == " exclusiveMaximum");
    CHECK(broken(R"({"exclusiveMinimum":2})", "2") == " exclusiveMinimum");
    CHECK(broken(R"({"minimum":1})", "\"0\"") == "");
}

TEST_CASE("lengths count characters, and the city's formats are asserted") {
    CHECK(broken(R"({"maxLength":2})", "\"云😀\"") == "");
    CHECK(broken(R"({"minLength":1})", "\"\"") == " minLength");
    CHECK(broken(R"({"format":"date"})", "\"2026-02-29\"") == " format");
    CHECK(broken(R"({"format":"x-credit-code"})", "\"91110000600037341L\"") == "");
    CHECK(broken(R"({"format":"uri"})", "\"anything\"") == "");
}

TEST_CASE("members and elements are pointed at") {
    const auto* schema =
        R"({"type":"object","properties":{"a/b":{"type":"string"},"rows":{"items":{"required":["n"]},"maxItems":2}},
                             "required":["a/b"],"additionalProperties":false})";
    CHECK(broken(schema, R"({"a/b":1})") == "/a~1b type");
    CHECK(broken(schema, R"({"a/b":"x","rows":[{"n":1},{}]})") == "/rows/1/n required");
    CHECK(broken(schema, R"({"a/b":"x","rows":[{"n":1},{"n":1},{"n":1}],"c":1})") ==
          "/rows maxItems; /c additionalProperties");
    CHECK(broken(schema, "{}") == "/a~1b required");
}

TEST_CASE("schemas are combined, and chosen by if") {
    CHECK(broken(R"({"anyOf":[{"type":"string"},{"minimum":5}]})", "3") == " anyOf");
    CHECK(broken(R"({"oneOf":[{"minimum":1},{"minimum":2}]})", "3") == " oneOf");
    CHECK(broken(R"({"not":{"type":"null"}})", "null") == " not");
    CHECK(broken(R"({"if":{"required":["a"]},"then":{"required":["b"]},"else":false})", R"({"a":1})") == "/b required");
    CHECK(broken(R"({"if":{"required":["a"]},"then":true,"else":false})", "{}") == " false");
    CHECK(broken(R"({"allOf":[true,{"type":"number"}]})", "\"x\"") == " type");
}

TEST_CASE("what a schema says beyond the subset is refused with its place") {
    const auto where = [](const char* schema) {
        const auto read = Schema::read(schema);
        return read ? "taken" : std::string(read.error().code->code) + " " + read.error().where;
    };
    CHECK(where(R"({"properties":{"a":{"pattern":"^x"}}})") == "schema.keyword /properties/a/pattern");
    CHECK(where(R"({"$ref":"#/a"})") == "schema.keyword /$ref");
    CHECK(where(R"({"type":"text"})") == "schema.keyword /type");
    CHECK(where(R"({"minLength":-1})") == "schema.keyword /minLength");
    CHECK(where(R"({"multipleOf":0})") == "schema.keyword /multipleOf");
    CHECK(where(R"({"items":[true]})") == "schema.text /items");
    CHECK(where("{") == "schema.text ");
    CHECK(where(R"({"x-anything":{"pattern":1},"title":"t"})") == "taken");
}

}  // namespace
}  // namespace zhupi::forms
