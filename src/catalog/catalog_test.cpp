#include "catalog/catalog.hpp"

#include "catalog/test_city.hpp"

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

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
