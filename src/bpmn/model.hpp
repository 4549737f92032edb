#pragma once
// A document seen as BPMN: elements by id, flows by the nodes they join, boundary events by their activity. The
// sequence flows themselves say what is joined; <incoming> and <outgoing> repeat it and only give the order.

#include "bpmn/xml.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace zhupi::bpmn {

class Model {
public:
    /// err::bpmn_xml, or err::bpmn_not_bpmn when the root is not <definitions>.
    static Result<Model> read(std::string_view xml);

    const Document& document() const { return *document_; }
    Node root() const { return {*document_, 0}; }
    std::string_view target_namespace() const { return root().attribute("targetNamespace"); }

    /// All elements with this tag, in document order.
    const std::vector<Node>& all(Tag tag) const;
    /// The element with this id; none when there is none. Of several the first.
    Node find(std::string_view id) const;
    const std::vector<Node>& duplicates() const { return duplicates_; }  ///< elements whose id is taken
    /// What a QName or id written at an element refers to in this document: a prefix must be bound to our own target
    /// name space. None when it refers to nothing here.
    Node resolve(std::string_view reference) const;
    bool is_foreign(std::string_view reference) const;  ///< its prefix is bound to another name space

    const std::vector<Node>& incoming(Node flow_node) const;  ///< sequence flows, in document order
    /// In the order of the <outgoing> elements where they name all of them, else in document order: the order in which
    /// an exclusive gateway asks its conditions.
    const std::vector<Node>& outgoing(Node flow_node) const;
    const std::vector<Node>& boundary_events(Node activity) const;
    /// Event definitions of an event in order, its own and those it refers to.
    std::vector<Node> event_definitions(Node event) const;
    /// Associations that begin or end at an element.
    std::vector<Node> associations(Node element) const;

    /// The process, sub-process or choreography that holds a flow element; none for others.
    Node container(Node element) const;
    Node process(Node element) const;        ///< the <process> around it
    bool is_executable(Node element) const;  ///< the process around it says isExecutable

private:
    void index();
    void order_outgoing();

    std::shared_ptr<const Document> document_;
    std::map<Tag, std::vector<Node>> by_tag_;
    std::unordered_map<std::string, ElementId> by_id_;
    std::map<std::string, std::string, std::less<>> prefixes_;
    std::unordered_map<ElementId, std::vector<Node>> incoming_, outgoing_, boundary_;
    std::vector<Node> duplicates_;
};

}  // namespace zhupi::bpmn
