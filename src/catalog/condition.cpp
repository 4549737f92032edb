// Conditions as they are written in the city's files:
//
//   when: { works: [building, renewal], area: { least: 3000 } }     all of these
//   when: [{ river: yes }, { forest: yes }]                         any of these

#include "base/error_codes.hpp"
#include "catalog/reading.hpp"

namespace zhupi::catalog {
namespace {

Clause read_clause(Reading& reading, const Key& key, const Node& node) {
    const Into into(reading);
    Clause clause;
    clause.fact = key.text;
    reading.refer(Kind::question, key.text, reading.at(key.line));
    const auto value = [&](const Node& option) {
        if (option.kind != Node::Kind::text)
            return reading.report(err::city_type, option,
                                  {{"expectedZh", "选项编号"}, {"expected", "the code of an option"}});
        clause.values.push_back(option.text);
        reading.refer(Kind::option, key.text + "/" + option.text, reading.at(option.line));
    };
    if (node.kind == Node::Kind::map) {
        reading.refer(Kind::number, key.text, reading.at(key.line));
        read_map(reading, node,
                 {{"least", optional, into.decimal(clause.least)}, {"most", optional, into.decimal(clause.most)}});
        if (node.children.empty()) reading.report(err::city_key_missing, node, {{"key", "least / most"}});
    } else if (node.kind == Node::Kind::list) {
        for (const auto& option : node.children) value(option);
    } else {
        value(node);
    }
    return clause;
}

std::vector<Clause> read_line(Reading& reading, const Node& node) {
    std::vector<Clause> line;
    if (node.kind != Node::Kind::map || node.children.empty()) {
        reading.report(err::city_type, node, {{"expectedZh", "“问题: 选项”"}, {"expected", "'question: option'"}});
        return line;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i)
        line.push_back(read_clause(reading, node.keys[i], node.children[i]));
    return line;
}

}  // namespace

Take Into::condition(Condition& out) const {
    return [this_ = *this, &out](const Node& node) {
        if (node.kind != Node::Kind::list) return out.any_of.push_back(read_line(this_.reading_, node));
        read_list(this_.reading_, node,
                  [&](const Node& child) { out.any_of.push_back(read_line(this_.reading_, child)); });
    };
}

}  // namespace zhupi::catalog
