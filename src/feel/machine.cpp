#include "feel/machine.hpp"

#include "base/error_codes.hpp"
#include "feel/operators.hpp"
#include "feel/properties.hpp"

#include <algorithm>
#include <utility>

namespace zhupi::feel {

const Environment& usual_environment() {
    static const Environment usual;
    return usual;
}

Machine::Machine(const Limits& limits, const Environment& environment) : limits_(limits), environment_(&environment) {}

Machine::Frame::Frame(Machine& machine, const Program& program, std::uint32_t size)
    : machine_(machine), program_(machine.program_), base_(machine.base_), current_(machine.current_) {
    machine.program_ = &program;
    machine.base_ = machine.stack_.size();
    machine.stack_.resize(machine.base_ + size);
}

Machine::Frame::~Frame() {
    machine_.stack_.resize(machine_.base_);
    machine_.program_ = program_;
    machine_.base_ = base_;
    machine_.current_ = current_;
}

Value Machine::run(const Program& program, std::span<const Value> inputs) {
    const Frame frame(*this, program, program.frame_size);
    std::copy_n(inputs.begin(), std::min(inputs.size(), program.inputs.size()), stack_.begin() + base_);
    return eval(program.root);
}

Value Machine::run_with(const Program& program, std::span<Value> inputs) {
    const Frame frame(*this, program, program.frame_size);
    std::move(inputs.begin(),
              inputs.begin() + static_cast<std::ptrdiff_t>(std::min(inputs.size(), program.inputs.size())),
              stack_.begin() + base_);
    return eval(program.root);
}

Value Machine::eval(NodeId id) {
    const Node& node = program_->nodes[id];
    if (node.op == Op::slot) return stack_[base_ + node.a];
    if (node.op == Op::constant) return program_->constants[node.a];
    if (stopped_) return {};
    if (++steps_ > limits_.steps) return stop(err::feel_too_long, limits_.steps);
    if (depth_ >= limits_.depth) return stop(err::feel_too_deep, limits_.depth);
    ++depth_;
    const NodeId outer = std::exchange(current_, id);
    Value out = eval_node(node);
    current_ = outer;
    --depth_;
    return out;
}

Value Machine::eval_node(const Node& node) {
    switch (node.op) {
        case Op::constant:
            return program_->constants[node.a];
        case Op::slot:
            return stack_[base_ + node.a];
        case Op::problem: {
            const Error& error = program_->problems[node.a].error;
            return fail(*error.code, error.params);
        }
        case Op::field:
            return member(eval(node.a), *program_->names[node.b]);
        case Op::item_field:
            return item_field(node);
        case Op::negate:
            return negate(*this, eval(node.a));
        case Op::add:
        case Op::subtract:
        case Op::multiply:
        case Op::divide:
        case Op::power: {
            const Value a = eval(node.a);
            return arithmetic(*this, node.op, a, eval(node.b));
        }
        case Op::equal:
        case Op::unequal:
            return equality(node);
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal: {
            const Value a = eval(node.a);
            return ordering(*this, node.op, a, eval(node.b));
        }
        case Op::both:
        case Op::either:
            return logic(node);
        case Op::between:
            return between(node);
        case Op::in: {
            set_slot(node.c, eval(node.a));
            return eval(node.b);
        }
        case Op::any_of:
            return any_of(node);
        case Op::matches:
            return matches(node);
        case Op::none_of: {
            const Value v = eval(node.a);
            return v.is(Kind::boolean) ? Value(!v.boolean()) : Value();
        }
        case Op::range:
            return range(node);
        case Op::unary_range:
            return make_unary_range(*this, static_cast<Range::Form>(node.flag), eval(node.a));
        case Op::list: {
            std::vector<Value> items;
            items.reserve(node.b);
            for (std::uint32_t i = 0; i < node.b; ++i) items.push_back(eval(program_->lists[node.a + i]));
            return list(std::move(items));
        }
        case Op::context:
            return make_context(node);
        case Op::choose: {
            const Value condition = eval(node.a);
            if (host_ != nullptr) host_->chose(*this, node.a, condition);
            if (!condition.is(Kind::boolean)) {
                if (!condition.is_null()) return fail(err::feel_condition, {{"operation", "if"}}, condition);
                return eval(node.c);
            }
            return eval(condition.boolean() ? node.b : node.c);
        }
        case Op::loop:
        case Op::some:
        case Op::every:
            return iterate(node);
        case Op::filter:
            return filter(node);
        case Op::function:
            return make_function(node);
        case Op::call:
            return invoke(node);
        case Op::call_named:
            return invoke_named(node);
        case Op::builtin:
            return invoke_builtin(node);
        case Op::instance_of:
            return Value(instance_of(eval(node.a), program_->types[node.b]));
        case Op::typed: {
            const Value v = eval(node.a);
            const Type& type = program_->types[node.b];
            if (auto converted = coerce(v, type, node.flag != 0)) return *converted;
            return fail(err::feel_type,
                        {{"name", std::string(program_->text(program_->spans[node.a]))}, {"expected", type.text()}}, v);
        }
        case Op::extension:
            return program_->extensions[node.a]->evaluate(*this);
    }
    return {};
}

Value Machine::equality(const Node& node) {
    const Value a = eval(node.a);
    const Value b = eval(node.b);
    if (!spend(std::min(a.weight(), b.weight()))) return {};
    const Truth t = equal(a, b);
    if (t == Truth::unknown)
        return fail(
            err::feel_operands,
            {{"operation", node.op == Op::equal ? "=" : "!="}, {"left", to_literal(a)}, {"right", to_literal(b)}});
    return Value((t == Truth::yes) == (node.op == Op::equal));
}

Value Machine::logic(const Node& node) {
    // Three-valued (DMN 1.5, table 49): what is no boolean counts as null.
    const bool decisive = node.op == Op::either;
    const auto operand = [&](NodeId id) {
        Value v = eval(id);
        if (!v.is(Kind::boolean) && !v.is_null())
            return fail(err::feel_condition, {{"operation", decisive ? "or" : "and"}}, v);
        return v;
    };
    const Value a = operand(node.a);
    if (a.is(Kind::boolean) && a.boolean() == decisive) return a;
    const Value b = operand(node.b);
    if (b.is(Kind::boolean) && b.boolean() == decisive) return b;
    return a.is_null() || b.is_null() ? Value() : Value(!decisive);
}

Value Machine::between(const Node& node) {
    const Value v = eval(node.a);
    const Value low = eval(node.b);
    const Value high = eval(node.c);
    const Value above = ordering(*this, Op::greater_equal, v, low);
    const Value below = ordering(*this, Op::less_equal, v, high);
    if ((above.is(Kind::boolean) && !above.boolean()) || (below.is(Kind::boolean) && !below.boolean()))
        return Value(false);
    return above.is_null() || below.is_null() ? Value() : Value(true);
}

Value Machine::any_of(const Node& node) {
    bool unknown = false;
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const Value v = eval(program_->lists[node.a + i]);
        if (v.is_true()) return v;
        unknown |= !v.is(Kind::boolean);
    }
    return unknown ? Value() : Value(false);
}

Value Machine::matches(const Node& node) {
    const Value expected = eval(node.a);
    const auto matching = static_cast<Matching>(node.flag);
    const Value tested = slot(node.b);
    if (matching == Matching::answer ||
        (matching == Matching::either && expected.is(Kind::boolean) && !tested.is(Kind::boolean))) {
        if (expected.is(Kind::boolean) || expected.is_null()) return expected;
        return fail(err::feel_condition, {{"operation", "?"}}, expected);
    }
    // A test that could not be worked out matches nothing, not even null.
    if (expected.is_null() && program_->nodes[node.a].op == Op::problem) return {};
    if (!spend(expected.weight())) return {};
    Truth t = Truth::no;
    if (expected.is(Kind::range)) {
        t = contains(expected.range(), tested);
    } else if (expected.is(Kind::list)) {
        if (tested.is(Kind::list)) t = equal(expected, tested);
        for (const Value& item : expected.items()) {
            if (t == Truth::yes) break;
            t = item.is(Kind::range) && !tested.is(Kind::range) ? contains(item.range(), tested) : equal(item, tested);
        }
        if (t == Truth::unknown) t = Truth::no;
    } else {
        t = equal(expected, tested);
    }
    if (t == Truth::unknown)
        return fail(err::feel_operands,
                    {{"operation", "in"}, {"left", to_literal(tested)}, {"right", to_literal(expected)}});
    return Value(t == Truth::yes);
}

Value Machine::range(const Node& node) {
    Range r;
    r.start = eval(node.a);
    r.end = eval(node.b);
    r.start_included = (node.flag & 1) != 0;
    r.end_included = (node.flag & 2) != 0;
    return make_interval(*this, std::move(r));
}

Value Machine::make_context(const Node& node) {
    Context context;
    for (std::uint32_t i = 0; i < node.b; ++i) {
        const std::uint32_t* entry = &program_->lists[node.a + i * 3];
        Value v = eval(entry[1]);
        if (node.flag != 0 && i + 1 == node.b) return v;
        set_slot(entry[2], v);
        if (node.flag == 0) context.entries.push_back({program_->names[entry[0]], std::move(v)});
    }
    return admit(Value(std::move(context)));
}

Value Machine::member(const Value& of, const std::string& name) {
    if (of.is(Kind::context)) {
        if (const Value* found = of.context().find(name)) return *found;
    } else if (of.is(Kind::list)) {
        if (!spend(of.weight())) return {};
        std::vector<Value> out;
        out.reserve(of.items().size());
        for (const Value& item : of.items()) out.push_back(item.is_null() ? Value() : member(item, name));
        return list(std::move(out));
    } else if (of.is_null()) {
        return fail(err::feel_null, {{"operation", "." + name}});
    } else if (auto value = property(of, name)) {
        return *value;
    }
    return fail(err::feel_no_member, {{"name", name}, {"value", to_literal(of)}}, of);
}

Value Machine::item_field(const Node& node) {
    const Value& item = slot(node.a);
    const std::string& name = *program_->names[node.b];
    if (item.is(Kind::context)) {
        if (const Value* found = item.context().find(name)) return *found;
    } else if (!item.is_null()) {
        if (auto value = property(item, name)) return *value;
    }
    if (node.c != none) return eval(node.c);
    // Lists may mix items with and without the member; that is no error worth a note for each.
    return {};
}

bool Machine::spend(std::uint64_t steps) {
    steps_ += steps;
    if (steps_ > limits_.steps) stop(err::feel_too_long, limits_.steps);
    return !stopped_;
}

Value Machine::admit(Value value) {
    if (stopped_) return {};
    const std::uint32_t weight = value.weight();
    memory_ += value.is(Kind::list)      ? value.items().size() + 1
               : value.is(Kind::context) ? value.context().entries.size() + 1
                                         : weight;
    if (memory_ > limits_.memory) return stop(err::feel_too_large, limits_.memory);
    if (weight > limits_.value_weight) return stop(err::feel_too_large, limits_.value_weight);
    if (value.depth() > limits_.value_depth) return stop(err::feel_too_deep, limits_.value_depth);
    return value;
}

Value Machine::stop(const ErrorCode& code, std::uint64_t limit) {
    if (!stopped_) {
        if (!diagnostics_.empty() && diagnostics_.size() >= limits_.diagnostics)
            diagnostics_.pop_back();  // the reason for stopping must be told
        fail(code, {{"limit", std::to_string(limit)}});
        stopped_ = true;
    }
    return {};
}

Value Machine::fail(const ErrorCode& code, Params params, Value value) {
    if (stopped_ || diagnostics_.size() >= limits_.diagnostics) return {};
    Diagnostic d;
    if (!value.is_null() && params.count("value") == 0) params["value"] = to_literal(value);
    d.error = Error{&code, {}, std::move(params)};
    d.value = std::move(value);
    if (program_ != nullptr && current_ != none) {
        d.span = program_->spans[current_];
        if (d.span.source < program_->sources.size()) {
            d.error.where = program_->sources[d.span.source].label;
            d.source = program_->text(d.span);
        }
    }
    diagnostics_.push_back(std::move(d));
    return {};
}

void Machine::note(Diagnostic diagnostic) {
    if (diagnostics_.size() < limits_.diagnostics) diagnostics_.push_back(std::move(diagnostic));
}

}  // namespace zhupi::feel
