#pragma once
// Reachability within a body, worked out once: what an inclusive join asks at every arrival (BPMN 2.0.2, 13.4.3).

#include "bpmn/definition.hpp"

namespace zhupi::bpmn {

/// Nodes that a token at `node` comes to next: along sequence flows and through links. Boundary events do not count: an
/// event that may yet occur is no reason for a join to wait.
void each_successor(const Definition& definition, int node, const std::function<void(int)>& visit);

/// Fills `joins`, and `join` of every inclusive and complex gateway with more than one incoming flow.
void add_joins(Definition& definition);

/// Row of `node` in the join's table: bit i when the i-th incoming flow can be reached from there.
inline const std::uint64_t* row(const Join& join, int place) { return join.reach.data() + place * join.words; }

}  // namespace zhupi::bpmn
