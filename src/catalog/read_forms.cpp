// questions.yaml and forms/*.yaml.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/form.hpp"
#include "catalog/sections.hpp"

#include <algorithm>
#include <span>

namespace zhupi::catalog {
namespace {

Option read_option(Reading& reading, const Node& node) {
    const Into into(reading);
    Option option;
    read_map(reading, node,
             {{"code", required, into.text(option.code, 40)},
              {"zh", required, into.text(option.name.zh)},
              {"en", required, into.text(option.name.en)},
              {"term", optional, into.text(option.term, 40)}});
    if (option.term.empty()) option.term = option.name.zh;
    return option;
}

Question read_question(Reading& reading, const Node& node) {
    const Into into(reading);
    Question question;
    const auto options = [&](const Node& list) {
        read_list(reading, list, [&](const Node& child) { question.options.push_back(read_option(reading, child)); });
    };
    read_map(reading, node,
             {{"code", required, into.definition(Kind::question, question.code)},
              {"term", required, into.name(question.term)},
              {"text", required, into.name(question.text)},
              {"help", optional, into.name(question.help)},
              {"kind", required, into.choice(question.kind)},
              {"options", optional, options},
              {"unit", optional, into.text(question.unit, 20)},
              {"required", optional, into.flag(question.required)}});
    if ((question.kind == AnswerKind::choice) != (question.options.size() >= 2))
        reading.report(err::city_options, node);

    return question;
}

/// Where a value comes from: "result.<item>.number", "answer.<question>", or one of a list.
Take source(Reading& reading, std::string& out, bool in_row) {
    return [&reading, &out, in_row](const Node& node) {
        Into(reading).text(out, 60)(node);
        const std::string_view from = out;
        const auto parts = text::split(from, '.');
        if (!in_row && parts.size() == 3 && parts[0] == "result" && (parts[2] == "number" || parts[2] == "date"))
            return reading.refer(Kind::item, std::string(parts[1]), reading.at(node.line));
        if (!in_row && parts.size() == 2 && parts[0] == "answer")
            return reading.refer(Kind::question, std::string(parts[1]), reading.at(node.line));
        const std::span<const std::string_view> known =
            in_row ? std::span<const std::string_view>(row_sources) : std::span<const std::string_view>(known_sources);
        if (std::find(known.begin(), known.end(), from) != known.end()) return;
        reading.report(err::city_filled_from, node,
                       {{"value", out},
                        {"allowed", (in_row ? "" : "answer.<question>, result.<item>.number, result.<item>.date, ") +
                                        text::join({known.begin(), known.end()}, ", ")}});
    };
}

Stricter read_stricter(Reading& reading, const Node& node) {
    const Into into(reading);
    Stricter more;
    read_map(reading, node,
             {{"items", required, into.references(Kind::item, more.items)},
              {"required", optional, into.flag(more.required)},
              {"least", optional, into.decimal(more.least)},
              {"most", optional, into.decimal(more.most)}});
    return more;
}

/// A condition or a computed value; what it says is checked when all fields are known.
Take feel_text(Reading& reading, std::string& out) { return Into(reading).text(out, 500); }

void check_field(Reading& reading, const Node& node, const forms::Field& field) {
    if (field.least && field.most && *field.least > *field.most) reading.report(err::city_bounds, node);
    const bool names_dictionary = node.find("dictionary") != nullptr;
    if ((field.kind == FieldKind::choice) != (field.options.size() >= 2 || names_dictionary))
        reading.report(err::city_options, node);
}

/// `group`: whose rows it is asked in; empty on the form itself.
FormField read_field(Reading& reading, const Node& node, const Catalog& catalog, const std::string& section,
                     const std::string& group) {
    const Into into(reading);
    FormField field;
    field.section = section;
    const bool in_row = !group.empty();
    const auto code = [&](const Node& child) {
        into.text(field.code, 40)(child);
        reading.define(Kind::field, in_row ? group + "/" + field.code : field.code, reading.at(child.line));
    };
    const auto options = [&](const Node& list) {
        read_list(reading, list, [&](const Node& child) {
            const auto option = read_option(reading, child);
            field.options.push_back({option.code, option.name});
        });
    };
    const auto dictionary = [&](const Node& child) {
        reading.refer(Kind::dictionary, child.text, reading.at(child.line));
        const auto found = catalog.dictionaries.find(child.text);
        if (found == catalog.dictionaries.end()) return;
        for (const auto& entry : found->second) field.options.push_back({entry.code, entry.name});
    };
    const auto stricter = [&](const Node& list) {
        read_list(reading, list, [&](const Node& child) { field.stricter.push_back(read_stricter(reading, child)); });
    };
    const Member items{"items", optional, into.references(Kind::item, field.items)},
        stages{"stages", required, into.numbers(field.stages, 1, 5)}, stricter_member{"stricter", optional, stricter};
    const std::initializer_list<Member> both{{"code", required, code},
                                             {"label", required, into.name(field.label)},
                                             {"help", optional, into.name(field.help)},
                                             {"kind", required, into.choice(field.kind)},
                                             {"required", optional, into.flag(field.required)},
                                             {"required_if", optional, feel_text(reading, field.required_if)},
                                             {"shown_if", optional, feel_text(reading, field.shown_if)},
                                             {"value", optional, feel_text(reading, field.value)},
                                             {"least", optional, into.decimal(field.least)},
                                             {"most", optional, into.decimal(field.most)},
                                             {"decimals", optional, into.number(field.decimals, 0, 4)},
                                             {"max_length", optional, into.number(field.max_length, 1, 4000)},
                                             {"unit", optional, into.text(field.unit, 20)},
                                             {"options", optional, options},
                                             {"dictionary", optional, dictionary},
                                             {"filled_from", optional, source(reading, field.filled_from, in_row)},
                                             {"personal", optional, into.flag(field.personal)}};
    std::vector<Member> members(both);
    if (!in_row) members.insert(members.end(), {items, stages, stricter_member});
    read_map(reading, node, members);
    check_field(reading, node, field);
    return field;
}

FormGroup read_group(Reading& reading, const Node& node, const Catalog& catalog, const std::string& section) {
    const Into into(reading);
    FormGroup group;
    group.section = section;
    if (const auto* code = node.find("code")) into.definition(Kind::field, group.code)(*code);
    const auto from = [&](const Node& child) {
        into.text(group.filled_from, 60)(child);
        if (group.filled_from != buildings_source)
            reading.report(err::city_filled_from, child,
                           {{"value", group.filled_from}, {"allowed", std::string(buildings_source)}});
    };
    const auto fields = [&](const Node& list) {
        read_list(reading, list, [&](const Node& child) {
            group.fields.push_back(read_field(reading, child, catalog, section, group.code));
        });
    };
    read_map(reading, node,
             std::vector<Member>{{"code", required, [](const Node&) {}},  // read above: its fields are known under it
                                 {"label", required, into.name(group.label)},
                                 {"help", optional, into.name(group.help)},
                                 {"shown_if", optional, feel_text(reading, group.shown_if)},
                                 {"least", optional, into.number(group.least, 0, 200)},
                                 {"most", optional, into.number(group.most, 1, 200)},
                                 {"items", optional, into.references(Kind::item, group.items)},
                                 {"stages", required, into.numbers(group.stages, 1, 5)},
                                 {"filled_from", optional, from},
                                 {"fields", required, fields}});
    return group;
}

FormRule read_rule(Reading& reading, const Node& node) {
    const Into into(reading);
    FormRule rule;
    const auto code = [&](const Node& child) {
        into.text(rule.code, 40)(child);
        reading.define(Kind::field, "rule/" + rule.code, reading.at(child.line));
    };
    const auto about = [&](const Node& list) {
        read_list(reading, list, [&](const Node& child) { into.text(rule.about.emplace_back(), 40)(child); });
    };
    read_map(reading, node,
             std::vector<Member>{{"code", required, code},
                                 {"group", optional, into.text(rule.group, 40)},
                                 {"check", required, feel_text(reading, rule.check)},
                                 {"about", required, about},
                                 {"words", required, into.name(rule.words)},
                                 {"warning", optional, into.flag(rule.warning)}});
    return rule;
}

}  // namespace

void read_questions(Reading& reading, const Node& node, Draft& draft) {
    const auto read_one = [&](const Node& child) { draft.catalog.questions.push_back(read_question(reading, child)); };
    read_map(reading, node, {{"questions", required, [&](const Node& list) { read_list(reading, list, read_one); }}});
}

void read_fields(Reading& reading, const Node& node, Draft& draft) {
    const Into into(reading);
    auto& catalog = draft.catalog;
    std::string group;
    if (const auto* given = node.find("group")) {
        into.text(group, 40)(*given);
        reading.refer(Kind::entry, "form_group/" + group, reading.at(given->line));
    }
    const auto field = [&](const Node& child) {
        catalog.fields.push_back(read_field(reading, child, catalog, group, {}));
    };
    const auto repeated = [&](const Node& child) {
        catalog.groups.push_back(read_group(reading, child, catalog, group));
    };
    const auto rule = [&](const Node& child) { catalog.form_rules.push_back(read_rule(reading, child)); };
    read_map(reading, node,
             {{"group", required, [](const Node&) {}},  // read above: it holds for everything in the file
              {"fields", required, [&](const Node& list) { read_list(reading, list, field); }},
              {"groups", optional, [&](const Node& list) { read_list(reading, list, repeated); }},
              {"rules", optional, [&](const Node& list) { read_list(reading, list, rule); }}});
}

namespace {

/// Whoever reads a field must read what its conditions speak of, in every stage: otherwise there are forms on which
/// nobody can answer them.
void check_readers(Reading& reading, const Catalog& catalog, const FormPlace& place, const std::string& at,
                   const std::vector<std::string>& names, const std::string& expression) {
    std::vector<std::string> items = place.items;
    if (items.empty())
        for (const auto& item : catalog.items) items.push_back(item.code);
    const auto read_by = [&](const FormPlace& other, const std::string& item) {
        return other.items.empty() || std::find(other.items.begin(), other.items.end(), item) != other.items.end();
    };
    for (const auto& name : names) {
        const FormPlace* other = catalog.field(name);
        for (const auto& group : catalog.groups)
            if (group.code == name) other = &group;
        if (!other) continue;  // a field of the same row
        const bool stages = std::all_of(place.stages.begin(), place.stages.end(), [&](int stage) {
            return std::find(other->stages.begin(), other->stages.end(), stage) != other->stages.end();
        });
        if (stages && std::all_of(items.begin(), items.end(), [&](const auto& item) { return read_by(*other, item); }))
            continue;
        reading.report(err::form_name, reading.place(Kind::field, at), {{"expression", expression}, {"name", name}});
    }
}

}  // namespace

void check_forms(Reading& reading, Catalog& catalog) {
    const auto whole = whole_form(catalog);
    const auto form = forms::compile(whole);
    if (!form)
        for (const auto& trouble : form.error())
            reading.report(*trouble.error.code, reading.place(Kind::field, trouble.at), trouble.error.params);
    for (const auto& conflict : form_conflicts(catalog))
        reading.report(*conflict.error.code, reading.place(Kind::field, conflict.at), conflict.error.params);
    const auto conditions = [&](const FormPlace& place, const forms::Field& field, const std::string& group) {
        const auto at = group.empty() ? field.code : group + "/" + field.code;
        for (const auto* text : {&field.shown_if, &field.required_if, &field.value})
            if (!text->empty()) check_readers(reading, catalog, place, at, forms::names_in(whole, group, *text), *text);
    };
    for (const auto& field : catalog.fields) conditions(field, field, {});
    for (const auto& group : catalog.groups) {
        if (!group.shown_if.empty())
            check_readers(reading, catalog, group, group.code, forms::names_in(whole, {}, group.shown_if),
                          group.shown_if);
        for (const auto& field : group.fields) conditions(group, field, group.code);
    }
    for (auto& rule : catalog.form_rules) {
        for (auto& name : forms::names_in(whole, rule.group, rule.check))
            if (rule.group.empty() || catalog.field(name)) rule.names.push_back(std::move(name));
        if (rule.group.empty())
            rule.names.insert(rule.names.end(), rule.about.begin(), rule.about.end());
        else
            rule.names.push_back(rule.group);
    }
}

}  // namespace zhupi::catalog
