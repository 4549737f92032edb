#include "feel/parser.hpp"

#include "base/error_codes.hpp"
#include "feel/builtins.hpp"

#include <algorithm>
#include <array>

namespace zhupi::feel {

namespace {

constexpr int max_nesting = 150;

bool is_keyword(std::string_view word) {
    static constexpr std::array<std::string_view, 18> words{
        "if",  "then", "else",    "for",      "in", "return", "some",  "every", "satisfies",
        "and", "or",   "between", "instance", "of", "true",   "false", "null",  "function"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

struct Operator {
    std::string_view symbol;
    int level;
    Op op;
};

// Binary operators that group to the left; comparison stands between "and" and "+" and has rules of its own.
constexpr int comparison_level = 3;
constexpr std::array<Operator, 7> operators{{{"or", 1, Op::either},
                                             {"and", 2, Op::both},
                                             {"+", 4, Op::add},
                                             {"-", 4, Op::subtract},
                                             {"*", 5, Op::multiply},
                                             {"/", 5, Op::divide},
                                             {"**", 6, Op::power}}};
constexpr std::array<Operator, 6> comparisons{{{"=", comparison_level, Op::equal},
                                               {"!=", comparison_level, Op::unequal},
                                               {"<", comparison_level, Op::less},
                                               {"<=", comparison_level, Op::less_equal},
                                               {">", comparison_level, Op::greater},
                                               {">=", comparison_level, Op::greater_equal}}};

const Operator* find(std::span<const Operator> table, const Token& token) {
    if (token.kind == Token::Kind::string) return nullptr;
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Operator& o) { return o.symbol == token.text; });
    return found == table.end() ? nullptr : &*found;
}

Type result_type(Op op, const Type& left, const Type& right) {
    if (op == Op::both || op == Op::either) return Type(Kind::boolean);
    if (left.is(Kind::number) && right.is(Kind::number)) return left;
    if (left.is(Kind::string) && right.is(Kind::string) && op == Op::add) return left;
    return {};
}

}  // namespace

Parser::Parser(Builder& builder, std::uint32_t source)
    : builder_(builder), source_(source), text_(builder.source_text(source)) {
    auto tokens = tokenize(text_);
    if (tokens) {
        tokens_ = std::move(*tokens);
    } else {
        error_ = Problem{tokens.error(), {source_, 0, static_cast<std::uint32_t>(text_.size())}};
        tokens_.emplace_back();
    }
}

Expr Parser::finish(const Expr& root) {
    if (!error_ && !at_end()) fail_here();
    if (!error_) return root;
    return builder_.problem(*error_->error.code, error_->error.params, error_->span);
}

Expr Parser::whole_expression() {
    const std::size_t mark = builder_.enter();
    const Expr root = expression();
    builder_.leave(mark);
    return finish(root);
}

const Token& Parser::peek(std::size_t ahead) const {
    return error_ ? tokens_.back() : tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool Parser::take(std::string_view text) {
    if (!at(text)) return false;
    ++at_;
    return true;
}

void Parser::fail(const ErrorCode& code, Params params) {
    if (error_) return;
    const Token& here = peek();
    params["position"] = std::to_string(here.begin + 1);
    params["near"] = here.kind == Token::Kind::end ? "" : std::string(here.text);
    error_ = Problem{Error{&code, {}, std::move(params)}, {source_, here.begin, here.end}};
}

void Parser::fail_here() { fail(err::feel_syntax, {}); }

void Parser::expect(std::string_view text) {
    if (!take(text)) fail(err::feel_expected, {{"expected", std::string(text)}});
}

Span Parser::span_from(std::uint32_t begin) const {
    const std::uint32_t end = at_ > 0 ? tokens_[std::min(at_, tokens_.size()) - 1].end : begin;
    return {source_, begin, std::max(begin, end)};
}

Expr Parser::expression() {
    if (++depth_ > max_nesting) fail(err::feel_too_deep, {{"limit", std::to_string(max_nesting)}});
    const int outer = std::exchange(range_end_, 0);
    Expr out;
    if (error_)
        out = {};
    else
        out = binary(1);
    range_end_ = outer;
    --depth_;
    return out;
}

Expr Parser::binary(int least) {
    const std::uint32_t begin = peek().begin;
    Expr left = unary();
    while (!error_) {
        const Operator* o = find(operators, peek());
        if (o != nullptr && o->level >= least) {
            ++at_;
            const Expr right = binary(o->level + 1);
            const Span span = span_from(begin);
            if (o->op == Op::both || o->op == Op::either) {
                check_condition(o->symbol, left, span);
                check_condition(o->symbol, right, span);
            } else {
                check_operands(o->symbol, left, right, span);
            }
            left = builder_.emit(o->op, result_type(o->op, left.type, right.type), span, left.node, right.node);
            continue;
        }
        if (least > comparison_level) return left;
        const std::size_t before = at_;
        left = comparison(left, begin);
        if (at_ == before) return left;
    }
    return left;
}

Expr Parser::comparison(const Expr& left, std::uint32_t begin) {
    constexpr int level = comparison_level;
    if (const Operator* o = find(comparisons, peek())) {
        ++at_;
        const Expr right = binary(level + 1);
        const Span span = span_from(begin);
        check_operands(o->symbol, left, right, span);
        return builder_.emit(o->op, Type(Kind::boolean), span, left.node, right.node);
    }
    if (take("between")) {
        const Expr low = binary(level + 1);
        expect("and");
        const Expr high = binary(level + 1);
        return builder_.emit(Op::between, Type(Kind::boolean), span_from(begin), left.node, low.node, high.node);
    }
    if (take("in")) return in_tests(left, begin);
    return left;
}

void Parser::check_operands(std::string_view operation, const Expr& left, const Expr& right, const Span& span) {
    // Only what is certain beforehand: two scalars of different kinds can never be compared or added up.
    const bool plain = left.type.tag() == Type::Tag::scalar && right.type.tag() == Type::Tag::scalar;
    if (!plain || left.type == right.type || left.type.is(Kind::null) || right.type.is(Kind::null)) return;
    const bool comparing = find(comparisons, Token{Token::Kind::symbol, 0, 0, operation, {}}) != nullptr;
    const auto textual = [](const Type& t) { return t.is(Kind::string) || t.is(Kind::boolean); };
    if (!comparing && !textual(left.type) && !textual(right.type)) return;
    builder_.warn(
        {Error{&err::feel_operands,
               {},
               {{"operation", std::string(operation)}, {"left", left.type.text()}, {"right", right.type.text()}}},
         span});
}

void Parser::check_condition(std::string_view operation, const Expr& condition, const Span& span) {
    const Type& type = condition.type;
    if (type.tag() != Type::Tag::scalar || type.is(Kind::boolean) || type.is(Kind::null)) return;
    builder_.warn(
        {Error{&err::feel_condition, {}, {{"operation", std::string(operation)}, {"value", type.text()}}}, span});
}

void Parser::check_arguments(const Builtin& builtin, const Signature& signature, std::span<const std::string> names,
                             std::span<const Type> types, const Span& span) {
    // Only where no other form of the function could take them.
    if (builtin.signatures.size() != 1 || signature.gathers != Signature::Gathers::no) return;
    for (std::size_t i = 0; i < types.size(); ++i) {
        const auto named = [&](const Signature::Parameter& p) { return p.name == names[i]; };
        const auto& parameters = signature.parameters;
        const auto at = names.empty() ? parameters.begin() + static_cast<std::ptrdiff_t>(i)
                                      : std::find_if(parameters.begin(), parameters.end(), named);
        const Type& given = types[i];
        if (at->type.tag() != Type::Tag::scalar || given.tag() != Type::Tag::scalar || given.is(Kind::null)) continue;
        if (given.kind() == at->type.kind() || (given.is(Kind::date) && at->type.is(Kind::date_time))) continue;
        builder_.warn({Error{&err::feel_argument,
                             {},
                             {{"function", builtin.name},
                              {"parameter", at->name},
                              {"expected", at->type.text()},
                              {"value", given.text()}}},
                       span});
    }
}

Expr Parser::unary() {
    const std::uint32_t begin = peek().begin;
    if (at("-")) {
        if (++depth_ > max_nesting) fail(err::feel_too_deep, {{"limit", std::to_string(max_nesting)}});
        ++at_;
        const Expr operand = error_ ? Expr{} : unary();
        --depth_;
        if (error_) return operand;
        if (const Value* v = builder_.constant_of(operand.node); v != nullptr && v->is(Kind::number))
            return builder_.constant(v->number().negated(), span_from(begin));
        return builder_.emit(Op::negate, operand.type, span_from(begin), operand.node);
    }
    Expr out = postfix(primary());
    while (!error_ && at("instance") && peek(1).is("of")) {
        at_ += 2;
        const Type wanted = type();
        out = builder_.emit(Op::instance_of, Type(Kind::boolean), span_from(begin), out.node, builder_.type(wanted));
    }
    return out;
}

Expr Parser::postfix(Expr head) {
    const std::uint32_t begin = at_ > 0 ? tokens_[at_ - 1].begin : 0;
    while (!error_) {
        if (at("."))
            head = path(head);
        else if (at("[") && !(range_end_ > 0 && closes_range(0)))
            head = filter(head);
        else if (at("("))
            head = call(head, nullptr, begin);
        else
            return head;
    }
    return head;
}

bool Parser::closes_range(std::size_t ahead) const {
    // "[1..10[" or "[1..x[3]]": a bracket opens a filter when something that can begin an expression follows.
    const Token& next = peek(ahead + 1);
    switch (next.kind) {
        case Token::Kind::end:
            return true;
        case Token::Kind::number:
        case Token::Kind::string:
            return false;
        case Token::Kind::name:
            return is_keyword(next.text) && !next.is("true") && !next.is("false") && !next.is("null");
        case Token::Kind::symbol:
            return !next.is("-") && !next.is("(") && !next.is("[") && !next.is("{") && !next.is("@");
    }
    return true;
}

Expr Parser::primary() {
    const Token& token = peek();
    const std::uint32_t begin = token.begin;
    switch (token.kind) {
        case Token::Kind::number: {
            ++at_;
            const auto number = Number::parse(token.text);
            return builder_.constant(Value::of(number), span_from(begin));
        }
        case Token::Kind::string:
            ++at_;
            return builder_.constant(Value(token.decoded), span_from(begin));
        case Token::Kind::name:
            return name();
        case Token::Kind::symbol:
            if (at("(")) return parenthesis();
            if (at("[")) return bracket_list();
            if (at("]")) {
                ++at_;
                const Expr start = expression();
                return range_tail(start, false, begin);
            }
            if (at("{")) return context_literal();
            if (at("@")) return at_literal();
            break;
        case Token::Kind::end:
            break;
    }
    fail_here();
    return {};
}

Expr Parser::parenthesis() {
    const std::uint32_t begin = peek().begin;
    expect("(");
    if (const Operator* o = find(comparisons, peek())) {
        ++at_;
        const Expr operand = expression();
        expect(")");
        static constexpr std::array<Range::Form, 6> forms{Range::Form::equal,   Range::Form::unequal,
                                                          Range::Form::less,    Range::Form::less_equal,
                                                          Range::Form::greater, Range::Form::greater_equal};
        const auto form = forms[static_cast<std::size_t>(o - comparisons.data())];
        return builder_.emit(Op::unary_range, Type::range_of(operand.type), span_from(begin), operand.node, 0, 0,
                             static_cast<std::uint8_t>(form));
    }
    const Expr inner = expression();
    if (at("..")) return range_tail(inner, false, begin);
    expect(")");
    return inner;
}

Expr Parser::range_tail(const Expr& start, bool start_included, std::uint32_t begin) {
    expect("..");
    ++depth_;
    ++range_end_;
    const Expr end = error_ || depth_ > max_nesting ? Expr{} : binary(4);
    --range_end_;
    --depth_;
    const bool end_included = at("]");
    if (!take("]") && !take(")") && !take("[")) fail(err::feel_expected, {{"expected", "]"}});
    const auto flag = static_cast<std::uint8_t>((start_included ? 1 : 0) | (end_included ? 2 : 0));
    return builder_.emit(Op::range, Type::range_of(start.type), span_from(begin), start.node, end.node, 0, flag);
}

Expr Parser::bracket_list() {
    const std::uint32_t begin = peek().begin;
    expect("[");
    std::vector<std::uint32_t> items;
    Type element;
    while (!at("]") && !error_) {
        // A list may hold tests ("[< 5, > 10]") as well as values.
        const Operator* o = find(comparisons, peek());
        Expr item;
        if (o != nullptr) {
            const std::uint32_t item_begin = peek().begin;
            ++at_;
            const Expr operand = expression();
            static constexpr std::array<Range::Form, 6> forms{Range::Form::equal,   Range::Form::unequal,
                                                              Range::Form::less,    Range::Form::less_equal,
                                                              Range::Form::greater, Range::Form::greater_equal};
            item = builder_.emit(Op::unary_range, Type::range_of(operand.type), span_from(item_begin), operand.node, 0,
                                 0, static_cast<std::uint8_t>(forms[static_cast<std::size_t>(o - comparisons.data())]));
        } else {
            item = expression();
        }
        if (items.empty() && at("..")) return range_tail(item, true, begin);
        if (items.empty())
            element = item.type;
        else if (!(element == item.type))
            element = {};
        items.push_back(item.node);
        if (!take(",")) break;
    }
    expect("]");
    return builder_.emit(Op::list, Type::list_of(element), span_from(begin), builder_.list(items),
                         static_cast<std::uint32_t>(items.size()));
}

Expr Parser::at_literal() {
    const std::uint32_t begin = peek().begin;
    expect("@");
    const Token literal = peek();
    if (literal.kind != Token::Kind::string) {
        fail(err::feel_expected, {{"expected", "\""}});
        return {};
    }
    ++at_;
    const std::string& s = literal.decoded;
    const Span span = span_from(begin);
    if (const auto d = parse_date(s)) return builder_.constant(*d, span);
    if (auto t = parse_date_time(s)) return builder_.constant(Value(std::move(*t)), span);
    if (auto t = parse_time(s)) return builder_.constant(Value(std::move(*t)), span);
    if (const auto d = parse_years_months(s)) return builder_.constant(*d, span);
    if (const auto d = parse_days_time(s)) return builder_.constant(*d, span);
    return builder_.problem(err::feel_domain, {{"function", "@"}, {"value", std::string(literal.text)}}, span);
}

Expr Parser::context_literal() {
    const std::uint32_t begin = peek().begin;
    expect("{");
    const std::size_t mark = builder_.enter();
    std::vector<std::uint32_t> entries;
    std::vector<std::string> keys;
    Type::Members members;
    bool duplicate = false;
    while (!at("}") && !error_) {
        std::string key;
        if (peek().kind == Token::Kind::string) {
            key = peek().decoded;
            ++at_;
        } else {
            key = raw_name({":"});
        }
        expect(":");
        duplicate |= std::find(keys.begin(), keys.end(), key) != keys.end();
        const std::uint32_t slot = builder_.new_slot();
        const std::size_t inner = builder_.enter();
        if (at("function")) {  // it may call itself
            builder_.declare_at(key, {}, slot);
            builder_.define_recursive(slot);
        }
        const Expr value = expression();
        builder_.define_recursive(none);
        builder_.leave(inner);
        builder_.declare_at(key, value.type, slot);
        entries.insert(entries.end(), {builder_.name(key), value.node, slot});
        members.emplace_back(key, value.type);
        keys.push_back(std::move(key));
        if (!take(",")) break;
    }
    expect("}");
    builder_.leave(mark);
    if (duplicate) return builder_.problem(err::feel_duplicate, {{"name", keys.back()}}, span_from(begin));
    return builder_.emit(Op::context, Type::context_of(std::move(members)), span_from(begin), builder_.list(entries),
                         static_cast<std::uint32_t>(keys.size()));
}

std::string Parser::raw_name(std::initializer_list<std::string_view> stops) {
    const std::size_t first = at_;
    const auto stop = [&] {
        return at_end() || std::any_of(stops.begin(), stops.end(), [&](std::string_view s) { return at(s); });
    };
    while (!stop()) ++at_;
    if (at_ == first) {
        fail_here();
        return {};
    }
    // As written, with each run of white space made one space.
    std::string out;
    for (std::size_t i = first; i < at_; ++i) {
        if (i > first && tokens_[i].begin > tokens_[i - 1].end) out += ' ';
        out += tokens_[i].text;
    }
    return out;
}

Expr Parser::name() {
    const Token& token = peek();
    const std::uint32_t begin = token.begin;
    std::vector<std::string_view> pieces;
    for (std::size_t i = 0; i < 24; ++i) {
        const Token& piece = peek(i);
        if (piece.kind == Token::Kind::end || piece.kind == Token::Kind::string) break;
        pieces.push_back(piece.text);
    }
    const Span here{source_, token.begin, token.end};
    const std::size_t single_keyword = is_keyword(token.text) ? 1 : 0;
    auto found = builder_.resolve(pieces, here);
    if (found && found->pieces > single_keyword) {
        at_ += found->pieces;
        if (found->builtin == nullptr) return found->expr;
        if (at("(")) return call({}, found->builtin, begin);
        auto function = std::make_shared<Function>();
        function->body = found->builtin;
        return builder_.constant(Value(std::shared_ptr<const Function>(function)), span_from(begin));
    }
    if (token.is("true") || token.is("false")) {
        ++at_;
        return builder_.constant(Value(token.is("true")), here);
    }
    if (token.is("null")) {
        ++at_;
        return builder_.constant({}, here);
    }
    if (token.is("if")) return conditional();
    if (token.is("for")) return iteration(Op::loop);
    if (token.is("some")) return iteration(Op::some);
    if (token.is("every")) return iteration(Op::every);
    if (token.is("function")) return function_literal();
    if (is_keyword(token.text)) {
        fail_here();
        return {};
    }
    // Nobody knows it. Words that follow one another directly can only be one name.
    std::string unknown_name(token.text);
    ++at_;
    while (peek().kind == Token::Kind::name && !is_keyword(peek().text) && !at("external")) {
        unknown_name += " " + std::string(peek().text);
        ++at_;
    }
    return unknown(unknown_name, span_from(begin));
}

Expr Parser::unknown(const std::string& name, const Span& span) {
    if (builder_.has_open_item() && !at("(")) return builder_.item_member(name, span);
    return builder_.problem(err::feel_unknown_name, {{"name", name}}, span);
}

Expr Parser::path(const Expr& head) {
    const std::uint32_t begin = peek().begin;
    expect(".");
    // The longest member that the type knows, then the properties with two words, then whatever is written.
    std::vector<std::string_view> pieces;
    for (std::size_t i = 0; i < 24 && peek(i).kind != Token::Kind::end && peek(i).kind != Token::Kind::string; ++i)
        pieces.push_back(peek(i).text);
    std::string member;
    std::size_t length = 0;
    const auto consider = [&](const std::string& candidate) {
        const auto cut = name_pieces(candidate);
        if (cut.size() > length && cut.size() <= pieces.size() && std::equal(cut.begin(), cut.end(), pieces.begin())) {
            member = candidate;
            length = cut.size();
        }
    };
    for (const auto& entry : head.type.members()) consider(entry.first);
    if (head.type.members().empty())
        for (const char* property : {"time offset", "start included", "end included"}) consider(property);
    if (length == 0) {
        if (peek().kind != Token::Kind::name) {
            fail_here();
            return {};
        }
        member = peek().text;
        length = 1;
        while (peek(length).kind == Token::Kind::name && !is_keyword(peek(length).text)) {
            member += " " + std::string(peek(length).text);
            ++length;
        }
    }
    at_ += length;
    Type type;
    if (const Type* known = head.type.member(member))
        type = head.type.tag() == Type::Tag::list ? Type::list_of(*known) : *known;
    return builder_.emit(Op::field, type, span_from(begin), head.node, builder_.name(member));
}

Expr Parser::filter(const Expr& head) {
    const std::uint32_t begin = peek().begin;
    expect("[");
    const bool known_list = head.type.tag() == Type::Tag::list;
    const Type element = known_list ? head.type.element() : head.type;
    const std::size_t mark = builder_.enter();
    const std::uint32_t item = builder_.declare("item", element);
    builder_.open_item(item, element);
    const std::size_t before = builder_.uses(item);
    const Expr predicate = expression();
    const bool speaks_of_item = builder_.uses(item) > before;
    builder_.leave(mark);
    expect("]");
    Filtering flag = Filtering::fixed;
    if (speaks_of_item)
        flag = element.is_any() && !predicate.type.is(Kind::boolean) ? Filtering::dynamic : Filtering::item;
    const bool indexes = flag == Filtering::fixed && predicate.type.is(Kind::number);
    const Type type = indexes ? element : known_list ? head.type : Type::list_of(element);
    return builder_.emit(Op::filter, type, span_from(begin), head.node, predicate.node, item,
                         static_cast<std::uint8_t>(flag));
}

bool Parser::named_argument_ahead() const {
    for (std::size_t i = 0; i < 24; ++i) {
        const Token& token = peek(i);
        if (token.is(":")) return i > 0;
        if (token.kind == Token::Kind::end || token.kind == Token::Kind::string) return false;
        for (const std::string_view stop : {",", "(", ")", "[", "]", "{", "}"})
            if (token.is(stop)) return false;
    }
    return false;
}

Expr Parser::call(const Expr& callee, const Builtin* builtin, std::uint32_t begin) {
    expect("(");
    std::vector<std::string> names;
    std::vector<std::uint32_t> nodes;
    std::vector<Type> types;
    const bool named = named_argument_ahead();
    while (!at(")") && !error_) {
        if (named) {
            names.push_back(raw_name({":"}));
            expect(":");
        }
        const Expr value = expression();
        nodes.push_back(value.node);
        types.push_back(value.type);
        if (!take(",")) break;
    }
    expect(")");
    const Span span = span_from(begin);
    if (error_) return {};
    if (builtin != nullptr) return call_builtin(*builtin, names, nodes, types, span);
    const auto count = static_cast<std::uint32_t>(nodes.size());
    if (!named) return builder_.emit(Op::call, callee.type.result(), span, callee.node, builder_.list(nodes), count);
    std::vector<std::uint32_t> pairs;
    for (std::size_t i = 0; i < nodes.size(); ++i) pairs.insert(pairs.end(), {builder_.name(names[i]), nodes[i]});
    return builder_.emit(Op::call_named, callee.type.result(), span, callee.node, builder_.list(pairs), count);
}

Expr Parser::call_builtin(const Builtin& builtin, std::span<const std::string> names,
                          std::span<const std::uint32_t> args, std::span<const Type> types, const Span& span) {
    const Signature* signature = names.empty() ? select(builtin, args.size()) : select(builtin, names);
    if (signature == nullptr) {
        std::string given = std::to_string(args.size());
        for (const std::string& name : names) given += (name == names.front() ? ": " : ", ") + name;
        return builder_.problem(err::feel_arguments, {{"function", builtin.name}, {"given", given}}, span);
    }
    check_arguments(builtin, *signature, names, types, span);
    std::vector<std::uint32_t> ordered(args.begin(), args.end());
    if (!names.empty()) {
        ordered.clear();
        for (const auto& parameter : signature->parameters) {
            const auto given = std::find(names.begin(), names.end(), parameter.name);
            ordered.push_back(given == names.end() ? builder_.constant({}, span).node
                                                   : args[static_cast<std::size_t>(given - names.begin())]);
        }
    }
    // What these give back is what they were given.
    Type type = signature->result;
    if (type.tag() == Type::Tag::list && type.element().is_any() && !types.empty() && names.empty() &&
        types.front().tag() == Type::Tag::list && builtin.name != "flatten" && builtin.name != "index of")
        type = types.front();
    return builder_.emit(Op::builtin, type, span, builder_.signature(signature), builder_.list(ordered),
                         static_cast<std::uint32_t>(ordered.size()), names.empty() ? 0 : 1);
}

Type Parser::type() {
    if (++depth_ > max_nesting) fail(err::feel_too_deep, {{"limit", std::to_string(max_nesting)}});
    Type out;
    if (peek().kind != Token::Kind::name) fail_here();
    const auto element = [&] {
        expect("<");
        Type inner = type();
        expect(">");
        return inner;
    };
    const bool parametrized = peek(1).is("<");
    if (error_) {
    } else if (at("list") && parametrized) {
        ++at_;
        out = Type::list_of(element());
    } else if (at("range") && parametrized) {
        ++at_;
        out = Type::range_of(element());
    } else if (at("context") && parametrized) {
        at_ += 2;
        Type::Members members;
        while (!at(">") && !error_) {
            std::string name = raw_name({":"});
            expect(":");
            members.emplace_back(std::move(name), type());
            if (!take(",")) break;
        }
        expect(">");
        out = Type::context_of(std::move(members));
    } else if (at("function") && parametrized) {
        at_ += 2;
        std::vector<Type> parameters;
        while (!at(">") && !error_) {
            parameters.push_back(type());
            if (!take(",")) break;
        }
        expect(">");
        expect("->");
        out = Type::function_of(std::move(parameters), type());
    } else {
        // The longest run of pieces that names a type.
        std::string name;
        std::size_t length = 0;
        std::string run;
        for (std::size_t i = 0; i < 12 && peek(i).kind != Token::Kind::end; ++i) {
            if (i > 0 && peek(i).begin > peek(i - 1).end) run += ' ';
            run += peek(i).text;
            if (auto known = builder_.type_named(run)) {
                out = *known;
                length = i + 1;
            }
        }
        if (length == 0) fail(err::feel_unknown_name, {{"name", std::string(peek().text)}});
        at_ += length;
    }
    --depth_;
    return out;
}

}  // namespace zhupi::feel
