#pragma once
// A state of one definition as a state of another.

#include "bpmn/change/change.hpp"

namespace zhupi::bpmn {

/// Tokens in `moved` have a place of their own in the plan and need no counterpart. Reasons are added where something
/// has no counterpart; the state is then of no use.
State translate(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
                const std::vector<int>& moved, std::vector<Error>& reasons);

}  // namespace zhupi::bpmn
