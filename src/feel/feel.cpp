#include "feel/feel.hpp"

#include "base/error_codes.hpp"
#include "feel/builder.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

Result<std::shared_ptr<const Program>> checked(std::shared_ptr<const Program> program) {
    // A text that cannot be read compiles to nothing but its problem.
    const Node& root = program->nodes[program->root];
    if (root.op == Op::problem) {
        const Error& error = program->problems[root.a].error;
        if (error.is(err::feel_syntax) || error.is(err::feel_expected) || error.is(err::feel_too_deep) ||
            error.is(err::feel_too_large))
            return fail(error);
    }
    return program;
}

}  // namespace

Result<std::shared_ptr<const Program>> compile(std::string_view text, const std::vector<Parameter>& names) {
    Builder builder;
    for (const Parameter& p : names) builder.input(p.name, p.type);
    const Expr root = builder.expression("", text);
    return checked(builder.finish(root));
}

Result<std::shared_ptr<const Program>> compile_tests(std::string_view text, const Type& tested,
                                                     const std::vector<Parameter>& names) {
    Builder builder;
    const std::uint32_t slot = builder.input("?", tested);
    for (const Parameter& p : names) builder.input(p.name, p.type);
    const Expr root = builder.unary_tests("", text, slot, tested);
    return checked(builder.finish(root));
}

Outcome evaluate(const Program& program, std::span<const Value> inputs, const Limits& limits,
                 const Environment& environment) {
    Machine machine(limits, environment);
    Value value = machine.run(program, inputs);
    if (machine.stopped()) value = {};
    return {std::move(value), machine.take_diagnostics()};
}

Outcome evaluate(const Program& program, const Context& inputs, const Limits& limits, const Environment& environment) {
    std::vector<Value> values;
    values.reserve(program.inputs.size());
    for (const Parameter& p : program.inputs) {
        const Value* v = inputs.find(p.name);
        values.push_back(v != nullptr ? *v : Value());
    }
    return evaluate(program, values, limits, environment);
}

}  // namespace zhupi::feel
