#include "catalog/number.hpp"

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "catalog/test_city.hpp"

#include <set>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

const Date day = Date::of(2026, 11, 4);

TEST_CASE("a construction permit has district, date, serial of the day and class: 18 digits") {
    const auto& permit = *test_city().item("D10");
    const auto number = fill_number(permit.result.number_pattern, "990103", day, 7);
    REQUIRE(number);
    CHECK(*number == "990103202611040701");
    CHECK(codes::is_construction_permit_number(*number));
}

TEST_CASE("a completion filing has 20 digits") {
    CHECK(fill_number(test_city().item("E08")->result.number_pattern, "990103", day, 12)->size() == 20);
}

TEST_CASE("planning permits count by district and year") {
    const auto& pattern = test_city().item("A08")->result.number_pattern;
    CHECK(*fill_number(pattern, "990101", day, 33) == "地字第990101202600033号");
    CHECK(*sequence_key(pattern, "990101", day) == *sequence_key(pattern, "990101", Date::of(2026, 1, 1)));
    CHECK(*sequence_key(pattern, "990101", day) != *sequence_key(pattern, "990102", day));
    CHECK(*sequence_key(pattern, "990101", day) != *sequence_key(pattern, "990101", Date::of(2027, 1, 1)));
}

TEST_CASE("construction permits count anew every day") {
    const auto& pattern = test_city().item("D10")->result.number_pattern;
    CHECK(*sequence_key(pattern, "990101", day) != *sequence_key(pattern, "990101", day.plus_days(1)));
}

TEST_CASE("a serial that does not fit is refused, one without a width grows") {
    CHECK(fill_number("{yyyy}{seq2}", "", day, 99) == "202699");
    CHECK(fill_number("{yyyy}{seq2}", "", day, 100).error().is(err::number_exhausted));
    CHECK(fill_number("〔{yyyy}〕{seq}号", "", day, 12345) == "〔2026〕12345号");
}

TEST_CASE("a pattern names known fields, one serial and the year") {
    CHECK(check_pattern("{district}{yyyy}{mm}{dd}{seq2}01"));
    for (const char* wrong :
         {"", "{yyyy}", "{seq}", "{yyyy}{seq}{seq4}", "{yyyy}{seq0}", "{year}{seq}", "{yyyy}{seq", "{}"}) {
        CAPTURE(wrong);
        CHECK_FALSE(check_pattern(wrong));
    }
}

TEST_CASE("no two items of the city write the same number") {
    std::set<std::string> numbers;
    for (const auto& item : test_city().items) {
        CAPTURE(item.code);
        CHECK(numbers.insert(*fill_number(item.result.number_pattern, "990101", day, 1)).second);
    }
}

}  // namespace
}  // namespace zhupi::catalog
