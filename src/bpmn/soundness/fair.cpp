#include "bpmn/soundness/fair.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace zhupi::bpmn {
namespace {

constexpr std::uint32_t unseen = 0xffffffff;

class Search {
public:
    Search(const FairGraph& graph, const std::vector<char>& good,
           const std::function<bool(std::uint32_t, const Step&)>& enabled)
        : graph_(graph), good_(good), enabled_(enabled), part_(graph.states, 0) {
        for (const auto& step : graph.net.steps) {
            steps_of_[step.node].push_back(&step);
            if (step.choice != none) choices_[{step.node, step.choice}].push_back(&step);
        }
    }

    std::optional<std::uint32_t> run() {
        for (std::uint32_t i = 0; i < graph_.states; ++i)
            if (graph_.dead_end[i] && !good_[i]) return i;
        std::vector<std::uint32_t> all(graph_.states);
        for (std::uint32_t i = 0; i < graph_.states; ++i) all[i] = i;
        return look(all);
    }

private:
    /// Strongly connected parts of `states`, each looked at for itself.
    std::optional<std::uint32_t> look(const std::vector<std::uint32_t>& states) {
        const auto mine = ++parts_;
        for (const auto at : states) part_[at] = mine;
        for (const auto& component : components(states, mine)) {
            if (component.size() == 1 && !has_loop(component.front())) continue;
            if (std::all_of(component.begin(), component.end(), [&](std::uint32_t at) { return good_[at] != 0; }))
                continue;
            if (auto fault = judge(component)) return fault;
        }
        return std::nullopt;
    }

    bool has_loop(std::uint32_t at) const {
        for (auto i = graph_.first_edge[at]; i < graph_.first_edge[at + 1]; ++i)
            if (graph_.to[i] == at) return true;
        return false;
    }

    /// Tarjan's algorithm without recursion.
    std::vector<std::vector<std::uint32_t>> components(const std::vector<std::uint32_t>& states, std::uint32_t mine) {
        std::vector<std::vector<std::uint32_t>> list;
        if (number_.empty()) {
            number_.resize(graph_.states);
            low_.resize(graph_.states);
            on_stack_.resize(graph_.states);
        }
        for (const auto at : states) number_[at] = unseen;
        std::uint32_t next = 0;
        std::vector<std::uint32_t> stack;
        struct Call {
            std::uint32_t at, edge;
        };
        std::vector<Call> calls;
        const auto enter = [&](std::uint32_t at) {
            number_[at] = low_[at] = next++;
            stack.push_back(at);
            on_stack_[at] = 1;
            calls.push_back({at, graph_.first_edge[at]});
        };
        for (const auto root : states) {
            if (number_[root] != unseen) continue;
            enter(root);
            while (!calls.empty()) {
                auto& call = calls.back();
                const auto at = call.at;
                if (call.edge < graph_.first_edge[at + 1]) {
                    const auto to = graph_.to[call.edge++];
                    if (part_[to] != mine) continue;
                    if (number_[to] == unseen)
                        enter(to);
                    else if (on_stack_[to])
                        low_[at] = std::min(low_[at], number_[to]);
                    continue;
                }
                calls.pop_back();
                if (!calls.empty()) low_[calls.back().at] = std::min(low_[calls.back().at], low_[at]);
                if (low_[at] != number_[at]) continue;
                list.emplace_back();
                std::uint32_t other;
                do {
                    other = stack.back();
                    stack.pop_back();
                    on_stack_[other] = 0;
                    list.back().push_back(other);
                } while (other != at);
            }
        }
        return list;
    }

    std::optional<std::uint32_t> judge(const std::vector<std::uint32_t>& component) {
        const auto mine = ++parts_;
        for (const auto at : component) part_[at] = mine;
        std::set<int> acting;
        std::set<std::pair<int, int>> chosen;
        for (const auto at : component)
            for (auto i = graph_.first_edge[at]; i < graph_.first_edge[at + 1]; ++i) {
                if (part_[graph_.to[i]] != mine) continue;
                const auto& step = graph_.net.steps[graph_.step[i]];
                acting.insert(step.node);
                if (step.choice != none) chosen.insert({step.node, step.choice});
            }
        const auto can = [&](std::uint32_t at, const std::vector<const Step*>& steps) {
            return std::any_of(steps.begin(), steps.end(), [&](const Step* step) { return enabled_(at, *step); });
        };
        // A node that could act in every state of the part and never does: no part of it is fair either.
        for (const auto& [node, steps] : steps_of_)
            if (!acting.contains(node) &&
                std::all_of(component.begin(), component.end(), [&](std::uint32_t at) { return can(at, steps); }))
                return std::nullopt;
        // A way that could be chosen again and again and never is: only without those states may the part be fair.
        std::vector<std::uint32_t> rest;
        for (const auto at : component) {
            const bool tempts = std::any_of(choices_.begin(), choices_.end(), [&](const auto& choice) {
                return !chosen.contains(choice.first) && can(at, choice.second);
            });
            if (!tempts) rest.push_back(at);
        }
        if (rest.size() != component.size()) return look(rest);
        return *std::find_if(component.begin(), component.end(), [&](std::uint32_t at) { return !good_[at]; });
    }

    const FairGraph& graph_;
    const std::vector<char>& good_;
    const std::function<bool(std::uint32_t, const Step&)>& enabled_;
    std::map<int, std::vector<const Step*>> steps_of_;
    std::map<std::pair<int, int>, std::vector<const Step*>> choices_;
    std::vector<std::uint32_t> part_, number_, low_;
    std::vector<char> on_stack_;
    std::uint32_t parts_ = 0;
};

}  // namespace

std::optional<std::uint32_t> find_fair_fault(const FairGraph& graph, const std::vector<char>& good,
                                             const std::function<bool(std::uint32_t, const Step&)>& enabled) {
    return Search(graph, good, enabled).run();
}

}  // namespace zhupi::bpmn
