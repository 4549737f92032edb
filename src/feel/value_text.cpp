// Values as text, in the spelling of FEEL.

#include "feel/value.hpp"

#include <algorithm>

namespace zhupi::feel {

namespace {

void put_quoted(std::string& out, const std::string& s) {
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
                out += c;
        }
    }
    out += '"';
}

bool is_plain_name(const std::string& name) {
    return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
        return std::string_view("{}[]():,\"\\ \t\n").find(c) != std::string_view::npos && c != ' ';
    });
}

class Writer {
public:
    explicit Writer(std::size_t limit) : limit_(limit) {}

    void put(const Value& v) {
        if (out_.size() > limit_) return;
        switch (v.kind()) {
            case Kind::null:
                out_ += "null";
                break;
            case Kind::boolean:
                out_ += v.boolean() ? "true" : "false";
                break;
            case Kind::number:
                out_ += v.number().text();
                break;
            case Kind::string:
                put_quoted(out_, v.string());
                break;
            case Kind::date:
                out_ += text_of(v.date());
                break;
            case Kind::time:
                out_ += text_of(v.time());
                break;
            case Kind::date_time:
                out_ += text_of(v.date_time());
                break;
            case Kind::days_time:
                out_ += text_of(v.days_time());
                break;
            case Kind::years_months:
                out_ += text_of(v.years_months());
                break;
            case Kind::list:
                put_list(v.items());
                break;
            case Kind::context:
                put_context(v.context());
                break;
            case Kind::range:
                put_range(v.range());
                break;
            case Kind::function:
                out_ += "function";
                break;
        }
    }
    std::string take() { return std::move(out_); }

private:
    void put_list(const std::vector<Value>& items) {
        out_ += '[';
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (i > 0) out_ += ", ";
            put(items[i]);
        }
        out_ += ']';
    }
    void put_context(const Context& context) {
        out_ += '{';
        bool first = true;
        for (const auto& entry : context.entries) {
            if (!first) out_ += ", ";
            first = false;
            if (is_plain_name(*entry.name))
                out_ += *entry.name;
            else
                put_quoted(out_, *entry.name);
            out_ += ": ";
            put(entry.value);
        }
        out_ += '}';
    }
    void put_range(const Range& r) {
        constexpr std::string_view signs[]{"", "< ", "<= ", "> ", ">= ", "= ", "!= "};
        if (r.form != Range::Form::interval) {
            out_ += signs[static_cast<std::size_t>(r.form)];
            put(r.form == Range::Form::less || r.form == Range::Form::less_equal ? r.end : r.start);
            return;
        }
        out_ += r.start_included ? '[' : '(';
        put(r.start);
        out_ += "..";
        put(r.end);
        out_ += r.end_included ? ']' : ')';
    }

    std::string out_;
    std::size_t limit_;
};

}  // namespace

std::string to_text(const Value& v) {
    if (v.is(Kind::string)) return v.string();
    Writer writer(64 << 20);
    writer.put(v);
    return writer.take();
}

std::string to_literal(const Value& v, std::size_t max_length) {
    Writer writer(max_length);
    writer.put(v);
    std::string out = writer.take();
    if (out.size() > max_length) {
        // Not inside a character.
        std::size_t end = max_length;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
        out.resize(end);
        out += "…";
    }
    return out;
}

}  // namespace zhupi::feel
