#include "catalog/form.hpp"

#include "catalog/test_city.hpp"

#include <set>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

std::set<std::string> codes(const std::vector<const FormField*>& fields) {
    std::set<std::string> set;
    for (const auto* field : fields) set.insert(field->code);
    return set;
}

/// What check_form finds in the value of one field.
std::string finding(FormField field, const std::string& value) {
    field.code = "x";
    const FormField* fields[] = {&field};
    const auto issues = check_form(fields, {{"x", value}});
    return issues.empty() ? "" : std::string(issues.front().code);
}

FormField field_of(FieldKind kind) {
    FormField field;
    field.label = {"字段", "Field"};
    field.kind = kind;
    return field;
}

TEST_CASE("the form of a stage asks for each field once, whoever reads it") {
    const auto one = stage_form(test_city(), 3, {"D10"});
    const auto both = stage_form(test_city(), 3, {"D10", "D02"});
    CHECK(codes(both).size() == both.size());
    CHECK(both.size() > one.size());
    CHECK(both.size() < one.size() + stage_form(test_city(), 3, {"D02"}).size());
    CHECK(codes(both).contains("fire_resistance"));
    CHECK_FALSE(codes(one).contains("fire_resistance"));
    CHECK(codes(one).contains("builder_name"));
}

TEST_CASE("the fields of a group stand together") {
    const auto fields = stage_form(test_city(), 3, {"D10", "D02", "D03"});
    std::set<std::string> closed;
    std::string open;
    for (const auto* field : fields) {
        if (field->section == open) continue;
        CHECK(closed.insert(open).second);
        CHECK_FALSE(closed.contains(field->section));
        open = field->section;
    }
}

TEST_CASE("an item that a flow moves to another stage brings its fields along") {
    const auto merged = codes(stage_form(test_city(), 2, {"C05", "D10"}));
    CHECK(merged.contains("builder_name"));
    CHECK(merged.contains("plot_ratio"));
}

TEST_CASE("every item of the city has a form") {
    for (const auto& item : test_city().items) {
        CAPTURE(item.code);
        CHECK(codes(stage_form(test_city(), item.stage, {item.code})).contains("project_name"));
    }
}

TEST_CASE("a required field is missing when it is empty or blank, an optional one is not") {
    auto field = field_of(FieldKind::text);
    CHECK(finding(field, "") == "field.required");
    CHECK(finding(field, " 　") == "field.required");
    field.required = false;
    CHECK(finding(field, "").empty());
}

TEST_CASE("numbers stay within their bounds, both inclusive") {
    auto field = field_of(FieldKind::number);
    field.least = Decimal::of(0);
    field.most = Decimal::of(100);
    CHECK(finding(field, "0").empty());
    CHECK(finding(field, "100").empty());
    CHECK(finding(field, "100.0001") == "field.most");
    CHECK(finding(field, "-1") == "field.least");
    CHECK(finding(field, "1e3") == "field.number");
    CHECK(finding(field, "1.00001") == "field.number");
}

TEST_CASE("each kind of field refuses what is not one") {
    auto choice = field_of(FieldKind::choice);
    choice.options = {{"a", {}}, {"b", {}}};
    CHECK(finding(choice, "b").empty());
    CHECK(finding(choice, "c") == "field.choice");
    CHECK(finding(field_of(FieldKind::date), "2026-02-29") == "field.date");
    CHECK(finding(field_of(FieldKind::date), "2026-11-24").empty());
    CHECK(finding(field_of(FieldKind::yes_no), "true") == "field.yes_no");
    CHECK(finding(field_of(FieldKind::phone), "12") == "field.phone");
    CHECK(finding(field_of(FieldKind::credit_code), "91110000600037341M") == "field.credit_code");
    CHECK(finding(field_of(FieldKind::credit_code), "91110000600037341L").empty());
    CHECK(finding(field_of(FieldKind::identity_number), "360426199101010072") == "field.identity_number");
    CHECK(finding(field_of(FieldKind::identity_number), "360426199101010071").empty());
}

TEST_CASE("length is counted in characters, and broken UTF-8 is refused") {
    auto field = field_of(FieldKind::text);
    field.max_length = 4;
    CHECK(finding(field, "云江新城").empty());
    CHECK(finding(field, "云江新城区") == "field.length");
    CHECK(finding(field, "\xE4\xBA") == "field.text");
}

TEST_CASE("everything that is wrong is said at once, in both languages, and strangers are named") {
    const auto fields = stage_form(test_city(), 1, {"A04"});
    const auto issues =
        check_form(fields, {{"project_name", "云江中学"}, {"total_investment", "很多"}, {"colour", "red"}});
    std::set<std::string> found;
    for (const auto& issue : issues) {
        found.insert(issue.field);
        CHECK_FALSE(issue.zh.empty());
        CHECK(issue.en.find('{') == std::string::npos);
    }
    CHECK(found.contains("total_investment"));
    CHECK(found.contains("owner_name"));
    CHECK(found.contains("colour"));
    CHECK_FALSE(found.contains("project_name"));
}

TEST_CASE("the merged form has each field once, with all items that read it, in the catalogue's order") {
    const auto form = form_of(test_city(), 3, {"D10", "D02"});
    std::set<std::string> seen;
    std::vector<std::string> order, wanted;
    for (const auto& section : form.sections)
        for (const auto& field : section.fields) {
            CHECK(seen.insert(field.code).second);
            order.push_back(field.code);
            if (field.code == "project_manager") CHECK(field.readers == std::vector<std::string>{"D10", "D02"});
            if (field.code == "fire_resistance") CHECK(field.readers == std::vector<std::string>{"D02"});
        }
    for (const auto* field : stage_form(test_city(), 3, {"D10", "D02"})) wanted.push_back(field->code);
    CHECK(order == wanted);
}

TEST_CASE("whatever is filed together, its form compiles, and only rules whose fields are on it apply") {
    const auto& city = test_city();
    for (int stage = 1; stage <= 5; ++stage) {
        std::vector<std::string> items;
        for (const auto& item : city.items) {
            if (item.stage != stage) continue;
            items.push_back(item.code);
            compiled_form(city, stage, {item.code});
        }
        const auto all = compiled_form(city, stage, items);
        CHECK((stage == 5) == (all.definition().rules.size() < 3));
    }
    CHECK(form_of(city, 1, {"A04"}).rules.size() < form_of(city, 3, {"D10", "D02"}).rules.size());
}

TEST_CASE("a key of a row is a field of the city as well") {
    CHECK(field_of_key(test_city(), "land_area")->kind == FieldKind::number);
    CHECK(field_of_key(test_city(), "single_buildings/2/single_height")->unit == "m");
    for (const auto* stranger : {"single_buildings", "single_buildings/2/land_area", "x/1/y", "land_area/1", "a/b/c/d"})
        CHECK(field_of_key(test_city(), stranger) == nullptr);
}

}  // namespace
}  // namespace zhupi::catalog
