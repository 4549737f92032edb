#include "catalog/form.hpp"

#include "base/codes.hpp"
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace zhupi::catalog {
namespace {

bool on_form(const Catalog& catalog, const FormField& field, int stage, const std::vector<std::string>& items) {
    const auto has = [](const auto& list, const auto& value) {
        return std::find(list.begin(), list.end(), value) != list.end();
    };
    // A flow may move an item to another stage (merged stages): its fields move with it.
    return std::any_of(items.begin(), items.end(), [&](const std::string& code) {
        if (!field.items.empty() && !has(field.items, code)) return false;
        const auto* item = catalog.item(code);
        return has(field.stages, stage) || (item && has(field.stages, item->stage));
    });
}

FieldIssue issue(const FormField& field, const ErrorCode& code) {
    Error error{&code,
                {},
                {{"labelZh", field.label.zh}, {"label", field.label.en}, {"most", std::to_string(field.max_length)}}};
    if (&code == &err::field_least) error.params["least"] = field.least->text();
    if (&code == &err::field_most) error.params["most"] = field.most->text();
    return {field.code, code.code, error.zh(), error.en()};
}

const ErrorCode* wrong_number(const FormField& field, std::string_view value) {
    const auto number = Decimal::parse(value);
    if (!number) return &err::field_number;
    if (field.least && *number < *field.least) return &err::field_least;
    if (field.most && *number > *field.most) return &err::field_most;
    return nullptr;
}

/// What is wrong with a value that is there; null when nothing is.
const ErrorCode* wrong(const FormField& field, std::string_view value) {
    if (!text::valid_utf8(value)) return &err::field_text;
    if (text::length(value) > static_cast<std::size_t>(field.max_length)) return &err::field_length;
    const auto unless = [](bool right, const ErrorCode& code) { return right ? nullptr : &code; };
    switch (field.kind) {
        case FieldKind::text:
        case FieldKind::long_text:
            return nullptr;
        case FieldKind::number:
            return wrong_number(field, value);
        case FieldKind::date:
            return unless(Date::parse(value).has_value(), err::field_date);
        case FieldKind::choice:
            return unless(std::any_of(field.options.begin(), field.options.end(),
                                      [&](const Option& option) { return option.code == value; }),
                          err::field_choice);
        case FieldKind::yes_no:
            return unless(value == "yes" || value == "no", err::field_yes_no);
        case FieldKind::phone:
            return unless(codes::is_phone(value), err::field_phone);
        case FieldKind::credit_code:
            return unless(codes::is_credit_code(value), err::field_credit_code);
        case FieldKind::identity_number:
            return unless(codes::is_identity_number(value), err::field_identity_number);
    }
    bug("a kind of field without a check");
}

}  // namespace

std::vector<const FormField*> stage_form(const Catalog& catalog, int stage, const std::vector<std::string>& items) {
    std::vector<const FormField*> fields;
    std::vector<std::string_view> groups;
    for (const auto& field : catalog.fields) {
        if (!on_form(catalog, field, stage, items)) continue;
        fields.push_back(&field);
        if (std::find(groups.begin(), groups.end(), field.group) == groups.end()) groups.push_back(field.group);
    }
    // A group may be spread over several files; on the form it stands together.
    const auto rank = [&](const FormField* f) { return std::find(groups.begin(), groups.end(), f->group); };
    std::stable_sort(fields.begin(), fields.end(), [&](auto* a, auto* b) { return rank(a) < rank(b); });
    return fields;
}

std::vector<FieldIssue> check_form(std::span<const FormField* const> fields,
                                   const std::map<std::string, std::string>& values) {
    std::vector<FieldIssue> issues;
    for (const auto* field : fields) {
        const auto given = values.find(field->code);
        const auto value = given == values.end() ? std::string_view() : text::trim(given->second);
        if (value.empty()) {
            if (field->required) issues.push_back(issue(*field, err::field_required));
        } else if (const auto* code = wrong(*field, value)) {
            issues.push_back(issue(*field, *code));
        }
    }
    for (const auto& [code, value] : values) {
        if (std::any_of(fields.begin(), fields.end(), [&](auto* field) { return field->code == code; })) continue;
        const Error error{&err::field_unknown, {}, {{"field", code}}};
        issues.push_back({code, error.code->code, error.zh(), error.en()});
    }
    return issues;
}

}  // namespace zhupi::catalog
