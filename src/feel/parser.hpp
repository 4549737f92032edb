#pragma once
// Recursive descent over the grammar of FEEL (DMN 1.5, 10.3.1.2). It emits straight into a Builder: there is no syntax
// tree in between. At the first error it jumps to the end of the text, so that no rule has to look for one.

#include "feel/builder.hpp"
#include "feel/lexer.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

class Parser {
public:
    Parser(Builder& builder, std::uint32_t source);
    Expr whole_expression();
    Expr whole_unary_tests(std::uint32_t slot, const Type& tested);

private:
    // Expressions, from the loosest binding down.
    Expr expression();
    Expr binary(int least);
    Expr comparison(const Expr& left, std::uint32_t begin);
    Expr unary();
    Expr postfix(Expr head);
    Expr primary();
    Expr conditional();
    Expr iteration(Op op);
    Expr function_literal();
    Expr external_function(const std::vector<Parameter>& parameters, std::uint32_t begin);
    Expr bracket_list();
    Expr range_tail(const Expr& start, bool start_included, std::uint32_t begin);
    Expr context_literal();
    Expr parenthesis();
    Expr at_literal();
    Expr name();
    Expr unknown(const std::string& name, const Span& span);
    Expr path(const Expr& head);
    Expr filter(const Expr& head);
    Expr call(const Expr& callee, const Builtin* builtin, std::uint32_t begin);
    Expr call_builtin(const Builtin& builtin, std::span<const std::string> names, std::span<const std::uint32_t> args,
                      std::span<const Type> types, const Span& span);
    Expr in_tests(const Expr& left, std::uint32_t begin);

    // Unary tests.
    Expr tests(std::uint32_t slot, const Type& tested, std::string_view closer);
    Expr test(std::uint32_t slot, const Type& tested, bool whole);  ///< whole: to the next comma, not just an operand
    Expr value_test(const Expr& value, std::uint32_t slot, const Type& tested, std::uint32_t begin,
                    std::size_t uses_before);
    bool negation_of_tests() const;

    Type type();
    std::string raw_name(std::initializer_list<std::string_view> stops);
    std::vector<Parameter> formal_parameters();

    // Tokens.
    const Token& peek(std::size_t ahead = 0) const;
    bool at(std::string_view text) const { return peek().is(text); }
    bool at_end() const { return peek().kind == Token::Kind::end; }
    bool take(std::string_view text);
    void expect(std::string_view text);
    void fail_here();
    void fail(const ErrorCode& code, Params params);
    bool named_argument_ahead() const;
    bool closes_range(std::size_t ahead) const;
    Span span_from(std::uint32_t begin) const;
    Expr finish(const Expr& root);
    // What is certain to yield null is said beforehand.
    void check_operands(std::string_view operation, const Expr& left, const Expr& right, const Span& span);
    void check_condition(std::string_view operation, const Expr& condition, const Span& span);
    void check_arguments(const Builtin& builtin, const Signature& signature, std::span<const std::string> names,
                         std::span<const Type> types, const Span& span);

    Builder& builder_;
    std::uint32_t source_;
    std::string text_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
    int range_end_ = 0;  ///< > 0 while the end of a range is read: "[" may close it there
    std::optional<Problem> error_;
};

}  // namespace zhupi::feel
