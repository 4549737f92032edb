#include "forms/document.hpp"

#include "base/error_codes.hpp"
#include "base/json.hpp"
#include "feel/json.hpp"

#include <algorithm>

namespace zhupi::forms {
namespace {

/// Writes JSON; commas take care of themselves.
class Writer {
public:
    Writer& open(char bracket) {
        comma();
        out_ += bracket;
        first_ = true;
        return *this;
    }
    Writer& close(char bracket) {
        out_ += bracket;
        first_ = false;
        return *this;
    }
    Writer& name(std::string_view name) {
        comma();
        json::put_string(out_, name);
        out_ += ':';
        first_ = true;
        return *this;
    }
    Writer& raw(std::string_view text) {
        comma();
        out_ += text;
        return *this;
    }
    Writer& text(std::string_view text) {
        comma();
        json::put_string(out_, text);
        return *this;
    }
    Writer& member(std::string_view key, std::string_view value) { return name(key).text(value); }
    Writer& whole(std::string_view key, std::int64_t value) { return name(key).raw(std::to_string(value)); }
    Writer& words(std::string_view key, const Words& value) { return name(key).raw(json::encode(value)); }
    Writer& texts(std::string_view key, const std::vector<std::string>& values) {
        name(key).open('[');
        for (const auto& value : values) text(value);
        return close(']');
    }
    std::string take() { return std::move(out_); }

private:
    void comma() {
        if (!first_) out_ += ',';
        first_ = false;
    }
    std::string out_;
    bool first_ = true;
};

void put_value(Writer& writer, const Field& field, const std::string& text) {
    if (field.kind == Kind::number) {
        if (const auto number = Decimal::parse(text)) {
            writer.raw(number->text());
            return;
        }
    }
    if (field.kind == Kind::yes_no && (text == "yes" || text == "no"))
        writer.raw(text == "yes" ? "true" : "false");
    else
        writer.text(text);
}

void put_fields(Writer& writer, const State& state, const std::vector<Field>& fields, const std::string& prefix) {
    for (const auto& field : fields) {
        const auto cell = state.cells.find(prefix + field.code);
        if (cell == state.cells.end() || !cell->second.shown || cell->second.text.empty()) continue;
        put_value(writer.name(field.code), field, cell->second.text);
    }
}

// Schema
// ----------------------------------------------------------------------------------------------------------------

constexpr const char* format_of(Kind kind) {
    switch (kind) {
        case Kind::date:
            return "date";
        case Kind::phone:
            return "x-phone";
        case Kind::credit_code:
            return "x-credit-code";
        case Kind::identity_number:
            return "x-identity-number";
        default:
            return nullptr;
    }
}

void unless_empty(Writer& writer, std::string_view key, const std::string& value) {
    if (!value.empty()) writer.member(key, value);
}

void put_schema(Writer& writer, const Field& field) {
    writer.open('{').member("title", field.label.zh).words("x-title", field.label);
    if (!field.help.zh.empty()) writer.member("description", field.help.zh).words("x-description", field.help);
    if (field.kind == Kind::yes_no) {
        writer.member("type", "boolean");
    } else if (field.kind == Kind::number) {
        constexpr const char* steps[] = {"1", "0.1", "0.01", "0.001", "0.0001"};
        writer.member("type", "number").name("multipleOf").raw(steps[field.decimals]);
        if (field.least) writer.name("minimum").raw(field.least->text());
        if (field.most) writer.name("maximum").raw(field.most->text());
        unless_empty(writer, "x-unit", field.unit);
    } else {
        writer.member("type", "string").whole("minLength", 1).whole("maxLength", field.max_length);
        if (const auto* format = format_of(field.kind)) writer.member("format", format);
        if (field.kind == Kind::choice) {
            writer.name("enum").open('[');
            for (const auto& option : field.options) writer.text(option.code);
            writer.close(']').name("x-options").raw(json::encode(field.options));
        }
    }
    unless_empty(writer, "x-shown-if", field.shown_if);
    unless_empty(writer, "x-required-if", field.required_if);
    unless_empty(writer, "x-value", field.value);
    unless_empty(writer, "x-filled-from", field.filled_from);
    writer.texts("x-readers", field.readers);
    if (field.personal) writer.name("x-personal").raw("true");
    writer.close('}');
}

void put_required(Writer& writer, const std::vector<Field>& fields) {
    writer.name("required").open('[');
    for (const auto& field : fields)
        if (field.required && field.shown_if.empty()) writer.text(field.code);
    writer.close(']');
}

void put_schema(Writer& writer, const Group& group) {
    writer.open('{').member("title", group.label.zh).words("x-title", group.label).member("type", "array");
    if (group.shown_if.empty()) writer.whole("minItems", group.least);
    writer.whole("maxItems", group.most).name("items").open('{').member("type", "object").name("properties").open('{');
    for (const auto& field : group.fields) put_schema(writer.name(field.code), field);
    writer.close('}');
    put_required(writer, group.fields);
    writer.name("additionalProperties").raw("false").close('}');
    unless_empty(writer, "x-shown-if", group.shown_if);
    unless_empty(writer, "x-filled-from", group.filled_from);
    writer.texts("x-readers", group.readers).close('}');
}

void put_control(Writer& writer, const Field& field, const std::string& scope) {
    writer.open('{').member("type", "Control").member("scope", scope + "/properties/" + field.code);
    if (field.kind == Kind::long_text) writer.name("options").raw(R"({"multi":true})");
    if (!field.shown_if.empty()) {
        writer.name("rule").open('{').member("effect", "SHOW").name("condition").open('{');
        writer.member("feel", field.shown_if).close('}').close('}');
    }
    writer.close('}');
}

}  // namespace

std::string document_of(const Form& form, const State& state) {
    Writer writer;
    writer.open('{');
    for (const auto& section : form.definition().sections) {
        put_fields(writer, state, section.fields, "");
        for (const auto& group : section.groups) {
            const auto rows = state.rows.find(group.code);
            if (rows == state.rows.end() || rows->second.empty()) continue;
            writer.name(group.code).open('[');
            for (const auto& row : rows->second) {
                writer.open('{');
                put_fields(writer, state, group.fields, group.code + "/" + row + "/");
                writer.close('}');
            }
            writer.close(']');
        }
    }
    return writer.close('}').take();
}

namespace {

/// As somebody would have typed it; nothing for null, lists and objects.
std::optional<std::string> typed_text(const feel::Value& value) {
    switch (value.kind()) {
        case feel::Kind::boolean:
            return value.boolean() ? "yes" : "no";
        case feel::Kind::number:
            return value.number().text();
        case feel::Kind::string:
            return value.string();
        default:
            return std::nullopt;
    }
}

tl::unexpected<Error> stranger(std::string pointer) {
    auto name = pointer.substr(pointer.rfind('/') + 1);
    return fail(err::field_unknown, {{"field", std::move(name)}}, std::move(pointer));
}

template <class T>
const T* with_code(const std::vector<T>& list, std::string_view code) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const T& one) { return one.code == code; });
    return found == list.end() ? nullptr : &*found;
}

Result<void> take_row(Values& values, const Group& group, std::size_t index, const feel::Value& row) {
    const auto at = "/" + group.code + "/" + std::to_string(index);
    if (!row.is(feel::Kind::context)) return stranger(at);
    for (const auto& entry : row.context().entries) {
        const auto text = typed_text(entry.value);
        if (!text || !with_code(group.fields, *entry.name)) return stranger(at + "/" + *entry.name);
        values[group.code + "/" + std::to_string(index + 1) + "/" + *entry.name] = *text;
    }
    return {};
}

Result<void> take_member(Values& values, const Definition& definition, const std::string& name,
                         const feel::Value& value) {
    for (const auto& section : definition.sections) {
        if (with_code(section.fields, name)) {
            const auto text = typed_text(value);
            if (!text) return stranger("/" + name);
            values[name] = *text;
            return {};
        }
        if (const auto* group = with_code(section.groups, name)) {
            if (!value.is(feel::Kind::list)) return stranger("/" + name);
            for (std::size_t i = 0; i < value.items().size(); ++i)
                ZHUPI_CHECK(take_row(values, *group, i, value.items()[i]));
            return {};
        }
    }
    return stranger("/" + name);
}

}  // namespace

Result<Values> values_of(const Definition& definition, std::string_view document) {
    const auto read = feel::from_json(document);
    if (!read) return fail(err::form_document);
    if (!read->is(feel::Kind::context))
        return fail(err::schema_broken, {{"pointer", "/"}, {"keyword", "type"}, {"limit", "\"object\""}}, "/");
    Values values;
    for (const auto& entry : read->context().entries)
        ZHUPI_CHECK(take_member(values, definition, *entry.name, entry.value));
    return values;
}

std::string schema_of(const Definition& definition, const Words& title) {
    Writer writer;
    writer.open('{').member("$schema", "https://json-schema.org/draft/2020-12/schema");
    writer.member("title", title.zh).words("x-title", title).member("type", "object").name("properties").open('{');
    std::vector<Field> all;
    std::vector<const Group*> groups;
    for (const auto& section : definition.sections) {
        for (const auto& field : section.fields) put_schema(writer.name(field.code), field);
        for (const auto& group : section.groups) put_schema(writer.name(group.code), group);
        all.insert(all.end(), section.fields.begin(), section.fields.end());
    }
    writer.close('}');
    put_required(writer, all);
    writer.name("additionalProperties").raw("false");
    writer.name("x-rules").raw(json::encode(definition.rules));
    return writer.close('}').take();
}

std::string ui_schema_of(const Definition& definition) {
    Writer writer;
    writer.open('{').member("type", "VerticalLayout").name("elements").open('[');
    for (const auto& section : definition.sections) {
        writer.open('{').member("type", "Group").member("label", section.label.zh).words("x-label", section.label);
        writer.name("elements").open('[');
        for (const auto& field : section.fields) put_control(writer, field, "#");
        for (const auto& group : section.groups) {
            writer.open('{').member("type", "ListWithDetail").member("scope", "#/properties/" + group.code);
            writer.name("options").open('{').name("detail").open('{').member("type", "VerticalLayout");
            writer.name("elements").open('[');
            for (const auto& field : group.fields) put_control(writer, field, "#");
            writer.close(']').close('}').close('}');
            if (!group.shown_if.empty()) {
                writer.name("rule").open('{').member("effect", "SHOW").name("condition").open('{');
                writer.member("feel", group.shown_if).close('}').close('}');
            }
            writer.close('}');
        }
        writer.close(']').close('}');
    }
    return writer.close(']').close('}').take();
}

}  // namespace zhupi::forms
