#include "bpmn/soundness/space.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

bool has(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

/// What is known of each place.
struct Use {
    std::vector<int> takers;  ///< steps
    bool watched = false;     ///< read, cleared, guarded or part of an inclusive join
    std::vector<int> absent_in;
};

std::vector<Use> uses(const Net& net) {
    std::vector<Use> list(net.places.size());
    for (int i = 0; i < static_cast<int>(net.steps.size()); ++i) {
        const auto& step = net.steps[i];
        for (const auto place : step.take) list[place].takers.push_back(i);
        for (const auto place : step.present) list[place].watched = true;
        for (const auto place : step.clear) list[place].watched = true;
        for (const auto place : step.absent) list[place].absent_in.push_back(i);
    }
    for (const auto& join : net.joins) {
        for (const auto place : join.in) list[place].watched = true;
        for (const auto& before : join.before)
            for (const auto place : before) list[place].watched = true;
    }
    return list;
}

/// An activity's own mark keeps it from being entered twice; when it is also left eagerly, nobody ever sees it.
bool looks_alike(const Net& net, const std::vector<Use>& use, int from, const std::vector<int>& to, int node) {
    std::vector<int> observers = use[from].absent_in;
    for (const auto place : to)
        observers.insert(observers.end(), use[place].absent_in.begin(), use[place].absent_in.end());
    for (const auto index : observers) {
        const auto& step = net.steps[index];
        if (step.node == node && step.begins) continue;
        const bool sees_from = has(step.absent, from);
        const bool sees_to = std::any_of(to.begin(), to.end(), [&](int place) { return has(step.absent, place); });
        if (sees_from != sees_to) return false;
    }
    return true;
}

bool is_local(const Net& net, const std::vector<Use>& use, const Step& step) {
    if (step.take.size() != 1 || step.give.empty() || step.receives != none || !step.sends.empty() ||
        step.join != none || !step.present.empty() || !step.clear.empty() || !step.set.empty() ||
        !step.guards.empty() || !step.any_of.empty() || step.busy != none)
        return false;
    const auto from = step.take.front();
    const auto kind = net.places[from].kind;
    if (kind != PlaceKind::flow && kind != PlaceKind::active) return false;
    if (use[from].watched || use[from].takers.size() != 1) return false;
    for (const auto place : step.give) {
        const auto& to = net.places[place];
        if (use[place].watched || (to.kind != PlaceKind::flow && to.kind != PlaceKind::active)) return false;
        if (std::count(step.give.begin(), step.give.end(), place) > 1) return false;
    }
    return looks_alike(net, use, from, step.give, step.node);
}

/// Whether eager steps can go round in a circle from this place.
bool circles(const Net& net, const std::vector<Use>& use, int place, std::vector<char>& colour) {
    if (colour[place] == 1) return true;
    if (colour[place] == 2) return false;
    colour[place] = 1;
    for (const auto index : use[place].takers) {
        if (!net.steps[index].eager) continue;
        for (const auto next : net.steps[index].give)
            if (circles(net, use, next, colour)) {
                colour[place] = 0;
                return true;
            }
    }
    colour[place] = 2;
    return false;
}

}  // namespace

void reduce(Net& net) {
    const auto use = uses(net);
    for (auto& step : net.steps) step.eager = is_local(net, use, step);
    // The mark of an activity in progress may only be skipped when entering and leaving are both eager.
    for (auto& step : net.steps)
        if (step.eager && !step.absent.empty())
            for (const auto place : step.absent)
                if (use[place].takers.size() != 1 || !net.steps[use[place].takers.front()].eager) step.eager = false;
    for (auto& step : net.steps) {
        if (!step.eager) continue;
        std::vector<char> colour(net.places.size());
        if (circles(net, use, step.take.front(), colour)) step.eager = false;
    }
}

}  // namespace zhupi::bpmn
