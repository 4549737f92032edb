#pragma once
// Runs programs. One Machine serves one evaluation: it holds the stack, the budget and the diagnostics.

#include "base/time.hpp"
#include "feel/diagnostics.hpp"
#include "feel/inline_vector.hpp"
#include "feel/program.hpp"
#include "feel/value.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

/// What one evaluation may use up. Beyond it the result is null with a diagnostic, never a crash or a hang.
struct Limits {
    std::uint32_t depth = 1200;        ///< nodes within nodes, calls included
    std::uint64_t steps = 20'000'000;  ///< nodes evaluated, elements touched by built-ins
    std::uint64_t memory = 5'000'000;  ///< weight of all lists, contexts and strings made (about 32 bytes each)
    std::uint32_t value_depth = 200;   ///< lists within lists
    std::uint32_t value_weight = 2'000'000;
    std::size_t diagnostics = 64;  ///< kept; later ones are only counted
};

/// What an evaluation may ask of the outside.
struct Environment {
    Clock clock = system_now;  ///< for now() and today()
    zhupi::Zone zone;          ///< of the city
};

const Environment& usual_environment();

class Machine;

/// Whoever runs a machine may hand its extensions something of its own, such as an observer.
class Host {
public:
    virtual ~Host() = default;
    /// An "if" went one way; `condition` is its node in the machine's present program.
    virtual void chose(Machine&, NodeId /*condition*/, const Value& /*answer*/) {}
};

class Machine {
public:
    /// The environment must outlive the machine.
    explicit Machine(const Limits& limits = {}, const Environment& environment = usual_environment());
    Machine(const Limits& limits, Environment&& environment) = delete;
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// Evaluates a program; inputs fill its first slots in order, missing ones are null.
    Value run(const Program& program, std::span<const Value> inputs);
    /// The same, with inputs that nobody needs any more.
    Value run_with(const Program& program, std::span<Value> inputs);
    /// Calls any function value. Arguments are converted to the parameters' types.
    Value call(const Value& function, std::span<const Value> arguments);

    // For extensions, which run inside the frame of the program they belong to.
    Value eval(NodeId id);
    const Value& slot(std::uint32_t index) const { return stack_[base_ + index]; }
    void set_slot(std::uint32_t index, Value value) { stack_[base_ + index] = std::move(value); }
    const Program& program() const { return *program_; }

    // Diagnostics.
    /// Notes what went wrong at the present node and yields null.
    Value fail(const ErrorCode& code, Params params = {}, Value value = {});
    void note(Diagnostic diagnostic);
    /// Forgets what was noted after there were `count`, for trial evaluations.
    void forget_diagnostics(std::size_t count) { diagnostics_.resize(std::min(count, diagnostics_.size())); }
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
    std::vector<Diagnostic> take_diagnostics() { return std::move(diagnostics_); }

    // Budgets.
    bool spend(std::uint64_t steps);  ///< false when used up
    bool stopped() const { return stopped_; }
    std::uint64_t steps_left() const { return limits_.steps - steps_; }
    /// The value, unless it is too large or memory is used up.
    Value admit(Value value);
    Value list(std::vector<Value> items) { return admit(Value(std::move(items))); }
    const Environment& environment() const { return *environment_; }
    Host* host() const { return host_; }
    void set_host(Host* host) { host_ = host; }

private:
    /// The frame of one program or function on the stack; the caller's is back when this one goes.
    class Frame {
    public:
        Frame(Machine& machine, const Program& program, std::uint32_t size);
        ~Frame();
        Frame(const Frame&) = delete;
        Frame& operator=(const Frame&) = delete;

    private:
        Machine& machine_;
        const Program* program_;
        std::size_t base_;
        NodeId current_;
    };

    Value eval_node(const Node& node);
    Value equality(const Node& node);
    Value logic(const Node& node);
    Value between(const Node& node);
    Value any_of(const Node& node);
    Value matches(const Node& node);
    Value range(const Node& node);
    Value make_context(const Node& node);
    Value member(const Value& of, const std::string& name);
    Value item_field(const Node& node);
    Value filter(const Node& node);
    Value iterate(const Node& node);
    Value make_function(const Node& node);
    Value invoke(const Node& node);
    Value invoke_named(const Node& node);
    Value invoke_builtin(const Node& node);
    std::vector<Value> gathered(const Signature& signature, std::span<const Value> arguments);
    Value call_signature(const Signature& signature, std::span<const Value> arguments, bool by_name);
    Value call_function(const Value& function, std::span<const Value> arguments);
    class Iteration;
    Value stop(const ErrorCode& code, std::uint64_t limit);

    Limits limits_;
    const Environment* environment_;
    Host* host_ = nullptr;
    const Program* program_ = nullptr;
    InlineVector<Value, 40> stack_;
    std::size_t base_ = 0;
    NodeId current_ = none;
    std::uint32_t depth_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t memory_ = 0;
    bool stopped_ = false;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace zhupi::feel
