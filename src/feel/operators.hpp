#pragma once
// What the operators of FEEL do with values (DMN 1.5, 10.3.2.13–10.3.2.15). Errors go to the machine's diagnostics.

#include "feel/machine.hpp"

namespace zhupi::feel {

Value arithmetic(Machine& machine, Op op, const Value& a, const Value& b);
Value negate(Machine& machine, const Value& v);
Value ordering(Machine& machine, Op op, const Value& a, const Value& b);
Value make_interval(Machine& machine, Range range);  ///< null unless both ends go together, start not after end
Value make_unary_range(Machine& machine, Range::Form form, const Value& operand);

}  // namespace zhupi::feel
