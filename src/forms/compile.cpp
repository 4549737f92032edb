#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "forms/compiled.hpp"
#include "forms/expression.hpp"

#include <algorithm>
#include <map>

namespace zhupi::forms {
namespace {

Shape shape_of(const Field& field) {
    switch (field.kind) {
        case Kind::number:
            return {Tag::number, {}, {}};
        case Kind::date:
            return {Tag::date, {}, {}};
        case Kind::yes_no:
            return {Tag::boolean, {}, {}};
        default:
            return {Tag::text, {}, {}};
    }
}

feel::Type type_of(const Shape& shape) {
    switch (shape.tag) {
        case Tag::number:
            return feel::Type(feel::Kind::number);
        case Tag::date:
            return feel::Type(feel::Kind::date);
        case Tag::boolean:
            return feel::Type(feel::Kind::boolean);
        default:
            return feel::Type(feel::Kind::string);
    }
}

/// What expressions can speak of.
class Names {
public:
    explicit Names(const Definition& definition) {
        for (const auto& section : definition.sections) {
            for (const auto& field : section.fields) put(top_, field.code, shape_of(field));
            for (const auto& group : section.groups) {
                put(top_, group.code, {Tag::list, Tag::row, group.code});
                for (const auto& field : group.fields) put(rows_[group.code], field.code, shape_of(field));
            }
        }
    }

    const Shape* on_form(std::string_view name) const { return find(top_, name); }
    const Shape* in_row(std::string_view group, std::string_view name) const {
        const auto members = rows_.find(group);
        return members == rows_.end() ? nullptr : find(members->second, name);
    }
    Lookup scope(std::string_view group) const {
        return [this, group](std::string_view name) {
            const auto* own = group.empty() ? nullptr : in_row(group, name);
            return own ? own : on_form(name);
        };
    }
    Member members() const {
        return [this](std::string_view group, std::string_view name) { return in_row(group, name); };
    }
    feel::Type type(const Shape& shape) const {
        if (shape.tag != Tag::list) return type_of(shape);
        feel::Type::Members members;
        for (const auto& [name, one] : rows_.find(shape.group)->second) members.emplace_back(name, type_of(one));
        return feel::Type::list_of(feel::Type::context_of(std::move(members)));
    }

private:
    using Table = std::map<std::string, Shape, std::less<>>;
    static void put(Table& table, const std::string& code, Shape shape) { table.emplace(code, std::move(shape)); }
    static const Shape* find(const Table& table, std::string_view name) {
        const auto found = table.find(name);
        return found == table.end() ? nullptr : &found->second;
    }
    Table top_;
    std::map<std::string, Table, std::less<>> rows_;
};

class Compiler {
public:
    explicit Compiler(Definition definition) : made_(std::make_shared<Form::Compiled>()) {
        made_->definition = std::move(definition);
    }

    tl::expected<Form, std::vector<Trouble>> run() {
        check_codes();
        if (!troubles_.empty()) return tl::unexpected(std::move(troubles_));
        names_.emplace(made_->definition);
        for (const auto& section : made_->definition.sections) {
            for (const auto& field : section.fields) add(field, nullptr);
            for (const auto& group : section.groups) add(group);
        }
        for (const auto& rule : made_->definition.rules) add(rule);
        if (troubles_.empty()) put_in_order();
        if (!troubles_.empty()) return tl::unexpected(std::move(troubles_));
        return Form(std::move(made_));
    }

private:
    void trouble(std::string at, const ErrorCode& code, Params params) {
        troubles_.push_back({std::move(at), Error{&code, {}, std::move(params)}});
    }

    void check_code(const std::string& code, const std::string& at, std::set<std::string>& seen) {
        if (!is_name(code)) trouble(at, err::form_code, {{"code", code}});
        if (!seen.insert(code).second) trouble(at, err::form_repeated, {{"code", code}});
    }

    void check_codes() {
        std::set<std::string> top;
        for (const auto& section : made_->definition.sections) {
            for (const auto& field : section.fields) check_code(field.code, field.code, top);
            for (const auto& group : section.groups) check_code(group.code, group.code, top);
        }
        for (const auto& section : made_->definition.sections)
            for (const auto& group : section.groups) {
                std::set<std::string> inside = top;  // a name means one thing, in a row and outside of it
                for (const auto& field : group.fields) check_code(field.code, group.code + "/" + field.code, inside);
                if (group.least < 0 || group.most > 200 || group.least > group.most)
                    trouble(group.code, err::form_rows,
                            {{"code", group.code},
                             {"least", std::to_string(group.least)},
                             {"most", std::to_string(group.most)}});
            }
        std::set<std::string> rules;
        for (const auto& rule : made_->definition.rules) check_code(rule.code, "rule/" + rule.code, rules);
    }

    Condition condition(const std::string& text, std::string_view group, const Shape& wanted, const std::string& at) {
        Condition made;
        if (text.empty()) return made;
        const auto checked = check_expression(text, names_->scope(group), names_->members());
        if (!checked) {
            troubles_.push_back({at, checked.error()});
            return made;
        }
        if (checked->shape != wanted) {
            trouble(at, err::form_type,
                    {{"expression", text},
                     {"expectedZh", std::string(name_of(wanted.tag))},
                     {"expected", std::string(name_of(wanted.tag))},
                     {"found", std::string(name_of(checked->shape.tag))}});
            return made;
        }
        std::vector<feel::Parameter> parameters;
        const auto scope = names_->scope(group);
        for (const auto& name : checked->names) {
            made.names.push_back(name);
            parameters.push_back({name, names_->type(*scope(name))});
        }
        auto program = feel::compile(text, parameters);
        // The subset is part of FEEL: what it takes, the engine takes.
        if (!program) {
            trouble(at, err::form_expression,
                    {{"expression", text}, {"detailZh", program.error().zh()}, {"detail", program.error().en()}});
            return made;
        }
        for (const auto& problem : (*program)->problems)
            trouble(at, err::form_expression,
                    {{"expression", text}, {"detailZh", problem.error.zh()}, {"detail", problem.error.en()}});
        made.program = std::move(*program);
        return made;
    }

    void add(const Field& field, const Group* group) {
        const auto scope = group ? std::string_view(group->code) : std::string_view();
        const auto at = group ? group->code + "/" + field.code : field.code;
        const Shape boolean{Tag::boolean, {}, {}};
        made_->fields.push_back({&field, group, condition(field.shown_if, scope, boolean, at),
                                 condition(field.required_if, scope, boolean, at),
                                 condition(field.value, scope, shape_of(field), at)});
    }

    void add(const Group& group) {
        CompiledGroup made{&group, condition(group.shown_if, {}, {Tag::boolean, {}, {}}, group.code), {}};
        for (const auto& field : group.fields) {
            made.fields.push_back(made_->fields.size());
            add(field, &group);
        }
        made_->groups.push_back(std::move(made));
    }

    void add(const Rule& rule) {
        const auto at = "rule/" + rule.code;
        const Group* group = nullptr;
        for (const auto& section : made_->definition.sections)
            for (const auto& one : section.groups)
                if (one.code == rule.group) group = &one;
        if (!rule.group.empty() && !group)
            return trouble(at, err::form_about, {{"rule", rule.code}, {"name", rule.group}});
        if (rule.about.empty()) return trouble(at, err::form_about, {{"rule", rule.code}, {"name", "…"}});
        for (const auto& name : rule.about)
            if (!(group ? names_->in_row(group->code, name) : names_->on_form(name)))
                trouble(at, err::form_about, {{"rule", rule.code}, {"name", name}});
        made_->rules.push_back({&rule, group, condition(rule.check, rule.group, {Tag::boolean, {}, {}}, at)});
    }

    // Order --------------------------------------------------------------------------------------------------------

    struct Node {
        Step step;
        std::string name;
        std::vector<std::string> after;
        int state = 0;  ///< 1: being looked at, 2: done
    };

    void need(Node& node, const Condition& condition, const Group* group) {
        for (const auto& name : condition.names)
            node.after.push_back(group && names_->in_row(group->code, name) ? group->code + "/" + name : name);
    }

    void put_in_order() {
        for (std::size_t i = 0; i < made_->fields.size(); ++i) {
            const auto& field = made_->fields[i];
            Node node{{Step::Kind::field, i}, field.field->code, {}};
            if (field.group) {
                node.name = field.group->code + "/" + node.name;
                node.after.push_back(field.group->code + "?");
            }
            need(node, field.shown, field.group);
            need(node, field.value, field.group);
            nodes_.emplace(node.name, node);
        }
        for (std::size_t i = 0; i < made_->groups.size(); ++i) {
            const auto& group = made_->groups[i];
            Node shown{{Step::Kind::group_shown, i}, group.group->code + "?", {}};
            need(shown, group.shown, nullptr);
            nodes_.emplace(shown.name, shown);
            Node value{{Step::Kind::group_value, i}, group.group->code, {shown.name}};
            for (const auto at : group.fields)
                value.after.push_back(group.group->code + "/" + made_->fields[at].field->code);
            nodes_.emplace(value.name, value);
        }
        for (auto& [name, node] : nodes_) visit(node);
    }

    void visit(Node& node) {
        if (node.state == 2 || !troubles_.empty()) return;
        path_.push_back(node.name);
        if (node.state == 1) {
            const auto begin = std::find(path_.begin(), path_.end(), node.name);
            const auto at = node.name.ends_with('?') ? node.name.substr(0, node.name.size() - 1) : node.name;
            return trouble(at, err::form_cycle, {{"path", text::join({begin, path_.end()}, " → ")}});
        }
        node.state = 1;
        for (const auto& before : node.after) visit(nodes_.at(before));
        if (!troubles_.empty()) return;
        node.state = 2;
        path_.pop_back();
        made_->order.push_back(node.step);
    }

    std::shared_ptr<Form::Compiled> made_;
    std::optional<Names> names_;
    std::map<std::string, Node> nodes_;
    std::vector<std::string> path_;
    std::vector<Trouble> troubles_;
};

}  // namespace

tl::expected<Form, std::vector<Trouble>> compile(Definition definition) {
    return Compiler(std::move(definition)).run();
}

std::vector<std::string> names_in(const Definition& definition, std::string_view group, std::string_view expression) {
    const Names names(definition);
    const auto checked = check_expression(expression, names.scope(group), names.members());
    if (!checked) return {};
    return {checked->names.begin(), checked->names.end()};
}

const Definition& Form::definition() const { return compiled_->definition; }

}  // namespace zhupi::forms
