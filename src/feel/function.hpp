#pragma once
// What can be called: a built-in, a function written in FEEL with the values it closes over, or one of the host.

#include "feel/type.hpp"
#include "feel/value.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace zhupi::feel {

class Machine;
struct Builtin;
struct Program;

struct Parameter {
    std::string name;
    Type type;
};

struct Closure {
    std::shared_ptr<const Program> program;
    std::uint32_t prototype = 0;  ///< in program->prototypes
    std::vector<Value> captured;  ///< in the order of the prototype's captures
};

/// A function of the host: gets as many arguments as there are parameters, already converted to their types.
using Native = std::function<Value(Machine&, std::span<const Value>)>;

struct Function {
    std::vector<Parameter> parameters;  ///< empty for built-ins, which have their own table
    Type result;
    std::variant<const Builtin*, Closure, Native> body;
    std::uint32_t depth = 1;
    std::uint32_t weight = 1;
};

}  // namespace zhupi::feel
