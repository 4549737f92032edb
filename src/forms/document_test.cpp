#include "forms/document.hpp"

#include "base/error_codes.hpp"
#include "feel/json.hpp"

#include <doctest/doctest.h>

namespace zhupi::forms {
namespace {

Field field(const char* code, Kind kind) {
    Field made;
    made.code = code;
    made.label = {std::string("字段 ") + code, std::string("Field ") + code};
    made.kind = kind;
    return made;
}

Definition small_form() {
    auto area = field("area", Kind::number);
    area.least = Decimal::of(0);
    area.decimals = 2;
    auto why = field("why", Kind::text);
    why.shown_if = "special";
    Group rows{"rows", {"行", "Row"}, {}, "", 1, 9, {field("name", Kind::text), field("built", Kind::date)}, {}, ""};
    return {{{"one", {"一", "One"}, {area, field("special", Kind::yes_no), why}, {rows}}}, {}};
}

const feel::Value& at(const feel::Value& value, const char* name) {
    const auto* found = value.context().find(name);
    REQUIRE(found != nullptr);
    return *found;
}

TEST_CASE("a document says what was handed in, and its values are those again") {
    const auto form = compile(small_form());
    REQUIRE(form.has_value());
    const Values values{
        {"area", "12.50"}, {"special", "no"}, {"why", "old"}, {"rows/1/name", "甲"}, {"rows/1/built", "2026-01-02"}};
    const auto document = document_of(*form, form->judge(values, Date::of(2026, 11, 26)));
    CHECK(document == R"({"area":12.5,"special":false,"rows":[{"name":"甲","built":"2026-01-02"}]})");
    const auto again = values_of(form->definition(), document);
    REQUIRE(again.has_value());
    CHECK(*again == Values{{"area", "12.5"}, {"special", "no"}, {"rows/1/name", "甲"}, {"rows/1/built", "2026-01-02"}});
}

TEST_CASE("a document with what the form does not ask for is refused, and says where") {
    const auto form = small_form();
    const auto where = [&](const char* document) {
        const auto values = values_of(form, document);
        return values ? "taken" : values.error().where;
    };
    CHECK(where(R"({"colour":"red"})") == "/colour");
    CHECK(where(R"({"area":[1]})") == "/area");
    CHECK(where(R"({"rows":{"name":"x"}})") == "/rows");
    CHECK(where(R"({"rows":[{"name":"x"},{"floor":1}]})") == "/rows/1/floor");
    CHECK(where(R"({"rows":[7]})") == "/rows/0");
    for (const auto* broken : {"", "{", "{\"area\":\"\xff\"}"})
        CHECK(values_of(form, broken).error().is(err::form_document));
    for (const auto* broken : {"[]", "7", "null"}) CHECK(values_of(form, broken).error().is(err::schema_broken));
}

TEST_CASE("the JSON Schema says kinds, bounds and what is always required; FEEL stands beside it") {
    const auto schema = feel::from_json(schema_of(small_form(), {"表单", "Form"}));
    REQUIRE(schema.has_value());
    CHECK(at(*schema, "$schema").string() == "https://json-schema.org/draft/2020-12/schema");
    const auto& area = at(at(*schema, "properties"), "area");
    CHECK(at(area, "type").string() == "number");
    CHECK(feel::to_text(at(area, "multipleOf")) == "0.01");
    CHECK(feel::to_text(at(area, "minimum")) == "0");
    CHECK(at(at(at(*schema, "properties"), "why"), "x-shown-if").string() == "special");
    CHECK(feel::to_text(at(*schema, "required")) == "[\"area\", \"special\"]");
    const auto& rows = at(at(*schema, "properties"), "rows");
    CHECK(feel::to_text(at(rows, "minItems")) == "1");
    CHECK(feel::to_text(at(at(rows, "items"), "required")) == "[\"name\", \"built\"]");
    const auto ui = feel::from_json(ui_schema_of(small_form()));
    REQUIRE(ui.has_value());
    const auto& group = at(*ui, "elements").items().front();
    CHECK(at(group, "elements").items().size() == 4);
    CHECK(at(at(group, "elements").items()[3], "scope").string() == "#/properties/rows");
}

}  // namespace
}  // namespace zhupi::forms
