// Activities in general: quantities, loops, performers, sub-processes, calls.
#include "base/text.hpp"
#include "bpmn/check/checker.hpp"

#include <algorithm>
#include <charconv>

namespace zhupi::bpmn {
namespace {

template <class Visit>
void each_activity(const Model& model, Visit visit) {
    for (const auto tag :
         {Tag::task, Tag::userTask, Tag::manualTask, Tag::serviceTask, Tag::scriptTask, Tag::businessRuleTask,
          Tag::sendTask, Tag::receiveTask, Tag::subProcess, Tag::adHocSubProcess, Tag::transaction, Tag::callActivity})
        for (const auto& activity : model.all(tag)) visit(activity);
}

bool below_one(Node node, std::string_view attribute) {
    if (!node.has(attribute)) return false;
    const auto text = node.attribute(attribute);
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value < 1;
}

bool is_number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

/// The item of a loop must be one element of the collection it goes through.
void check_item(Checker& checker, Node activity, Node collection, Node item, const ErrorCode& code) {
    if (!collection || !item) return;
    const auto whole = item_of(checker.model, checker.model.resolve(collection.text())),
               part = item_of(checker.model, item);
    if (!whole || !part) return;
    const bool scalar = !part.flag("isCollection") && part.attribute("structureRef") == whole.attribute("structureRef");
    checker.report_if(!scalar, code, activity);
}

void check_multi(Checker& checker, Node activity, Node loop) {
    const auto input = loop.child(Tag::loopDataInputRef);
    if (checker.model.is_executable(activity)) {
        const bool own = !loop.own_attribute("collection").empty();
        checker.report_if(!loop.child(Tag::loopCardinality) && !input && !own, err::bpmn_ext067, activity);
        const auto specification = activity.child(Tag::ioSpecification);
        const auto inputs = specification ? specification.children(Tag::dataInput) : std::vector<Node>();
        const auto chosen = input ? checker.model.resolve(input.text()) : Node();
        // A sub-process has no inputs of its own; its collection is a data object.
        checker.report_if(
            input && !is_sub_process(activity.tag()) && std::find(inputs.begin(), inputs.end(), chosen) == inputs.end(),
            err::bpmn_ext068, activity);
    }
    check_item(checker, activity, loop.child(Tag::loopDataOutputRef), loop.child(Tag::outputDataItem),
               err::bpmn_ext069);
    check_item(checker, activity, input, loop.child(Tag::inputDataItem), err::bpmn_ext070);
    if (const auto condition = loop.child(Tag::completionCondition))
        checker.report_if(is_number(condition.text()), err::bpmn_ext071, activity);
    for (const auto& complex : loop.children(Tag::complexBehaviorDefinition))
        if (const auto condition = complex.child(Tag::condition))
            checker.report_if(is_number(condition.text()), err::bpmn_ext072, activity);
}

void check_performer(Checker& checker, Node performer) {
    const bool resource(performer.child(Tag::resourceRef));
    checker.report_if(resource && performer.child(Tag::resourceAssignmentExpression), err::bpmn_ext039, performer);
    checker.report_if(!resource && performer.child(Tag::resourceParameterBinding), err::bpmn_ext040, performer);
}

void check_ad_hoc(Checker& checker, Node sub_process) {
    bool any = false;
    for (const auto& child : sub_process.children()) {
        any |= is_activity(child.tag());
        const bool forbidden =
            is_one_of(child.tag(), {Tag::startEvent, Tag::endEvent, Tag::conversation, Tag::conversationLink}) ||
            is_choreography_activity(child.tag());
        checker.report_if(forbidden, err::bpmn_ext062, sub_process,
                          {{"element", std::string(child.element().local())}});
    }
    checker.report_if(!any, err::bpmn_ext061, sub_process);
}

void check_start_of_sub_process(Checker& checker, Node sub_process) {
    if (is_event_sub_process(sub_process)) {
        checker.report_if(sub_process.children(Tag::startEvent).size() != 1, err::bpmn_ext058, sub_process);
        return;
    }
    for (const auto& start : sub_process.children(Tag::startEvent))
        checker.report_if(!checker.model.event_definitions(start).empty(), err::bpmn_ext100, start);
}

/// Data of one kind of a callable element or call activity.
std::vector<Node> data_of(Node element, Tag tag) {
    const auto specification = element.child(Tag::ioSpecification);
    return specification ? specification.children(tag) : std::vector<Node>();
}

/// Every one of `first` has its like in `second`, and there are as many.
bool match(const Model& model, const std::vector<Node>& first, std::vector<Node> second) {
    if (first.size() != second.size()) return false;
    for (const auto& one : first) {
        const auto at =
            std::find_if(second.begin(), second.end(), [&](Node other) { return same_item(model, one, other); });
        if (at == second.end()) return false;
        second.erase(at);
    }
    return true;
}

void check_call(Checker& checker, Node call) {
    const auto& model = checker.model;
    const auto target = model.resolve(call.attribute("calledElement"));
    if (!target) return;
    const bool fits = match(model, data_of(call, Tag::dataInput), data_of(target, Tag::dataInput)) &&
                      match(model, data_of(call, Tag::dataOutput), data_of(target, Tag::dataOutput));
    checker.report_if(!fits, err::bpmn_ext063, call);
    const auto starts = target.children(Tag::startEvent);
    const bool plain =
        std::any_of(starts.begin(), starts.end(), [&](Node start) { return model.event_definitions(start).empty(); });
    checker.report_if(!starts.empty() && !plain, err::bpmn_ext099, call);
}

void check_binding(Checker& checker, Node element) {
    const auto& model = checker.model;
    const auto bindings = element.children(Tag::ioBinding);
    checker.report_if(element.child(Tag::supportedInterfaceRef) && bindings.empty(), err::bpmn_ext064, element);
    for (const auto& binding : bindings) {
        const auto operation = model.resolve(binding.attribute("operationRef"));
        if (!operation) continue;
        const auto message = [&](Tag tag) {
            const auto child = operation.child(tag);
            return child ? model.resolve(child.text()) : Node();
        };
        const auto input = model.resolve(binding.attribute("inputDataRef")),
                   output = model.resolve(binding.attribute("outputDataRef"));
        const auto in = message(Tag::inMessageRef), out = message(Tag::outMessageRef);
        checker.report_if(
            (input && in && !same_item(model, input, in)) || (output && out && !same_item(model, output, out)),
            err::bpmn_ext065, element);
    }
}

}  // namespace

void check_activities(Checker& checker) {
    const auto& model = checker.model;
    each_activity(model, [&](Node activity) {
        checker.report_if(below_one(activity, "startQuantity"), err::bpmn_ext037, activity);
        checker.report_if(below_one(activity, "completionQuantity"), err::bpmn_ext038, activity);
        const auto standard = activity.child(Tag::standardLoopCharacteristics),
                   multi = activity.child(Tag::multiInstanceLoopCharacteristics);
        checker.report_if(standard && multi, err::bpmn_ext041, activity);
        if (multi) check_multi(checker, activity, multi);
        checker.report_if(is_sub_process(activity.tag()) && activity.child(Tag::ioSpecification), err::bpmn_ext079,
                          activity);
    });
    for (const auto tag : {Tag::performer, Tag::humanPerformer, Tag::potentialOwner, Tag::resourceRole})
        for (const auto& performer : model.all(tag)) check_performer(checker, performer);
    for (const auto tag : {Tag::choreographyTask, Tag::subChoreography, Tag::callChoreography})
        for (const auto& activity : model.all(tag))
            checker.report_if(bool(model.process(activity)), err::bpmn_ext036, activity);
    for (const auto& sub_process : model.all(Tag::adHocSubProcess)) check_ad_hoc(checker, sub_process);
    for (const auto tag : {Tag::subProcess, Tag::transaction})
        for (const auto& sub_process : model.all(tag)) check_start_of_sub_process(checker, sub_process);
    for (const auto& transaction : model.all(Tag::transaction)) {
        const auto method = transaction.attribute("method");
        checker.report_if(!is_uri(method), err::bpmn_ext060, transaction, {{"value", std::string(method)}});
    }
    for (const auto& call : model.all(Tag::callActivity)) check_call(checker, call);
    for (const auto tag : {Tag::process, Tag::globalTask, Tag::globalUserTask, Tag::globalScriptTask,
                           Tag::globalManualTask, Tag::globalBusinessRuleTask})
        for (const auto& element : model.all(tag)) check_binding(checker, element);
    for (const auto& process : model.all(Tag::process))
        checker.report_if(process.attribute("processType") == "Public" && process.flag("isExecutable"),
                          err::bpmn_ext035, process);
}

}  // namespace zhupi::bpmn
