#include "base/json.hpp"

#include "base/error_codes.hpp"

#include <doctest/doctest.h>

namespace zhupi {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)
struct Inner {
    std::string code_name;
    std::optional<int> age;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (code_name, age))
struct Outer {
    std::int64_t id = 0;
    Colour colour = Colour::red;
    std::vector<Inner> parts;
    std::map<std::string, Decimal> areas;
    Instant at;
    Date on;
    json::Raw form;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (id, colour, parts, areas, at, on, form))

const char* const sample =
    R"({"id":7,"colour":"green","parts":[{"codeName":"消防\n","age":null},{"codeName":"b","age":3}],)"
    R"("areas":{"a":"12500.5"},"at":"2026-11-24T03:11:06.123Z","on":"2026-11-24","form":{"x":[1,2]}})";

TEST_CASE("a described struct survives the round trip") {
    const auto outer = json::decode<Outer>(sample);
    REQUIRE(outer);
    CHECK(outer->parts[0].code_name == "消防\n");
    CHECK(outer->areas.at("a").units == 125'005'000);
    CHECK(json::encode(*outer) == sample);
}

TEST_CASE("errors say where and what") {
    const auto wrong = [](const char* text) { return json::decode<Inner>(text).error(); };
    CHECK(wrong(R"({"codeName":1})").where == "/codeName");
    CHECK(wrong(R"({})").is(err::json_missing));
    CHECK(wrong(R"({"codeName":"a","agee":1})").is(err::json_unknown));
    CHECK(wrong(R"({"codeName":"a","codeName":"b"})").is(err::json_duplicate));
    CHECK(wrong(R"({"codeName":"a")").is(err::json_malformed));
    CHECK(wrong(R"({"codeName":"a"}x)").is(err::json_malformed));
    CHECK(wrong(R"({"codeName":"a","age":1.5})").where == "/age");
    CHECK(json::decode<Outer>(R"({"id":1,"colour":"blue"})").error().zh() == "取值“blue”不在允许范围内：red, green");
    CHECK(json::decode<Inner>(R"({"codeName":"a","agee":1})", json::Unknown::ignore).has_value());
}

TEST_CASE("schemas come from the same tables") {
    json::SchemaContext context;
    std::string out;
    json::ops_for<Outer>()->schema(out, context);
    CHECK(out == R"({"$ref":"#/components/schemas/Outer"})");
    CHECK(context.components.at("Inner").find(R"("required":["codeName"])") != std::string::npos);
}

TEST_CASE("decimals are exact") {
    for (const char* text : {"0", "-3", "12500.5", "0.0001", "-0.25", "99999999999999.9999"})
        CHECK(Decimal::parse(text)->text() == text);
    for (const char* text : {"", "-", "1.", ".5", "1.23456", "1e3", "999999999999999"})
        CHECK_FALSE(Decimal::parse(text));
}

TEST_CASE("instants and dates") {
    CHECK(Instant::parse("2026-11-24T11:11:06+08:00")->iso() == "2026-11-24T03:11:06.000Z");
    CHECK(Instant::parse("1969-12-31T23:59:59.5Z")->iso() == "1969-12-31T23:59:59.500Z");
    for (const char* text : {"2026-11-24", "2026-11-24T25:00:00Z", "2026-02-30T00:00:00Z", "2026-11-24T11:11:06"})
        CHECK_FALSE(Instant::parse(text));
    CHECK(Date::parse("2026-11-24")->weekday() == 2);
    CHECK(Date::of(1969, 12, 28).weekday() == 7);
    CHECK(Zone{}.date_of(*Instant::parse("2026-11-23T16:00:00Z")) == Date::of(2026, 11, 24));
}

struct Spot {
    double longitude = 0;
};
BOOST_DESCRIBE_STRUCT(Spot, (), (longitude))

TEST_CASE("a number that is written, read and written again is the same text") {
    std::uint64_t seed = 20261124;
    for (int i = 0; i < 20'000; ++i) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto text = json::encode(Spot{73.0 + static_cast<double>(seed >> 11) / 9.0e15 * 62.0});
        const auto read = json::decode<Spot>(text);
        REQUIRE(read);
        REQUIRE(json::encode(*read) == text);
    }
    CHECK(json::encode(Spot{130.91740000000001}) == json::encode(Spot{130.9174}));
    for (const double exact : {0.0, -0.5, 0.1, 130.9174, 130.8198, 24.011325, 1e15, 1e-7, -1.5e300})
        CHECK(json::decode<Spot>(json::encode(Spot{exact}))->longitude == exact);
}

}  // namespace
}  // namespace zhupi
