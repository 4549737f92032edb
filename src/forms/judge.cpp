// Values on a form: what is shown, what counts, what is wrong.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "forms/compiled.hpp"

#include <algorithm>
#include <unordered_map>

namespace zhupi::forms {
namespace {

feel::Value value_of(const Field& field, std::string_view text) {
    if (text.empty()) return {};
    switch (field.kind) {
        case Kind::number:
            if (!Decimal::parse(text)) return {};
            return feel::Value::of(feel::Number::parse(text));
        case Kind::date:
            if (!Date::parse(text)) return {};
            return feel::Value::of(feel::parse_date(text));
        case Kind::yes_no:
            return text == "yes" ? feel::Value(true) : text == "no" ? feel::Value(false) : feel::Value();
        default:
            return text::valid_utf8(text) ? feel::Value(std::string(text)) : feel::Value();
    }
}

/// A computed value as if somebody had written it; a number is rounded to what the field takes.
std::string text_of(const Field& field, const feel::Value& value) {
    switch (value.kind()) {
        case feel::Kind::number: {
            const auto rounded = value.number().rounded(field.decimals, feel::Rounding::half_up);
            const auto decimal = rounded ? Decimal::parse(rounded->text()) : fail(err::field_number);
            return decimal ? decimal->text() : std::string();
        }
        case feel::Kind::date:
            return feel::to_text(value);
        case feel::Kind::boolean:
            return value.boolean() ? "yes" : "no";
        case feel::Kind::string:
            return std::string(text::trim(value.string()));
        default:
            return {};
    }
}

class Judge {
public:
    Judge(const Form::Compiled& form, const Values& values, Date today) : form_(form), values_(values) {
        const Instant noon{(std::int64_t{today.day} * 24 + 12) * 3'600'000};
        environment_.clock = [noon] { return noon; };
        environment_.zone.offset_minutes = 0;
    }

    State run() {
        find_rows();
        for (const auto& step : form_.order) {
            if (step.kind == Step::Kind::group_shown)
                show(form_.groups[step.index]);
            else if (step.kind == Step::Kind::field)
                fill(form_.fields[step.index]);
            else
                gather(form_.groups[step.index]);
        }
        for (const auto& field : form_.fields)
            each_row(field.group, [&](std::string_view row) { require(field, row); });
        list_issues();
        return std::move(state_);
    }

private:
    using Row = std::unordered_map<std::string, feel::Value>;

    static std::string key(const Group* group, std::string_view row, const std::string& field) {
        return group ? group->code + "/" + std::string(row) + "/" + field : field;
    }

    /// A row is there when one of its fields holds something.
    void find_rows() {
        for (const auto& [text, value] : values_) {
            if (text::trim(value).empty()) continue;
            const auto key = key_of(text);
            if (!key || key->group.empty()) continue;
            for (const auto& group : form_.groups) {
                if (group.group->code != key->group) continue;
                const bool known = std::any_of(group.fields.begin(), group.fields.end(),
                                               [&](auto at) { return form_.fields[at].field->code == key->field; });
                auto& rows = rows_[group.group->code];
                if (known && std::find(rows.begin(), rows.end(), key->row) == rows.end()) rows.emplace_back(key->row);
            }
        }
        for (auto& [group, rows] : rows_) std::sort(rows.begin(), rows.end(), row_before);
    }

    template <class Visit>
    void each_row(const Group* group, Visit visit) {
        if (!group) return visit(std::string_view());
        for (const auto& row : rows_[group->code]) visit(row);
    }

    feel::Value ask(const Condition& condition, const Group* group, std::string_view row) {
        std::vector<feel::Value> inputs;
        inputs.reserve(condition.names.size());
        const Row* own = group ? &in_rows_[group->code + "/" + std::string(row)] : nullptr;
        for (const auto& name : condition.names) {
            const auto found = own ? own->find(name) : top_.end();
            if (own && found != own->end())
                inputs.push_back(found->second);
            else
                inputs.push_back(top_[name]);
        }
        return feel::evaluate(*condition.program, inputs, {}, environment_).value;
    }

    void show(const CompiledGroup& group) {
        const bool shown = !group.shown || ask(group.shown, nullptr, {}).is_true();
        groups_[group.group->code] = shown;
        if (shown) state_.rows[group.group->code] = rows_[group.group->code];
    }

    void fill(const CompiledField& compiled) {
        const auto& field = *compiled.field;
        each_row(compiled.group, [&](std::string_view row) {
            const auto name = key(compiled.group, row, field.code);
            auto& cell = state_.cells[name];
            cell.shown = (!compiled.group || groups_[compiled.group->code]) &&
                         (!compiled.shown || ask(compiled.shown, compiled.group, row).is_true());
            if (cell.shown) {
                const auto written = values_.find(name);
                if (written != values_.end()) cell.text = text::trim(written->second);
                if (cell.text.empty() && compiled.value) {
                    cell.text = text_of(field, ask(compiled.value, compiled.group, row));
                    cell.computed = !cell.text.empty();
                }
            }
            auto& scope = compiled.group ? in_rows_[compiled.group->code + "/" + std::string(row)] : top_;
            scope[field.code] = value_of(field, cell.text);
        });
    }

    void gather(const CompiledGroup& group) {
        std::vector<feel::Value> rows;
        if (groups_[group.group->code])
            for (const auto& row : rows_[group.group->code]) {
                const auto& values = in_rows_[group.group->code + "/" + row];
                std::vector<std::pair<std::string, feel::Value>> members;
                for (const auto& field : group.group->fields) members.emplace_back(field.code, values.at(field.code));
                rows.emplace_back(std::move(members));
            }
        top_[group.group->code] = feel::Value(std::move(rows));
    }

    void require(const CompiledField& compiled, std::string_view row) {
        auto& cell = state_.cells[key(compiled.group, row, compiled.field->code)];
        cell.required = cell.shown && (compiled.field->required ||
                                       (compiled.required && ask(compiled.required, compiled.group, row).is_true()));
    }

    // Issues -------------------------------------------------------------------------------------------------------

    std::size_t place(const Group& group, std::string_view row) {
        const auto& rows = rows_[group.code];
        return static_cast<std::size_t>(std::find(rows.begin(), rows.end(), row) - rows.begin());
    }

    std::string pointer(const Group* group, std::string_view row, const std::string& field) {
        if (!group) return "/" + field;
        return "/" + group->code + "/" + std::to_string(place(*group, row)) + "/" + field;
    }

    Words label(const CompiledField& compiled, std::string_view row) {
        if (!compiled.group) return compiled.field->label;
        const auto number = std::to_string(place(*compiled.group, row) + 1);
        return {compiled.group->label.zh + "第 " + number + " 行" + compiled.field->label.zh,
                compiled.group->label.en + " " + number + ": " + compiled.field->label.en};
    }

    void list_issues() {
        std::size_t at = 0;
        const auto next_group = [&](const Group& group) {
            return *std::find_if(form_.groups.begin(), form_.groups.end(),
                                 [&](const CompiledGroup& one) { return one.group == &group; });
        };
        for (const auto& section : form_.definition.sections) {
            for (std::size_t i = 0; i < section.fields.size(); ++i) look_at(form_.fields[at++], {});
            for (const auto& group : section.groups) {
                const auto compiled = next_group(group);
                at += group.fields.size();
                if (!groups_[group.code]) continue;
                count_rows(group);
                for (const auto& row : rows_[group.code])
                    for (const auto field : compiled.fields) look_at(form_.fields[field], row);
            }
        }
        for (const auto& rule : form_.rules) each_row(rule.group, [&](std::string_view row) { look_at(rule, row); });
    }

    void count_rows(const Group& group) {
        const auto count = static_cast<int>(rows_[group.code].size());
        const auto* code = count < group.least  ? &err::field_rows_least
                           : count > group.most ? &err::field_rows_most
                                                : nullptr;
        if (!code) return;
        const Error error{code,
                          {},
                          {{"labelZh", group.label.zh},
                           {"label", group.label.en},
                           {"least", std::to_string(group.least)},
                           {"most", std::to_string(group.most)}}};
        state_.issues.push_back({group.code, "/" + group.code, code->code, error.zh(), error.en(), false, {}});
    }

    void look_at(const CompiledField& compiled, std::string_view row) {
        const auto name = key(compiled.group, row, compiled.field->code);
        const auto& cell = state_.cells[name];
        const ErrorCode* code = nullptr;
        if (!cell.text.empty())
            code = wrong_value(*compiled.field, cell.text);
        else if (cell.required)
            code = &err::field_required;
        if (!code) return;
        const auto error = value_error(*compiled.field, *code, label(compiled, row));
        state_.issues.push_back(
            {name, pointer(compiled.group, row, compiled.field->code), code->code, error.zh(), error.en(), false, {}});
    }

    /// A group has its rows, however few; a field has something in it.
    bool is_there(const std::string& name, const Group* group, std::string_view row) {
        if (!group)
            if (const auto found = groups_.find(name); found != groups_.end()) return found->second;
        const auto found = state_.cells.find(key(group, row, name));
        return found != state_.cells.end() && !found->second.text.empty();
    }

    void look_at(const CompiledRule& compiled, std::string_view row) {
        const auto& rule = *compiled.rule;
        for (const auto& name : rule.about)
            if (!is_there(name, compiled.group, row)) return;
        const auto holds = ask(compiled.check, compiled.group, row);
        if (!holds.is(feel::Kind::boolean) || holds.boolean()) return;
        state_.issues.push_back({key(compiled.group, row, rule.about[0]), pointer(compiled.group, row, rule.about[0]),
                                 err::field_rule.code, rule.words.zh, rule.words.en, rule.warning, rule.code});
    }

    const Form::Compiled& form_;
    const Values& values_;
    feel::Environment environment_;
    State state_;
    std::map<std::string, std::vector<std::string>, std::less<>> rows_;
    std::map<std::string, bool, std::less<>> groups_;  ///< whether they are shown
    Row top_;
    std::unordered_map<std::string, Row> in_rows_;  ///< by "group/row"
};

}  // namespace

State Form::judge(const Values& values, Date today) const { return Judge(*compiled_, values, today).run(); }

Values State::handed_in() const {
    Values values;
    for (const auto& [key, cell] : cells)
        if (cell.shown && !cell.text.empty()) values.emplace(key, cell.text);
    return values;
}

bool State::complete() const {
    return std::all_of(issues.begin(), issues.end(), [](const Issue& issue) { return issue.warning; });
}

}  // namespace zhupi::forms
