#include "catalog/form.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "forms/merge.hpp"

#include <algorithm>
#include <set>

namespace zhupi::catalog {
namespace {

template <class List, class Value>
bool has(const List& list, const Value& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// A flow may move an item to another stage (merged stages): its fields move with it.
bool is_read(const Catalog& catalog, const FormPlace& place, int stage, const std::string& code) {
    if (!place.items.empty() && !has(place.items, code)) return false;
    const auto* item = catalog.item(code);
    return has(place.stages, stage) || (item && has(place.stages, item->stage));
}

forms::Section& section_of(const Catalog& catalog, forms::Definition& form, const std::string& code) {
    for (auto& section : form.sections)
        if (section.code == code) return section;
    const auto* entry = catalog.entry("form_group", code);
    form.sections.push_back({code, entry ? entry->name : Name{code, code}, {}, {}});
    return form.sections.back();
}

/// What one item asks for.
forms::Definition item_form(const Catalog& catalog, int stage, const std::string& item) {
    forms::Definition form;
    for (const auto& field : catalog.fields) {
        if (!is_read(catalog, field, stage, item)) continue;
        forms::Field own = field;
        own.readers = {item};
        for (const auto& more : field.stricter) {
            if (!has(more.items, item)) continue;
            own.required = own.required || more.required;
            if (more.least) own.least = more.least;
            if (more.most) own.most = more.most;
        }
        section_of(catalog, form, field.section).fields.push_back(std::move(own));
    }
    for (const auto& group : catalog.groups) {
        if (!is_read(catalog, group, stage, item)) continue;
        forms::Group own = group;
        own.readers = {item};
        section_of(catalog, form, group.section).groups.push_back(std::move(own));
    }
    return form;
}

/// Back into the order of the catalogue: items bring their fields as they come.
void sort_form(const Catalog& catalog, forms::Definition& form) {
    std::map<std::string_view, std::size_t> rank, sections;
    for (const auto& field : catalog.fields) {
        rank.emplace(field.code, rank.size());
        sections.emplace(field.section, sections.size());
    }
    for (const auto& group : catalog.groups) {
        rank.emplace(group.code, rank.size());
        sections.emplace(group.section, sections.size());
    }
    const auto by = [](auto& ranks) {
        return [&ranks](const auto& a, const auto& b) { return ranks.at(a.code) < ranks.at(b.code); };
    };
    std::sort(form.sections.begin(), form.sections.end(), by(sections));
    for (auto& section : form.sections) {
        std::sort(section.fields.begin(), section.fields.end(), by(rank));
        std::sort(section.groups.begin(), section.groups.end(), by(rank));
    }
}

void add_rules(const Catalog& catalog, forms::Definition& form) {
    std::set<std::string_view> codes;
    for (const auto& section : form.sections) {
        for (const auto& field : section.fields) codes.insert(field.code);
        for (const auto& group : section.groups) codes.insert(group.code);
    }
    for (const auto& rule : catalog.form_rules)
        if (std::all_of(rule.names.begin(), rule.names.end(), [&](const auto& name) { return codes.contains(name); }))
            form.rules.push_back(rule);
}

FieldIssue issue(const FormField& field, const ErrorCode& code) {
    const auto error = forms::value_error(field, code, field.label);
    return {field.code, code.code, error.zh(), error.en()};
}

}  // namespace

std::vector<const FormField*> stage_form(const Catalog& catalog, int stage, const std::vector<std::string>& items) {
    std::vector<const FormField*> fields;
    std::vector<std::string_view> sections;
    for (const auto& field : catalog.fields) {
        if (std::none_of(items.begin(), items.end(),
                         [&](const auto& item) { return is_read(catalog, field, stage, item); }))
            continue;
        fields.push_back(&field);
        if (!has(sections, field.section)) sections.push_back(field.section);
    }
    // A section may be spread over several files; on the form it stands together.
    const auto rank = [&](const FormField* f) { return std::find(sections.begin(), sections.end(), f->section); };
    std::stable_sort(fields.begin(), fields.end(), [&](auto* a, auto* b) { return rank(a) < rank(b); });
    return fields;
}

forms::Definition form_of(const Catalog& catalog, int stage, const std::vector<std::string>& items) {
    std::vector<forms::Definition> parts;
    for (const auto& item : items) parts.push_back(item_form(catalog, stage, item));
    auto merged = forms::merge(parts);
    ensure(merged.conflicts.empty(), "items that ask differently for a field of the catalogue");
    sort_form(catalog, merged.definition);
    add_rules(catalog, merged.definition);
    return std::move(merged.definition);
}

forms::Form compiled_form(const Catalog& catalog, int stage, const std::vector<std::string>& items) {
    auto form = forms::compile(form_of(catalog, stage, items));
    ensure(form.has_value(), "a form of the catalogue that does not compile");
    return std::move(*form);
}

std::vector<forms::Trouble> form_conflicts(const Catalog& catalog) {
    std::vector<forms::Trouble> conflicts;
    std::set<std::string> said;  // once, however many items and stages it concerns
    for (int stage = 1; stage <= 5; ++stage) {
        std::vector<forms::Definition> parts;
        for (const auto& item : catalog.items) parts.push_back(item_form(catalog, stage, item.code));
        auto merged = forms::merge(parts);
        for (auto& conflict : merged.conflicts)
            if (said.insert(conflict.at).second) conflicts.push_back(std::move(conflict));
    }
    return conflicts;
}

forms::Definition whole_form(const Catalog& catalog) {
    forms::Definition form;
    for (const auto& field : catalog.fields) section_of(catalog, form, field.section).fields.push_back(field);
    for (const auto& group : catalog.groups) section_of(catalog, form, group.section).groups.push_back(group);
    form.rules.assign(catalog.form_rules.begin(), catalog.form_rules.end());
    return form;
}

const forms::Field* field_of_key(const Catalog& catalog, std::string_view text) {
    const auto key = forms::key_of(text);
    if (!key) return nullptr;
    if (key->group.empty()) return catalog.field(key->field);
    for (const auto& group : catalog.groups)
        for (const auto& field : group.fields)
            if (group.code == key->group && field.code == key->field) return &field;
    return nullptr;
}

std::vector<FieldIssue> check_form(std::span<const FormField* const> fields,
                                   const std::map<std::string, std::string>& values) {
    std::vector<FieldIssue> issues;
    for (const auto* field : fields) {
        const auto given = values.find(field->code);
        const auto value = given == values.end() ? std::string_view() : text::trim(given->second);
        if (value.empty()) {
            if (field->required) issues.push_back(issue(*field, err::field_required));
        } else if (const auto* code = forms::wrong_value(*field, value)) {
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
