// Ids, imports, text formats, references.
#include "bpmn/check/checker.hpp"

#include <algorithm>
#include <set>

namespace zhupi::bpmn {
namespace {

void check_ids(Checker& checker) {
    for (const auto& node : checker.model.duplicates())
        checker.report(err::bpmn_ext002, node, {{"value", std::string(node.id())}});
    for (const auto tag : {Tag::startEvent,
                           Tag::endEvent,
                           Tag::intermediateCatchEvent,
                           Tag::intermediateThrowEvent,
                           Tag::boundaryEvent,
                           Tag::task,
                           Tag::userTask,
                           Tag::manualTask,
                           Tag::serviceTask,
                           Tag::scriptTask,
                           Tag::businessRuleTask,
                           Tag::sendTask,
                           Tag::receiveTask,
                           Tag::subProcess,
                           Tag::adHocSubProcess,
                           Tag::transaction,
                           Tag::callActivity,
                           Tag::exclusiveGateway,
                           Tag::parallelGateway,
                           Tag::inclusiveGateway,
                           Tag::complexGateway,
                           Tag::eventBasedGateway,
                           Tag::sequenceFlow,
                           Tag::process})
        for (const auto& node : checker.model.all(tag)) checker.report_if(node.id().empty(), err::bpmn_ext003, node);
}

/// Follows the imports of a file; false when one of them, or one of theirs, is not there. The file that imports it is
/// reported, since that is the one at hand.
class Imports {
public:
    explicit Imports(Checker& checker) : checker_(checker) {}

    void check() {
        for (const auto& import : checker_.model.all(Tag::import_)) {
            const std::string location(import.attribute("location"));
            checker_.report_if(import.attribute("namespace") == checker_.model.target_namespace(), err::bpmn_ext002,
                               import, {{"value", std::string(import.attribute("namespace"))}});
            checker_.report_if(!complete(location), err::bpmn_ext001, import, {{"value", location}});
        }
    }

private:
    bool complete(const std::string& location) {
        // What lies on another machine is not fetched.
        if (location.find("://") != location.npos || !seen_.insert(location).second) return true;
        const auto text = checker_.options.import(location);
        if (!text) return false;
        const auto model = Model::read(*text);
        if (!model) return false;
        const auto& imports = model->all(Tag::import_);
        return std::all_of(imports.begin(), imports.end(),
                           [&](Node one) { return complete(std::string(one.attribute("location"))); });
    }

    Checker& checker_;
    std::set<std::string> seen_;
};

void check_formats(Checker& checker) {
    for (const auto& [tag, code] :
         {std::pair{Tag::documentation, &err::bpmn_ext004}, {Tag::textAnnotation, &err::bpmn_ext010}})
        for (const auto& node : checker.model.all(tag)) {
            const auto format = node.attribute("textFormat");
            checker.report_if(!format.empty() && !is_media_type(format), *code, node, {{"value", std::string(format)}});
        }
}

/// Which kinds of element an attribute or child element may refer to.
struct Reference {
    Tag at;
    std::string_view attribute;  ///< or the text of the child element of that name, when `child` is set
    bool child;
    bool (*fits)(Node target);
};

template <Tag... tags>
bool any_of(Node target) {
    return ((target.tag() == tags) || ...);
}
bool flow_node(Node target) {
    return is_flow_node(target.tag()) || is_choreography_activity(target.tag()) ||
           any_of<Tag::association, Tag::group, Tag::textAnnotation>(target);
}
bool interaction_node(Node target) {
    return is_flow_node(target.tag()) || is_choreography_activity(target.tag()) ||
           any_of<Tag::participant, Tag::conversation, Tag::subConversation, Tag::callConversation, Tag::association,
                  Tag::group, Tag::textAnnotation>(target);
}
bool activity(Node target) { return is_activity(target.tag()); }
bool event_definition(Node target) { return is_event_definition(target.tag()); }
bool callable(Node target) { return target.is(Tag::process) || is_global_task(target.tag()); }
bool collaboration(Node target) {
    return any_of<Tag::collaboration, Tag::choreography, Tag::globalConversation>(target);
}

constexpr Reference references[] = {
    {Tag::sequenceFlow, "sourceRef", false, flow_node},
    {Tag::sequenceFlow, "targetRef", false, flow_node},
    {Tag::messageFlow, "sourceRef", false, interaction_node},
    {Tag::messageFlow, "targetRef", false, interaction_node},
    {Tag::messageFlow, "messageRef", false, any_of<Tag::message>},
    {Tag::message, "itemRef", false, any_of<Tag::itemDefinition>},
    {Tag::operation, "inMessageRef", true, any_of<Tag::message>},
    {Tag::operation, "outMessageRef", true, any_of<Tag::message>},
    {Tag::operation, "errorRef", true, any_of<Tag::error>},
    {Tag::participant, "processRef", false, any_of<Tag::process>},
    {Tag::participant, "interfaceRef", true, any_of<Tag::interface>},
    {Tag::process, "supportedInterfaceRef", true, any_of<Tag::interface>},
    {Tag::globalTask, "supportedInterfaceRef", true, any_of<Tag::interface>},
    {Tag::process, "definitionalCollaborationRef", false, collaboration},
    {Tag::partnerEntity, "participantRef", true, any_of<Tag::participant>},
    {Tag::partnerRole, "participantRef", true, any_of<Tag::participant>},
    {Tag::sendTask, "messageRef", false, any_of<Tag::message>},
    {Tag::receiveTask, "messageRef", false, any_of<Tag::message>},
    {Tag::messageEventDefinition, "messageRef", false, any_of<Tag::message>},
    {Tag::signalEventDefinition, "signalRef", false, any_of<Tag::signal>},
    {Tag::errorEventDefinition, "errorRef", false, any_of<Tag::error>},
    {Tag::escalationEventDefinition, "escalationRef", false, any_of<Tag::escalation>},
    {Tag::compensateEventDefinition, "activityRef", false, activity},
    {Tag::linkEventDefinition, "source", true, any_of<Tag::linkEventDefinition>},
    {Tag::linkEventDefinition, "target", true, any_of<Tag::linkEventDefinition>},
    {Tag::boundaryEvent, "attachedToRef", false, activity},
    {Tag::callActivity, "calledElement", false, callable},
    {Tag::inputSet, "dataInputRefs", true, any_of<Tag::dataInput>},
    {Tag::inputSet, "optionalInputRefs", true, any_of<Tag::dataInput>},
    {Tag::inputSet, "whileExecutingInputRefs", true, any_of<Tag::dataInput>},
    {Tag::outputSet, "dataOutputRefs", true, any_of<Tag::dataOutput>},
    {Tag::outputSet, "optionalOutputRefs", true, any_of<Tag::dataOutput>},
    {Tag::outputSet, "whileExecutingOutputRefs", true, any_of<Tag::dataOutput>},
    {Tag::dataObjectReference, "dataObjectRef", false, any_of<Tag::dataObject>},
    {Tag::correlationKey, "correlationPropertyRef", true, any_of<Tag::correlationProperty>},
    {Tag::correlationSubscription, "correlationKeyRef", false, any_of<Tag::correlationKey>},
    {Tag::correlationPropertyBinding, "correlationPropertyRef", false, any_of<Tag::correlationProperty>},
    {Tag::correlationPropertyRetrievalExpression, "messageRef", false, any_of<Tag::message>},
    {Tag::lane, "flowNodeRef", true, flow_node},
    {Tag::performer, "resourceRef", true, any_of<Tag::resource>},
    {Tag::potentialOwner, "resourceRef", true, any_of<Tag::resource>},
};

/// Operations may be defined elsewhere (a WSDL file); what stands here must be one.
void check_operations(Checker& checker) {
    const auto check = [&](Node at, const std::string& value) {
        const auto target = checker.model.resolve(value);
        checker.report_if(target && !target.is(Tag::operation), err::bpmn_reference, at,
                          {{"attribute", "operationRef"}, {"value", value}});
    };
    for (const auto tag : {Tag::serviceTask, Tag::sendTask, Tag::receiveTask})
        for (const auto& task : checker.model.all(tag)) check(task, std::string(task.attribute("operationRef")));
    for (const auto& reference : checker.model.all(Tag::operationRef)) check(reference.parent(), reference.text());
}

bool data_end(Node target) {
    return any_of<Tag::dataInput, Tag::dataOutput, Tag::dataObject, Tag::dataObjectReference, Tag::dataStoreReference,
                  Tag::dataStore, Tag::property, Tag::inputDataItem, Tag::outputDataItem>(target);
}

void check_reference(Checker& checker, Node at, std::string_view name, const std::string& value, bool (*fits)(Node)) {
    if (value.empty() || checker.model.is_foreign(value)) return;
    const auto target = checker.model.resolve(value);
    if (!target && name == "calledElement" && checker.options.elsewhere && checker.options.elsewhere(value)) return;
    checker.report_if(!target || !fits(target), err::bpmn_reference, at,
                      {{"attribute", std::string(name)}, {"value", value}});
}

}  // namespace

void check_structure(Checker& checker) {
    check_ids(checker);
    check_formats(checker);
    if (checker.options.import) Imports(checker).check();
}

void check_references(Checker& checker) {
    check_operations(checker);
    for (const auto& reference : references)
        for (const auto& node : checker.model.all(reference.at)) {
            if (!reference.child)
                check_reference(checker, node, reference.attribute, std::string(node.attribute(reference.attribute)),
                                reference.fits);
            else
                for (const auto& child : node.children(tag_of(reference.attribute)))
                    check_reference(checker, node, reference.attribute, child.text(), reference.fits);
        }
    for (const auto tag : {Tag::dataInputAssociation, Tag::dataOutputAssociation})
        for (const auto& association : checker.model.all(tag))
            for (const auto end : {Tag::sourceRef, Tag::targetRef})
                for (const auto& child : association.children(end))
                    check_reference(checker, association, name_of(end), child.text(), data_end);
    for (const auto& reference : checker.model.all(Tag::eventDefinitionRef)) {
        check_reference(checker, reference.parent(), "eventDefinitionRef", reference.text(), event_definition);
        const auto target = checker.model.resolve(reference.text());
        checker.report_if(target && is_event_definition(target.tag()) && !target.parent().is(Tag::definitions),
                          err::bpmn_ext095, reference.parent());
    }
}

}  // namespace zhupi::bpmn
