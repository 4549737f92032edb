// string(), number() and range(): from one kind of value to another (DMN 1.5, table 72).

#include "base/text.hpp"
#include "feel/builtins.hpp"
#include "feel/lexer.hpp"
#include "feel/machine.hpp"
#include "feel/operators.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

Value string_of(const Call& call) {
    if (call[0].is_null()) return {};
    if (call[0].is(Kind::string)) return call[0];
    if (!call.machine.spend(call[0].weight())) return {};
    return call.machine.admit(Value(to_text(call[0])));
}

/// number("1.500,75", ".", ",")
Value number_of(const Call& call) {
    const std::string grouping = call.has(1) ? call[1].string() : "";
    const std::string point = call.has(2) ? call[2].string() : "";
    if (call.has(1) && grouping != " " && grouping != "," && grouping != ".") return call.no_result(1);
    if (call.has(2) && point != "," && point != ".") return call.no_result(2);
    if (!grouping.empty() && grouping == point) return call.no_result(1);
    std::string plain;
    for (const char c : call[0].string()) {
        if (!grouping.empty() && c == grouping[0]) continue;
        plain += !point.empty() && c == point[0] ? '.' : c;
    }
    const auto n = Number::parse(plain);
    return n ? Value(*n) : call.no_result();
}

/// The literal that one endpoint of range("…") may be: a number, a string, @"…", or date("…") and its like.
class Endpoint {
public:
    Endpoint(const std::vector<Token>& tokens, std::size_t at) : tokens_(tokens), at_(at) {}

    std::optional<Value> read() {
        const bool negative = take("-");
        const Token& first = tokens_[at_];
        if (first.kind == Token::Kind::number) {
            ++at_;
            const auto n = Number::parse(first.text);
            if (!n) return std::nullopt;
            return Value(negative ? n->negated() : *n);
        }
        if (negative) return std::nullopt;
        if (first.kind == Token::Kind::string) {
            ++at_;
            return Value(first.decoded);
        }
        if (take("null")) return Value();
        if (take("@")) return temporal("@");
        for (const std::string_view function : {"date and time", "date", "time", "duration"}) {
            const std::size_t before = at_;
            const auto words = text::split(function, ' ');
            if (!std::all_of(words.begin(), words.end(), [&](std::string_view w) { return take(w); }) || !take("(")) {
                at_ = before;
                continue;
            }
            auto out = temporal(function);
            if (!take(")")) return std::nullopt;
            return out;
        }
        return std::nullopt;
    }
    std::size_t at() const { return at_; }

private:
    bool take(std::string_view text) {
        if (!tokens_[at_].is(text)) return false;
        ++at_;
        return true;
    }

    std::optional<Value> temporal(std::string_view function) {
        const Token& literal = tokens_[at_];
        if (literal.kind != Token::Kind::string) return std::nullopt;
        ++at_;
        const std::string& s = literal.decoded;
        const bool at = function == "@";
        if (at || function == "date")
            if (const auto d = parse_date(s)) return Value(*d);
        if (at || function == "date and time")
            if (auto t = parse_date_time(s)) return Value(std::move(*t));
        if (at || function == "time")
            if (auto t = parse_time(s)) return Value(std::move(*t));
        if (at || function == "duration") {
            if (const auto d = parse_years_months(s)) return Value(*d);
            if (const auto d = parse_days_time(s)) return Value(*d);
        }
        return std::nullopt;
    }

    const std::vector<Token>& tokens_;
    std::size_t at_;
};

/// range("[1..3)"): endpoints are literals, never expressions (DMN 1.5, table 72).
Value range_of(const Call& call) {
    const auto tokens = tokenize(call[0].string());
    if (!tokens || tokens->size() < 5) return call.no_result();
    const auto is_one_of = [](const Token& token, std::string_view brackets) {
        return token.kind == Token::Kind::symbol && token.text.size() == 1 &&
               brackets.find(token.text) != std::string_view::npos;
    };
    if (!is_one_of(tokens->front(), "[(]")) return call.no_result();
    Endpoint first(*tokens, 1);
    const auto start = first.read();
    if (!start || !(*tokens)[first.at()].is("..")) return call.no_result();
    Endpoint second(*tokens, first.at() + 1);
    const auto end = second.read();
    const Token& closer = (*tokens)[second.at()];
    if (!end || !is_one_of(closer, "])[") || second.at() + 2 != tokens->size()) return call.no_result();
    if (start->is_null() && end->is_null()) return call.no_result();
    return make_interval(call.machine,
                         Range{Range::Form::interval, tokens->front().is("["), closer.is("]"), *start, *end});
}

constexpr detail::Line table[]{
    {"string", "from!: any", "string", string_of},
    {"number", "from: string, grouping separator?: string, decimal separator?: string", "number", number_of},
    {"range", "from: string", "range", range_of},
};

}  // namespace

std::span<const detail::Line> detail::conversion_functions() { return table; }

}  // namespace zhupi::feel
