#pragma once
// FEEL, the expression language of DMN 1.5: compile once, evaluate often.
//
//   auto program = feel::compile("if 面积 > 1000 then \"大型\" else \"小型\"", {{"面积", Type(Kind::number)}});
//   auto outcome = feel::evaluate(**program, {{Number(1200)}});
//   outcome.value                 "大型"
//
// An error in the text is an Error of compile(). An error while evaluating is null plus a diagnostic that says where it
// happened and with which value (DMN 1.5, 10.3.2.1: errors are null).

#include "base/error.hpp"
#include "feel/diagnostics.hpp"
#include "feel/machine.hpp"
#include "feel/program.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace zhupi::feel {

/// `names`: what the text may refer to, in the order in which evaluate() is given the values. Fails on a syntax error;
/// unknown names do not fail, they are in Program::problems and yield null.
Result<std::shared_ptr<const Program>> compile(std::string_view text, const std::vector<Parameter>& names);

/// Unary tests ("> 5, [1..3]", "-", "not(\"a\")") on the first input, which is also called "?". `names` as above.
Result<std::shared_ptr<const Program>> compile_tests(std::string_view text, const Type& tested,
                                                     const std::vector<Parameter>& names);

struct Outcome {
    Value value;
    std::vector<Diagnostic> diagnostics;
};

Outcome evaluate(const Program& program, std::span<const Value> inputs, const Limits& limits = {},
                 const Environment& environment = {});
/// With the inputs by name, from a context.
Outcome evaluate(const Program& program, const Context& inputs, const Limits& limits = {},
                 const Environment& environment = {});

}  // namespace zhupi::feel
