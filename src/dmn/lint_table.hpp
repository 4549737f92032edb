#pragma once
// The checks of one decision table; see lint.hpp.

#include "dmn/lint.hpp"
#include "dmn/space.hpp"

namespace zhupi::dmn {

/// Appends what is wrong with the table to `out`.
void lint_table(const Table& table, const feel::Program& program, const std::string& element, const LintLimits& limits,
                std::vector<Finding>& out);

}  // namespace zhupi::dmn
