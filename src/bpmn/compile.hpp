#pragma once
// From a model to a definition. What the standard forbids is the validator's business (check.hpp); the compiler only
// refuses what it cannot represent, so that a hostile file can be compiled without harm.

#include "bpmn/definition.hpp"
#include "bpmn/model.hpp"

#include <span>

namespace zhupi::bpmn {

/// All processes of `model`, then those of `library`, which call activities may name. Fails with
/// err::bpmn_dangling when a reference that steers the flow leads nowhere, err::bpmn_timer for an impossible date or
/// duration, err::bpmn_quantity, err::bpmn_recursion when a called process is not there, or the language's errors;
/// `where` names element and line.
Result<Definition> compile(const Model& model, const ExpressionLanguage& language,
                           std::span<const Model* const> library = {});

/// Of `all` the models whose processes `model` calls, and those that these call. What nobody calls is no part of a flow
/// and only makes looking at its states longer.
std::vector<const Model*> called_by(const Model& model, std::span<const Model* const> all);

/// A language in which every text is an expression and none can be evaluated: for checks that look at the graph alone.
const ExpressionLanguage& opaque_language();

}  // namespace zhupi::bpmn
