#include "bpmn/difference.hpp"

#include <map>

namespace zhupi::bpmn {
namespace {

using Traits = std::map<std::string, std::string>;

bool stands_alone(Tag tag) { return is_flow_node(tag) || tag == Tag::sequenceFlow || tag == Tag::process; }

/// What an element says of itself: attributes, and what stands inside it that is no element of its own.
void collect(Node at, const std::string& prefix, Traits& traits) {
    for (const auto& attribute : at.element().attributes) {
        const auto local = std::string(attribute.local());
        if (local == "id" || attribute.name.starts_with("xmlns")) continue;
        traits[prefix.empty() ? local : prefix + "." + local] = attribute.value;
    }
    for (const auto& child : at.children()) {
        const auto tag = child.tag();
        if (stands_alone(tag) || tag == Tag::incoming || tag == Tag::outgoing || tag == Tag::laneSet) continue;
        const std::string name(child.element().local());
        if (const auto text = child.text(); !text.empty()) traits[name] = text;
        collect(child, name, traits);
    }
}

std::map<std::string, Node> elements_of(const Model& model, std::vector<std::string>& order) {
    std::map<std::string, Node> elements;
    for (std::size_t i = 0; i < model.document().elements.size(); ++i) {
        const Node node(model.document(), static_cast<ElementId>(i));
        if (!stands_alone(node.tag()) || node.id().empty()) continue;
        order.emplace_back(node.id());
        elements.emplace(node.id(), node);
    }
    return elements;
}

std::vector<AttributeChange> changes(Node before, Node after) {
    Traits old, now;
    collect(before, {}, old);
    collect(after, {}, now);
    std::vector<AttributeChange> list;
    if (before.tag() != after.tag())
        list.push_back({"kind", std::string(name_of(before.tag())), std::string(name_of(after.tag()))});
    for (const auto& [name, value] : old)
        if (const auto found = now.find(name); found == now.end() || found->second != value)
            list.push_back({name, value, found == now.end() ? "" : found->second});
    for (const auto& [name, value] : now)
        if (!old.contains(name)) list.push_back({name, "", value});
    return list;
}

}  // namespace

std::vector<ElementChange> difference(const Model& from, const Model& to) {
    using Kind = ElementChange::Kind;
    std::vector<std::string> old_order, order;
    const auto before = elements_of(from, old_order), after = elements_of(to, order);
    std::vector<ElementChange> list;
    for (const auto& id : order) {
        const auto now = after.at(id);
        const auto old = before.find(id);
        const std::string name(now.attribute("name"));
        if (old == before.end()) {
            list.push_back({id, name, Kind::added, {}});
        } else if (auto what = changes(old->second, now); !what.empty()) {
            list.push_back({id, name, Kind::changed, std::move(what)});
        }
    }
    for (const auto& id : old_order)
        if (!after.contains(id)) list.push_back({id, std::string(before.at(id).attribute("name")), Kind::removed, {}});
    return list;
}

}  // namespace zhupi::bpmn
