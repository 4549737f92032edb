#pragma once
// Why a value is null: FEEL turns errors into null, and this keeps what happened, where, and with which value.

#include "base/error.hpp"
#include "feel/program.hpp"
#include "feel/value.hpp"

#include <string>
#include <vector>

namespace zhupi::feel {

struct Diagnostic {
    Error error;         ///< where: the label of the source ("计算面积", "rule 3 cell 2")
    Span span;           ///< in the program's sources
    std::string source;  ///< the piece of the expression that yielded null
    Value value;         ///< the offending value, if there is one
};

}  // namespace zhupi::feel
