#pragma once
// A running instance as a marking of the net of its definition, and what that says about its future.

#include "bpmn/engine.hpp"
#include "bpmn/soundness/space.hpp"

namespace zhupi::bpmn {

/// What may become of an instance from where it stands. Data, people, messages and time are left open.
struct Prospects {
    bool decided = true;           ///< false when the states are too many to tell
    bool can_end = true;           ///< an end is within reach
    bool always_can_end = true;    ///< … and stays so, whatever happens
    std::string stuck;             ///< element at which a token would wait for ever
    std::vector<std::string> way;  ///< elements in the order in which they act until then
};

Prospects prospects(const Definition& definition, const State& state);

}  // namespace zhupi::bpmn
