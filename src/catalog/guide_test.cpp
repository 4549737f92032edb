#include "catalog/guide.hpp"

#include "catalog/test_city.hpp"

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

TEST_CASE("the guide of every item has every element of the national list") {
    const auto rules = test_rules();
    REQUIRE(guide_parts().size() == 20);
    for (const auto& item : test_city().items)
        for (const auto& part : guide_parts())
            CHECK_MESSAGE(part.there({*test_city().guide, item, rules->usual(item.code)}),
                          item.code << " lacks " << part.name.zh);
}

TEST_CASE("every paper that a rule asks for has a reason, a clause and somebody who issues it") {
    const auto rules = test_rules();
    const auto& guide = *test_city().guide;
    for (const auto& item : test_city().items)
        for (const auto& need : rules->usual(item.code).needs) {
            const auto ground = guide.ground(item.code, need.material);
            REQUIRE_MESSAGE(ground, item.code << " " << need.material);
            CHECK_FALSE(ground->why.en.empty());
            CHECK_FALSE(ground->basis.empty());
            const auto& material = *test_city().material(need.material);
            CHECK_MESSAGE((!guide.materials.at(need.material).issuer.zh.empty() || !material.produced_by.empty()),
                          need.material << " is issued by nobody");
        }
}

TEST_CASE("an item's own reason goes before the usual one") {
    const auto& guide = *test_city().guide;
    CHECK(guide.ground("D10", "M07")->basis == "建筑法第八条第一项");
    CHECK(guide.ground("A08", "M07")->basis == "城乡规划法第三十八条");
    CHECK_FALSE(guide.ground("D10", "M99"));
}

TEST_CASE("every department has a counter with hours, a named contact and a telephone for complaints") {
    const auto& guide = *test_city().guide;
    for (const auto& department : test_city().departments) {
        const auto desk = guide.departments.find(department.code);
        REQUIRE_MESSAGE(desk != guide.departments.end(), department.code);
        CHECK_FALSE(desk->second.contact.name.empty());
        CHECK_FALSE(desk->second.contact.phone.empty());
        CHECK_FALSE(desk->second.complaints.empty());
        const auto* counter = guide.counter(desk->second.counter);
        REQUIRE(counter);
        CHECK_FALSE(counter->hours.zh.empty());
    }
}

}  // namespace
}  // namespace zhupi::catalog
