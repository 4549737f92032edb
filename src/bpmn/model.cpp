#include "bpmn/model.hpp"

#include "base/error_codes.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

const std::vector<Node> nothing;

const std::vector<Node>& found(const std::unordered_map<ElementId, std::vector<Node>>& map, Node node) {
    const auto at = map.find(node.element_id());
    return at == map.end() ? nothing : at->second;
}

}  // namespace

Result<Model> Model::read(std::string_view xml) {
    ZHUPI_TRY(auto document, read_xml(xml));
    Model model;
    model.document_ = std::make_shared<const Document>(std::move(document));
    if (!model.root().is(Tag::definitions)) return fail(err::bpmn_not_bpmn, {{"name", model.root().element().name}});
    model.index();
    return model;
}

void Model::index() {
    for (const auto& attribute : root().element().attributes)
        if (attribute.name.starts_with("xmlns:")) prefixes_[attribute.name.substr(6)] = attribute.value;
    for (ElementId id = 0; id < document_->elements.size(); ++id) {
        const Node node(*document_, id);
        if (node.is(Tag::foreign)) continue;
        by_tag_[node.tag()].push_back(node);
        if (node.has("id") && !by_id_.try_emplace(std::string(node.id()), id).second) duplicates_.push_back(node);
    }
    for (const auto& flow : all(Tag::sequenceFlow)) {
        if (const auto source = resolve(flow.attribute("sourceRef"))) outgoing_[source.element_id()].push_back(flow);
        if (const auto target = resolve(flow.attribute("targetRef"))) incoming_[target.element_id()].push_back(flow);
    }
    for (const auto& event : all(Tag::boundaryEvent))
        if (const auto activity = resolve(event.attribute("attachedToRef")))
            boundary_[activity.element_id()].push_back(event);
    order_outgoing();
}

void Model::order_outgoing() {
    for (auto& [id, flows] : outgoing_) {
        if (flows.size() < 2) continue;
        std::vector<Node> named;
        for (const auto& reference : Node(*document_, id).children(Tag::outgoing))
            if (const auto flow = resolve(reference.text()); flow && std::count(flows.begin(), flows.end(), flow))
                named.push_back(flow);
        if (named.size() == flows.size() && std::is_permutation(named.begin(), named.end(), flows.begin()))
            flows = std::move(named);
    }
}

const std::vector<Node>& Model::all(Tag tag) const {
    const auto at = by_tag_.find(tag);
    return at == by_tag_.end() ? nothing : at->second;
}

Node Model::find(std::string_view id) const {
    const auto at = by_id_.find(std::string(id));
    return at == by_id_.end() ? Node() : Node(*document_, at->second);
}

bool Model::is_foreign(std::string_view reference) const {
    const auto colon = reference.find(':');
    if (colon == reference.npos) return false;
    const auto prefix = prefixes_.find(reference.substr(0, colon));
    return prefix != prefixes_.end() && prefix->second != target_namespace();
}

Node Model::resolve(std::string_view reference) const {
    if (const auto node = find(reference)) return node;
    const auto colon = reference.find(':');
    if (colon == reference.npos || is_foreign(reference)) return {};
    return prefixes_.contains(reference.substr(0, colon)) ? find(reference.substr(colon + 1)) : Node();
}

const std::vector<Node>& Model::incoming(Node flow_node) const { return found(incoming_, flow_node); }
const std::vector<Node>& Model::outgoing(Node flow_node) const { return found(outgoing_, flow_node); }
const std::vector<Node>& Model::boundary_events(Node activity) const { return found(boundary_, activity); }

std::vector<Node> Model::event_definitions(Node event) const {
    std::vector<Node> list;
    for (const auto& child : event.children()) {
        if (is_event_definition(child.tag())) list.push_back(child);
        if (child.is(Tag::eventDefinitionRef))
            if (const auto shared = resolve(child.text()); shared && is_event_definition(shared.tag()))
                list.push_back(shared);
    }
    return list;
}

std::vector<Node> Model::associations(Node element) const {
    std::vector<Node> list;
    for (const auto& association : all(Tag::association))
        if (resolve(association.attribute("sourceRef")) == element ||
            resolve(association.attribute("targetRef")) == element)
            list.push_back(association);
    return list;
}

Node Model::container(Node element) const {
    for (auto node = element.parent(); node; node = node.parent())
        if (node.is(Tag::process) || is_sub_process(node.tag()) || node.is(Tag::choreography) ||
            node.is(Tag::subChoreography) || node.is(Tag::globalChoreographyTask))
            return node;
    return {};
}

Node Model::process(Node element) const {
    for (auto node = element; node; node = node.parent())
        if (node.is(Tag::process)) return node;
    return {};
}

bool Model::is_executable(Node element) const {
    const auto around = process(element);
    return around && around.flag("isExecutable");
}

}  // namespace zhupi::bpmn
