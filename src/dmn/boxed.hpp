#pragma once
// Boxed expressions (DMN 1.5, 10.2) compiled into FEEL programs: a context becomes a context, an invocation a call, and
// only decision tables stay something of their own.

#include "dmn/source.hpp"
#include "feel/builder.hpp"

#include <string>

namespace zhupi::dmn {

/// In the scope of the builder; `label` names the place in diagnostics, `type` is the declared type of the whole.
feel::Expr compile_boxed(feel::Builder& builder, const source::Expression& expression, const std::string& label,
                         const feel::Type& type);

/// The function that a knowledge model encapsulates; inside, it knows itself by `name`.
feel::Expr compile_function(feel::Builder& builder, const source::Expression& function, const std::string& name,
                            const feel::Type& type);

}  // namespace zhupi::dmn
