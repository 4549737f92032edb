#include "forms/expression.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "feel/number.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace zhupi::forms {
namespace {

struct Token {
    enum class Kind : unsigned char { end, name, number, text, sign };
    Kind kind = Kind::end;
    std::string_view piece;
};

/// Words that only mean something to FEEL, and its functions of one word: no field can be called so.
constexpr auto reserved = std::to_array<std::string_view>(
    {"abs",       "after",    "all",     "and",         "any",        "append",  "at",       "before",   "between",
     "ceiling",   "contains", "context", "count",       "date",       "day",     "decimal",  "duration", "else",
     "ends",      "every",    "even",    "exp",         "external",   "false",   "flatten",  "floor",    "for",
     "function",  "get",      "if",      "in",          "includes",   "insert",  "instance", "is",       "item",
     "list",      "log",      "matches", "max",         "mean",       "median",  "min",      "mode",     "modulo",
     "month",     "not",      "now",     "null",        "number",     "odd",     "of",       "or",       "overlaps",
     "partial",   "product",  "put",     "range",       "remove",     "replace", "return",   "reverse",  "round",
     "satisfies", "some",     "sort",    "split",       "sqrt",       "starts",  "stddev",   "string",   "sublist",
     "substring", "sum",      "then",    "time",        "today",      "true",    "union",    "week",     "year",
     "years",     "lower",    "upper",   "concatenate", "distinct",   "index",   "meets",    "finishes", "coincides",
     "started",   "finished", "during",  "met",         "overlapped", "days"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

const Shape boolean{Tag::boolean, {}, {}}, number{Tag::number, {}, {}}, words{Tag::text, {}, {}},
    day{Tag::date, {}, {}}, span_of_days{Tag::days, {}, {}};

std::string text_of(const Shape& shape) {
    if (shape.tag == Tag::list) return "list<" + std::string(name_of(shape.element)) + ">";
    return std::string(name_of(shape.tag));
}

bool ordered(Tag tag) { return tag == Tag::number || tag == Tag::text || tag == Tag::date || tag == Tag::days; }

/// Left: a mistake has been noted, the rest is walked over.
class Parser {
public:
    Parser(std::string_view text, const Lookup& lookup, const Member& member)
        : text_(text), lookup_(lookup), member_(member) {}

    Result<Checked> run() {
        scan();
        if (!error_) {
            checked_.shape = expression();
            if (peek().kind != Token::Kind::end) outside(peek().piece);
        }
        if (error_) return fail(std::move(*error_));
        return std::move(checked_);
    }

private:
    // Words --------------------------------------------------------------------------------------------------------

    void scan() {
        constexpr auto doubles = std::to_array<std::string_view>({"<=", ">=", "!=", ".."});
        for (std::size_t at = 0; at < text_.size() && !error_;) {
            const char c = text_[at];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                ++at;
                continue;
            }
            auto length = std::size_t{1};
            auto kind = Token::Kind::sign;
            const auto rest = text_.substr(at);
            if (begins_name(c)) {
                kind = Token::Kind::name;
                while (length < rest.size() && (begins_name(rest[length]) || is_digit(rest[length]))) ++length;
            } else if (is_digit(c)) {
                kind = Token::Kind::number;
                const auto digits = [&] {
                    while (length < rest.size() && is_digit(rest[length])) ++length;
                };
                digits();
                if (length + 1 < rest.size() && rest[length] == '.' && is_digit(rest[length + 1])) {
                    ++length;
                    digits();
                }
                if (length > 20 || (length < rest.size() && begins_name(rest[length])))
                    outside(rest.substr(0, length + 1));
            } else if (c == '"') {
                kind = Token::Kind::text;
                while (length < rest.size() && rest[length] != '"') {
                    const bool escape = rest[length] == '\\';
                    if (escape && (length + 1 >= rest.size() || (rest[length + 1] != '"' && rest[length + 1] != '\\')))
                        return outside("\\");
                    if (static_cast<unsigned char>(rest[length]) < ' ') return outside("\"");
                    length += escape ? 2 : 1;
                }
                if (length++ >= rest.size()) return wrong("引号没有结束", "a quotation mark is missing");
            } else if (std::find(doubles.begin(), doubles.end(), rest.substr(0, 2)) != doubles.end()) {
                length = 2;
            } else if (std::string_view("=<>+-*/()[],.@").find(c) == std::string_view::npos) {
                return outside(rest.substr(0, 1));
            }
            // "//" and "/*" begin comments, "**" is a power; a form's FEEL has neither.
            if (rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with("**"))
                return outside(rest.substr(0, 2));
            tokens_.push_back({kind, rest.substr(0, length)});
            at += length;
        }
        tokens_.push_back({});
        if (tokens_.size() > 400) outside(text_);
    }

    const Token& peek(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
    bool at(std::string_view piece) const { return peek().kind != Token::Kind::text && peek().piece == piece; }
    bool take(std::string_view piece) {
        if (!at(piece) || peek().kind == Token::Kind::end) return false;
        ++at_;
        return true;
    }
    void need(std::string_view piece) {
        if (take(piece)) return;
        const auto found = peek().kind == Token::Kind::end ? std::string_view("…") : peek().piece;
        wrong("“" + std::string(found) + "”处应为“" + std::string(piece) + "”",
              "expected '" + std::string(piece) + "' at '" + std::string(found) + "'");
    }

    // Mistakes: the first one counts -------------------------------------------------------------------------------

    void note(const ErrorCode& code, Params params) {
        if (error_) return;
        params["expression"] = text_;
        error_ = Error{&code, {}, std::move(params)};
        at_ = tokens_.empty() ? 0 : tokens_.size() - 1;
    }
    void wrong(std::string zh, std::string en) {
        note(err::form_expression, {{"detailZh", std::move(zh)}, {"detail", std::move(en)}});
    }
    void outside(std::string_view piece) { note(err::form_outside, {{"piece", std::string(piece)}}); }
    Shape mismatch(std::string_view what, const std::vector<Shape>& given) {
        std::vector<std::string> names;
        for (const auto& shape : given) names.push_back(text_of(shape));
        const auto listed = text::join(names, ", ");
        wrong("“" + std::string(what) + "”不能用于 " + listed, "'" + std::string(what) + "' does not take " + listed);
        return {};
    }

    // Grammar ------------------------------------------------------------------------------------------------------

    Shape expression() {
        if (++depth_ > 60) outside("(");
        Shape shape;
        if (error_) return shape;
        if (take("if"))
            shape = choice();
        else if (at("some") || at("every"))
            shape = quantified();
        else
            shape = disjunction();
        --depth_;
        return shape;
    }

    Shape choice() {
        const auto condition = expression();
        if (!error_ && condition != boolean) return mismatch("if", {condition});
        need("then");
        const auto yes = expression();
        need("else");
        const auto no = expression();
        if (error_ || yes == no || no.tag == Tag::null) return yes;
        return yes.tag == Tag::null ? no : mismatch("if", {yes, no});
    }

    Shape quantified() {
        const auto word = tokens_[at_++].piece;
        const auto variable = std::string(peek().piece);
        if (peek().kind != Token::Kind::name || !is_name(variable) || lookup_(variable) || rows_.contains(variable)) {
            wrong("“" + std::string(word) + "”后应为一个新的名称", "'" + std::string(word) + "' wants a new name");
            return {};
        }
        ++at_;
        need("in");
        const auto list = disjunction();
        need("satisfies");
        if (!error_ && (list.tag != Tag::list || list.element != Tag::row)) return mismatch(word, {list});
        rows_[variable] = {Tag::row, {}, list.group};
        const auto condition = expression();
        rows_.erase(variable);
        if (!error_ && condition != boolean) return mismatch("satisfies", {condition});
        return boolean;
    }

    Shape both(std::string_view word, Shape (Parser::*next)()) {
        auto left = (this->*next)();
        while (!error_ && take(word)) {
            const auto right = (this->*next)();
            if (!error_ && (left != boolean || right != boolean)) return mismatch(word, {left, right});
        }
        return left;
    }
    Shape disjunction() { return both("or", &Parser::conjunction); }
    Shape conjunction() { return both("and", &Parser::comparison); }

    Shape comparison() {
        const auto left = sum();
        for (const std::string_view sign : {"=", "!="})
            if (take(sign)) {
                const auto right = sum();
                const bool scalars = left.tag < Tag::list && right.tag < Tag::list;
                if (!error_ && !(scalars && (left == right || left.tag == Tag::null || right.tag == Tag::null)))
                    return mismatch(sign, {left, right});
                return boolean;
            }
        for (const std::string_view sign : {"<=", ">=", "<", ">"})
            if (take(sign)) {
                const auto right = sum();
                if (!error_ && (left != right || !ordered(left.tag))) return mismatch(sign, {left, right});
                return boolean;
            }
        if (take("between")) {
            const auto low = sum();
            need("and");
            const auto high = sum();
            if (!error_ && (left != low || left != high || !ordered(left.tag)))
                return mismatch("between", {left, low, high});
            return boolean;
        }
        return take("in") ? inside(left) : left;
    }

    /// Lists and ranges after "in" hold values that are written out: nothing of them can be null.
    Shape constant() {
        begun_ = at_;
        const bool minus = take("-");
        const auto token = peek();
        if (error_) return {};
        if (token.kind == Token::Kind::number) return ++at_, number;
        if (!minus && token.kind == Token::Kind::text) return ++at_, words;
        if (!minus && take("@")) return literal();
        if (!minus && at("date") && peek(1).piece == "(") {
            at_ += 2;
            return call("date");
        }
        outside(token.kind == Token::Kind::end ? "…" : token.piece);
        return {};
    }

    /// The last of them, without its dress: "-2.5", "2026-01-01".
    std::string written() const {
        std::string all;
        for (auto i = begun_; i < at_ && i < tokens_.size(); ++i) {
            const auto& [kind, piece] = tokens_[i];
            if (kind == Token::Kind::text) return std::string(piece.substr(1, piece.size() - 2));
            all += piece;
        }
        return all;
    }

    Shape inside(const Shape& left) {
        std::vector<Shape> all{left};
        if (take("(")) {
            do all.push_back(constant());
            while (!error_ && take(","));
            need(")");
        } else if (take("[")) {
            all.push_back(constant());
            const auto low = written();
            need("..");
            all.push_back(constant());
            // A range that runs backwards holds nothing, and FEEL answers null; one of texts nobody needs.
            const bool dates = left == day && low <= written();
            const auto from = feel::Number::parse(low), to = feel::Number::parse(written());
            if (!error_ && !dates && !(left == number && from && to && *from <= *to)) return mismatch("in [..]", all);
            need("]");
        } else {
            outside("in " + std::string(peek().piece));
        }
        const bool same = std::all_of(all.begin(), all.end(), [&](const Shape& s) { return s == left; });
        if (!error_ && (!same || !ordered(left.tag))) return mismatch("in", all);
        return boolean;
    }

    Shape sum() {
        auto left = product();
        while (!error_ && (at("+") || at("-"))) {
            const bool plus = tokens_[at_++].piece == "+";
            const auto right = product();
            if (error_) break;
            if (left == number && right == number)
                continue;
            else if (plus && left == words && right == words)
                continue;
            else if (left == span_of_days && right == span_of_days)
                continue;
            else if (left == day && right == span_of_days)
                continue;
            else if (plus && left == span_of_days && right == day)
                left = day;
            else if (!plus && left == day && right == day)
                left = span_of_days;
            else
                return mismatch(plus ? "+" : "-", {left, right});
        }
        return left;
    }

    Shape product() {
        const auto left = unary();
        while (!error_ && (at("*") || at("/"))) {
            const auto sign = tokens_[at_++].piece;
            const auto right = unary();
            if (!error_ && (left != number || right != number)) return mismatch(sign, {left, right});
        }
        return left;
    }

    Shape unary() {
        if (!take("-")) return path();
        const auto shape = path();
        if (!error_ && shape != number) return mismatch("-", {shape});
        return shape;
    }

    Shape path() {
        auto shape = primary();
        while (!error_ && take(".")) {
            const auto name = peek().piece;
            const bool rows = shape.tag == Tag::row || (shape.tag == Tag::list && shape.element == Tag::row);
            if (peek().kind != Token::Kind::name || !rows) return mismatch(".", {shape});
            ++at_;
            const auto* member = member_(shape.group, name);
            if (!member) {
                note(err::form_name, {{"name", std::string(name)}});
                return {};
            }
            shape = shape.tag == Tag::row ? *member : Shape{Tag::list, member->tag, {}};
        }
        return shape;
    }

    Shape primary() {
        const auto token = peek();
        if (error_) return {};
        if (token.kind == Token::Kind::number) return ++at_, number;
        if (token.kind == Token::Kind::text) return ++at_, words;
        if (take("(")) {
            const auto shape = expression();
            need(")");
            return shape;
        }
        if (take("@")) return literal();
        if (token.kind != Token::Kind::name) {
            outside(token.kind == Token::Kind::end ? "…" : token.piece);
            return {};
        }
        if (take("true") || take("false")) return boolean;
        if (take("null")) return {};
        return named();
    }

    /// A date or a whole number of days in quotes.
    Shape literal() {
        const auto token = peek();
        if (token.kind == Token::Kind::text) {
            const auto inside = token.piece.substr(1, token.piece.size() - 2);
            ++at_;
            if (Date::parse(inside)) return day;
            auto digits = inside.starts_with('-') ? inside.substr(1) : inside;
            if (digits.starts_with('P') && digits.ends_with('D') && digits.size() <= 8 &&
                text::is_digits(digits.substr(1, digits.size() - 2)))
                return span_of_days;
        }
        outside(token.kind == Token::Kind::end ? "@" : token.piece);
        return {};
    }

    Shape named() {
        static const std::map<std::string_view, std::vector<std::string_view>> longer{
            {"string", {"string", "length"}},
            {"starts", {"starts", "with"}},
            {"ends", {"ends", "with"}},
            {"list", {"list", "contains"}},
            {"round", {"round", "half", "up"}}};
        std::string name(peek().piece);
        std::size_t length = 1;
        if (const auto found = longer.find(name); found != longer.end()) {
            length = found->second.size();
            for (std::size_t i = 1; i < length; ++i) {
                if (peek(i).piece != found->second[i]) return outside(name), Shape{};
                name += " " + std::string(found->second[i]);
            }
        }
        if (peek(length).piece == "(" && peek(length).kind == Token::Kind::sign) {
            at_ += length + 1;
            return call(name);
        }
        if (const auto row = rows_.find(name); row != rows_.end()) return ++at_, row->second;
        if (const auto* shape = lookup_(name)) {
            ++at_;
            checked_.names.insert(name);
            return *shape;
        }
        if (std::find(reserved.begin(), reserved.end(), name) != reserved.end())
            outside(name);
        else
            note(err::form_name, {{"name", name}});
        return {};
    }

    Shape call(const std::string& name) {
        if (name == "date" || name == "duration") {
            const auto shape = literal();
            need(")");
            if (!error_ && shape != (name == "date" ? day : span_of_days)) return mismatch(name, {shape});
            return shape;
        }
        std::vector<Shape> given;
        if (!take(")")) {
            do given.push_back(expression());
            while (!error_ && take(","));
            need(")");
        }
        if (error_) return {};
        const auto result = result_of(name, given);
        return result ? *result : mismatch(name + "()", given);
    }

    /// What a function makes of these; nothing when it does not take them, or is no function of forms.
    std::optional<Shape> result_of(const std::string& name, const std::vector<Shape>& given) {
        const auto takes = [&](std::initializer_list<Shape> wanted) {
            return std::equal(given.begin(), given.end(), wanted.begin(), wanted.end());
        };
        const auto when = [](bool right, const Shape& shape) { return right ? std::optional(shape) : std::nullopt; };
        const auto list_of = [&](std::size_t i) { return given.size() > i && given[i].tag == Tag::list; };
        if (name == "not") return when(takes({boolean}), boolean);
        if (name == "today") return when(given.empty(), day);
        if (name == "abs" || name == "floor" || name == "ceiling") return when(takes({number}), number);
        if (name == "round half up") return when(takes({number, number}), number);
        if (name == "string length") return when(takes({words}), number);
        if (name == "contains" || name == "starts with" || name == "ends with")
            return when(takes({words, words}), boolean);
        if (name == "count") return when(given.size() == 1 && list_of(0), number);
        if (name == "sum") return when(given.size() == 1 && list_of(0) && given[0].element == Tag::number, number);
        if (name == "list contains")
            return when(given.size() == 2 && list_of(0) && given[1].tag == given[0].element && ordered(given[1].tag),
                        boolean);
        if (name == "min" || name == "max") {
            if (given.size() == 1 && list_of(0)) return when(ordered(given[0].element), {given[0].element, {}, {}});
            const bool same = std::all_of(given.begin(), given.end(), [&](const Shape& s) { return s == given[0]; });
            return when(given.size() >= 2 && same && ordered(given[0].tag), given.empty() ? Shape{} : given[0]);
        }
        outside(name + "()");
        return Shape{};
    }

    std::string_view text_;
    const Lookup& lookup_;
    const Member& member_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0, begun_ = 0;
    int depth_ = 0;
    std::map<std::string, Shape, std::less<>> rows_;  ///< what "some" and "every" have named
    Checked checked_;
    std::optional<Error> error_;
};

}  // namespace

std::string_view name_of(Tag tag) {
    switch (tag) {
        case Tag::null:
            return "null";
        case Tag::boolean:
            return "boolean";
        case Tag::number:
            return "number";
        case Tag::text:
            return "string";
        case Tag::date:
            return "date";
        case Tag::days:
            return "days and time duration";
        case Tag::list:
            return "list";
        case Tag::row:
            return "context";
    }
    bug("a tag without a name");
}

Result<Checked> check_expression(std::string_view text, const Lookup& lookup, const Member& member) {
    return Parser(text, lookup, member).run();
}

bool is_name(std::string_view code) {
    if (code.empty() || code.size() > 40 || code[0] < 'a' || code[0] > 'z') return false;
    const auto right = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; };
    return std::all_of(code.begin(), code.end(), right) &&
           std::find(reserved.begin(), reserved.end(), code) == reserved.end();
}

}  // namespace zhupi::forms
