#pragma once
// The built-in functions (DMN 1.5, 10.3.4): one table of signatures and the code behind each.

#include "feel/type.hpp"
#include "feel/value.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

class Machine;
struct Signature;

/// One call of a built-in: its arguments are already converted to the declared types; what is missing is null.
struct Call {
    Machine& machine;
    const Signature& signature;
    std::span<const Value> args;

    const Value& operator[](std::size_t i) const { return args[i]; }
    /// The argument of a function that takes several kinds; [x] counts as x (DMN 1.5, 10.3.2.9.4).
    const Value& one(std::size_t i) const {
        return args[i].is(Kind::list) && args[i].items().size() == 1 ? args[i].items().front() : args[i];
    }
    bool has(std::size_t i) const { return i < args.size() && !args[i].is_null(); }
    /// Null, with a diagnostic that there is no result for this argument.
    Value no_result(std::size_t i = 0) const;
};

using Code = Value (*)(const Call&);

struct Signature {
    struct Parameter {
        std::string name;
        Type type;
        bool optional = false;
        bool nullable = false;  ///< null is an ordinary value here, not an error
    };
    std::string_view function;
    std::vector<Parameter> parameters;
    /// The last parameter is a list that may be written out: max(1, 2, 3).
    enum class Gathers : unsigned char { no, unless_list, always };
    Gathers gathers = Gathers::no;
    Type result;
    Code code = nullptr;
    const Signature* next = nullptr;  ///< another form of the same function, to be tried when the types do not fit
};

struct Builtin {
    std::string name;
    std::vector<std::string> pieces;  ///< of the name
    std::vector<Signature> signatures;
};

/// All of them, sorted by name.
const std::vector<Builtin>& builtins();

/// The signature that takes this many arguments in order, or arguments of these names; nullptr when there is none.
const Signature* select(const Builtin& builtin, std::size_t count);
const Signature* select(const Builtin& builtin, std::span<const std::string> names);

namespace detail {
/// One line of a table: "substring", "string: string, start position: number, length?: number", "string", code. After a
/// name: ? optional, ! null is a value like others, * a list that may be written out, + a list that is always so.
struct Line {
    std::string_view name, parameters, result;
    Code code;
};
// The tables, one per file.
std::span<const Line> text_functions();
std::span<const Line> number_functions();
std::span<const Line> list_functions();
std::span<const Line> temporal_functions();
std::span<const Line> range_functions();
std::span<const Line> context_functions();
std::span<const Line> conversion_functions();
}  // namespace detail

}  // namespace zhupi::feel
