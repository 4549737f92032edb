#include "forms/difference.hpp"

#include "forms/form.hpp"

#include <algorithm>
#include <set>

namespace zhupi::forms {
namespace {

const std::string& at(const Values& values, const std::string& key) {
    static const std::string nothing;
    const auto found = values.find(key);
    return found == values.end() ? nothing : found->second;
}

std::vector<std::string> rows_of(const Values& values, const std::string& group) {
    std::vector<std::string> rows;
    for (const auto& [text, value] : values) {
        const auto key = key_of(text);
        if (key && key->group == group && !value.empty() && std::find(rows.begin(), rows.end(), key->row) == rows.end())
            rows.emplace_back(key->row);
    }
    std::sort(rows.begin(), rows.end(), row_before);
    return rows;
}

class Difference {
public:
    Difference(const Definition& form, const Values& before, const Values& after)
        : form_(form), before_(before), after_(after) {}

    std::vector<Change> run() {
        for (const auto& section : form_.sections) {
            for (const auto& field : section.fields) compare(section, field, field.code, field.label);
            for (const auto& group : section.groups) compare(section, group);
        }
        std::set<std::string> rest;
        for (const auto* values : {&before_, &after_})
            for (const auto& [key, value] : *values)
                if (!seen_.contains(key)) rest.insert(key);
        for (const auto& key : rest)
            if (at(before_, key) != at(after_, key))
                changes_.push_back({ChangeKind::changed,
                                    key,
                                    {},
                                    {key, key},
                                    {at(before_, key), at(before_, key)},
                                    {at(after_, key), at(after_, key)}});
        return std::move(changes_);
    }

private:
    void compare(const Section& section, const Field& field, const std::string& key, const Words& label) {
        seen_.insert(key);
        if (at(before_, key) == at(after_, key)) return;
        changes_.push_back({ChangeKind::changed, key, section.code, label, read_value(field, at(before_, key)),
                            read_value(field, at(after_, key))});
    }

    /// What a row holds, in one line.
    Words content(const Group& group, const std::string& row, const Values& values) {
        Words words;
        for (const auto& field : group.fields) {
            const auto& value = at(values, group.code + "/" + row + "/" + field.code);
            if (value.empty()) continue;
            const auto read = read_value(field, value);
            words.zh += (words.zh.empty() ? "" : "；") + field.label.zh + " " + read.zh;
            words.en += (words.en.empty() ? "" : "; ") + field.label.en + " " + read.en;
        }
        return words;
    }

    void compare(const Section& section, const Group& group) {
        const auto before = rows_of(before_, group.code), after = rows_of(after_, group.code);
        auto all = before;
        for (const auto& row : after)
            if (std::find(all.begin(), all.end(), row) == all.end()) all.push_back(row);
        std::sort(all.begin(), all.end(), row_before);
        for (const auto& row : all) {
            for (const auto& field : group.fields) seen_.insert(group.code + "/" + row + "/" + field.code);
            const auto was = std::find(before.begin(), before.end(), row),
                       is = std::find(after.begin(), after.end(), row);
            const auto number = std::to_string((is == after.end() ? was - before.begin() : is - after.begin()) + 1);
            const Words label{group.label.zh + "第 " + number + " 行", group.label.en + " " + number};
            const auto key = group.code + "/" + row;
            if (was == before.end()) {
                changes_.push_back({ChangeKind::row_added, key, section.code, label, {}, content(group, row, after_)});
            } else if (is == after.end()) {
                changes_.push_back(
                    {ChangeKind::row_removed, key, section.code, label, content(group, row, before_), {}});
            } else {
                for (const auto& field : group.fields)
                    compare(section, field, key + "/" + field.code,
                            {label.zh + field.label.zh, label.en + ": " + field.label.en});
            }
        }
    }

    const Definition& form_;
    const Values& before_;
    const Values& after_;
    std::set<std::string> seen_;
    std::vector<Change> changes_;
};

}  // namespace

Words read_value(const Field& field, const std::string& value) {
    if (value.empty()) return {};
    if (field.kind == Kind::choice)
        for (const auto& option : field.options)
            if (option.code == value) return option.name;
    if (field.kind == Kind::yes_no && (value == "yes" || value == "no"))
        return value == "yes" ? Words{"是", "Yes"} : Words{"否", "No"};
    if (field.kind == Kind::number && !field.unit.empty()) return {value + " " + field.unit, value + " " + field.unit};
    return {value, value};
}

std::vector<Change> difference(const Definition& form, const Values& before, const Values& after) {
    return Difference(form, before, after).run();
}

}  // namespace zhupi::forms
