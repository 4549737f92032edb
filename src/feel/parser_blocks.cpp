// The parts of the grammar with a body: if, for, some, every, function; and unary tests.

#include "base/error_codes.hpp"
#include "feel/external.hpp"
#include "feel/parser.hpp"

namespace zhupi::feel {

namespace {

/// DMN 1.5, table 54: "> 5" and the like at the head of a test.
std::optional<Op> test_operator(const Token& token) {
    if (token.kind != Token::Kind::symbol) return std::nullopt;
    if (token.text == "<") return Op::less;
    if (token.text == "<=") return Op::less_equal;
    if (token.text == ">") return Op::greater;
    if (token.text == ">=") return Op::greater_equal;
    if (token.text == "=") return Op::equal;
    if (token.text == "!=") return Op::unequal;
    return std::nullopt;
}

bool computed(Op op) { return op != Op::constant && op != Op::slot && op != Op::field && op != Op::item_field; }

}  // namespace

Expr Parser::conditional() {
    const std::uint32_t begin = peek().begin;
    expect("if");
    const Expr condition = expression();
    check_condition("if", condition, span_from(begin));
    expect("then");
    const Expr yes = expression();
    expect("else");
    const Expr no = expression();
    return builder_.emit(Op::choose, yes.type == no.type ? yes.type : Type(), span_from(begin), condition.node,
                         yes.node, no.node);
}

Expr Parser::iteration(Op op) {
    const std::uint32_t begin = peek().begin;
    ++at_;
    const std::size_t mark = builder_.enter();
    std::vector<std::uint32_t> words;
    std::uint32_t count = 0;
    std::uint32_t partial = none;
    do {
        const std::string variable = raw_name({"in", ",", "return", "satisfies"});
        expect("in");
        const Expr from = expression();
        Expr to{none, {}};
        Type element =
            from.type.tag() == Type::Tag::list || from.type.tag() == Type::Tag::range ? from.type.element() : from.type;
        if (take("..")) to = expression();
        const std::uint32_t slot = builder_.declare(variable, element);
        words.insert(words.end(), {slot, from.node, to.node});
        ++count;
    } while (take(",") && !error_);
    if (op == Op::loop) {
        expect("return");
        partial = builder_.declare("partial", Type::list_of({}));
    } else {
        expect("satisfies");
    }
    const Expr body = expression();
    if (op == Op::loop) words.push_back(builder_.uses(partial) > 0 ? partial : none);
    builder_.leave(mark);
    const Type type = op == Op::loop ? Type::list_of(body.type) : Type(Kind::boolean);
    return builder_.emit(op, type, span_from(begin), builder_.list(words), count, body.node);
}

std::vector<Parameter> Parser::formal_parameters() {
    std::vector<Parameter> out;
    expect("(");
    while (!at(")") && !error_) {
        Parameter parameter;
        parameter.name = raw_name({":", ",", ")"});
        if (take(":")) parameter.type = type();
        out.push_back(std::move(parameter));
        if (!take(",")) break;
    }
    expect(")");
    return out;
}

Expr Parser::function_literal() {
    const std::uint32_t begin = peek().begin;
    expect("function");
    const std::vector<Parameter> parameters = formal_parameters();
    Type result;
    if (take("->")) result = type();
    if (error_) return {};
    if (take("external")) return external_function(parameters, begin);
    builder_.begin_function(parameters);
    const Expr body = expression();
    return builder_.end_function(body, result, span_from(begin));
}

Expr Parser::external_function(const std::vector<Parameter>& parameters, std::uint32_t begin) {
    // {java: {class: "java.lang.Math", method signature: "cos(double)"}}
    const Expr description = context_literal();
    if (error_) return {};
    return external_from(builder_, parameters, description, span_from(begin));
}

Expr Parser::in_tests(const Expr& left, std::uint32_t begin) {
    const std::uint32_t slot = builder_.new_slot();
    const auto in = [&](const Expr& right) {
        return builder_.emit(Op::in, Type(Kind::boolean), span_from(begin), left.node, right.node, slot);
    };
    if (!at("(")) return in(test(slot, left.type, false));

    // Several tests in brackets; or "(2..4)", a range that begins with one.
    const std::uint32_t bracket = peek().begin;
    expect("(");
    std::vector<std::uint32_t> nodes;
    if (test_operator(peek())) {
        nodes.push_back(test(slot, left.type, true).node);
    } else {
        Expr first = expression();
        const bool range = at("..");
        if (range) first = range_tail(first, false, bracket);
        const Expr match = value_test(first, slot, left.type, bracket, 0);
        if (range) return in(match);
        nodes.push_back(match.node);
    }
    while (take(",") && !error_) nodes.push_back(test(slot, left.type, true).node);
    expect(")");
    if (nodes.size() == 1) return in({nodes.front(), {}});
    return in(builder_.emit(Op::any_of, Type(Kind::boolean), span_from(bracket), builder_.list(nodes),
                            static_cast<std::uint32_t>(nodes.size())));
}

bool Parser::negation_of_tests() const {
    // "not(…)" around the whole cell negates the tests; "not(a) and b" is an expression.
    if (!at("not") || !peek(1).is("(")) return false;
    int open = 0;
    for (std::size_t i = 1;; ++i) {
        const Token& token = peek(i);
        if (token.kind == Token::Kind::end) return false;
        if (token.is("(")) ++open;
        if (token.is(")") && --open == 0) return peek(i + 1).kind == Token::Kind::end;
    }
}

Expr Parser::tests(std::uint32_t slot, const Type& tested, std::string_view closer) {
    const std::uint32_t begin = peek().begin;
    std::vector<std::uint32_t> nodes;
    do {
        nodes.push_back(test(slot, tested, true).node);
    } while (take(",") && !at(closer) && !error_);
    if (nodes.size() == 1) return {nodes.front(), Type(Kind::boolean)};
    return builder_.emit(Op::any_of, Type(Kind::boolean), span_from(begin), builder_.list(nodes),
                         static_cast<std::uint32_t>(nodes.size()));
}

Expr Parser::test(std::uint32_t slot, const Type& tested, bool whole) {
    const std::uint32_t begin = peek().begin;
    if (const auto op = test_operator(peek())) {
        const std::string_view symbol = peek().text;
        ++at_;
        const Expr operand = binary(4);
        const Span span = span_from(begin);
        const Expr value = builder_.slot(slot, tested, span);
        check_operands(symbol, value, operand, span);
        return builder_.emit(*op, Type(Kind::boolean), span, value.node, operand.node);
    }
    const std::size_t before = builder_.uses(slot);
    return value_test(whole ? expression() : binary(4), slot, tested, begin, before);
}

Expr Parser::value_test(const Expr& value, std::uint32_t slot, const Type& tested, std::uint32_t begin,
                        std::size_t uses_before) {
    Matching matching = Matching::value;
    if (error_) return {};
    if (builder_.uses(slot) > uses_before)
        matching = Matching::answer;
    else if (value.type.is(Kind::boolean) && !tested.is(Kind::boolean) && computed(builder_.node(value.node).op))
        matching = Matching::either;
    const Span span = span_from(begin);
    if (matching == Matching::value) check_operands("=", {none, tested}, value, span);
    return builder_.emit(Op::matches, Type(Kind::boolean), span, value.node, slot, 0,
                         static_cast<std::uint8_t>(matching));
}

Expr Parser::whole_unary_tests(std::uint32_t slot, const Type& tested) {
    const std::uint32_t begin = peek().begin;
    if (at("-") && peek(1).kind == Token::Kind::end) {
        ++at_;
        return builder_.constant(Value(true), span_from(begin));
    }
    const bool negated = negation_of_tests();
    if (negated) {
        at_ += 2;
        const Expr inner = tests(slot, tested, ")");
        expect(")");
        return finish(builder_.emit(Op::none_of, Type(Kind::boolean), span_from(begin), inner.node));
    }
    return finish(tests(slot, tested, ""));
}

}  // namespace zhupi::feel
