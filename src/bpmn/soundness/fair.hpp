#pragma once
// Must a run come to rest where it should? Runs are fair: a node that could act for ever does act, and a gateway that
// could choose a way again and again does choose it. A run that breaks the rule ends in a state in which nothing moves,
// or goes round for ever in a strongly connected part of the graph that is fair to everyone in it.

#include "bpmn/soundness/net.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace zhupi::bpmn {

struct FairGraph {
    std::uint32_t states = 0;
    const std::vector<std::uint32_t>& first_edge;  ///< states + 1 entries
    std::vector<std::uint32_t> to, step;
    const std::vector<char>& dead_end;  ///< nothing is enabled, not even beyond the limits of exploration
    const Net& net;
};

/// A state in which a fair run can stay for ever (or come back to for ever) although it is not `good`.
std::optional<std::uint32_t> find_fair_fault(const FairGraph& graph, const std::vector<char>& good,
                                             const std::function<bool(std::uint32_t, const Step&)>& enabled);

}  // namespace zhupi::bpmn
