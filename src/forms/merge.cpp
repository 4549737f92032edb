#include "forms/merge.hpp"

#include "base/error_codes.hpp"

#include <algorithm>

namespace zhupi::forms {
namespace {

template <class T>
T* named(std::vector<T>& list, const std::string& code) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const T& one) { return one.code == code; });
    return found == list.end() ? nullptr : &*found;
}

std::string either(const std::string& a, const std::string& b) { return a == b ? a : "(" + a + ") or (" + b + ")"; }

/// Of two conditions for being shown, no condition is the widest.
std::string widest(const std::string& a, const std::string& b) { return a.empty() || b.empty() ? "" : either(a, b); }

void unite(std::vector<std::string>& into, const std::vector<std::string>& more) {
    for (const auto& one : more)
        if (std::find(into.begin(), into.end(), one) == into.end()) into.push_back(one);
}

class Merger {
public:
    Merged run(std::span<const Definition> forms) {
        for (const auto& form : forms) {
            for (const auto& section : form.sections) add(section);
            for (const auto& rule : form.rules) add(rule);
        }
        return std::move(merged_);
    }

private:
    void conflict(const std::string& at, const std::string& code, std::string zh, std::string en) {
        merged_.conflicts.push_back(
            {at,
             Error{&err::form_conflict, {}, {{"code", code}, {"detailZh", std::move(zh)}, {"detail", std::move(en)}}}});
    }

    Field* field_on_form(const std::string& code) {
        for (auto& section : merged_.definition.sections)
            if (auto* field = named(section.fields, code)) return field;
        return nullptr;
    }
    Group* group_on_form(const std::string& code) {
        for (auto& section : merged_.definition.sections)
            if (auto* group = named(section.groups, code)) return group;
        return nullptr;
    }

    void add(const Section& section) {
        if (!named(merged_.definition.sections, section.code))
            merged_.definition.sections.push_back({section.code, section.label, {}, {}});
        for (const auto& field : section.fields) {
            auto* const known = field_on_form(field.code);
            if (known)
                tighten(*known, field, field.code);
            else
                named(merged_.definition.sections, section.code)->fields.push_back(field);
        }
        for (const auto& group : section.groups) {
            auto* const known = group_on_form(group.code);
            if (known)
                tighten(*known, group);
            else
                named(merged_.definition.sections, section.code)->groups.push_back(group);
        }
    }

    void add(const Rule& rule) {
        const auto* known = named(merged_.definition.rules, rule.code);
        if (!known) return merged_.definition.rules.push_back(rule);
        if (known->check != rule.check || known->group != rule.group)
            conflict("rule/" + rule.code, rule.code, "规则内容不同", "the rules differ");
    }

    void tighten(Group& into, const Group& more) {
        for (const auto& field : more.fields) {
            const auto at = into.code + "/" + field.code;
            if (auto* known = named(into.fields, field.code))
                tighten(*known, field, at);
            else
                into.fields.push_back(field);
        }
        into.shown_if = widest(into.shown_if, more.shown_if);
        into.least = std::max(into.least, more.least);
        into.most = std::min(into.most, more.most);
        if (into.least > into.most)
            conflict(into.code, into.code, "行数范围没有交集", "the numbers of rows do not meet");
        unite(into.readers, more.readers);
        if (into.filled_from.empty()) into.filled_from = more.filled_from;
    }

    void tighten(Field& into, const Field& more, const std::string& at) {
        if (into.kind != more.kind) return conflict(at, into.code, "类型不同", "the kinds differ");
        if (into.unit != more.unit) return conflict(at, into.code, "单位不同", "the units differ");
        const auto one_asks = [](const std::string& a, const std::string& b) {
            return a.empty() ? b : b.empty() ? a : either(a, b);
        };
        into.required = into.required || more.required;
        into.required_if = into.required ? "" : one_asks(into.required_if, more.required_if);
        into.shown_if = widest(into.shown_if, more.shown_if);
        if (into.value.empty()) into.value = more.value;
        if (more.least) into.least = into.least ? std::max(*into.least, *more.least) : *more.least;
        if (more.most) into.most = into.most ? std::min(*into.most, *more.most) : *more.most;
        if (into.least && into.most && *into.least > *into.most)
            conflict(at, into.code, "取值范围没有交集", "the bounds do not meet");
        into.decimals = std::min(into.decimals, more.decimals);
        into.max_length = std::min(into.max_length, more.max_length);
        if (into.kind == Kind::choice) {
            std::erase_if(into.options, [&](const Choice& option) {
                return std::none_of(more.options.begin(), more.options.end(),
                                    [&](const Choice& other) { return other.code == option.code; });
            });
            if (into.options.empty()) conflict(at, into.code, "没有共同的选项", "no option is common");
        }
        unite(into.readers, more.readers);
        if (into.help.zh.empty()) into.help = more.help;
        if (into.filled_from.empty()) into.filled_from = more.filled_from;
        into.personal = into.personal || more.personal;
    }

    Merged merged_;
};

}  // namespace

Merged merge(std::span<const Definition> forms) { return Merger().run(forms); }

}  // namespace zhupi::forms
