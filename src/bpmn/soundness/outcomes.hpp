#pragma once
// What decision tables can answer, so that conditions that ask for their results are not taken for free choices.

#include "bpmn/soundness/net.hpp"

#include <string_view>

namespace zhupi::bpmn {

/// For each business rule task that names a decision (zhupi:decision) of `dmn`: the constants in the output column of
/// its table, and null unless some rule always holds. Decisions without a table of constants are left open. The result
/// goes by the name zhupi:result, or that of the decision. Errors are those of reading XML.
Result<Narrowing> outcomes_of(const Definition& definition, const Model& model, std::string_view dmn);

}  // namespace zhupi::bpmn
