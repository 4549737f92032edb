#include "base/text.hpp"
#include "bpmn/xml.hpp"

namespace zhupi::bpmn {
namespace {

const Attribute* find(const Element& element, std::string_view local, std::string_view name_space) {
    for (const auto& attribute : element.attributes)
        if (attribute.name_space == name_space && attribute.local() == local) return &attribute;
    return nullptr;
}

}  // namespace

const Element& Node::nothing() {
    static const Element element;
    return element;
}

std::string_view Node::attribute(std::string_view name) const {
    const auto* found = find(element(), name, {});
    return found ? std::string_view(found->value) : std::string_view();
}

bool Node::has(std::string_view name) const { return find(element(), name, {}) != nullptr; }

bool Node::flag(std::string_view name, bool otherwise) const {
    const auto* found = find(element(), name, {});
    if (!found) return otherwise;
    const auto value = text::trim(found->value);
    return value == "true" || value == "1";
}

std::string_view Node::own_attribute(std::string_view name) const {
    const auto* found = find(element(), name, zhupi_name_space);
    return found ? std::string_view(found->value) : std::string_view();
}

std::string Node::text() const {
    std::string all;
    for (const auto& piece : element().pieces)
        if (piece.kind == PieceKind::text || piece.kind == PieceKind::cdata) all += piece.text;
    return std::string(text::trim(all));
}

Node Node::parent() const { return element().parent == no_element ? Node() : Node(*document_, element().parent); }

std::vector<Node> Node::children() const {
    std::vector<Node> list;
    for (const auto& piece : element().pieces)
        if (piece.kind == PieceKind::element) list.emplace_back(*document_, piece.element);
    return list;
}

std::vector<Node> Node::children(Tag tag) const {
    std::vector<Node> list;
    for (const auto& piece : element().pieces)
        if (piece.kind == PieceKind::element && document_->elements[piece.element].tag == tag)
            list.emplace_back(*document_, piece.element);
    return list;
}

Node Node::child(Tag tag) const {
    for (const auto& piece : element().pieces)
        if (piece.kind == PieceKind::element && document_->elements[piece.element].tag == tag)
            return {*document_, piece.element};
    return {};
}

Node Node::own_child(std::string_view local_name) const {
    const auto extensions = child(Tag::extensionElements);
    if (!extensions) return {};
    for (const auto& node : extensions.children())
        if (node.element().name_space == zhupi_name_space && node.element().local() == local_name) return node;
    return {};
}

}  // namespace zhupi::bpmn
