#pragma once
// Many cases of a flow on a virtual clock, with the engine that does the live work: what is simulated is what would
// happen. Tasks take random times around a mean and end as zhupi:chances says ("accepted 85 correction 12 refused 3",
// seen by conditions as `outcome`); conditions that the data do not decide are decided at random. The same seed gives
// the same run.

#include "bpmn/compile.hpp"
#include "bpmn/engine.hpp"

#include <string>
#include <vector>

namespace zhupi::bpmn {

struct SimulationOptions {
    int cases = 100;
    unsigned seed = 1;
    std::int64_t every_ms = 3'600'000;             ///< between arrivals
    std::int64_t takes_ms = 4 * 3'600'000;         ///< mean of a task that does not say zhupi:takes
    Instant begin{1'767'574'800'000};              ///< 2026-01-05T01:00:00Z, a Monday at nine in China
    std::int64_t longest_ms = 400LL * 86'400'000;  ///< simulated time after which what is open stays open
    Values data;
    const TimeKeeper* time = nullptr;
    std::string process;                  ///< the one to begin; empty: the first that is executable
    std::vector<const Model*> library{};  ///< whose processes call activities may name
};

struct NodeStatistics {
    std::string id, name;
    int times = 0;
    std::int64_t mean_ms = 0;  ///< from its beginning to its end
};
BOOST_DESCRIBE_STRUCT(NodeStatistics, (), (id, name, times, mean_ms))

struct SimulationResult {
    int cases = 0, completed = 0, terminated = 0, failed = 0, open = 0, incidents = 0;
    std::int64_t mean_ms = 0, p50_ms = 0, p90_ms = 0, max_ms = 0;  ///< of those that are over
    std::vector<NodeStatistics> nodes;                             ///< activities, in the order of the file
};
BOOST_DESCRIBE_STRUCT(SimulationResult, (),
                      (cases, completed, terminated, failed, open, incidents, mean_ms, p50_ms, p90_ms, max_ms, nodes))

/// Errors are those of compile() and of the first Start.
Result<SimulationResult> simulate(const Model& model, const ExpressionLanguage& language,
                                  const SimulationOptions& options);

}  // namespace zhupi::bpmn
