#include "dmn/types.hpp"

#include "feel/feel.hpp"

#include <algorithm>

namespace zhupi::dmn {

using feel::Type;

/// Definitions that rest on one another. Each level is a call of ours.
constexpr std::size_t max_depth = 100;

void TypeTable::add_import(const std::string& prefix, const TypeTable& imported) {
    for (const auto& [name, type] : imported.types_)
        types_.insert_or_assign(prefix.empty() ? name : prefix + "." + name, type);
}

void TypeTable::add_items(const std::vector<source::Item>& items,
                          const std::function<void(const std::string&, const std::string&)>& undefined) {
    undefined_ = undefined;
    for (const source::Item& item : items) {
        types_.erase(item.name);  // an own definition goes before one that was imported without a prefix
        pending_.emplace(item.name, &item);
    }
    for (const source::Item& item : items) reference({}, item.name);
    pending_.clear();
    undefined_ = {};
}

std::optional<Type> TypeTable::find(std::string_view name) const {
    const auto known = types_.find(name);
    return known == types_.end() ? std::nullopt : std::optional(known->second);
}

Type TypeTable::reference(const std::string& owner, const std::string& name) {
    if (name.empty()) return {};
    if (const auto known = types_.find(name); known != types_.end()) return known->second;
    if (const auto item = pending_.find(name); item != pending_.end()) {
        if (std::find(open_.begin(), open_.end(), name) != open_.end()) return {};
        if (open_.size() >= max_depth) {
            undefined_(owner, name);
            return {};
        }
        open_.push_back(name);
        const Type type = resolve(*item->second).named(name, {});
        open_.pop_back();
        types_.emplace(name, type);
        return type;
    }
    if (const auto built_in = Type::built_in(name)) return *built_in;
    undefined_(owner, name);
    return {};
}

Type TypeTable::constrained(const Type& base, const std::string& name, const std::string& tests) {
    if (tests.empty()) return base;
    auto program = feel::compile_tests(tests, base, {});
    if (!program) {
        undefined_(name, tests);
        return base;
    }
    const auto allows = [program = *program](const feel::Value& v) {
        return feel::evaluate(*program, std::span(&v, 1)).value.is_true();
    };
    return base.named(base.name(), allows, tests);
}

Type TypeTable::resolve(const source::Item& item) {
    Type out;
    if (item.is_function) {
        std::vector<Type> parameters;
        for (const source::Variable& p : item.parameters) parameters.push_back(reference(item.name, p.type));
        out = Type::function_of(std::move(parameters), reference(item.name, item.result));
    } else if (!item.components.empty()) {
        Type::Members members;
        for (const source::Item& component : item.components) members.emplace_back(component.name, resolve(component));
        out = Type::context_of(std::move(members));
    } else {
        out = reference(item.name, item.type);
    }
    // Allowed values speak of each element, a type constraint of the whole (DMN 1.5, 7.3.3).
    out = constrained(out, item.name, item.allowed_values);
    if (item.is_collection) out = Type::list_of(out);
    return constrained(out, item.name, item.type_constraint);
}

}  // namespace zhupi::dmn
