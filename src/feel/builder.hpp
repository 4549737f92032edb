#pragma once
// Puts a Program together. The FEEL parser emits into it, and so does whoever has other expressions to compile into
// the same program: DMN's boxed contexts, invocations and decision tables. It knows which names are in scope, gives
// them slots, and works out what functions close over.

#include "feel/program.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

struct Builtin;

struct Expr {
    NodeId node = 0;
    Type type;
};

class Builder {
public:
    using TypeLookup = std::function<std::optional<Type>(std::string_view)>;
    /// `types` finds item definitions by name.
    explicit Builder(TypeLookup types = {});

    // What the program gets from outside; before anything is emitted.
    std::uint32_t input(const std::string& name, const Type& type);

    // Names. leave() takes back all names and items that came after enter().
    std::size_t enter() const { return visible_.size(); }
    void leave(std::size_t mark) { visible_.resize(mark); }
    std::uint32_t new_slot() { return functions_.back().frame_size++; }
    std::uint32_t declare(const std::string& name, const Type& type);
    void declare_at(const std::string& name, const Type& type, std::uint32_t slot);
    /// From here on the members of the value in `slot` are names of their own, as inside a filter.
    void open_item(std::uint32_t slot, const Type& type);

    /// What a run of pieces means here: how many of them make the name, and the node that yields it.
    struct Resolved {
        std::size_t pieces = 0;
        Expr expr;
        const Builtin* builtin = nullptr;  ///< set when the name is that of a built-in (expr is not)
    };
    std::optional<Resolved> resolve(std::span<const std::string_view> pieces, const Span& span);
    /// Does an enclosing filter over items of unknown shape leave it open whether this name is a member?
    bool has_open_item() const;
    Expr item_member(const std::string& name, const Span& span);
    std::optional<Type> type_named(std::string_view name) const;
    /// How often the value of a slot was asked for so far.
    std::size_t uses(std::uint32_t slot) const;
    struct Named {
        std::string name;
        std::uint32_t slot = 0;
    };
    /// The names of the present function or program that were asked for while `emit` ran.
    std::vector<Named> used_by(const std::function<void()>& emit) const;

    // Functions.
    void begin_function(const std::vector<Parameter>& parameters);
    Expr end_function(const Expr& body, const Type& result, const Span& span);
    /// The next function that is begun finds itself under this slot.
    void define_recursive(std::uint32_t slot) { recursive_slot_ = slot; }

    // Nodes.
    Expr emit(Op op, const Type& type, const Span& span, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0,
              std::uint8_t flag = 0);
    Expr constant(Value value, const Span& span);
    Expr slot(std::uint32_t index, const Type& type, const Span& span);
    Expr problem(const ErrorCode& code, Params params, const Span& span);  ///< yields null at run time
    void warn(Problem problem) { program_.problems.push_back(std::move(problem)); }
    std::uint32_t list(std::span<const std::uint32_t> words);
    std::uint32_t name(std::string_view text);
    std::uint32_t type(const Type& type);
    std::uint32_t signature(const Signature* s);
    std::uint32_t extension(std::shared_ptr<const Extension> e);
    std::uint32_t source(std::string label, std::string text);
    std::string_view source_text(std::uint32_t source) const { return program_.sources[source].text; }
    const Program& program() const { return program_; }
    const Node& node(NodeId id) const { return program_.nodes[id]; }
    std::uint32_t word(std::uint32_t index) const { return program_.lists[index]; }
    const Value* constant_of(NodeId id) const;                                    ///< when the node is a constant
    std::optional<NodeId> entry_of(NodeId context, std::string_view name) const;  ///< of a context literal

    // Whole texts. A syntax error is reported once, as a problem whose value is null.
    Expr expression(std::string_view label, std::string_view text);
    /// A cell: unary tests on the value in `slot`; yields true, false or null.
    Expr unary_tests(std::string_view label, std::string_view text, std::uint32_t slot, const Type& tested);

    std::shared_ptr<const Program> finish(const Expr& root);

private:
    struct Visible {
        std::vector<std::string> pieces;  ///< empty: the open item of a filter
        Type type;
        std::uint32_t slot = 0;
        std::size_t level = 0;
    };
    struct FunctionScope {
        std::uint32_t frame_size = 0;
        std::vector<Prototype::Capture> captures;
        std::vector<Parameter> parameters;
        std::size_t mark = 0;
        std::uint32_t self_outer = none;  ///< slot of the enclosing frame that stands for this function
        std::uint32_t self_slot = none;
    };
    std::uint32_t local_slot(const Visible& entry);
    std::uint32_t local_slot(std::uint32_t slot, std::size_t from_level, std::size_t to_level);

    TypeLookup types_;
    Program program_;
    std::vector<Visible> visible_;
    std::vector<FunctionScope> functions_;
    std::vector<std::pair<std::uint64_t, std::size_t>> uses_;  ///< (level, slot) → count
    std::uint32_t recursive_slot_ = none;
};

}  // namespace zhupi::feel
