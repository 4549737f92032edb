#include "bpmn/check/checker.hpp"

#include <algorithm>

namespace zhupi::bpmn {

bool is_one_of(Tag tag, std::initializer_list<Tag> tags) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

bool is_event_sub_process(Node node) { return node.is(Tag::subProcess) && node.flag("triggeredByEvent"); }

bool may_stand_alone(Node node) {
    return node.flag("isForCompensation") || is_event_sub_process(node) || node.parent().is(Tag::adHocSubProcess);
}

bool is_link(const Model& model, Node event) {
    const auto definitions = model.event_definitions(event);
    return std::any_of(definitions.begin(), definitions.end(),
                       [](Node one) { return one.is(Tag::linkEventDefinition); });
}

bool is_formal(Node expression) {
    for (const auto& attribute : expression.element().attributes)
        if (attribute.local() == "type" && attribute.name_space == "http://www.w3.org/2001/XMLSchema-instance")
            return attribute.value.ends_with("tFormalExpression");
    return false;
}

/// RFC 6838: type "/" subtype.
bool is_media_type(std::string_view text) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+*";
    const auto slash = text.find('/');
    if (slash == text.npos || slash == 0 || slash + 1 == text.size()) return false;
    text = text.substr(0, text.find(';'));
    return text.substr(0, slash).find_first_not_of(allowed) == text.npos &&
           text.substr(slash + 1).find_first_not_of(allowed) == text.npos;
}

/// RFC 3986, characters only: a relative reference is a URI reference too.
bool is_uri(std::string_view text) {
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%";
    if (text.find_first_not_of(allowed) != text.npos) return false;
    for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 1))
        if (at + 2 >= text.size() || !std::isxdigit(static_cast<unsigned char>(text[at + 1])) ||
            !std::isxdigit(static_cast<unsigned char>(text[at + 2])))
            return false;
    return true;
}

Node item_of(const Model& model, Node data) {
    if (!data) return {};
    if (data.is(Tag::dataObjectReference)) data = model.resolve(data.attribute("dataObjectRef"));
    if (data && data.is(Tag::dataStoreReference)) data = model.resolve(data.attribute("dataStoreRef"));
    if (!data) return {};
    for (const auto* attribute : {"itemSubjectRef", "itemRef", "structureRef"})
        if (const auto item = model.resolve(data.attribute(attribute)); item && item.is(Tag::itemDefinition))
            return item;
    return {};
}

bool same_item(const Model& model, Node first, Node second) {
    const auto a = item_of(model, first), b = item_of(model, second);
    if (a == b) return true;
    return a && b && !a.attribute("structureRef").empty() && a.attribute("structureRef") == b.attribute("structureRef");
}

std::string called(Node element) {
    return std::string(element.id().empty() ? element.element().local() : element.id());
}

}  // namespace zhupi::bpmn
