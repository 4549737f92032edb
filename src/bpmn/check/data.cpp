// Data: items, sets, associations.
#include "bpmn/check/checker.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

bool refers(const Model& model, Node set, Tag tag, Node data) {
    const auto children = set.children(tag);
    return std::any_of(children.begin(), children.end(),
                       [&](Node child) { return model.resolve(child.text()) == data; });
}

/// The two directions differ in names only.
struct Direction {
    Tag data, set, refs, optional, executing, other_set, other_refs, back_refs;
    const ErrorCode *in_no_set, *optional_unlisted, *executing_unlisted;
};
constexpr Direction inward{
    Tag::dataInput,   Tag::inputSet,      Tag::dataInputRefs, Tag::optionalInputRefs, Tag::whileExecutingInputRefs,
    Tag::outputSet,   Tag::outputSetRefs, Tag::inputSetRefs,  &err::bpmn_ext084,      &err::bpmn_ext085,
    &err::bpmn_ext086};
constexpr Direction outward{
    Tag::dataOutput,  Tag::outputSet,    Tag::dataOutputRefs, Tag::optionalOutputRefs, Tag::whileExecutingOutputRefs,
    Tag::inputSet,    Tag::inputSetRefs, Tag::outputSetRefs,  &err::bpmn_ext088,       &err::bpmn_ext089,
    &err::bpmn_ext090};

void check_sets(Checker& checker, Node holder, const Direction& direction) {
    const auto& model = checker.model;
    const auto sets = holder.children(direction.set);
    for (const auto& data : holder.children(direction.data)) {
        const bool listed =
            std::any_of(sets.begin(), sets.end(), [&](Node set) { return refers(model, set, direction.refs, data); });
        checker.report_if(!listed, *direction.in_no_set, data);
    }
    for (const auto& set : sets) {
        for (const auto& [tag, code] : {std::pair{direction.optional, direction.optional_unlisted},
                                        {direction.executing, direction.executing_unlisted}})
            for (const auto& reference : set.children(tag))
                checker.report_if(!refers(model, set, direction.refs, model.resolve(reference.text())), *code, set);
        for (const auto& reference : set.children(direction.other_refs)) {
            const auto other = model.resolve(reference.text());
            checker.report_if(other && !refers(model, other, direction.back_refs, set), err::bpmn_ext087, set);
        }
    }
}

void check_collections(Checker& checker) {
    for (const auto tag : {Tag::dataInput, Tag::dataOutput, Tag::dataObject})
        for (const auto& data : checker.model.all(tag)) {
            const auto item = item_of(checker.model, data);
            checker.report_if(item && item.flag("isCollection") != data.flag("isCollection"), err::bpmn_ext020, data);
        }
}

void check_association(Checker& checker, Node association) {
    const auto& model = checker.model;
    const auto sources = association.children(Tag::sourceRef);
    const auto target_ref = association.child(Tag::targetRef);
    const bool transformed(association.child(Tag::transformation));
    checker.report_if(sources.size() > 1 && !transformed, err::bpmn_ext092, association);
    const auto target = target_ref ? model.resolve(target_ref.text()) : Node();
    const bool assigned(association.child(Tag::assignment));
    if (sources.size() == 1 && target && !transformed && !assigned) {
        const auto source = model.resolve(sources.front().text());
        checker.report_if(
            source && item_of(model, source) && item_of(model, target) && !same_item(model, source, target),
            err::bpmn_ext091, association);
    }
    // The process's own inputs come from outside and its outputs go there.
    const auto of_process = [&](Node data) {
        return data && data.parent().is(Tag::ioSpecification) && data.parent().parent().is(Tag::process);
    };
    checker.report_if(of_process(target) && target.is(Tag::dataInput), err::bpmn_ext080, association);
    for (const auto& reference : sources) {
        const auto source = model.resolve(reference.text());
        checker.report_if(of_process(source) && source.is(Tag::dataOutput), err::bpmn_ext082, association);
    }
}

/// What an event passes on: one data element for each trigger, of the trigger's item.
void check_event_data(Checker& checker, Node event) {
    const auto& model = checker.model;
    const auto data = event.children(
        event.is(Tag::endEvent) || event.is(Tag::intermediateThrowEvent) ? Tag::dataInput : Tag::dataOutput);
    if (data.empty()) return;
    const auto definitions = model.event_definitions(event);
    checker.report_if(data.size() != definitions.size(), err::bpmn_ext093, event);
    if (data.size() != definitions.size()) return;
    bool all = true;
    for (const auto& definition : definitions) {
        Node carrier;
        for (const auto* attribute : {"messageRef", "signalRef", "errorRef", "escalationRef"})
            if (const auto found = model.resolve(definition.attribute(attribute))) carrier = found;
        if (!carrier || !item_of(model, carrier)) continue;
        all &= std::any_of(data.begin(), data.end(), [&](Node one) { return same_item(model, one, carrier); });
    }
    checker.report_if(!all, err::bpmn_ext094, event);
}

/// BPMN 2.0.2, 10.4.1: the name of a reference to a data object in a state is "name [state]".
void check_state_names(Checker& checker) {
    for (const auto& reference : checker.model.all(Tag::dataObjectReference)) {
        const auto state = reference.child(Tag::dataState);
        const auto object = checker.model.resolve(reference.attribute("dataObjectRef"));
        if (!state || !object || state.attribute("name").empty()) continue;
        const auto wanted = std::string(object.attribute("name")) + " [" + std::string(state.attribute("name")) + "]";
        checker.report_if(reference.attribute("name") != wanted, err::bpmn_ext076, reference, {{"value", wanted}});
    }
}

}  // namespace

void check_data(Checker& checker) {
    const auto& model = checker.model;
    check_collections(checker);
    check_state_names(checker);
    for (const auto& specification : model.all(Tag::ioSpecification)) {
        check_sets(checker, specification, inward);
        check_sets(checker, specification, outward);
    }
    for (const auto tag :
         {Tag::startEvent, Tag::endEvent, Tag::intermediateCatchEvent, Tag::intermediateThrowEvent, Tag::boundaryEvent})
        for (const auto& event : model.all(tag)) {
            check_sets(checker, event, inward);
            check_sets(checker, event, outward);
            check_event_data(checker, event);
        }
    for (const auto tag : {Tag::dataInputAssociation, Tag::dataOutputAssociation})
        for (const auto& association : model.all(tag)) check_association(checker, association);
    for (const auto& property : model.all(Tag::property)) {
        const auto owner = property.parent().tag();
        checker.report_if(owner != Tag::process && !is_activity(owner) && !is_event(owner), err::bpmn_ext078, property);
    }
}

}  // namespace zhupi::bpmn
