#include "catalog/plan.hpp"

#include "catalog/network.hpp"

#include <set>

namespace zhupi::catalog {
namespace {

std::vector<NetworkItem> wanted_items(const Catalog& catalog, const Flow& flow, const Ruling& ruling) {
    std::vector<NetworkItem> items;
    for (const auto& in_flow : flow.items)
        if (const auto* decided = ruling.item(in_flow.item))
            items.push_back({catalog.item(in_flow.item), &in_flow, decided});
    // In the order of the catalogue, so that a plan does not depend on how a flow's file is arranged.
    std::sort(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.item < b.item; });
    return items;
}

bool counts(const Flow& flow, const std::string& item) {
    for (const auto& step : flow.line)
        if (std::find(step.items.begin(), step.items.end(), item) != step.items.end()) return step.counts;
    return false;
}

PlannedItem planned(const Flow& flow, const Network& net, std::size_t i, const Schedule& times) {
    const auto& [item, in_flow, ruling] = net.items[i];
    PlannedItem out;
    out.item = item;
    out.in_flow = in_flow;
    out.ruling = ruling;
    out.stage = in_flow->stage;
    out.days = promised_days(net.items[i]);
    out.duration = duration(net.items[i]);
    out.counts = counts(flow, item->code);
    out.critical = times.critical[i];
    out.start = times.start[i];
    out.finish = times.finish[i];
    for (const auto& group : net.activities[i].after) {
        std::vector<std::string> codes;
        for (const auto before : group)
            if (before < net.items.size()) codes.push_back(net.items[before].item->code);
        if (!codes.empty()) out.after.push_back(std::move(codes));
    }
    return out;
}

/// What a project's papers come to. A result that no item of the plan produces does not exist for this project.
void count_papers(const Catalog& catalog, const Network& net, Plan& plan) {
    std::set<std::string_view> in_plan, handed_in;
    for (const auto& item : net.items) in_plan.insert(item.item->code);
    for (const auto& stage : plan.stages)
        for (const auto& item : stage.items)
            for (const auto& need : item.ruling->needs) {
                const auto& material = *catalog.material(need.material);
                const bool produced = std::any_of(material.produced_by.begin(), material.produced_by.end(),
                                                  [&](const auto& code) { return in_plan.contains(code); });
                if (need.source == Source::result && !produced) continue;
                ++plan.papers_needed;
                if (need.source == Source::applicant && !produced) handed_in.insert(material.code);
            }
    plan.papers_handed_in = static_cast<int>(handed_in.size());
}

}  // namespace

Plan plan(const Catalog& catalog, std::shared_ptr<const Ruling> ruling) {
    const auto* taken = catalog.flow(ruling->flows.front());
    ensure(taken != nullptr, "a ruling with a flow that the catalogue does not have");
    const auto& flow = *taken;
    const auto net = network(flow, wanted_items(catalog, flow, *ruling));
    const auto times = schedule(net.activities);

    Plan out;
    out.flow = &flow;
    out.ruling = std::move(ruling);
    for (const auto& step : flow.line) out.official_total += step.counts ? step.days : 0;
    out.longest_path = times.length;
    for (const auto i : times.path)
        if (i < net.items.size()) out.critical_path.push_back(net.items[i].item->code);
    for (const auto& stage : flow.stages) {
        PlannedStage planned_stage{&stage, {}};
        for (std::size_t i = 0; i < net.items.size(); ++i)
            if (net.items[i].in_flow->stage == stage.number)
                planned_stage.items.push_back(planned(flow, net, i, times));
        std::stable_sort(planned_stage.items.begin(), planned_stage.items.end(),
                         [](const auto& a, const auto& b) { return a.start < b.start; });
        constexpr int parallel_lane = 5;
        if (stage.number != parallel_lane || !planned_stage.items.empty())
            out.stages.push_back(std::move(planned_stage));
    }
    count_papers(catalog, net, out);
    return out;
}

}  // namespace zhupi::catalog
