#include "forms/schema.hpp"

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "feel/json.hpp"

#include <algorithm>
#include <array>

namespace zhupi::forms {
namespace {

using feel::Context;
using feel::Value;
using JsonKind = feel::Kind;

constexpr auto about_documents = std::to_array<std::string_view>(
    {"type", "enum", "const", "required", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum",
     "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "format"});
constexpr auto schemas =
    std::to_array<std::string_view>({"items", "additionalProperties", "not", "if", "then", "else"});
constexpr auto lists_of_schemas = std::to_array<std::string_view>({"allOf", "anyOf", "oneOf"});

bool among(const auto& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}
bool says_nothing(std::string_view keyword) {
    return keyword == "$schema" || keyword == "title" || keyword == "description" || keyword.starts_with("x-");
}

/// "a/b~c" as a step of a JSON Pointer.
std::string step(std::string_view name) {
    std::string out = "/";
    for (const char c : name) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

tl::unexpected<Error> refused(std::string_view keyword, std::string where) {
    return fail(err::schema_keyword, {{"keyword", std::string(keyword)}}, std::move(where));
}

constexpr auto type_names =
    std::to_array<std::string_view>({"null", "boolean", "object", "array", "number", "integer", "string"});

/// Is the value of a keyword of its kind?
bool well_formed(std::string_view keyword, const Value& value) {
    const auto all_texts = [](const Value& list) {
        return list.is(JsonKind::list) && std::all_of(list.items().begin(), list.items().end(),
                                                      [](const Value& v) { return v.is(JsonKind::string); });
    };
    if (keyword == "const") return true;
    if (keyword == "enum") return value.is(JsonKind::list);
    if (keyword == "required") return all_texts(value);
    if (keyword == "format") return value.is(JsonKind::string);
    if (keyword == "type") {
        if (value.is(JsonKind::string)) return among(type_names, value.string());
        return all_texts(value) && std::all_of(value.items().begin(), value.items().end(),
                                               [](const Value& v) { return among(type_names, v.string()); });
    }
    if (!value.is(JsonKind::number)) return false;
    if (keyword == "multipleOf") return !value.number().negative() && !value.number().is_zero();
    const bool counts = keyword.ends_with("Items") || keyword.ends_with("Length");
    return !counts || (value.number().is_whole() && !value.number().negative());
}

Result<void> check_schema(const Value& schema, const std::string& where, int depth = 0) {
    if (schema.is(JsonKind::boolean)) return {};
    if (!schema.is(JsonKind::context) || depth > 60)
        return fail(err::schema_text,
                    {{"detailZh", "应为对象或布尔值"}, {"detail", "an object or a boolean is wanted"}}, where);
    for (const auto& entry : schema.context().entries) {
        const auto& keyword = *entry.name;
        const auto at = where + step(keyword);
        if (says_nothing(keyword)) continue;
        if (among(schemas, keyword)) {
            ZHUPI_CHECK(check_schema(entry.value, at, depth + 1));
        } else if (among(lists_of_schemas, keyword)) {
            if (!entry.value.is(JsonKind::list) || entry.value.items().empty()) return refused(keyword, at);
            for (std::size_t i = 0; i < entry.value.items().size(); ++i)
                ZHUPI_CHECK(check_schema(entry.value.items()[i], at + "/" + std::to_string(i), depth + 1));
        } else if (keyword == "properties") {
            if (!entry.value.is(JsonKind::context)) return refused(keyword, at);
            for (const auto& property : entry.value.context().entries)
                ZHUPI_CHECK(check_schema(property.value, at + step(*property.name), depth + 1));
        } else if (!among(about_documents, keyword) || !well_formed(keyword, entry.value)) {
            return refused(keyword, at);
        }
    }
    return {};
}

bool has_type(const Value& value, std::string_view type) {
    switch (value.kind()) {
        case JsonKind::null:
            return type == "null";
        case JsonKind::boolean:
            return type == "boolean";
        case JsonKind::number:
            return type == "number" || (type == "integer" && value.number().is_whole());
        case JsonKind::string:
            return type == "string";
        case JsonKind::list:
            return type == "array";
        case JsonKind::context:
            return type == "object";
        default:
            return false;
    }
}

/// Equal as JSON: of one kind, and the same inside.
bool same(const Value& a, const Value& b) { return a.kind() == b.kind() && feel::equal(a, b) == feel::Truth::yes; }

bool has_format(const std::string& text, std::string_view format) {
    if (format == "date") return Date::parse(text).has_value();
    if (format == "x-phone") return codes::is_phone(text);
    if (format == "x-credit-code") return codes::is_credit_code(text);
    if (format == "x-identity-number") return codes::is_identity_number(text);
    return true;
}

class Checker {
public:
    std::vector<SchemaIssue> issues;

    void check(const Value& schema, const Value& value, const std::string& at) {
        if (schema.is(JsonKind::boolean)) {
            if (!schema.boolean()) issues.push_back({at, "false", ""});
            return;
        }
        for (const auto& entry : schema.context().entries)
            if (!holds(*entry.name, entry.value, value)) note(at, *entry.name, entry.value);
        if (value.is(JsonKind::context)) check_members(schema, value.context(), at);
        if (value.is(JsonKind::list))
            if (const auto* items = schema.context().find("items"))
                for (std::size_t i = 0; i < value.items().size(); ++i)
                    check(*items, value.items()[i], at + "/" + std::to_string(i));
        check_combined(schema, value, at);
    }

private:
    static bool valid(const Value& schema, const Value& value) {
        Checker inner;
        inner.check(schema, value, "");
        return inner.issues.empty();
    }

    void note(const std::string& at, std::string_view keyword, const Value& limit) {
        auto text = feel::to_json(limit);
        issues.push_back({at, std::string(keyword), text.size() > 60 ? "" : text});
    }

    /// What can be said of a value without looking at another schema.
    static bool holds(std::string_view keyword, const Value& limit, const Value& value) {
        if (keyword == "type") {
            if (limit.is(JsonKind::string)) return has_type(value, limit.string());
            return std::any_of(limit.items().begin(), limit.items().end(),
                               [&](const Value& type) { return has_type(value, type.string()); });
        }
        if (keyword == "const") return same(limit, value);
        if (keyword == "enum")
            return std::any_of(limit.items().begin(), limit.items().end(),
                               [&](const Value& one) { return same(one, value); });
        if (value.is(JsonKind::number)) return number_holds(keyword, limit, value.number());
        if (value.is(JsonKind::string)) {
            if (keyword == "format") return has_format(value.string(), limit.string());
            return count_holds(keyword, "Length", limit, text::length(value.string()));
        }
        return !value.is(JsonKind::list) || count_holds(keyword, "Items", limit, value.items().size());
    }

    static bool number_holds(std::string_view keyword, const Value& limit, const feel::Number& number) {
        if (keyword == "minimum") return number >= limit.number();
        if (keyword == "maximum") return number <= limit.number();
        if (keyword == "exclusiveMinimum") return number > limit.number();
        if (keyword == "exclusiveMaximum") return number < limit.number();
        if (keyword != "multipleOf") return true;
        const auto rest = feel::modulo(number, limit.number());
        return rest && rest->is_zero();
    }

    static bool count_holds(std::string_view keyword, std::string_view unit, const Value& limit, std::size_t count) {
        if (!keyword.ends_with(unit) || keyword.size() != unit.size() + 3) return true;
        const feel::Number number(static_cast<std::int64_t>(count));
        return keyword.starts_with("min") ? number >= limit.number() : number <= limit.number();
    }

    void check_members(const Value& schema, const Context& members, const std::string& at) {
        const auto* properties = schema.context().find("properties");
        const auto* additional = schema.context().find("additionalProperties");
        if (const auto* required = schema.context().find("required"))
            for (const auto& name : required->items())
                if (!members.find(name.string())) issues.push_back({at + step(name.string()), "required", ""});
        for (const auto& member : members.entries) {
            const auto* own = properties ? properties->context().find(*member.name) : nullptr;
            if (own)
                check(*own, member.value, at + step(*member.name));
            else if (additional && additional->is(JsonKind::boolean) && !additional->boolean())
                issues.push_back({at + step(*member.name), "additionalProperties", ""});
            else if (additional)
                check(*additional, member.value, at + step(*member.name));
        }
    }

    void check_combined(const Value& schema, const Value& value, const std::string& at) {
        const auto& keywords = schema.context();
        if (const auto* all = keywords.find("allOf"))
            for (const auto& one : all->items()) check(one, value, at);
        const auto fitting = [&](const Value& list) {
            return std::count_if(list.items().begin(), list.items().end(),
                                 [&](const Value& one) { return valid(one, value); });
        };
        if (const auto* any = keywords.find("anyOf"); any && fitting(*any) == 0) issues.push_back({at, "anyOf", ""});
        if (const auto* one = keywords.find("oneOf"); one && fitting(*one) != 1) issues.push_back({at, "oneOf", ""});
        if (const auto* no = keywords.find("not"); no && valid(*no, value)) issues.push_back({at, "not", ""});
        if (const auto* condition = keywords.find("if"))
            if (const auto* then = keywords.find(valid(*condition, value) ? "then" : "else")) check(*then, value, at);
    }
};

}  // namespace

Result<Schema> Schema::read(std::string_view text) {
    auto schema = feel::from_json(text);
    if (!schema) return fail(err::schema_text, {{"detailZh", schema.error().zh()}, {"detail", schema.error().en()}});
    ZHUPI_CHECK(check_schema(*schema, ""));
    return Schema(std::move(*schema));
}

std::vector<SchemaIssue> Schema::check(const feel::Value& document) const {
    Checker checker;
    checker.check(schema_, document, "");
    return std::move(checker.issues);
}

}  // namespace zhupi::forms
