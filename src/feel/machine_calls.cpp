// Functions: making closures, passing arguments, calling.

#include "base/error_codes.hpp"
#include "feel/builtins.hpp"
#include "feel/machine.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

std::string listed(std::span<const std::string_view> names) {
    std::string out;
    for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + std::string(name);
    return out;
}

}  // namespace

Value Machine::make_function(const Node& node) {
    const Prototype& prototype = program_->prototypes[node.a];
    const auto function = std::make_shared<Function>();
    function->parameters = prototype.parameters;
    function->result = prototype.result;
    // The program lives as long as whoever called it holds it; a function may live longer, so it shares it.
    Closure closure{program_->shared_from_this(), node.a, {}};
    for (const auto& capture : prototype.captures) {
        const Value& v = slot(capture.outer);
        function->depth = std::max(function->depth, v.depth() + 1);
        const std::uint64_t weight = std::uint64_t{function->weight} + v.weight();
        function->weight = static_cast<std::uint32_t>(std::min<std::uint64_t>(weight, UINT32_MAX));
        closure.captured.push_back(v);
    }
    function->body = std::move(closure);
    return admit(Value(std::shared_ptr<const Function>(function)));
}

Value Machine::call(const Value& function, std::span<const Value> arguments) {
    if (!function.is(Kind::function)) return fail(err::feel_not_function, {{"value", to_literal(function)}}, function);
    return call_function(function, arguments);
}

Value Machine::call_function(const Value& value, std::span<const Value> arguments) {
    const Function& function = value.function();
    if (const auto* builtin = std::get_if<const Builtin*>(&function.body)) {
        const Signature* signature = select(**builtin, arguments.size());
        if (signature == nullptr)
            return fail(err::feel_arguments,
                        {{"function", (*builtin)->name}, {"given", std::to_string(arguments.size())}});
        return call_signature(*signature, arguments, false);
    }
    if (arguments.size() != function.parameters.size())
        return fail(err::feel_arguments, {{"function", "function"}, {"given", std::to_string(arguments.size())}});
    if (depth_ >= limits_.depth) return stop(err::feel_too_deep, limits_.depth);

    std::vector<Value> converted;
    converted.reserve(arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Parameter& parameter = function.parameters[i];
        auto v = coerce(arguments[i], parameter.type, true);
        if (!v)
            return fail(err::feel_type, {{"name", parameter.name}, {"expected", parameter.type.text()}}, arguments[i]);
        converted.push_back(std::move(*v));
    }
    Value out;
    ++depth_;
    if (const auto* closure = std::get_if<Closure>(&function.body)) {
        const Prototype& prototype = closure->program->prototypes[closure->prototype];
        const Frame frame(*this, *closure->program, prototype.frame_size);
        std::move(converted.begin(), converted.end(), stack_.begin() + base_);
        for (std::size_t i = 0; i < prototype.captures.size(); ++i)
            set_slot(prototype.captures[i].inner, closure->captured[i]);
        if (prototype.self_slot != none) set_slot(prototype.self_slot, value);
        out = eval(prototype.body);
    } else {
        out = std::get<Native>(function.body)(*this, converted);
    }
    --depth_;
    if (auto v = coerce(out, function.result)) return *v;
    return fail(err::feel_type, {{"name", "function"}, {"expected", function.result.text()}}, out);
}

Value Machine::invoke(const Node& node) {
    const Value callee = eval(node.a);
    std::vector<Value> arguments;
    arguments.reserve(node.c);
    for (std::uint32_t i = 0; i < node.c; ++i) arguments.push_back(eval(program_->lists[node.b + i]));
    return call(callee, arguments);
}

Value Machine::invoke_named(const Node& node) {
    const Value callee = eval(node.a);
    if (!callee.is(Kind::function)) return call(callee, {});
    std::vector<std::string_view> names;
    std::vector<Value> given;
    for (std::uint32_t i = 0; i < node.c; ++i) {
        names.push_back(*program_->names[program_->lists[node.b + i * 2]]);
        given.push_back(eval(program_->lists[node.b + i * 2 + 1]));
    }
    const Function& function = callee.function();
    const Signature* signature = nullptr;
    std::vector<std::string_view> wanted;
    if (const auto* builtin = std::get_if<const Builtin*>(&function.body)) {
        signature = select(**builtin, std::vector<std::string>(names.begin(), names.end()));
        if (signature != nullptr)
            for (const auto& parameter : signature->parameters) wanted.push_back(parameter.name);
    } else {
        for (const Parameter& parameter : function.parameters) wanted.push_back(parameter.name);
    }
    std::vector<Value> arguments(wanted.size());
    std::size_t placed = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto at = std::find(wanted.begin(), wanted.end(), names[i]);
        if (at == wanted.end()) continue;
        arguments[static_cast<std::size_t>(at - wanted.begin())] = given[i];
        ++placed;
    }
    if (placed != names.size() || (signature == nullptr && placed != wanted.size()))
        return fail(err::feel_arguments, {{"function", "function"}, {"given", listed(names)}});
    return signature != nullptr ? call_signature(*signature, arguments, true) : call(callee, arguments);
}

Value Machine::invoke_builtin(const Node& node) {
    std::vector<Value> arguments;
    arguments.reserve(node.c);
    for (std::uint32_t i = 0; i < node.c; ++i) arguments.push_back(eval(program_->lists[node.b + i]));
    return call_signature(*program_->signatures[node.a], arguments, node.flag != 0);
}

namespace {

/// Which argument does not fit its parameter; nullopt when all do, and then they are converted.
std::optional<std::size_t> misfit(const Signature& signature, std::vector<Value>& arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const Signature::Parameter& parameter = signature.parameters[i];
        if (arguments[i].is_null()) {
            if (!parameter.optional && !parameter.nullable) return i;
        } else if (!parameter.type.is_any()) {
            auto v = coerce(arguments[i], parameter.type);
            if (!v) return i;
            arguments[i] = std::move(*v);
        }
    }
    return std::nullopt;
}

}  // namespace

std::vector<Value> Machine::gathered(const Signature& signature, std::span<const Value> arguments) {
    const std::size_t count = signature.parameters.size();
    std::vector<Value> out(arguments.begin(), arguments.end());
    const bool whole_list = out.size() == count && !out.empty() && out.back().is(Kind::list);
    const bool always = signature.gathers == Signature::Gathers::always;
    if (always || (signature.gathers != Signature::Gathers::no && !whole_list)) {
        // The tail was written out: gather it into the list that the function works on.
        const auto first = static_cast<std::ptrdiff_t>(std::min(count - 1, out.size()));
        std::vector<Value> tail(out.begin() + first, out.end());
        out.resize(static_cast<std::size_t>(first));
        // A lone null is no list.
        out.push_back(!always && tail.size() == 1 && tail[0].is_null() ? Value() : list(std::move(tail)));
    }
    out.resize(count);
    return out;
}

Value Machine::call_signature(const Signature& signature, std::span<const Value> arguments, bool by_name) {
    if (stopped_) return {};
    std::vector<Value> converted = gathered(signature, arguments);
    const auto wrong = misfit(signature, converted);
    if (wrong) {
        const Signature* other = by_name ? nullptr : signature.next;
        if (other != nullptr && other->parameters.size() == signature.parameters.size()) {
            std::vector<Value> again = gathered(*other, arguments);
            if (!misfit(*other, again)) return spend(1) ? other->code({*this, *other, again}) : Value();
        }
        const Signature::Parameter& parameter = signature.parameters[*wrong];
        return fail(err::feel_argument,
                    {{"function", std::string(signature.function)},
                     {"parameter", parameter.name},
                     {"expected", parameter.type.text()},
                     {"value", to_literal(converted[*wrong])}},
                    converted[*wrong]);
    }
    return spend(1) ? signature.code({*this, signature, converted}) : Value();
}

}  // namespace zhupi::feel
