#include "bpmn/soundness/outcomes.hpp"

#include "feel/feel.hpp"
#include "feel/json.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

constexpr std::size_t most_values = 62;

std::vector<Node> named(Node element, std::string_view name) {
    std::vector<Node> list;
    for (const auto& child : element.children())
        if (child.element().local() == name) list.push_back(child);
    return list;
}
Node first(Node element, std::string_view name) {
    const auto list = named(element, name);
    return list.empty() ? Node() : list.front();
}
std::string text_of(Node entry) {
    const auto text = first(entry, "text");
    return text ? text.text() : std::string();
}

std::optional<json::Raw> constant(const std::string& text) {
    const auto program = feel::compile(text, {});
    if (!program || !(*program)->problems.empty()) return std::nullopt;
    return json::Raw{feel::to_json(feel::evaluate(**program, std::span<const feel::Value>()).value)};
}

/// Empty when the table is not one of constants.
std::vector<json::Raw> answers(Node table) {
    std::vector<json::Raw> values;
    const auto outputs = named(table, "output");
    if (outputs.size() != 1) return {};
    const auto policy = table.attribute("hitPolicy");
    if (policy == "COLLECT" || policy == "RULE ORDER" || policy == "OUTPUT ORDER") return {};
    bool always = false;
    const auto add = [&](const std::string& text) {
        auto value = constant(text);
        if (value && std::find(values.begin(), values.end(), *value) == values.end())
            values.push_back(std::move(*value));
        return value.has_value();
    };
    for (const auto& rule : named(table, "rule")) {
        const auto inputs = named(rule, "inputEntry"), results = named(rule, "outputEntry");
        if (results.size() != 1 || !add(text_of(results.front()))) return {};
        always |= std::all_of(inputs.begin(), inputs.end(), [](Node entry) {
            const auto text = text_of(entry);
            return text.empty() || text == "-";
        });
    }
    if (!always) {
        const auto otherwise = first(outputs.front(), "defaultOutputEntry");
        if (!add(otherwise ? text_of(otherwise) : "null")) return {};
    }
    return values.size() > most_values ? std::vector<json::Raw>() : values;
}

}  // namespace

Result<Narrowing> outcomes_of(const Definition& definition, const Model& model, std::string_view dmn) {
    ZHUPI_TRY(const auto document, read_xml(dmn));
    Narrowing narrowing;
    const Node root(document, 0);
    for (const auto& task : model.all(Tag::businessRuleTask)) {
        const auto wanted = task.own_attribute("decision");
        const auto node = definition.find_node(task.id());
        if (wanted.empty() || node == none) continue;
        for (const auto& decision : named(root, "decision")) {
            if (decision.id() != wanted && decision.attribute("name") != wanted) continue;
            const auto table = first(decision, "decisionTable");
            auto values = table ? answers(table) : std::vector<json::Raw>();
            if (values.empty()) continue;
            const auto result = task.own_attribute("result");
            narrowing[node] = {std::string(result.empty() ? wanted : result), std::move(values)};
        }
    }
    return narrowing;
}

}  // namespace zhupi::bpmn
