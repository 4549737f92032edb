#include "catalog/rules_difference.hpp"

#include "catalog/test_city.hpp"

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

std::shared_ptr<const Rules> changed(const std::string& path, const std::string& from, const std::string& to) {
    auto files = test_rules()->files();
    for (auto& file : files)
        if (file.path == path) {
            const auto at = file.text.find(from);
            REQUIRE(at != std::string::npos);
            file.text.replace(at, from.size(), to);
        }
    auto compiled = compile_rules(test_city(), files);
    REQUIRE(compiled);
    return *compiled;
}

std::vector<Change> changes(const std::shared_ptr<const Rules>& rules, const Answers& answers) {
    return difference(**test_rules()->decide(answers), **rules->decide(answers));
}

const Answers building{{"investment", "government"}, {"works", "building"}, {"land", "allocation"}};

TEST_CASE("the same rules change nothing") { CHECK(changes(test_rules(), building).empty()); }

TEST_CASE("a shorter promise is one change, and only for those who are promised it") {
    const auto rules = changed("rules/limits.dmn", "_o3\"><text>27</text>", "_o3\"><text>26</text>");
    const auto found = changes(rules, building);
    REQUIRE(found.size() == 1);
    CHECK(found.front().kind == Change::Kind::limit);
    CHECK(found.front().before == "27 working_day");
    CHECK(found.front().after == "26 working_day");
}

TEST_CASE("a circumstance that no longer calls for an item takes it away") {
    auto answers = building;
    answers["special_fire"] = "yes";
    const auto rules = changed("rules/items.dmn", "<inputEntry id=\"construction_r4_i2\"><text>\"是\"</text>",
                               "<inputEntry id=\"construction_r4_i2\"><text>\"否\"</text>");
    bool gone = false;
    for (const auto& change : changes(rules, answers))
        gone = gone || (change.kind == Change::Kind::item && change.item == "D02" && change.after.empty());
    CHECK(gone);
}

TEST_CASE("another supplier of a paper is seen for every item that wants it") {
    const auto rules = changed("rules/materials.dmn", "<text>\"申请人提交\"</text>", "<text>\"共享获取\"</text>");
    const auto found = changes(rules, building);
    CHECK(found.size() > 1);
    for (const auto& change : found) {
        CHECK(change.kind == Change::Kind::supply);
        CHECK(change.after == "shared");
        CHECK(name_of(change.kind) == "supply");
    }
}

}  // namespace
}  // namespace zhupi::catalog
