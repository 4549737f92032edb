#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "catalog/network.hpp"
#include "catalog/sections.hpp"

namespace zhupi::catalog {
namespace {

void check_question_order(Reading& reading, const Catalog& catalog) {
    std::vector<std::string_view> earlier;
    for (const auto& question : catalog.questions) {
        for (const auto& line : question.when.any_of)
            for (const auto& clause : line)
                if (std::find(earlier.begin(), earlier.end(), clause.fact) == earlier.end() &&
                    reading.defined(Kind::question, clause.fact))
                    reading.report(err::city_question_order, reading.place(Kind::question, question.code),
                                   {{"code", question.code}, {"later", clause.fact}});
        earlier.push_back(question.code);
    }
}

/// All items that a flow may contain, as if every circumstance applied: a circle there is one for some project.
std::vector<NetworkItem> all_items(const Catalog& catalog, const Flow& flow) {
    std::vector<NetworkItem> items;
    for (const auto& in_flow : flow.items)
        if (const auto* item = catalog.item(in_flow.item)) items.push_back({item, &in_flow});
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
    check_question_order(reading, catalog);
    for (const auto& flow : catalog.flows) {
        const auto net = network(flow, all_items(catalog, flow));
        check_circles(reading, flow, net);
        check_optional(reading, flow, net);
    }
}

}  // namespace zhupi::catalog
