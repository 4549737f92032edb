#include "bpmn/tag.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace zhupi::bpmn {
namespace {

constexpr std::array names{
#define ZHUPI_BPMN_TAG(name) std::string_view(#name),
    ZHUPI_BPMN_TAGS(ZHUPI_BPMN_TAG)
#undef ZHUPI_BPMN_TAG
};

/// `import` is the one name that C++ wants for itself.
constexpr std::string_view xml_name(std::size_t i) { return names[i] == "import_" ? "import" : names[i]; }

constexpr auto sorted = [] {
    std::array<std::pair<std::string_view, Tag>, names.size()> table;
    for (std::size_t i = 0; i < names.size(); ++i) table[i] = {xml_name(i), static_cast<Tag>(i)};
    std::sort(table.begin(), table.end());
    return table;
}();

bool between(Tag tag, Tag first, Tag last) { return tag >= first && tag <= last; }

}  // namespace

Tag tag_of(std::string_view local_name) {
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), local_name,
                                     [](const auto& entry, std::string_view name) { return entry.first < name; });
    return at != sorted.end() && at->first == local_name ? at->second : Tag::other;
}

std::string_view name_of(Tag tag) {
    return tag < Tag::other ? xml_name(static_cast<std::size_t>(tag)) : std::string_view();
}

bool is_task(Tag tag) { return between(tag, Tag::task, Tag::receiveTask); }
bool is_sub_process(Tag tag) { return between(tag, Tag::subProcess, Tag::transaction); }
bool is_activity(Tag tag) { return between(tag, Tag::task, Tag::callActivity); }
bool is_gateway(Tag tag) { return between(tag, Tag::exclusiveGateway, Tag::eventBasedGateway); }
bool is_event(Tag tag) { return between(tag, Tag::startEvent, Tag::boundaryEvent); }
bool is_flow_node(Tag tag) { return is_activity(tag) || is_gateway(tag) || is_event(tag); }
bool is_global_task(Tag tag) { return between(tag, Tag::globalTask, Tag::globalBusinessRuleTask); }
bool is_choreography_activity(Tag tag) { return between(tag, Tag::choreographyTask, Tag::callChoreography); }
bool is_event_definition(Tag tag) { return between(tag, Tag::messageEventDefinition, Tag::terminateEventDefinition); }

}  // namespace zhupi::bpmn
