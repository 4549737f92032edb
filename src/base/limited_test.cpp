#include "base/limited.hpp"

#include "base/error_codes.hpp"

#include <doctest/doctest.h>

namespace zhupi::api {
namespace {

struct Line {
    Text<5> text;
};
BOOST_DESCRIBE_STRUCT(Line, (), (text))
struct Sent {
    UpTo<Line, 2> lines;
    Codes<2> codes;
    Words<2, 3> words;
    Book<std::int64_t, 1> numbers;
    std::optional<Text<2>> perhaps;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (lines, codes, words, numbers, perhaps))

void refused(const std::string& body, const ErrorCode& code, const std::string& where) {
    CAPTURE(body);
    const auto sent = json::decode<Sent>(body);
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code->code == code.code);
    CHECK(sent.error().where == where);
}

TEST_CASE("what is within its limits is read as it was sent, and written back the same") {
    const std::string body = R"({"lines":[{"text":"五个汉字。"},{"text":"a\n\tb"}],"codes":["A01"],)"
                             R"("words":{"land":"own"},"numbers":{"M01":7},"perhaps":null})";
    const auto sent = json::decode<Sent>(body);
    REQUIRE(sent);
    CHECK(sent->lines.at(0).text == "五个汉字。");
    CHECK(sent->words.at("land") == "own");
    CHECK(sent->numbers.at("M01") == 7);
    CHECK(json::encode(*sent) == body);
    CHECK(json::decode<Sent>("{}"));  // lists may be missing
}

TEST_CASE("what is over its limit is refused at its place") {
    refused(R"({"lines":[{"text":"123456"}]})", err::json_long, "/lines/0/text");
    refused(R"({"lines":[{"text":"六个汉字太长"}]})", err::json_long, "/lines/0/text");
    refused(R"({"lines":[{},{},{}]})", err::json_many, "/lines");
    refused(R"({"codes":["a",")" + std::string(101, 'b') + "\"]}", err::json_long, "/codes/1");
    refused(R"({"words":{"a":"1","b":"2","c":"3"}})", err::json_many, "/words");
    refused(R"({"words":{"a":"1234"}})", err::json_long, "/words/a");
    refused("{\"words\":{\"" + std::string(101, 'k') + "\":\"1\"}}", err::json_long, "/words");
    refused(R"({"numbers":{"a":1,"b":2}})", err::json_many, "/numbers");
    refused(R"({"perhaps":"123"})", err::json_long, "/perhaps");
}

TEST_CASE("control characters are no text, in values and in names") {
    refused(R"({"lines":[{"text":"a\u0000b"}]})", err::json_character, "/lines/0/text");
    refused(R"({"codes":["\u001b"]})", err::json_character, "/codes/0");
    refused(R"({"words":{"a\u007f":"1"}})", err::json_character, "/words");
}

TEST_CASE("the wrong shape is still the wrong shape") {
    refused(R"({"lines":{}})", err::json_type, "/lines");
    refused(R"({"codes":[1]})", err::json_type, "/codes/0");
    refused(R"({"words":[]})", err::json_type, "/words");
    refused(R"({"numbers":{"a":"1"}})", err::json_type, "/numbers/a");
}

TEST_CASE("the description states the limits") {
    std::string out;
    json::SchemaContext schemas;
    json::ops_for<Sent>()->schema(out, schemas);
    const auto& sent = schemas.components.at("Sent");
    for (const char* part :
         {R"("lines":{"type":"array","maxItems":2,)", R"("items":{"type":"string","maxLength":100}})",
          R"("words":{"type":"object","maxProperties":2,"additionalProperties":{"type":"string",)"
          R"("maxLength":3}})"})
        CHECK(sent.find(part) != std::string::npos);
    CHECK(schemas.components.at("Line").find(R"("maxLength":5)") != std::string::npos);
}

}  // namespace
}  // namespace zhupi::api
