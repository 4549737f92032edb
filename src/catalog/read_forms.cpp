// questions.yaml and forms/*.yaml.

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/form.hpp"
#include "catalog/sections.hpp"

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

FormField read_field(Reading& reading, const Node& node, const Catalog& catalog, const std::string& group) {
    const Into into(reading);
    FormField field;
    field.group = group;
    const auto options = [&](const Node& list) {
        read_list(reading, list, [&](const Node& child) { field.options.push_back(read_option(reading, child)); });
    };
    const auto dictionary = [&](const Node& child) {
        reading.refer(Kind::dictionary, child.text, reading.at(child.line));
        const auto found = catalog.dictionaries.find(child.text);
        if (found == catalog.dictionaries.end()) return;
        for (const auto& entry : found->second) field.options.push_back({entry.code, entry.name, {}});
    };
    const auto filled_from = [&](const Node& child) {
        into.text(field.filled_from, 60)(child);
        const std::string_view from = field.filled_from;
        const auto parts = text::split(from, '.');
        if (parts.size() == 3 && parts[0] == "result" && (parts[2] == "number" || parts[2] == "date"))
            reading.refer(Kind::item, std::string(parts[1]), reading.at(child.line));
        else if (parts.size() == 2 && parts[0] == "answer")
            reading.refer(Kind::question, std::string(parts[1]), reading.at(child.line));
        else if (std::find(known_sources.begin(), known_sources.end(), from) == known_sources.end())
            reading.report(err::city_filled_from, child,
                           {{"value", field.filled_from},
                            {"allowed", "answer.<question>, result.<item>.number, result.<item>.date, " +
                                            text::join({known_sources.begin(), known_sources.end()}, ", ")}});
    };
    read_map(reading, node,
             {{"code", required, into.definition(Kind::field, field.code)},
              {"label", required, into.name(field.label)},
              {"help", optional, into.name(field.help)},
              {"kind", required, into.choice(field.kind)},
              {"required", optional, into.flag(field.required)},
              {"least", optional, into.decimal(field.least)},
              {"most", optional, into.decimal(field.most)},
              {"max_length", optional, into.number(field.max_length, 1, 4000)},
              {"unit", optional, into.text(field.unit, 20)},
              {"options", optional, options},
              {"dictionary", optional, dictionary},
              {"items", optional, into.references(Kind::item, field.items)},
              {"stages", required, into.numbers(field.stages, 1, 5)},
              {"filled_from", optional, filled_from},
              {"personal", optional, into.flag(field.personal)}});
    if (field.least && field.most && *field.least > *field.most) reading.report(err::city_bounds, node);
    const bool names_dictionary = node.find("dictionary") != nullptr;
    if ((field.kind == FieldKind::choice) != (field.options.size() >= 2 || names_dictionary))
        reading.report(err::city_options, node);
    return field;
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
    const auto read_one = [&](const Node& child) {
        catalog.fields.push_back(read_field(reading, child, catalog, group));
    };
    read_map(reading, node,
             {{"group", required, [](const Node&) {}},  // read above: it holds for every field of the file
              {"fields", required, [&](const Node& list) { read_list(reading, list, read_one); }}});
}

}  // namespace zhupi::catalog
