// Pools, message flows, conversations, choreographies.
#include "bpmn/check/checker.hpp"

#include <algorithm>
#include <charconv>

namespace zhupi::bpmn {
namespace {

bool is_artifact(Node node) {
    return node && is_one_of(node.tag(), {Tag::association, Tag::group, Tag::textAnnotation});
}

/// The pool an end of a message flow belongs to: a participant without a process, or a process.
Node pool_of(const Model& model, Node end) {
    if (!end) return {};
    if (!end.is(Tag::participant)) return model.process(end);
    const auto process = model.resolve(end.attribute("processRef"));
    return process ? process : end;
}

bool message_event(const Model& model, Node event) {
    const auto definitions = model.event_definitions(event);
    return std::any_of(definitions.begin(), definitions.end(),
                       [](Node one) { return one.is(Tag::messageEventDefinition); });
}

void check_message_flow(Checker& checker, Node flow) {
    const auto& model = checker.model;
    const auto source = model.resolve(flow.attribute("sourceRef")), target = model.resolve(flow.attribute("targetRef"));
    checker.report_if(is_artifact(source), err::bpmn_ext009, flow);
    checker.report_if(is_artifact(target), err::bpmn_ext008, flow);
    if (!source || !target) return;
    const auto from = pool_of(model, source), to = pool_of(model, target);
    checker.report_if(from && from == to, err::bpmn_ext031, flow);
    checker.report_if(source.is(Tag::startEvent), err::bpmn_ext102, source);
    checker.report_if(target.is(Tag::startEvent) && !message_event(model, target), err::bpmn_ext103, target);
    checker.report_if(target.is(Tag::endEvent), err::bpmn_ext108, target);
    checker.report_if(source.is(Tag::endEvent) && !message_event(model, source), err::bpmn_ext109, source);
    checker.report_if(source.is(Tag::intermediateCatchEvent), err::bpmn_ext119, source);
    checker.report_if(target.is(Tag::intermediateThrowEvent), err::bpmn_ext119, target);
}

std::optional<int> number(Node node, std::string_view attribute) {
    if (!node.has(attribute)) return std::nullopt;
    const auto text = node.attribute(attribute);
    int value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return std::nullopt;
    return value;
}

}  // namespace

void check_collaborations(Checker& checker) {
    const auto& model = checker.model;
    for (const auto& flow : model.all(Tag::messageFlow)) check_message_flow(checker, flow);
    for (const auto& multiplicity : model.all(Tag::participantMultiplicity)) {
        const auto minimum = number(multiplicity, "minimum").value_or(0),
                   maximum = number(multiplicity, "maximum").value_or(1);
        checker.report_if(minimum < 0, err::bpmn_ext029, multiplicity.parent());
        checker.report_if(maximum < 1 || maximum < minimum, err::bpmn_ext030, multiplicity.parent());
    }
    for (const auto tag : {Tag::choreography, Tag::globalConversation})
        for (const auto& element : model.all(tag))
            checker.report_if(bool(element.child(Tag::choreographyRef)), err::bpmn_ext027, element);
    for (const auto& conversation : model.all(Tag::globalConversation)) {
        const auto children = conversation.children();
        checker.report_if(std::any_of(children.begin(), children.end(),
                                      [](Node child) {
                                          return is_one_of(child.tag(),
                                                           {Tag::conversation, Tag::subConversation,
                                                            Tag::callConversation, Tag::participantAssociation,
                                                            Tag::messageFlowAssociation, Tag::conversationAssociation,
                                                            Tag::association, Tag::group, Tag::textAnnotation});
                                      }),
                          err::bpmn_ext032, conversation);
    }
    for (const auto& collaboration : model.all(Tag::collaboration))
        for (const auto& reference : collaboration.children(Tag::choreographyRef))
            if (const auto choreography = model.resolve(reference.text()))
                checker.report_if(choreography.flag("isClosed") != collaboration.flag("isClosed"), err::bpmn_ext033,
                                  collaboration);
}

}  // namespace zhupi::bpmn
