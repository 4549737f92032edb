#include "bpmn/check/checker.hpp"

namespace zhupi::bpmn {
namespace {

void check_gateway(Checker& checker, Node gateway) {
    const auto in = checker.model.incoming(gateway).size(), out = checker.model.outgoing(gateway).size();
    const auto direction = gateway.attribute("gatewayDirection");
    checker.report_if(direction == "Converging" && out > 1, err::bpmn_ext017, gateway);
    checker.report_if(direction == "Diverging" && in > 1, err::bpmn_ext018, gateway);
    checker.report_if(direction == "Mixed" && (in < 2 || out < 2), err::bpmn_ext019, gateway);
    checker.report_if(in < 2 && out < 2 && !gateway.is(Tag::eventBasedGateway), err::bpmn_ext135, gateway);
}

bool may_follow(const Model& model, Node target) {
    if (target.is(Tag::receiveTask)) return true;
    if (!target.is(Tag::intermediateCatchEvent)) return false;
    for (const auto& event : model.event_definitions(target))
        if (!is_one_of(event.tag(), {Tag::messageEventDefinition, Tag::signalEventDefinition, Tag::timerEventDefinition,
                                     Tag::conditionalEventDefinition}))
            return false;
    return true;
}

void check_event_gateway(Checker& checker, Node gateway) {
    const auto& model = checker.model;
    const auto& out = model.outgoing(gateway);
    checker.report_if(out.size() < 2, err::bpmn_ext136, gateway);
    checker.report_if(gateway.flag("instantiate") && !model.incoming(gateway).empty(), err::bpmn_ext142, gateway);
    bool message = false, receive = false;
    for (const auto& flow : out) {
        checker.report_if(bool(flow.child(Tag::conditionExpression)), err::bpmn_ext137, flow);
        const auto target = model.resolve(flow.attribute("targetRef"));
        if (!target) continue;
        checker.report_if(!may_follow(model, target), err::bpmn_ext138, gateway);
        checker.report_if(target.is(Tag::receiveTask) && !model.boundary_events(target).empty(), err::bpmn_ext140,
                          target);
        checker.report_if(model.incoming(target).size() > 1, err::bpmn_ext141, target);
        receive |= target.is(Tag::receiveTask);
        for (const auto& event : model.event_definitions(target)) message |= event.is(Tag::messageEventDefinition);
    }
    checker.report_if(message && receive, err::bpmn_ext139, gateway);
}

}  // namespace

void check_gateways(Checker& checker) {
    for (const auto tag : {Tag::exclusiveGateway, Tag::parallelGateway, Tag::inclusiveGateway, Tag::complexGateway,
                           Tag::eventBasedGateway})
        for (const auto& gateway : checker.model.all(tag)) check_gateway(checker, gateway);
    for (const auto& gateway : checker.model.all(Tag::eventBasedGateway)) check_event_gateway(checker, gateway);
}

}  // namespace zhupi::bpmn
