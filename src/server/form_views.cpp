#include "server/form_views.hpp"

#include "crypto/digest.hpp"

#include <algorithm>

namespace zhupi::server {
namespace {

api::FieldView field_view(const World& world, const forms::Field& field, const std::string& section) {
    api::FieldView view;
    view.code = field.code;
    view.label = name_view(field.label);
    view.help = name_view(field.help);
    view.kind = json::name_of(field.kind);
    view.required = field.required;
    view.least = field.least;
    view.most = field.most;
    view.max_length = field.max_length;
    view.unit = field.unit;
    view.group = section;
    for (const auto& option : field.options) view.options.push_back({option.code, name_view(option.name)});
    for (const auto& item : field.readers) view.readers.push_back(item_view(world, item));
    if (!field.filled_from.empty()) view.filled_from = field.filled_from;
    view.personal = field.personal;
    return view;
}

std::vector<std::string> rows_handed_in(const forms::Values& values, const std::string& group) {
    std::vector<std::string> rows;
    for (const auto& [text, value] : values) {
        const auto key = forms::key_of(text);
        if (key && key->group == group && std::find(rows.begin(), rows.end(), key->row) == rows.end())
            rows.emplace_back(key->row);
    }
    std::sort(rows.begin(), rows.end(), forms::row_before);
    return rows;
}

}  // namespace

std::vector<api::FieldView> handed_in_fields(const World& world, int stage, const std::vector<std::string>& items,
                                             const std::map<std::string, std::string>& values) {
    std::vector<api::FieldView> views;
    const auto add = [&](const forms::Field& field, const std::string& section, const std::string& key, bool given) {
        if (!given && !field.shown_if.empty()) return false;
        views.push_back(field_view(world, field, section));
        views.back().code = key;
        return true;
    };
    for (const auto& section : catalog::form_of(world.catalog, stage, items).sections) {
        for (const auto& field : section.fields) add(field, section.code, field.code, values.contains(field.code));
        for (const auto& group : section.groups) {
            int number = 0;
            for (const auto& row : rows_handed_in(values, group.code)) {
                ++number;
                for (const auto& field : group.fields) {
                    const auto key = group.code + "/" + row + "/" + field.code;
                    if (!add(field, section.code, key, values.contains(key))) continue;
                    auto& label = views.back().label;
                    label.zh = group.label.zh + "第 " + std::to_string(number) + " 行" + label.zh;
                    label.en = group.label.en + " " + std::to_string(number) + ": " + label.en;
                    for (const auto& item : group.readers) views.back().readers.push_back(item_view(world, item));
                }
            }
        }
    }
    return views;
}

forms::Values values_of_section(const forms::Section& section, const forms::Values& values) {
    forms::Values own;
    for (const auto& [text, value] : values) {
        const auto key = forms::key_of(text);
        if (!key || value.empty()) continue;
        const bool field = std::any_of(section.fields.begin(), section.fields.end(), [&](const forms::Field& f) {
            return key->group.empty() && f.code == key->field;
        });
        const bool group = std::any_of(section.groups.begin(), section.groups.end(),
                                       [&](const forms::Group& g) { return g.code == key->group; });
        if (field || group) own.emplace(text, value);
    }
    return own;
}

std::string digest_of(const forms::Values& values) { return crypto::sha256_hex(json::encode(values)); }

}  // namespace zhupi::server
