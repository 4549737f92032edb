// Link events: both ends on one level, each naming the other. Ends that name nobody are joined by the link's name.
#include "bpmn/check/checker.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

struct End {
    Node event, definition;
};

std::vector<End> ends(const Model& model, Tag tag) {
    std::vector<End> list;
    for (const auto& event : model.all(tag))
        for (const auto& definition : model.event_definitions(event))
            if (definition.is(Tag::linkEventDefinition)) list.push_back({event, definition});
    return list;
}

bool joined_by_name(const End& end, const std::vector<End>& others) {
    const auto name = end.definition.attribute("name");
    return !name.empty() && std::any_of(others.begin(), others.end(), [&](const End& other) {
        return other.definition.attribute("name") == name && other.event.parent() == end.event.parent();
    });
}

bool names(const Model& model, Node definition, Tag tag, Node other) {
    const auto children = definition.children(tag);
    return std::any_of(children.begin(), children.end(),
                       [&](Node child) { return model.resolve(child.text()) == other; });
}

}  // namespace

void check_links(Checker& checker) {
    const auto& model = checker.model;
    const auto throwing = ends(model, Tag::intermediateThrowEvent), catching = ends(model, Tag::intermediateCatchEvent);
    for (const auto& end : throwing) {
        checker.report_if(!model.outgoing(end.event).empty(), err::bpmn_ext117, end.event);
        const auto targets = end.definition.children(Tag::target);
        checker.report_if(targets.size() > 1 || (targets.empty() && !joined_by_name(end, catching)), err::bpmn_ext125,
                          end.event);
        for (const auto& target : targets) {
            const auto other = model.resolve(target.text());
            if (!other || !other.is(Tag::linkEventDefinition)) continue;
            checker.report_if(!names(model, other, Tag::source, end.definition), err::bpmn_ext118, end.event);
            checker.report_if(other.parent().parent() != end.event.parent(), err::bpmn_ext126, end.event);
        }
    }
    for (const auto& end : catching) {
        checker.report_if(!model.incoming(end.event).empty(), err::bpmn_ext117, end.event);
        checker.report_if(!end.definition.child(Tag::source) && !joined_by_name(end, throwing), err::bpmn_ext124,
                          end.event);
        for (const auto& source : end.definition.children(Tag::source)) {
            const auto other = model.resolve(source.text());
            if (!other || !other.is(Tag::linkEventDefinition)) continue;
            checker.report_if(!names(model, other, Tag::target, end.definition), err::bpmn_ext118, end.event);
        }
    }
}

}  // namespace zhupi::bpmn
