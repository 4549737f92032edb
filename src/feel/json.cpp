#include "feel/json.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <cstdio>
#include <unordered_set>

namespace zhupi::feel {

namespace {

constexpr int max_depth = 100;

class Reader {
public:
    explicit Reader(std::string_view s) : s_(s) {}

    Result<Value> run() {
        Value out = value();
        blanks();
        if (why_.empty() && at_ != s_.size()) why_ = "unexpected text after the value";
        if (why_.empty()) return out;
        return fail(err::json_malformed, {{"detail", why_ + " @ " + std::to_string(at_)}});
    }

private:
    void blanks() {
        while (at_ < s_.size() && (s_[at_] == ' ' || s_[at_] == '\t' || s_[at_] == '\n' || s_[at_] == '\r')) ++at_;
    }
    bool take(std::string_view word) {
        blanks();
        if (s_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }
    Value wrong(const char* why) {
        if (why_.empty()) why_ = why;
        return {};
    }

    Value value() {
        if (take("null")) return {};
        if (take("true")) return Value(true);
        if (take("false")) return Value(false);
        if (at_ >= s_.size()) return wrong("incomplete");
        if (s_[at_] == '"') return Value(string());
        if (depth_ >= max_depth) return wrong("too deep");
        ++depth_;
        Value out;
        if (take("["))
            out = list();
        else if (take("{"))
            out = object();
        else
            out = number();
        --depth_;
        return out;
    }

    Value list() {
        std::vector<Value> items;
        if (take("]")) return Value(std::move(items));
        do {
            items.push_back(value());
        } while (why_.empty() && take(","));
        if (!take("]")) return wrong("expected ]");
        return Value(std::move(items));
    }

    Value object() {
        Context context;
        std::unordered_set<std::string> seen;
        if (take("}")) return Value(std::move(context));
        do {
            blanks();
            if (at_ >= s_.size() || s_[at_] != '"') return wrong("expected a member name");
            const std::string name = string();
            if (!take(":")) return wrong("expected :");
            if (!seen.insert(name).second) return wrong("duplicate member");
            context.entries.push_back({std::make_shared<const std::string>(name), value()});
        } while (why_.empty() && take(","));
        if (!take("}")) return wrong("expected }");
        return Value(std::move(context));
    }

    Value number() {
        const std::size_t begin = at_;
        while (at_ < s_.size() && std::string_view("+-.eE0123456789").find(s_[at_]) != std::string_view::npos) ++at_;
        const auto n = Number::parse(s_.substr(begin, at_ - begin));
        return n ? Value(*n) : wrong("not a value");
    }

    bool hex(char32_t& out) {
        out = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            const auto digit = at_ < s_.size()
                                   ? std::string_view("0123456789abcdef").find(static_cast<char>(s_[at_] | 0x20))
                                   : std::string_view::npos;
            if (digit == std::string_view::npos) return false;
            out = out * 16 + static_cast<char32_t>(digit);
        }
        return true;
    }

    std::string string() {
        std::string out;
        for (++at_; at_ < s_.size() && s_[at_] != '"';) {
            if (s_[at_] != '\\') {
                out += s_[at_++];
                continue;
            }
            ++at_;
            const char c = at_ < s_.size() ? s_[at_++] : '\0';
            static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
            if (const auto i = from.find(c); i != std::string_view::npos) {
                out += to[i];
                continue;
            }
            char32_t code = 0;
            char32_t low = 0;
            if (c != 'u' || !hex(code)) {
                wrong("bad escape");
                return out;
            }
            if (code >= 0xd800 && code < 0xdc00 && s_.substr(at_, 2) == "\\u") {
                at_ += 2;
                if (hex(low) && low >= 0xdc00 && low < 0xe000)
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            }
            text::append_utf8(out, code >= 0xd800 && code < 0xe000 ? U'\xfffd' : code);
        }
        if (at_ >= s_.size())
            wrong("unfinished string");
        else
            ++at_;
        return out;
    }

    std::string_view s_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::string why_;
};

void put_string(std::string& out, std::string_view s) {
    out += '"';
    for (const char c : s) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    char escape[8];
                    std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
                    out += escape;
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

void put(std::string& out, const Value& v) {
    switch (v.kind()) {
        case Kind::null:
        case Kind::function:
            out += "null";
            break;
        case Kind::boolean:
            out += v.boolean() ? "true" : "false";
            break;
        case Kind::number:
            out += v.number().text();
            break;
        case Kind::list: {
            out += '[';
            for (std::size_t i = 0; i < v.items().size(); ++i) {
                if (i > 0) out += ',';
                put(out, v.items()[i]);
            }
            out += ']';
            break;
        }
        case Kind::context: {
            out += '{';
            bool first = true;
            for (const auto& entry : v.context().entries) {
                if (!first) out += ',';
                first = false;
                put_string(out, *entry.name);
                out += ':';
                put(out, entry.value);
            }
            out += '}';
            break;
        }
        default:
            put_string(out, to_text(v));
    }
}

template <class T>
Value converted(const Value& original, std::optional<T> result) {
    return result ? Value(std::move(*result)) : original;
}

}  // namespace

Result<Value> from_json(std::string_view json, const Type& type) {
    if (!text::valid_utf8(json)) return fail(err::json_malformed, {{"detail", "UTF-8"}});
    ZHUPI_TRY(const Value v, Reader(json).run());
    return typed(v, type);
}

std::string to_json(const Value& value) {
    std::string out;
    put(out, value);
    return out;
}

Value typed(const Value& value, const Type& type) {
    if (type.tag() == Type::Tag::list) {
        if (!value.is(Kind::list)) return typed(value, type.element());
        std::vector<Value> items;
        for (const Value& item : value.items()) items.push_back(typed(item, type.element()));
        return Value(std::move(items));
    }
    if (type.tag() == Type::Tag::context && value.is(Kind::context)) {
        Context out;
        for (const auto& entry : value.context().entries) {
            const Type* member = type.member(*entry.name);
            out.put(entry.name, member == nullptr ? entry.value : typed(entry.value, *member));
        }
        return Value(std::move(out));
    }
    if (type.tag() != Type::Tag::scalar || !value.is(Kind::string)) return value;
    const std::string& s = value.string();
    switch (type.kind()) {
        case Kind::number:
            return converted(value, Number::parse(s));
        case Kind::boolean:
            return s == "true" || s == "false" ? Value(s == "true") : value;
        case Kind::date:
            return converted(value, parse_date(s));
        case Kind::time:
            return converted(value, parse_time(s));
        case Kind::date_time:
            return converted(value, parse_date_time(s));
        case Kind::days_time:
            return converted(value, parse_days_time(s));
        case Kind::years_months:
            return converted(value, parse_years_months(s));
        default:
            return value;
    }
}

}  // namespace zhupi::feel
