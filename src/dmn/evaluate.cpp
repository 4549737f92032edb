#include "base/error_codes.hpp"
#include "dmn/compiled.hpp"
#include "dmn/observe.hpp"
#include "dmn/trace.hpp"

#include <algorithm>

namespace zhupi::dmn {

using feel::Value;
using Kind = Element::Kind;

const std::string& Model::name() const { return compiled_->name; }
const std::string& Model::space() const { return compiled_->space; }
const std::vector<Element>& Model::elements() const { return compiled_->elements; }
const std::vector<Problem>& Model::problems() const { return compiled_->problems; }
std::vector<std::size_t> Model::inputs_of(std::size_t element) const { return compiled_->nodes[element].parameters; }

std::optional<std::size_t> Model::find(std::string_view wanted) const {
    const auto& elements = compiled_->elements;
    for (const bool by_name : {true, false}) {
        for (std::size_t e = 0; e < elements.size(); ++e)
            if (elements[e].kind != Kind::input && (by_name ? elements[e].name : elements[e].id) == wanted) return e;
    }
    return std::nullopt;
}

std::string space_of_model(std::string_view xml) {
    const auto definitions = source::read(xml);
    return definitions ? definitions->space : std::string();
}

feel::Type input_type(const Model& model, std::size_t element) {
    const Compiled& compiled = model.compiled();
    const Compiled::Node& node = compiled.nodes[element];
    feel::Type::Members members;
    if (compiled.elements[element].kind == Kind::knowledge) {
        if (node.function.is(feel::Kind::function))
            for (const feel::Parameter& p : node.function.function().parameters) members.emplace_back(p.name, p.type);
        return feel::Type::context_of(std::move(members));
    }
    for (const std::size_t input : node.parameters) {
        const Element& e = compiled.elements[input];
        members.emplace_back(e.name, e.type);
        const std::string& import = compiled.import_names[compiled.model_of[input]];
        if (!import.empty()) members.emplace_back(import + "." + e.name, e.type);
    }
    return feel::Type::context_of(std::move(members));
}

Evaluation::Evaluation(const Compiled& compiled, feel::Machine& machine) : compiled_(compiled), machine_(machine) {
    values_.resize(compiled.elements.size());
    known_.resize(compiled.elements.size());
}

namespace {

/// As its declared type; a value that does not conform becomes null, with a diagnostic.
Value typed(const Compiled& compiled, feel::Machine& machine, std::size_t element, Value value, const ErrorCode& code) {
    const Element& e = compiled.elements[element];
    if (value.is(compiled.nodes[element].plain) || e.type.is_any() || feel::conforms(value, e.type, true)) return value;
    if (auto converted = feel::coerce(value, e.type, true)) return std::move(*converted);
    return machine.fail(code, {{"name", e.name}, {"expected", e.type.text()}}, value);
}

}  // namespace

void Evaluation::give(std::size_t element, Value value) {
    known_[element] = 1;
    values_[element] = typed(compiled_, machine_, element, std::move(value), err::dmn_input_type);
}

const Value& Evaluation::value(std::size_t element) {
    if (known_[element]) return values_[element];
    const Element& e = compiled_.elements[element];
    if (e.kind == Kind::knowledge || e.kind == Kind::service) return compiled_.nodes[element].function;
    known_[element] = 1;
    if (e.kind == Kind::decision) values_[element] = decide(element);
    return values_[element];
}

Value Evaluation::requirement(const Requirement& r) {
    if (!r.imported) return value(r.parts.front().element);
    feel::Context context;
    for (const auto& part : r.parts) context.put(part.name, value(part.element));
    return Value(std::move(context));
}

Value Evaluation::decide(std::size_t element) {
    const Compiled::Node& node = compiled_.nodes[element];
    feel::InlineVector<Value, 16> inputs;
    for (const Requirement& r : node.requirements) inputs.push_back(requirement(r));
    auto* observer = machine_.host() != nullptr ? dynamic_cast<DecisionObserver*>(machine_.host()) : nullptr;
    if (observer != nullptr) observer->begin(element);
    // The observer still wants to see the inputs afterwards.
    Value out = observer != nullptr ? machine_.run(*node.program, inputs.view())
                                    : machine_.run_with(*node.program, inputs.view());
    out = typed(compiled_, machine_, element, std::move(out), err::dmn_output_type);
    if (observer != nullptr) observer->end(element, inputs.view(), out);
    return out;
}

Value Evaluation::call_service(std::size_t element) {
    const Compiled::Node& node = compiled_.nodes[element];
    if (node.outputs.size() == 1) return value(node.outputs.front());
    feel::Context context;
    for (const std::size_t o : node.outputs) context.put(compiled_.nodes[o].output_name, value(o));
    return Value(std::move(context));
}

namespace {

/// A decision that rests on input data alone: no other values are to be remembered.
Value straight(const Compiled& compiled, feel::Machine& machine, std::size_t element, std::span<const Value> inputs) {
    const Compiled::Node& node = compiled.nodes[element];
    feel::InlineVector<Value, 16> given;
    for (const std::uint32_t p : node.straight)
        given.push_back(p >= inputs.size()
                            ? Value()
                            : typed(compiled, machine, node.parameters[p], inputs[p], err::dmn_input_type));
    return typed(compiled, machine, element, machine.run_with(*node.program, given.view()), err::dmn_output_type);
}

}  // namespace

Outcome evaluate(const Model& model, std::size_t element, std::span<const Value> inputs, const Options& options) {
    const Compiled& compiled = model.compiled();
    const Compiled::Node& node = compiled.nodes[element];
    const Element& e = compiled.elements[element];
    feel::Machine machine(options.limits, options.environment);
    std::optional<Observer> observer;
    Tracer tracer;
    if (options.explain)
        machine.set_host(&observer.emplace(compiled, machine));
    else if (options.trace)
        machine.set_host(&tracer);
    Outcome out;
    if (e.kind == Kind::knowledge) {
        out.value = machine.call(node.function, inputs);
    } else if (node.is_straight && !observer) {
        if (options.trace) tracer.begin(element);
        out.value = straight(compiled, machine, element, inputs);
    } else {
        Evaluation evaluation(compiled, machine);
        for (std::size_t i = 0; i < std::min(inputs.size(), node.parameters.size()); ++i)
            evaluation.give(node.parameters[i], inputs[i]);
        if (observer) observer->inputs(evaluation, node.parameters);
        out.value = e.kind == Kind::service ? evaluation.call_service(element) : evaluation.value(element);
    }
    if (machine.stopped()) out.value = {};
    if (observer) out.explanation = observer->take();
    out.fired = tracer.take();
    out.diagnostics = machine.take_diagnostics();
    return out;
}

namespace {

/// An input by its own name, as "import.name", or in a context named after the import.
Value given(const Compiled& compiled, std::size_t element, const feel::Context& inputs) {
    const std::string& name = compiled.elements[element].name;
    const std::string& import = compiled.import_names[compiled.model_of[element]];
    if (!import.empty()) {
        if (const Value* v = inputs.find(import + "." + name)) return *v;
        if (const Value* context = inputs.find(import); context != nullptr && context->is(feel::Kind::context))
            if (const Value* v = context->context().find(name)) return *v;
    }
    const Value* v = inputs.find(name);
    return v == nullptr ? Value() : *v;
}

}  // namespace

Result<Outcome> evaluate(const Model& model, std::string_view name, const feel::Context& inputs,
                         const Options& options) {
    const auto element = model.find(name);
    if (!element) return fail(err::dmn_no_decision, {{"name", std::string(name)}});
    const Compiled& compiled = model.compiled();
    std::vector<Value> values;
    if (compiled.elements[*element].kind == Kind::knowledge) {
        for (const feel::Parameter& p : compiled.nodes[*element].function.is(feel::Kind::function)
                                            ? compiled.nodes[*element].function.function().parameters
                                            : std::vector<feel::Parameter>{}) {
            const Value* v = inputs.find(p.name);
            values.push_back(v == nullptr ? Value() : *v);
        }
    } else {
        for (const std::size_t input : compiled.nodes[*element].parameters)
            values.push_back(given(compiled, input, inputs));
    }
    return evaluate(model, *element, values, options);
}

}  // namespace zhupi::dmn
