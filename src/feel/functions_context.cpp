// Built-in functions on contexts (DMN 1.5, 10.3.4.10), and is().

#include "feel/builtins.hpp"
#include "feel/machine.hpp"

namespace zhupi::feel {

namespace {

Value get_value(const Call& call) {
    const Value* found = call[0].context().find(call[1].string());
    return found != nullptr ? *found : Value();
}

Value get_entries(const Call& call) {
    std::vector<Value> out;
    for (const auto& entry : call[0].context().entries) {
        Context pair;
        pair.put("key", Value(entry.name));
        pair.put("value", entry.value);
        out.emplace_back(std::move(pair));
    }
    return call.machine.list(std::move(out));
}

/// The context with the value at the end of the path of keys; null when the path leads through something else.
Value put_at(const Call& call, const Context& context, std::span<const Value> keys, const Value& value) {
    if (keys.empty() || !keys.front().is(Kind::string)) return call.no_result(1);
    Value inner = value;
    if (keys.size() > 1) {
        const Value* next = context.find(keys.front().string());
        if (next == nullptr || !next->is(Kind::context)) return call.no_result(1);
        inner = put_at(call, next->context(), keys.subspan(1), value);
        if (inner.is_null()) return {};
    }
    Context out = context;
    out.depth = out.weight = 1;
    out.put(keys.front().string(), std::move(inner));
    return call.machine.admit(Value(std::move(out)));
}

Value context_put(const Call& call) {
    if (call[1].is(Kind::list)) return put_at(call, call[0].context(), call[1].items(), call[2]);
    return put_at(call, call[0].context(), std::span(&call[1], 1), call[2]);
}

Value context_merge(const Call& call) {
    Context out;
    for (const Value& part : call[0].items()) {
        if (!part.is(Kind::context)) return call.no_result();
        for (const auto& entry : part.context().entries) out.put(entry.name, entry.value);
    }
    return call.machine.admit(Value(std::move(out)));
}

/// context([{key: "a", value: 1}, …]); a key may come once.
Value context_of(const Call& call) {
    Context out;
    for (const Value& item : call[0].items()) {
        if (!item.is(Kind::context)) return call.no_result();
        const Value* key = item.context().find("key");
        const Value* value = item.context().find("value");
        if (key == nullptr || value == nullptr || !key->is(Kind::string) || out.find(key->string()) != nullptr)
            return call.no_result();
        out.put(key->string(), *value);
    }
    return call.machine.admit(Value(std::move(out)));
}

Value is_same(const Call& call) { return Value(identical(call[0], call[1])); }

constexpr detail::Line table[]{
    {"get value", "m: context, key: string", "any", get_value},
    {"get entries", "m: context", "list", get_entries},
    {"context put", "context: context, key: string, value!: any", "any", context_put},
    {"context put", "context: context, keys: list<string>, value!: any", "any", context_put},
    {"context merge", "contexts: list", "any", context_merge},
    {"context", "entries: list", "any", context_of},
    {"is", "value1!: any, value2!: any", "boolean", is_same},
};

}  // namespace

std::span<const detail::Line> detail::context_functions() { return table; }

}  // namespace zhupi::feel
