#include "catalog/catalog.hpp"

#include "catalog/test_city.hpp"

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

Clause one_of(std::string fact, std::vector<std::string> values) {
    return {std::move(fact), std::move(values), {}, {}};
}
Clause between(std::string fact, int least, int most) {
    return {std::move(fact), {}, Decimal::of(least), Decimal::of(most)};
}

TEST_CASE("the empty condition always holds") { CHECK(holds(Condition{}, {})); }

TEST_CASE("a line needs all of its clauses, a condition any of its lines") {
    const Condition condition{{{one_of("works", {"building"}), one_of("river", {"yes"})}, {one_of("forest", {"yes"})}}};
    CHECK(holds(condition, {{"works", "building"}, {"river", "yes"}}));
    CHECK_FALSE(holds(condition, {{"works", "building"}}));
    CHECK(holds(condition, {{"forest", "yes"}}));
    CHECK(line_that_holds(condition, {{"works", "building"}, {"river", "yes"}}) == "works=building & river=yes");
    CHECK(line_that_holds(condition, {}).empty());
}

TEST_CASE("bounds are inclusive, and what is not a number is never within them") {
    const Condition condition{{{between("area", 0, 10000)}}};
    CHECK(holds(condition, {{"area", "10000"}}));
    CHECK(holds(condition, {{"area", "0"}}));
    CHECK_FALSE(holds(condition, {{"area", "10000.0001"}}));
    CHECK_FALSE(holds(condition, {{"area", "large"}}));
    CHECK_FALSE(holds(condition, {}));
}

TEST_CASE("an unanswered fact is no") {
    CHECK(holds({{{one_of("river", {"no"})}}}, {}));
    CHECK_FALSE(holds({{{one_of("river", {"yes"})}}}, {}));
}

TEST_CASE("everything in the city is found by its code, and nothing else is") {
    const auto& city = test_city();
    CHECK(city.item("D10")->name.zh == "建筑工程施工许可证核发（房屋建筑）");
    CHECK(city.item("D99") == nullptr);
    CHECK(city.department("zjj")->credit_code.size() == 18);
    CHECK(city.district("990101")->name.zh == "江南区");
    CHECK(city.material("M15")->produced_by.front() == "C05");
    CHECK(city.question("works")->options.size() == 5);
    CHECK(city.field("project_name")->filled_from == "project.name");
    CHECK(city.flow("G1")->official_total == 54);
    CHECK(city.entry("BLZT", "15")->name.zh == "撤销");
    CHECK(city.entry("BLZT", "99") == nullptr);
    CHECK(city.entry("colours", "1") == nullptr);
}

TEST_CASE("a copy of a catalogue finds its own entries") {
    const Catalog copy = test_city();
    CHECK(copy.item("A01") == &copy.items.front());
}

}  // namespace
}  // namespace zhupi::catalog
