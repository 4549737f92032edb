#include "dmn/boxed.hpp"

#include "base/error_codes.hpp"
#include "dmn/table.hpp"
#include "feel/external.hpp"

namespace zhupi::dmn {

namespace {

using feel::Builder;
using feel::Expr;
using feel::Op;
using feel::Span;
using feel::Type;
using source::Expression;
using Kind = Expression::Kind;

Type type_of(const Builder& builder, const std::string& name) {
    return name.empty() ? Type() : builder.type_named(name).value_or(Type());
}

/// Boxed expressions have no text; their nodes point at an empty source with the label.
Span nowhere(Builder& builder, const std::string& label) { return {builder.source(label, ""), 0, 0}; }

/// The value as its declared type; a value that does not conform becomes null, with a diagnostic.
Expr declared(Builder& builder, const Expr& e, const Type& type, const Span& span) {
    if (type.is_any()) return e;
    return builder.emit(Op::typed, type, span, e.node, builder.type(type), 0, 1);
}

Expr context(Builder& builder, const Expression& e, const std::string& label) {
    const Span span = nowhere(builder, label);
    const std::size_t mark = builder.enter();
    std::vector<std::uint32_t> entries;
    Type::Members members;
    bool has_result = false;
    Expr result;
    for (std::size_t i = 0; i < e.children.size(); ++i) {
        const source::Variable& v = e.variables[i];
        const std::string place = label + " · " + v.name;
        const Type wanted = type_of(builder, v.type);
        const std::uint32_t slot = builder.new_slot();
        Expr value;
        if (e.children[i].kind == Kind::function) {
            const std::size_t inner = builder.enter();
            builder.declare_at(v.name, wanted, slot);
            builder.define_recursive(slot);
            value = compile_boxed(builder, e.children[i], place, wanted);
            builder.leave(inner);
        } else {
            value = compile_boxed(builder, e.children[i], v.name.empty() ? label : place, wanted);
        }
        value = declared(builder, value, wanted, span);
        entries.insert(entries.end(), {builder.name(v.name), value.node, slot});
        if (v.name.empty()) {
            has_result = true;
            result = value;
            break;
        }
        builder.declare_at(v.name, value.type, slot);
        members.emplace_back(v.name, value.type);
    }
    builder.leave(mark);
    const auto count = static_cast<std::uint32_t>(entries.size() / 3);
    const Type type = has_result ? result.type : Type::context_of(std::move(members));
    return builder.emit(Op::context, type, span, builder.list(entries), count, 0, has_result ? 1 : 0);
}

Expr invocation(Builder& builder, const Expression& e, const std::string& label) {
    const Span span = nowhere(builder, label);
    const Expr callee = compile_boxed(builder, e.children.front(), label, {});
    std::vector<std::uint32_t> pairs;
    for (std::size_t i = 1; i < e.children.size(); ++i) {
        const source::Variable& parameter = e.variables[i - 1];
        const Expr argument = compile_boxed(builder, e.children[i], label + " · " + parameter.name, {});
        pairs.insert(pairs.end(), {builder.name(parameter.name), argument.node});
    }
    const auto count = static_cast<std::uint32_t>(pairs.size() / 2);
    return builder.emit(Op::call_named, callee.type.result(), span, callee.node, builder.list(pairs), count);
}

Expr list(Builder& builder, const Expression& e, const std::string& label) {
    std::vector<std::uint32_t> items;
    Type element;
    for (std::size_t i = 0; i < e.children.size(); ++i) {
        const Expr item = compile_boxed(builder, e.children[i], label + " · " + std::to_string(i + 1), {});
        element = i == 0 || element == item.type ? item.type : Type();
        items.push_back(item.node);
    }
    return builder.emit(Op::list, Type::list_of(element), nowhere(builder, label), builder.list(items),
                        static_cast<std::uint32_t>(items.size()));
}

Expr relation(Builder& builder, const Expression& e, const std::string& label) {
    const Span span = nowhere(builder, label);
    const std::size_t columns = e.variables.size();
    Type::Members members;
    for (const source::Variable& v : e.variables) members.emplace_back(v.name, type_of(builder, v.type));
    const Type row_type = Type::context_of(members);
    std::vector<std::uint32_t> rows;
    for (std::size_t at = 0; columns > 0 && at + columns <= e.children.size(); at += columns) {
        std::vector<std::uint32_t> entries;
        for (std::size_t c = 0; c < columns; ++c) {
            const std::string place = label + " · " + std::to_string(at / columns + 1) + " · " + e.variables[c].name;
            Expr cell = compile_boxed(builder, e.children[at + c], place, members[c].second);
            cell = declared(builder, cell, members[c].second, span);
            entries.insert(entries.end(), {builder.name(e.variables[c].name), cell.node, builder.new_slot()});
        }
        rows.push_back(
            builder.emit(Op::context, row_type, span, builder.list(entries), static_cast<std::uint32_t>(columns)).node);
    }
    return builder.emit(Op::list, Type::list_of(row_type), span, builder.list(rows),
                        static_cast<std::uint32_t>(rows.size()));
}

Expr function(Builder& builder, const Expression& e, const std::string& label, const Type& type) {
    const Span span = nowhere(builder, label);
    std::vector<feel::Parameter> parameters;
    for (std::size_t i = 0; i < e.variables.size(); ++i) {
        Type wanted = type_of(builder, e.variables[i].type);
        if (wanted.is_any() && i < type.parameters().size()) wanted = type.parameters()[i];
        parameters.push_back({e.variables[i].name, std::move(wanted)});
    }
    const Expression none;
    const Expression& body = e.children.empty() ? none : e.children.front();
    if (e.text == "Java" || e.text == "PMML") {
        builder.define_recursive(feel::none);
        if (body.kind != Kind::context) return builder.problem(err::feel_external, {{"function", label}}, span);
        return feel::external_from(builder, parameters, compile_boxed(builder, body, label, {}), span);
    }
    builder.begin_function(parameters);
    const Expr result = compile_boxed(builder, body, label, type.result());
    // A function's declared result is that of its body, unless its own type says more.
    const Type declared_result = type.result().is_any() ? type_of(builder, body.type) : type.result();
    return builder.end_function(result, declared_result, span);
}

Expr iteration(Builder& builder, const Expression& e, const std::string& label) {
    const Span span = nowhere(builder, label);
    const std::string variable = e.variables.empty() ? std::string() : e.variables.front().name;
    const Expr domain = compile_boxed(builder, e.children[0], label + " · in", {});
    const std::size_t mark = builder.enter();
    const bool typed = domain.type.tag() == Type::Tag::list || domain.type.tag() == Type::Tag::range;
    const std::uint32_t slot = builder.declare(variable, typed ? domain.type.element() : Type());
    std::vector<std::uint32_t> words{slot, domain.node, feel::none};
    const bool loop = e.kind == Kind::loop;
    const std::uint32_t partial = loop ? builder.declare("partial", Type::list_of({})) : feel::none;
    const Expr body = compile_boxed(builder, e.children[1], label + (loop ? " · return" : " · satisfies"), {});
    if (loop) words.push_back(builder.uses(partial) > 0 ? partial : feel::none);
    builder.leave(mark);
    const Op op = loop ? Op::loop : e.kind == Kind::some ? Op::some : Op::every;
    const Type type = loop ? Type::list_of(body.type) : Type(feel::Kind::boolean);
    return builder.emit(op, type, span, builder.list(words), 1, body.node);
}

Expr filter(Builder& builder, const Expression& e, const std::string& label) {
    const Expr head = compile_boxed(builder, e.children[0], label + " · in", {});
    const Type element = head.type.tag() == Type::Tag::list ? head.type.element() : head.type;
    const std::size_t mark = builder.enter();
    const std::uint32_t item = builder.declare("item", element);
    builder.open_item(item, element);
    const std::size_t before = builder.uses(item);
    const Expr predicate = compile_boxed(builder, e.children[1], label + " · match", {});
    const auto flag = builder.uses(item) > before ? feel::Filtering::item : feel::Filtering::fixed;
    builder.leave(mark);
    return builder.emit(Op::filter, Type::list_of(element), nowhere(builder, label), head.node, predicate.node, item,
                        static_cast<std::uint8_t>(flag));
}

}  // namespace

Expr compile_boxed(Builder& builder, const Expression& e, const std::string& label, const Type& type) {
    switch (e.kind) {
        case Kind::none:
            break;
        case Kind::literal:
            return builder.expression(label, e.text);
        case Kind::table:
            return compile_table(builder, e.table, label, type);
        case Kind::context:
            return context(builder, e, label);
        case Kind::invocation:
            return invocation(builder, e, label);
        case Kind::list:
            return list(builder, e, label);
        case Kind::relation:
            return relation(builder, e, label);
        case Kind::function:
            return function(builder, e, label, type);
        case Kind::conditional: {
            const Expr condition = compile_boxed(builder, e.children[0], label + " · if", {});
            const Expr yes = compile_boxed(builder, e.children[1], label + " · then", type);
            const Expr no = compile_boxed(builder, e.children[2], label + " · else", type);
            return builder.emit(Op::choose, yes.type == no.type ? yes.type : Type(), nowhere(builder, label),
                                condition.node, yes.node, no.node);
        }
        case Kind::filter:
            return filter(builder, e, label);
        case Kind::loop:
        case Kind::some:
        case Kind::every:
            return iteration(builder, e, label);
    }
    return builder.problem(err::dmn_no_logic, {{"name", label}}, nowhere(builder, label));
}

Expr compile_function(Builder& builder, const Expression& e, const std::string& name, const Type& type) {
    const std::uint32_t self = builder.declare(name, type);
    builder.define_recursive(self);
    return function(builder, e, name, type);
}

}  // namespace zhupi::dmn
