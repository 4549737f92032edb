// Sequence flows: what they may join, and what must be joined.
#include "bpmn/check/checker.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

bool is_artifact(Node node) {
    return node && is_one_of(node.tag(), {Tag::association, Tag::group, Tag::textAnnotation});
}

bool lists(Node node, Tag tag, std::string_view flow) {
    const auto children = node.children(tag);
    return std::any_of(children.begin(), children.end(), [&](Node child) {
        const auto text = child.text();
        return text == flow || text.substr(text.find(':') + 1) == flow;
    });
}

void check_flow(Checker& checker, Node flow) {
    const auto& model = checker.model;
    const auto source = model.resolve(flow.attribute("sourceRef")), target = model.resolve(flow.attribute("targetRef"));
    checker.report_if(is_artifact(source), err::bpmn_ext007, flow);
    checker.report_if(is_artifact(target), err::bpmn_ext006, flow);
    if (!source || !target) return;
    checker.report_if(is_event_sub_process(source), err::bpmn_ext021, source);
    checker.report_if(is_event_sub_process(target), err::bpmn_ext022, target);
    const std::string id(flow.id());
    checker.report_if(is_flow_node(source.tag()) && !lists(source, Tag::outgoing, id), err::bpmn_ext023, source,
                      {{"value", id}});
    checker.report_if(is_flow_node(target.tag()) && !lists(target, Tag::incoming, id), err::bpmn_ext023, target,
                      {{"value", id}});
    checker.report_if(flow.has("isImmediate") && !flow.flag("isImmediate") && model.is_executable(flow),
                      err::bpmn_ext024, flow);
    checker.report_if(
        flow.child(Tag::conditionExpression) && is_activity(source.tag()) && model.outgoing(source).size() < 2,
        err::bpmn_ext025, flow);
    if (!is_flow_node(source.tag()) || !is_flow_node(target.tag())) return;
    checker.report_if(model.process(source) != model.process(target), err::bpmn_ext028, flow);
    checker.report_if(
        model.process(source) == model.process(target) && model.container(source) != model.container(target),
        err::bpmn_ext152, flow);
}

void check_default(Checker& checker, Node node) {
    const auto value = node.attribute("default");
    if (value.empty()) return;
    const auto flow = checker.model.resolve(value);
    const auto& out = checker.model.outgoing(node);
    checker.report_if(!flow || std::find(out.begin(), out.end(), flow) == out.end(), err::bpmn_ext026, node);
}

/// With start events everything must be reached, with end events everything must lead on (BPMN 2.0.2, 10.5.2, 10.5.3).
void check_connected(Checker& checker, Node container) {
    const auto& model = checker.model;
    const bool starts(container.child(Tag::startEvent)), ends(container.child(Tag::endEvent));
    const bool triggered = is_event_sub_process(container);
    if (!container.is(Tag::adHocSubProcess) && !triggered) {
        checker.report_if(ends && !starts, err::bpmn_ext097, container);
        checker.report_if(starts && !ends, err::bpmn_ext105, container);
    }
    for (const auto& node : container.children()) {
        if (!is_flow_node(node.tag()) || is_event(node.tag()) || may_stand_alone(node)) continue;
        const Params name{{"element", called(node)}};
        const bool begins = node.flag("instantiate");
        checker.report_if(starts && !begins && model.incoming(node).empty(), err::bpmn_ext150, node, name);
        checker.report_if(ends && model.outgoing(node).empty(), err::bpmn_ext151, node, name);
    }
}

}  // namespace

void check_flows(Checker& checker) {
    const auto& model = checker.model;
    for (const auto& flow : model.all(Tag::sequenceFlow)) check_flow(checker, flow);
    for (const auto tag :
         {Tag::exclusiveGateway, Tag::inclusiveGateway, Tag::complexGateway, Tag::task, Tag::userTask, Tag::manualTask,
          Tag::serviceTask, Tag::scriptTask, Tag::businessRuleTask, Tag::sendTask, Tag::receiveTask, Tag::subProcess,
          Tag::adHocSubProcess, Tag::transaction, Tag::callActivity})
        for (const auto& node : model.all(tag)) check_default(checker, node);
    for (const auto tag : {Tag::process, Tag::subProcess, Tag::transaction, Tag::adHocSubProcess})
        for (const auto& container : model.all(tag)) check_connected(checker, container);
}

}  // namespace zhupi::bpmn
