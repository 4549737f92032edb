#pragma once
// The states a net can reach, and what they say: is it safe, can it always end, must it end, can everything happen.

#include "bpmn/soundness/net.hpp"

#include <optional>
#include <vector>

namespace zhupi::bpmn {

/// How messages travel between processes.
enum class Network : std::uint8_t {
    bag,    ///< in any order
    inbox,  ///< one queue for each receiving process, first in first out
};

struct SpaceOptions {
    Network network = Network::bag;
    bool reduced = true;                ///< take eager steps at once (partial-order reduction)
    std::size_t most_states = 400'000;  ///< beyond, the verdict is open
};

struct SpaceResult {
    std::size_t states = 0, transitions = 0;
    bool complete = true;            ///< all states were seen; false beyond most_states
    bool bounded = true;             ///< no place ever held more than the exploration allows
    bool safe = true;                ///< never two tokens on one flow
    bool sound = true;               ///< every fair run comes to rest at an end, with no message left
    bool sound_but_messages = true;  ///< the same, whatever messages are left
    bool option_to_complete = true;  ///< an end can be reached from everywhere
    bool can_end = true;             ///< an end can be reached from the beginning
    bool proper_completion = true;   ///< no end event is reached twice
    std::vector<int> dead;           ///< activities that never begin
    /// Steps from the beginning to the first fault of each kind; indices into net.steps.
    std::vector<int> path_unsafe, path_stuck, path_unsound;
    int unsafe_flow = none;     ///< flow that holds two tokens
    std::vector<int> stuck_at;  ///< places that hold tokens where nothing leads to an end
};

/// Marks the steps that may be taken eagerly. Such a step moves tokens from one place that nothing else takes from to
/// places that nobody looks at meanwhile; taking it first, alone, changes no verdict (agglomeration: Berthelot,
/// "Transformations and Decompositions of Nets", 1987). Steps that close a circle stay as they are.
void reduce(Net& net);

SpaceResult explore(const Net& net, const SpaceOptions& options = {});

}  // namespace zhupi::bpmn
