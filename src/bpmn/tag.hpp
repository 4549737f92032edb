#pragma once
// The element names of BPMN 2.0.2 (formal/2013-12-09) that have a meaning here. An enumerator is spelled as the XML
// local name; what the standard knows but we only carry along is `other`, what comes from another namespace `foreign`.

#include <cstdint>
#include <string_view>

namespace zhupi::bpmn {

// The formatter cannot settle on a form for such a list.
// clang-format off
#define ZHUPI_BPMN_TAGS(X) \
    X(definitions) X(process) X(collaboration) X(choreography) X(globalConversation) X(globalChoreographyTask) \
    X(globalTask) X(globalScriptTask) X(globalUserTask) X(globalManualTask) X(globalBusinessRuleTask) \
    X(participant) X(participantMultiplicity) X(participantAssociation) X(partnerEntity) X(partnerRole) \
    X(messageFlow) X(messageFlowAssociation) X(conversation) X(subConversation) X(callConversation) \
    X(conversationLink) X(conversationAssociation) X(choreographyTask) X(subChoreography) X(callChoreography) \
    X(choreographyRef) X(laneSet) X(childLaneSet) X(lane) X(flowNodeRef) X(task) X(userTask) X(manualTask) \
    X(serviceTask) X(scriptTask) X(businessRuleTask) X(sendTask) X(receiveTask) X(subProcess) X(adHocSubProcess) \
    X(transaction) X(callActivity) X(startEvent) X(endEvent) X(intermediateCatchEvent) X(intermediateThrowEvent) \
    X(boundaryEvent) X(implicitThrowEvent) X(event) X(exclusiveGateway) X(parallelGateway) X(inclusiveGateway) \
    X(complexGateway) X(eventBasedGateway) X(sequenceFlow) X(conditionExpression) X(incoming) X(outgoing) \
    X(messageEventDefinition) X(signalEventDefinition) X(timerEventDefinition) X(errorEventDefinition) \
    X(escalationEventDefinition) X(cancelEventDefinition) X(compensateEventDefinition) \
    X(conditionalEventDefinition) X(linkEventDefinition) X(terminateEventDefinition) X(eventDefinitionRef) \
    X(timeDate) X(timeDuration) X(timeCycle) X(condition) X(source) X(target) X(operationRef) \
    X(standardLoopCharacteristics) X(multiInstanceLoopCharacteristics) X(loopCardinality) X(loopCondition) \
    X(loopDataInputRef) X(loopDataOutputRef) X(inputDataItem) X(outputDataItem) X(completionCondition) \
    X(complexBehaviorDefinition) X(activationCondition) X(script) X(message) X(signal) X(error) X(escalation) \
    X(itemDefinition) X(interface) X(operation) X(inMessageRef) X(outMessageRef) X(errorRef) X(ioBinding) \
    X(interfaceRef) X(dataObject) X(dataObjectReference) X(dataStore) X(dataStoreReference) X(dataState) \
    X(property) X(ioSpecification) X(dataInput) X(dataOutput) X(inputSet) X(outputSet) X(dataInputRefs) \
    X(dataOutputRefs) X(optionalInputRefs) X(whileExecutingInputRefs) X(optionalOutputRefs) \
    X(whileExecutingOutputRefs) X(inputSetRefs) X(outputSetRefs) X(dataInputAssociation) \
    X(dataOutputAssociation) X(sourceRef) X(targetRef) X(transformation) X(assignment) X(from) X(to) \
    X(correlationKey) X(correlationProperty) X(correlationPropertyRetrievalExpression) X(messagePath) \
    X(correlationSubscription) X(correlationPropertyBinding) X(correlationPropertyRef) X(correlationKeyRef) \
    X(dataPath) X(association) X(group) X(textAnnotation) X(text) X(category) X(categoryValue) X(documentation) \
    X(extensionElements) X(extension) X(relationship) X(import_) X(endPoint) X(auditing) X(monitoring) \
    X(rendering) X(resource) X(resourceParameter) X(resourceRole) X(performer) X(humanPerformer) \
    X(potentialOwner) X(resourceRef) X(resourceAssignmentExpression) X(resourceParameterBinding) \
    X(participantRef) X(messageFlowRef) X(supportedInterfaceRef) X(supports) X(processRef)

enum class Tag : std::uint8_t {
#define ZHUPI_BPMN_TAG(name) name,
    ZHUPI_BPMN_TAGS(ZHUPI_BPMN_TAG)
#undef ZHUPI_BPMN_TAG
    other,
    foreign,
};
// clang-format on

/// The tag of a local name in the BPMN namespace; Tag::other when it is none of ours.
Tag tag_of(std::string_view local_name);
std::string_view name_of(Tag tag);  ///< as in XML; empty for other and foreign

bool is_task(Tag tag);         ///< the eight kinds of task
bool is_sub_process(Tag tag);  ///< subProcess, adHocSubProcess, transaction
bool is_activity(Tag tag);     ///< task, sub-process or call activity
bool is_gateway(Tag tag);
bool is_event(Tag tag);      ///< start, end, intermediate, boundary
bool is_flow_node(Tag tag);  ///< activity, gateway or event
bool is_global_task(Tag tag);
bool is_choreography_activity(Tag tag);
bool is_event_definition(Tag tag);

}  // namespace zhupi::bpmn
