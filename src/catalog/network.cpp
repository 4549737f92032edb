#include "catalog/network.hpp"

#include <unordered_map>

namespace zhupi::catalog {
namespace {

constexpr int parallel_lane = 5;

/// The milestones whose end ends a stage: all of them, or any one.
std::vector<std::vector<std::size_t>> milestones(const FlowStage& stage, const std::vector<NetworkItem>& items) {
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto& item = *items[i].in_flow;
        if (item.stage != stage.number || !item.milestone || item.optional) continue;
        if (groups.empty() || stage.rule == Milestones::all) groups.emplace_back();
        groups.back().push_back(i);
    }
    return groups;
}

}  // namespace

const std::vector<std::vector<std::string>>& prerequisites(const NetworkItem& item) {
    return item.in_flow->after.empty() ? item.item->after : item.in_flow->after;
}

int promised_days(const NetworkItem& item) { return item.ruling ? item.ruling->promised.amount : 0; }

int duration(const NetworkItem& item) {
    const bool instant = item.ruling && item.ruling->handling == Handling::instant;
    return item.item->third_party || instant ? 0 : promised_days(item);
}

Network network(const Flow& flow, std::vector<NetworkItem> items) {
    Network net{std::move(items), {}, {}};
    std::unordered_map<std::string_view, std::size_t> position;
    for (std::size_t i = 0; i < net.items.size(); ++i) position.emplace(net.items[i].item->code, i);

    for (const auto& item : net.items) {
        Activity activity{duration(item), {}, !item.in_flow->optional};
        for (const auto& group : prerequisites(item)) {
            std::vector<std::size_t> here;
            for (const auto& code : group)
                if (const auto found = position.find(code); found != position.end()) here.push_back(found->second);
            if (!here.empty()) activity.after.push_back(std::move(here));
        }
        net.activities.push_back(std::move(activity));
    }
    std::optional<std::size_t> before;
    for (const auto& stage : flow.stages) {
        if (stage.number == parallel_lane) continue;
        if (before)
            for (std::size_t i = 0; i < net.items.size(); ++i)
                if (net.items[i].in_flow->stage == stage.number) net.activities[i].after.push_back({*before});
        Activity end{0, milestones(stage, net.items), false};
        if (before) end.after.push_back({*before});
        before = net.activities.size();
        net.activities.push_back(std::move(end));
        net.stages.push_back(stage.number);
    }
    return net;
}

}  // namespace zhupi::catalog
