#pragma once
// External functions (DMN 1.5, 10.4). There is no Java here: a small table holds native twins of the functions of
// java.lang that rule authors use, under their Java signatures.

#include "feel/builder.hpp"

#include <vector>

namespace zhupi::feel {

/// From a compiled {java: {class: "…", method signature: "…"}}, whose texts must be constants.
Expr external_from(Builder& builder, const std::vector<Parameter>& parameters, const Expr& description,
                   const Span& span);
/// The same, from the two texts.
Expr external_function(Builder& builder, const std::vector<Parameter>& parameters, const std::string& class_name,
                       const std::string& signature, const Span& span);

}  // namespace zhupi::feel
