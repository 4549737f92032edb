#pragma once
// Items as a network of activities: who waits for whom within a flow. Two kinds of waiting: an item's prerequisites,
// and the stage before it, which opens the next one only when its milestones have ended. A stage's end is an activity
// of its own that takes no time.

#include "catalog/catalog.hpp"
#include "catalog/critical_path.hpp"
#include "catalog/rules.hpp"

#include <string>
#include <vector>

namespace zhupi::catalog {

struct NetworkItem {
    const Item* item = nullptr;
    const FlowItem* in_flow = nullptr;
    const ItemRuling* ruling = nullptr;  ///< null: its days are not known and count as none
};

struct Network {
    std::vector<NetworkItem> items;
    std::vector<Activity> activities;  ///< one for each item, in the same order; then one for each stage's end
    std::vector<int> stages;           ///< numbers of the stages whose ends follow the items
};

/// Which prerequisites an item has in this flow, whether or not they are in it.
const std::vector<std::vector<std::string>>& prerequisites(const NetworkItem& item);

/// Promised days in this flow, and what they add to a path: nothing for an item that is decided at once (即办: the day
/// of acceptance is day 0) or by a third party, whose time is not the authorities'.
int promised_days(const NetworkItem& item);
int duration(const NetworkItem& item);

/// `items` are those of the flow that are wanted; prerequisites that are not among them are left out.
Network network(const Flow& flow, std::vector<NetworkItem> items);

}  // namespace zhupi::catalog
