#pragma once
// Limits that can never be met: what must be waited for on every way through takes longer than is allowed.

#include "bpmn/check/check.hpp"
#include "bpmn/definition.hpp"

namespace zhupi::bpmn {

/// A limit is zhupi:limit (a duration; counted in zhupi:limitUnit, working_days when absent) on a process or activity,
/// or an interrupting timer on the border of a sub-process. The least time through is reckoned from the timers that
/// every way must wait for: of branches that join in parallel the longest, of alternatives the shortest.
std::vector<Finding> check_limits(const Definition& definition, const Model& model);

}  // namespace zhupi::bpmn
