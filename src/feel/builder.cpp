#include "feel/builder.hpp"

#include "base/error_codes.hpp"
#include "feel/builtins.hpp"
#include "feel/lexer.hpp"
#include "feel/parser.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

bool begins_with(std::span<const std::string_view> text, const std::vector<std::string>& pieces) {
    return !pieces.empty() && pieces.size() <= text.size() && std::equal(pieces.begin(), pieces.end(), text.begin());
}

std::uint64_t use_key(std::size_t level, std::uint32_t slot) { return std::uint64_t{level} << 32 | slot; }

}  // namespace

std::string_view Program::text(const Span& span) const {
    const std::string_view whole = sources[span.source].text;
    return whole.substr(std::min<std::size_t>(span.begin, whole.size()), span.end - span.begin);
}

Builder::Builder(TypeLookup types) : types_(std::move(types)), functions_(1) {}

std::uint32_t Builder::input(const std::string& name, const Type& type) {
    program_.inputs.push_back({name, type});
    return declare(name, type);
}

std::uint32_t Builder::declare(const std::string& name, const Type& type) {
    const std::uint32_t slot = new_slot();
    declare_at(name, type, slot);
    return slot;
}

void Builder::declare_at(const std::string& name, const Type& type, std::uint32_t slot) {
    visible_.push_back({name_pieces(name), type, slot, functions_.size() - 1});
    // A name without any piece (white space alone) can never be written down.
    if (visible_.back().pieces.empty()) visible_.back().pieces.emplace_back(" ");
}

void Builder::open_item(std::uint32_t slot, const Type& type) {
    visible_.push_back({{}, type, slot, functions_.size() - 1});
}

std::uint32_t Builder::local_slot(std::uint32_t slot, std::size_t from_level, std::size_t to_level) {
    // Through every function between the declaration and here, the value is handed on as a capture.
    for (std::size_t level = from_level + 1; level <= to_level; ++level) {
        FunctionScope& scope = functions_[level];
        if (scope.self_outer == slot) {
            if (scope.self_slot == none) scope.self_slot = scope.frame_size++;
            slot = scope.self_slot;
            continue;
        }
        const auto known = std::find_if(scope.captures.begin(), scope.captures.end(),
                                        [&](const Prototype::Capture& c) { return c.outer == slot; });
        if (known != scope.captures.end()) {
            slot = known->inner;
        } else {
            scope.captures.push_back({slot, scope.frame_size});
            slot = scope.frame_size++;
        }
    }
    return slot;
}

std::uint32_t Builder::local_slot(const Visible& entry) {
    const std::uint64_t key = use_key(entry.level, entry.slot);
    const auto known = std::find_if(uses_.begin(), uses_.end(), [&](const auto& use) { return use.first == key; });
    if (known == uses_.end())
        uses_.emplace_back(key, 1);
    else
        ++known->second;
    return local_slot(entry.slot, entry.level, functions_.size() - 1);
}

std::size_t Builder::uses(std::uint32_t slot) const {
    const std::uint64_t key = use_key(functions_.size() - 1, slot);
    const auto known = std::find_if(uses_.begin(), uses_.end(), [&](const auto& use) { return use.first == key; });
    return known == uses_.end() ? 0 : known->second;
}

std::vector<Builder::Named> Builder::used_by(const std::function<void()>& emit) const {
    std::vector<Named> out;
    std::vector<std::size_t> before;
    for (const Visible& entry : visible_) before.push_back(uses(entry.slot));
    emit();
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Visible& entry = visible_[i];
        if (entry.level + 1 != functions_.size() || entry.pieces.empty() || uses(entry.slot) == before[i]) continue;
        std::string name;
        for (const std::string& piece : entry.pieces) name += (name.empty() ? "" : " ") + piece;
        out.push_back({std::move(name), entry.slot});
    }
    return out;
}

std::optional<Builder::Resolved> Builder::resolve(std::span<const std::string_view> pieces, const Span& span) {
    std::optional<std::size_t> best;  // in visible_
    std::string member;               // of the open item `best`, if it is one
    std::size_t length = 0;
    for (std::size_t i = visible_.size(); i-- > 0;) {
        const Visible& entry = visible_[i];
        if (!entry.pieces.empty()) {
            if (entry.pieces.size() > length && begins_with(pieces, entry.pieces)) {
                best = i;
                length = entry.pieces.size();
                member.clear();
            }
            continue;
        }
        for (const auto& [name, type] : entry.type.members()) {
            const auto cut = name_pieces(name);
            if (cut.size() > length && begins_with(pieces, cut)) {
                best = i;
                length = cut.size();
                member = name;
            }
        }
    }
    const Builtin* builtin = nullptr;
    for (const Builtin& candidate : builtins()) {
        const std::size_t size = candidate.pieces.size();
        if (size <= length || !begins_with(pieces, candidate.pieces)) continue;
        // "date and time" may also be two variables; what is called is the function.
        if (best && (pieces.size() == size || pieces[size] != "(")) continue;
        builtin = &candidate;
        length = size;
    }
    if (builtin != nullptr) return Resolved{length, {}, builtin};
    if (!best) return std::nullopt;

    const Visible entry = visible_[*best];
    if (!member.empty()) {
        const Expr item = slot(local_slot(entry), entry.type, span);
        const Type* type = entry.type.member(member);
        return Resolved{length, emit(Op::field, type != nullptr ? *type : Type(), span, item.node, name(member)),
                        nullptr};
    }
    Expr out = slot(local_slot(entry), entry.type, span);
    // Items of unknown shape between here and the declaration may have a member of this name, which would hide it.
    std::string joined;
    for (std::size_t i = 0; i < length; ++i) joined += (i > 0 ? " " : "") + std::string(pieces[i]);
    for (std::size_t i = *best + 1; i < visible_.size(); ++i) {
        const Visible item = visible_[i];
        if (!item.pieces.empty() || !item.type.is_any() || joined == "?") continue;
        out = emit(Op::item_field, {}, span, local_slot(item), name(joined), out.node);
    }
    return Resolved{length, out, nullptr};
}

bool Builder::has_open_item() const {
    return std::any_of(visible_.begin(), visible_.end(),
                       [](const Visible& v) { return v.pieces.empty() && v.type.is_any(); });
}

Expr Builder::item_member(const std::string& member, const Span& span) {
    Expr out{none, {}};
    for (std::size_t i = 0; i < visible_.size(); ++i) {
        const Visible item = visible_[i];
        if (!item.pieces.empty() || !item.type.is_any()) continue;
        out = emit(Op::item_field, {}, span, local_slot(item), name(member), out.node);
    }
    return out;
}

std::optional<Type> Builder::type_named(std::string_view name) const {
    if (types_)
        if (auto found = types_(name)) return found;
    return Type::built_in(name);
}

void Builder::begin_function(const std::vector<Parameter>& parameters) {
    FunctionScope scope;
    scope.mark = enter();
    scope.parameters = parameters;
    scope.self_outer = recursive_slot_;
    recursive_slot_ = none;
    functions_.push_back(std::move(scope));
    for (const Parameter& parameter : parameters) declare(parameter.name, parameter.type);
}

Expr Builder::end_function(const Expr& body, const Type& result, const Span& span) {
    FunctionScope scope = std::move(functions_.back());
    functions_.pop_back();
    leave(scope.mark);
    Prototype prototype;
    prototype.body = body.node;
    prototype.frame_size = scope.frame_size;
    prototype.parameter_count = static_cast<std::uint32_t>(scope.parameters.size());
    prototype.self_slot = scope.self_slot;
    prototype.captures = std::move(scope.captures);
    prototype.result = result.is_any() ? body.type : result;
    std::vector<Type> parameter_types;
    for (const Parameter& parameter : scope.parameters) parameter_types.push_back(parameter.type);
    prototype.parameters = std::move(scope.parameters);
    const Type type = Type::function_of(std::move(parameter_types), prototype.result);
    program_.prototypes.push_back(std::move(prototype));
    return emit(Op::function, type, span, static_cast<std::uint32_t>(program_.prototypes.size() - 1));
}

Expr Builder::emit(Op op, const Type& type, const Span& span, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                   std::uint8_t flag) {
    program_.nodes.push_back({op, flag, a, b, c});
    program_.spans.push_back(span);
    return {static_cast<NodeId>(program_.nodes.size() - 1), type};
}

Expr Builder::constant(Value value, const Span& span) {
    const Type type = value.is_null() || value.is(Kind::list) || value.is(Kind::context) ? Type() : Type(value.kind());
    program_.constants.push_back(std::move(value));
    return emit(Op::constant, type, span, static_cast<std::uint32_t>(program_.constants.size() - 1));
}

Expr Builder::slot(std::uint32_t index, const Type& type, const Span& span) {
    return emit(Op::slot, type, span, index);
}

Expr Builder::problem(const ErrorCode& code, Params params, const Span& span) {
    program_.problems.push_back({Error{&code, program_.sources[span.source].label, std::move(params)}, span});
    return emit(Op::problem, {}, span, static_cast<std::uint32_t>(program_.problems.size() - 1));
}

std::uint32_t Builder::list(std::span<const std::uint32_t> words) {
    const auto start = static_cast<std::uint32_t>(program_.lists.size());
    program_.lists.insert(program_.lists.end(), words.begin(), words.end());
    return start;
}

std::uint32_t Builder::name(std::string_view text) {
    const auto known =
        std::find_if(program_.names.begin(), program_.names.end(), [&](const auto& n) { return *n == text; });
    if (known != program_.names.end()) return static_cast<std::uint32_t>(known - program_.names.begin());
    program_.names.push_back(std::make_shared<const std::string>(text));
    return static_cast<std::uint32_t>(program_.names.size() - 1);
}

std::uint32_t Builder::type(const Type& type) {
    program_.types.push_back(type);
    return static_cast<std::uint32_t>(program_.types.size() - 1);
}

std::uint32_t Builder::signature(const Signature* s) {
    const auto known = std::find(program_.signatures.begin(), program_.signatures.end(), s);
    if (known != program_.signatures.end()) return static_cast<std::uint32_t>(known - program_.signatures.begin());
    program_.signatures.push_back(s);
    return static_cast<std::uint32_t>(program_.signatures.size() - 1);
}

std::uint32_t Builder::extension(std::shared_ptr<const Extension> e) {
    program_.extensions.push_back(std::move(e));
    return static_cast<std::uint32_t>(program_.extensions.size() - 1);
}

std::uint32_t Builder::source(std::string label, std::string text) {
    program_.sources.push_back({std::move(label), std::move(text)});
    return static_cast<std::uint32_t>(program_.sources.size() - 1);
}

const Value* Builder::constant_of(NodeId id) const {
    const Node& n = program_.nodes[id];
    return n.op == Op::constant ? &program_.constants[n.a] : nullptr;
}

std::optional<NodeId> Builder::entry_of(NodeId context, std::string_view name) const {
    const Node& n = program_.nodes[context];
    if (n.op != Op::context) return std::nullopt;
    for (std::uint32_t i = 0; i < n.b; ++i)
        if (*program_.names[program_.lists[n.a + i * 3]] == name) return program_.lists[n.a + i * 3 + 1];
    return std::nullopt;
}

Expr Builder::expression(std::string_view label, std::string_view text) {
    return Parser(*this, source(std::string(label), std::string(text))).whole_expression();
}

Expr Builder::unary_tests(std::string_view label, std::string_view text, std::uint32_t slot, const Type& tested) {
    const std::size_t mark = enter();
    declare_at("?", tested, slot);
    const Expr out = Parser(*this, source(std::string(label), std::string(text))).whole_unary_tests(slot, tested);
    leave(mark);
    return out;
}

std::shared_ptr<const Program> Builder::finish(const Expr& root) {
    program_.root = root.node;
    program_.type = root.type;
    program_.frame_size = functions_.front().frame_size;
    return std::make_shared<Program>(std::move(program_));
}

}  // namespace zhupi::feel
