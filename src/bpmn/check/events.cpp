// Events: where they may stand, what may trigger them.
#include "bpmn/check/checker.hpp"
#include "bpmn/timing.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

using enum Tag;

bool has(const std::vector<Node>& definitions, Tag tag) {
    return std::any_of(definitions.begin(), definitions.end(), [&](Node one) { return one.is(tag); });
}

bool in_event_sub_process(Node event) { return is_event_sub_process(event.parent()); }

void check_start(Checker& checker, Node event) {
    const auto& model = checker.model;
    checker.report_if(!model.incoming(event).empty(), err::bpmn_ext096, event);
    checker.report_if(model.outgoing(event).empty(), err::bpmn_ext101, event);
    const auto definitions = model.event_definitions(event);
    if (event.parent().is(process))
        for (const auto& one : definitions)
            checker.report_if(!is_one_of(one.tag(), {messageEventDefinition, timerEventDefinition,
                                                     conditionalEventDefinition, signalEventDefinition}),
                              err::bpmn_ext098, event, {{"element", std::string(one.element().local())}});
    if (!in_event_sub_process(event)) return;
    const bool interrupts = event.flag("isInterrupting", true);
    const bool wrong =
        definitions.empty() || has(definitions, cancelEventDefinition) || has(definitions, linkEventDefinition) ||
        has(definitions, terminateEventDefinition) ||
        (!interrupts && (has(definitions, errorEventDefinition) || has(definitions, compensateEventDefinition)));
    checker.report_if(wrong, err::bpmn_ext059, event);
}

void check_end(Checker& checker, Node event) {
    const auto& model = checker.model;
    checker.report_if(!model.outgoing(event).empty(), err::bpmn_ext104, event);
    checker.report_if(model.incoming(event).empty(), err::bpmn_ext107, event);
    for (const auto& one : model.event_definitions(event)) {
        checker.report_if(is_one_of(one.tag(), {timerEventDefinition, conditionalEventDefinition, linkEventDefinition}),
                          err::bpmn_ext146, event, {{"element", std::string(one.element().local())}});
        checker.report_if(one.is(cancelEventDefinition) && !event.parent().is(transaction), err::bpmn_ext106, event);
    }
}

void check_boundary(Checker& checker, Node event) {
    const auto& model = checker.model;
    const auto definitions = model.event_definitions(event);
    const bool interrupts = event.flag("cancelActivity", true);
    const bool wrong =
        definitions.empty() || has(definitions, linkEventDefinition) || has(definitions, terminateEventDefinition) ||
        (!interrupts && (has(definitions, errorEventDefinition) || has(definitions, cancelEventDefinition) ||
                         has(definitions, compensateEventDefinition)));
    checker.report_if(wrong, err::bpmn_ext110, event);
    const auto activity = model.resolve(event.attribute("attachedToRef"));
    checker.report_if(has(definitions, cancelEventDefinition) && activity && !activity.is(transaction),
                      err::bpmn_ext111, event);
    checker.report_if(!model.incoming(event).empty(), err::bpmn_ext112, event);
    if (!has(definitions, compensateEventDefinition)) {
        checker.report_if(model.outgoing(event).empty(), err::bpmn_ext113, event);
        return;
    }
    checker.report_if(!model.outgoing(event).empty(), err::bpmn_ext114, event);
    Node handler;
    for (const auto& association : model.associations(event)) {
        const auto source = model.resolve(association.attribute("sourceRef"));
        const auto other = source == event ? model.resolve(association.attribute("targetRef")) : source;
        if (other && is_activity(other.tag())) handler = other;
    }
    checker.report_if(!handler, err::bpmn_ext143, event);
    checker.report_if(handler && !handler.flag("isForCompensation"), err::bpmn_ext144, event);
}

void check_intermediate(Checker& checker, Node event) {
    const auto& model = checker.model;
    const bool link = is_link(model, event), catches = event.is(intermediateCatchEvent);
    if (!event.parent().is(adHocSubProcess)) {
        checker.report_if(model.incoming(event).empty() && !(link && catches), err::bpmn_ext115, event);
        checker.report_if(model.outgoing(event).empty() && !(link && !catches), err::bpmn_ext116, event);
    }
    const auto definitions = model.event_definitions(event);
    if (!catches) {
        for (const auto& one : definitions)
            checker.report_if(
                !is_one_of(one.tag(), {messageEventDefinition, signalEventDefinition, escalationEventDefinition,
                                       linkEventDefinition, compensateEventDefinition}),
                err::bpmn_ext149, event, {{"element", std::string(one.element().local())}});
        return;
    }
    checker.report_if(has(definitions, compensateEventDefinition), err::bpmn_ext122, event);
    const bool wrong =
        definitions.empty() || std::any_of(definitions.begin(), definitions.end(), [](Node one) {
            return is_one_of(one.tag(), {cancelEventDefinition, compensateEventDefinition, errorEventDefinition,
                                         escalationEventDefinition, terminateEventDefinition});
        });
    checker.report_if(wrong, err::bpmn_ext148, event);
}

void check_messages(Checker& checker) {
    for (const auto& one : checker.model.all(messageEventDefinition)) {
        if (!checker.model.is_executable(one)) continue;
        checker.report_if(!one.has("messageRef"), err::bpmn_ext127, one);
        checker.report_if(!one.child(operationRef), err::bpmn_ext128, one);
    }
}

void check_escalations(Checker& checker) {
    const auto& model = checker.model;
    for (const auto tag : {endEvent, intermediateThrowEvent})
        for (const auto& event : model.all(tag)) {
            if (!model.is_executable(event)) continue;
            for (const auto& one : model.event_definitions(event)) {
                if (!one.is(escalationEventDefinition)) continue;
                const auto thrown = model.resolve(one.attribute("escalationRef"));
                checker.report_if(!thrown || thrown.attribute("escalationCode").empty(), err::bpmn_ext011, event);
            }
        }
}

/// A literal must be right; what is no literal may be an expression, but one that looks like nothing is refused.
void check_timer(Checker& checker, Node timer) {
    const auto date = timer.child(timeDate), cycle = timer.child(timeCycle), duration = timer.child(timeDuration);
    checker.report_if(int(bool(date)) + int(bool(cycle)) + int(bool(duration)) > 1, err::bpmn_ext131, timer);
    const auto wrong = [&](Node form, TimerForm kind) {
        if (!form || form.text().empty() || !checker.model.is_executable(timer)) return false;
        const auto text = form.text();
        const bool expression = text.find_first_of("${}().+\"'=") != text.npos;
        const auto unit = timer.own_attribute("unit");
        const auto counted = unit == "working_days"   ? TimeUnit::working_days
                             : unit == "working_time" ? TimeUnit::working_time
                                                      : TimeUnit::civil;
        return !expression && !parse_timer(kind, text, counted);
    };
    checker.report_if(wrong(date, TimerForm::date), err::bpmn_ext132, timer, {{"value", date ? date.text() : ""}});
    checker.report_if(wrong(cycle, TimerForm::cycle), err::bpmn_ext133, timer, {{"value", cycle ? cycle.text() : ""}});
    checker.report_if(wrong(duration, TimerForm::duration), err::bpmn_ext134, timer,
                      {{"value", duration ? duration.text() : ""}});
}

}  // namespace

void check_events(Checker& checker) {
    const auto& model = checker.model;
    for (const auto& event : model.all(startEvent)) check_start(checker, event);
    for (const auto& event : model.all(endEvent)) check_end(checker, event);
    for (const auto& event : model.all(boundaryEvent)) check_boundary(checker, event);
    for (const auto tag : {intermediateCatchEvent, intermediateThrowEvent})
        for (const auto& event : model.all(tag)) check_intermediate(checker, event);
    check_messages(checker);
    check_escalations(checker);
    for (const auto& timer : model.all(timerEventDefinition)) check_timer(checker, timer);
}

}  // namespace zhupi::bpmn
