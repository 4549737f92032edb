#include "bpmn/plain_language.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>
#include <optional>
#include <variant>
#include <vector>

namespace zhupi::bpmn {
namespace {

using Value = std::variant<std::monostate, bool, double, std::string>;

enum class Op : std::uint8_t {
    literal,
    name,
    contains,
    negate,
    both,
    either,
    equal,
    unequal,
    less,
    less_equal,
    greater,
    greater_equal
};

struct Term {
    Op op = Op::literal;
    Value value;       ///< of a literal
    std::string text;  ///< of a name
    int left = -1, right = -1;
};

Value read(const json::Raw& raw) {
    if (raw.text == "true" || raw.text == "false") return raw.text == "true";
    double number = 0;
    const auto* end = raw.text.data() + raw.text.size();
    if (std::from_chars(raw.text.data(), end, number).ptr == end) return number;
    if (auto text = json::decode<std::string>(raw.text)) return std::move(*text);
    return {};
}

json::Raw write(const Value& value) {
    if (const auto* truth = std::get_if<bool>(&value)) return {*truth ? "true" : "false"};
    if (const auto* number = std::get_if<double>(&value)) return {json::encode(*number)};
    if (const auto* text = std::get_if<std::string>(&value)) return {json::encode(*text)};
    return {};
}

class Program : public Expression {
public:
    std::vector<Term> terms;
    int root = 0;

    Result<json::Raw> evaluate(const Data& data) const override { return write(value(root, data)); }

private:
    Value value(int index, const Data& data) const {
        const auto& term = terms[index];
        switch (term.op) {
            case Op::literal:
                return term.value;
            case Op::name: {
                const auto* found = data.find(term.text);
                return found ? read(*found) : Value();
            }
            case Op::negate:
                return truth(term.left, data) ? Value(!*truth(term.left, data)) : Value();
            case Op::both:
                return truth(term.left, data).value_or(false) && truth(term.right, data).value_or(false);
            case Op::either:
                return truth(term.left, data).value_or(false) || truth(term.right, data).value_or(false);
            default:
                return compare(term.op, value(term.left, data), value(term.right, data));
        }
    }
    std::optional<bool> truth(int index, const Data& data) const {
        const auto found = value(index, data);
        const auto* boolean = std::get_if<bool>(&found);
        return boolean ? std::optional(*boolean) : std::nullopt;
    }
    static Value compare(Op op, const Value& a, const Value& b) {
        if (op == Op::contains) {
            const auto *text = std::get_if<std::string>(&a), *part = std::get_if<std::string>(&b);
            return text && part ? Value(text->find(*part) != text->npos) : Value();
        }
        if (op == Op::equal) return a == b;
        if (op == Op::unequal) return a != b;
        const auto *left = std::get_if<double>(&a), *right = std::get_if<double>(&b);
        if (!left || !right) return {};
        switch (op) {
            case Op::less:
                return *left < *right;
            case Op::less_equal:
                return *left <= *right;
            case Op::greater:
                return *left > *right;
            default:
                return *left >= *right;
        }
    }
};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    std::shared_ptr<const Program> parse() {
        blanks();
        const bool wrapped = take("${");
        const auto root = either();
        if (wrapped && !take("}")) failed_ = true;
        blanks();
        if (failed_ || at_ != text_.size()) return nullptr;
        program_->root = root;
        return program_;
    }

private:
    void blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
    bool take(std::string_view word) {
        blanks();
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    int add(Term term) {
        program_->terms.push_back(std::move(term));
        return static_cast<int>(program_->terms.size()) - 1;
    }
    int binary(Op op, int left, int right) { return add({op, {}, {}, left, right}); }

    int either() {
        auto left = both();
        while (!failed_ && take("||")) left = binary(Op::either, left, both());
        return left;
    }
    int both() {
        auto left = comparison();
        while (!failed_ && take("&&")) left = binary(Op::both, left, comparison());
        return left;
    }
    int comparison() {
        const auto left = unary();
        for (const auto& [sign, op] : {std::pair("==", Op::equal),
                                       {"!=", Op::unequal},
                                       {"<=", Op::less_equal},
                                       {">=", Op::greater_equal},
                                       {"<", Op::less},
                                       {">", Op::greater}})
            if (take(sign)) return binary(op, left, unary());
        return left;
    }
    int unary() {
        if (++depth_ > 64) failed_ = true;
        if (failed_) return 0;
        if (take("!")) return binary(Op::negate, unary(), -1);
        auto left = primary();
        while (!failed_ && take(".contains(")) {
            left = binary(Op::contains, left, primary());
            if (!take(")")) failed_ = true;
        }
        --depth_;
        return left;
    }
    int primary() {
        blanks();
        if (take("(")) {
            const auto inner = either();
            if (!take(")")) failed_ = true;
            return inner;
        }
        const auto rest = text_.substr(at_);
        if (!rest.empty() && (rest.front() == '"' || rest.front() == '\'')) {
            const auto end = rest.find(rest.front(), 1);
            if (end != rest.npos) {
                at_ += end + 1;
                return add({Op::literal, std::string(rest.substr(1, end - 1)), {}});
            }
        }
        double number = 0;
        if (const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
            error == std::errc()) {
            at_ += static_cast<std::size_t>(end - rest.data());
            return add({Op::literal, number, {}});
        }
        const auto length = std::min(rest.find_first_of(" \t\r\n!=<>()&|.}\"'$"), rest.size());
        if (length == 0) {
            failed_ = true;
            return 0;
        }
        at_ += length;
        const auto word = std::string(rest.substr(0, length));
        if (word == "true" || word == "false") return add({Op::literal, word == "true", {}});
        return add({Op::name, {}, word});
    }

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool failed_ = false;
    std::shared_ptr<Program> program_ = std::make_shared<Program>();
};

}  // namespace

Result<ExpressionPtr> PlainLanguage::compile(std::string_view text) const {
    auto program = Parser(text).parse();
    if (!program) return fail(err::bpmn_expression, {{"text", std::string(text::trim(text))}});
    return program;
}

}  // namespace zhupi::bpmn
