#include "feel/lexer.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace zhupi::feel {

namespace {

/// The code point at `at` and its length; invalid UTF-8 counts as one byte.
struct CodePoint {
    char32_t value;
    std::uint32_t length;
};

CodePoint code_point(std::string_view s, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned char lead = byte(at);
    const std::uint32_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 1 || at + length > s.size()) return {lead, 1};
    char32_t value = lead & (0xff >> (length + 1));
    for (std::uint32_t i = 1; i < length; ++i) value = value << 6 | (byte(at + i) & 0x3f);
    return {value, length};
}

/// DMN 1.5, grammar rules 61 and 62.
bool is_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || c == 0x180e ||
           (c >= 0x2000 && c <= 0x200b) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 ||
           c == 0xfeff;
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// Rule 28, widened to everything beyond Latin-1 that is not white space.
bool is_name_start(char32_t c) {
    return c == '?' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c >= 0xc0 && c != 0xd7 && c != 0xf7 && !is_space(c));
}

bool is_name_part(char32_t c) { return is_name_start(c) || is_digit(c) || c == 0xb7; }

class Lexer {
public:
    explicit Lexer(std::string_view source) : source_(source) {}

    Result<std::vector<Token>> run() {
        for (skip_blank(); at_ < source_.size() && !broken_; skip_blank()) next();
        if (broken_) return fail(err::feel_syntax, {{"position", std::to_string(at_ + 1)}, {"near", near()}});
        push(Token::Kind::end, at_);
        return std::move(tokens_);
    }

private:
    void push(Token::Kind kind, std::size_t begin) {
        Token token;
        token.kind = kind;
        token.begin = static_cast<std::uint32_t>(begin);
        token.end = static_cast<std::uint32_t>(at_);
        token.text = source_.substr(begin, at_ - begin);
        tokens_.push_back(std::move(token));
    }

    std::string near() const {
        auto length = std::min<std::size_t>(source_.size() - at_, 12);
        while (at_ + length < source_.size() && (static_cast<unsigned char>(source_[at_ + length]) & 0xc0) == 0x80)
            ++length;
        return std::string(source_.substr(at_, length));
    }

    bool starts_with(std::string_view s) const { return source_.substr(at_, s.size()) == s; }

    void skip_blank() {
        while (at_ < source_.size()) {
            const auto [c, length] = code_point(source_, at_);
            if (is_space(c)) {
                at_ += length;
            } else if (starts_with("//")) {
                at_ = std::min(source_.find('\n', at_), source_.size());
            } else if (starts_with("/*")) {
                const auto end = source_.find("*/", at_ + 2);
                if (end == std::string_view::npos) {
                    broken_ = true;
                    return;
                }
                at_ = end + 2;
            } else {
                return;
            }
        }
    }

    void next() {
        const std::size_t begin = at_;
        const auto [c, length] = code_point(source_, at_);
        if (is_name_start(c)) {
            at_ += length;
            if (c == '?') return push(Token::Kind::name, begin);
            while (at_ < source_.size()) {
                const auto part = code_point(source_, at_);
                if (!is_name_part(part.value)) break;
                at_ += part.length;
            }
            return push(Token::Kind::name, begin);
        }
        if (is_digit(c) ||
            (c == '.' && at_ + 1 < source_.size() && is_digit(static_cast<unsigned char>(source_[at_ + 1]))))
            return number();
        if (c == '"') return string();
        static constexpr std::array<std::string_view, 7> long_symbols{"..", "**", "!=", "<=", ">=", "->", "=="};
        for (const std::string_view symbol : long_symbols) {
            if (starts_with(symbol)) {
                at_ += symbol.size();
                return push(Token::Kind::symbol, begin);
            }
        }
        at_ += length;
        push(Token::Kind::symbol, begin);
    }

    void digits() {
        while (at_ < source_.size() && is_digit(static_cast<unsigned char>(source_[at_]))) ++at_;
    }

    void number() {
        const std::size_t begin = at_;
        digits();
        // "1..3" is a range, not 1. and .3
        if (at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(static_cast<unsigned char>(source_[at_ + 1]))) {
            ++at_;
            digits();
        }
        if (at_ < source_.size() && (source_[at_] == 'e' || source_[at_] == 'E')) {
            std::size_t power = at_ + 1;
            if (power < source_.size() && (source_[power] == '+' || source_[power] == '-')) ++power;
            if (power < source_.size() && is_digit(static_cast<unsigned char>(source_[power]))) {
                at_ = power;
                digits();
            }
        }
        push(Token::Kind::number, begin);
    }

    bool hex(std::size_t count, char32_t& value) {
        value = 0;
        for (std::size_t i = 0; i < count; ++i, ++at_) {
            if (at_ >= source_.size()) return false;
            const char c = source_[at_];
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) return false;
            value = value * 16 + static_cast<char32_t>(digit);
        }
        return true;
    }

    /// After the backslash. An unknown escape stays as it is: regular expressions are full of them.
    bool escape(std::string& out) {
        const char c = source_[at_++];
        char32_t value = 0;
        switch (c) {
            case 'n':
                out += '\n';
                return true;
            case 'r':
                out += '\r';
                return true;
            case 't':
                out += '\t';
                return true;
            case '"':
            case '\'':
            case '\\':
                out += c;
                return true;
            case 'u':
                if (!hex(4, value)) return false;
                if (value >= 0xd800 && value < 0xdc00 && starts_with("\\u")) {
                    const std::size_t before = at_;
                    char32_t low = 0;
                    at_ += 2;
                    if (hex(4, low) && low >= 0xdc00 && low < 0xe000)
                        value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
                    else
                        at_ = before;
                }
                break;
            case 'U':
                if (!hex(6, value)) return false;
                break;
            default:
                out += '\\';
                out += c;
                return true;
        }
        if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) value = 0xfffd;
        text::append_utf8(out, value);
        return true;
    }

    void string() {
        const std::size_t begin = at_++;
        std::string decoded;
        while (at_ < source_.size() && source_[at_] != '"') {
            if (source_[at_] == '\\' && at_ + 1 < source_.size()) {
                ++at_;
                if (!escape(decoded)) {
                    broken_ = true;
                    return;
                }
            } else {
                decoded += source_[at_++];
            }
        }
        if (at_ >= source_.size()) {
            broken_ = true;
            at_ = begin;
            return;
        }
        ++at_;
        push(Token::Kind::string, begin);
        tokens_.back().decoded = std::move(decoded);
    }

    std::string_view source_;
    std::size_t at_ = 0;
    bool broken_ = false;
    std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view source) {
    if (source.size() > (256U << 10)) return fail(err::feel_too_large, {{"limit", "256 KiB"}});
    if (!text::valid_utf8(source)) return fail(err::feel_syntax, {{"position", "1"}, {"near", "UTF-8"}});
    return Lexer(source).run();
}

std::vector<std::string> name_pieces(std::string_view name) {
    std::vector<std::string> out;
    if (const auto tokens = tokenize(name))
        for (const Token& token : *tokens)
            if (token.kind != Token::Kind::end) out.emplace_back(token.text);
    return out;
}

}  // namespace zhupi::feel
