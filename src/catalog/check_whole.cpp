#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/network.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

/// All items that a flow may contain, as if every circumstance applied: a circle there is one for some project.
std::vector<NetworkItem> all_items(const Catalog& catalog, const Flow& flow) {
    std::vector<NetworkItem> items;
    for (const auto& in_flow : flow.items)
        if (const auto* item = catalog.item(in_flow.item)) items.push_back({item, &in_flow, nullptr});
    return items;
}

void check_circles(Reading& reading, const Flow& flow, const Network& net) {
    const auto found = circle(net.activities);
    if (found.empty()) return;
    const auto name = [&](std::size_t i) {
        if (i < net.items.size()) return net.items[i].item->code;
        const auto stage = std::to_string(net.stages[i - net.items.size()]);
        return "第" + stage + "阶段办结/end of stage " + stage;
    };
    std::vector<std::string> path;
    for (const auto i : found) path.push_back(name(i));
    path.push_back(name(found.front()));
    // The place of the first item of the circle; a circle has at least one, as stages only wait for earlier stages.
    const auto first = *std::find_if(found.begin(), found.end(), [&](auto i) { return i < net.items.size(); });
    reading.report(err::city_cycle, reading.place(Kind::flow_item, flow.code + "/" + net.items[first].item->code),
                   {{"path", text::join(path, " → ")}});
}

void check_optional(Reading& reading, const Flow& flow, const Network& net) {
    for (std::size_t i = 0; i < net.items.size(); ++i) {
        if (net.items[i].in_flow->optional) continue;
        for (const auto& group : net.activities[i].after) {
            const bool may_never_end = std::all_of(group.begin(), group.end(), [&](auto before) {
                return before < net.items.size() && net.items[before].in_flow->optional;
            });
            if (!may_never_end) continue;
            reading.report(err::city_waits_for_optional,
                           reading.place(Kind::flow_item, flow.code + "/" + net.items[i].item->code),
                           {{"item", net.items[i].item->code}, {"before", net.items[group.front()].item->code}});
        }
    }
}

}  // namespace

void check_whole(Reading& reading, const Catalog& catalog) {
    for (const auto& flow : catalog.flows) {
        const auto net = network(flow, all_items(catalog, flow));
        check_circles(reading, flow, net);
        check_optional(reading, flow, net);
    }
}

void check_days(Reading& reading, const Draft& draft, const Rules& rules) {
    const auto& flows = draft.catalog.flows;
    for (std::size_t f = 0; f < flows.size(); ++f)
        for (std::size_t s = 0; s < flows[f].line.size(); ++s) {
            const auto& step = flows[f].line[s];
            int longest = 0;
            for (const auto& code : step.items) longest = std::max(longest, rules.usual_days(code, flows[f].code));
            if (longest != 0 && longest != step.days)
                reading.report(err::city_step_days, draft.steps[f][s],
                               {{"days", std::to_string(step.days)}, {"longest", std::to_string(longest)}});
        }
}

}  // namespace zhupi::catalog
