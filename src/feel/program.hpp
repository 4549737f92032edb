#pragma once
// A compiled expression: a flat table of nodes that refer to one another by number, with the constants, names and types
// they need beside them. Nothing is parsed, and no name is looked up, while it runs.

#include "base/error.hpp"
#include "feel/function.hpp"
#include "feel/type.hpp"
#include "feel/value.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace zhupi::feel {

class Machine;
struct Signature;

using NodeId = std::uint32_t;

enum class Op : std::uint8_t {
    constant,    ///< a: constant
    slot,        ///< a: slot of the frame
    problem,     ///< a: problem found while compiling; yields null
    field,       ///< a: node, b: name
    item_field,  ///< a: slot of the filtered item, b: name, c: node where the item has no such member (none)
    negate,      ///< a
    add,         ///< a, b …
    subtract,
    multiply,
    divide,
    power,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal,
    both,         ///< a and b
    either,       ///< a or b
    between,      ///< a between b and c
    in,           ///< a in b; the value of a stands in slot c while b is asked
    any_of,       ///< list a, count b: unary tests, one of which must hold
    matches,      ///< a: node of a unary test that is a value, b: slot of what is tested, flag: see Matching
    none_of,      ///< a: unary tests that must not hold
    range,        ///< a..b, flag: 1 start included, 2 end included
    unary_range,  ///< a, flag: Range::Form
    list,         ///< list a, count b
    context,      ///< list a: (name, node, slot) × count b; flag 1: yields the value of the last entry alone
    choose,       ///< if a then b else c
    loop,         ///< list a: (slot, from, to or none) × count b, then the slot of "partial"; c: body
    some,         ///< list a: (slot, from, to or none) × count b, c: body
    every,
    filter,       ///< a[b], c: slot of item, flag: see Filtering
    function,     ///< a: prototype
    call,         ///< a: callee, list b, count c
    call_named,   ///< a: callee, list b: (name, node) × count c
    builtin,      ///< a: signature, list b, count c; flag 1: the arguments were named
    instance_of,  ///< a, b: type
    typed,        ///< a converted to type b; flag 1: allowed values count
    extension,    ///< a: extension
};

/// How a value in a unary test is compared with what is tested.
enum class Matching : std::uint8_t {
    value,   ///< equal to it, in its list, or in its range
    answer,  ///< the test speaks of "?": its own answer counts
    either,  ///< an expression without "?": a boolean answers for itself unless a boolean is tested
};

enum class Filtering : std::uint8_t {
    fixed,    ///< the predicate does not speak of the item: an index, or all or nothing
    item,     ///< it does
    dynamic,  ///< it may, depending on what members the item turns out to have
};

constexpr NodeId none = 0xffffffff;

struct Node {
    Op op = Op::constant;
    std::uint8_t flag = 0;
    std::uint32_t a = 0, b = 0, c = 0;
};

/// Where in the source something stands.
struct Span {
    std::uint32_t source = 0;  ///< in Program::sources
    std::uint32_t begin = 0, end = 0;
};

struct Source {
    std::string label;  ///< where the text comes from: "计算面积", "rule 3, cell 2"; may be empty
    std::string text;
};

/// A function in the text: where its body is, and what moves into its frame from around it.
struct Prototype {
    NodeId body = 0;
    std::uint32_t frame_size = 0;
    std::uint32_t parameter_count = 0;  ///< in the first slots
    std::uint32_t self_slot = none;     ///< where it finds itself, for recursion
    struct Capture {
        std::uint32_t outer, inner;
    };
    std::vector<Capture> captures;
    std::vector<Parameter> parameters;
    Type result;
};

/// Something that is no FEEL expression but sits where one does: a decision table.
class Extension {
public:
    virtual ~Extension() = default;
    virtual Value evaluate(Machine& machine) const = 0;
};

/// What was wrong with a piece of the source, and where.
struct Problem {
    Error error;
    Span span;
};

struct Program : std::enable_shared_from_this<Program> {
    std::vector<Node> nodes;
    std::vector<Span> spans;  ///< of each node
    std::vector<std::uint32_t> lists;
    std::vector<Value> constants;
    std::vector<std::shared_ptr<const std::string>> names;
    std::vector<Type> types;
    std::vector<const Signature*> signatures;
    std::vector<Prototype> prototypes;
    std::vector<std::shared_ptr<const Extension>> extensions;
    std::vector<Source> sources;
    std::vector<Problem> problems;  ///< unknown names and the like: the program runs, but these yield null
    std::vector<Parameter> inputs;  ///< they fill the first slots
    std::uint32_t frame_size = 0;
    NodeId root = 0;
    Type type;  ///< of the result, as far as it is known beforehand

    std::string_view text(const Span& span) const;  ///< the piece of source
};

}  // namespace zhupi::feel
