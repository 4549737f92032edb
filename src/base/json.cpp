#include "base/json.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <set>

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

namespace zhupi::json {

namespace bj = boost::json;

bool DecodeContext::fail(const ErrorCode& code, Params params) {
    error = Error{&code, path, std::move(params)};
    return false;
}

bool is_null(const Node& node) { return node.is_null(); }

std::string camel_case(std::string_view snake) {
    std::string out;
    bool upper = false;
    for (const char c : snake) {
        if (c == '_') {
            upper = !out.empty();
        } else {
            out += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
            upper = false;
        }
    }
    return out;
}

std::string type_name(std::string_view pretty) {
    // g++: "... [with T = zhupi::server::Person; ...]", clang: "... [T = zhupi::server::Person]"
    const auto start = pretty.find("T = ");
    auto name = pretty.substr(start + 4, pretty.find_first_of(";]", start) - start - 4);
    const auto colon = name.rfind("::");
    if (colon != std::string_view::npos) name.remove_prefix(colon + 2);
    return std::string(name);
}

// Writing ---------------------------------------------------------------------------------------------------------

void put_string(std::string& out, std::string_view value) {
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t clean = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(value, clean, i - clean);
        clean = i + 1;
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
                out += "\\u00";
                out += hex[c >> 4];
                out += hex[c & 15];
        }
    }
    out.append(value, clean, value.size() - clean);
    out += '"';
}

namespace {

template <class Number>
void put_number(std::string& out, const void* p) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, *static_cast<const Number*>(p)).ptr;
    out.append(buffer, end);
}

/// Boost.JSON reads a number to within a unit in the last place, not to the nearest one. Fifteen digits survive that,
/// both ways and any number of times; so what the log says and what was stored stay the same to the bit.
std::string digits_15(double number) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, 15).ptr};
}

bool expected(DecodeContext& context, const char* zh, const char* en) {
    return context.fail(err::json_type, {{"expectedZh", zh}, {"expected", en}});
}

template <class Number>
bool get_integer(const Node& node, void* p, DecodeContext& context) {
    bj::error_code ec;
    const auto number = node.to_number<Number>(ec);
    if (ec || !node.is_number()) return expected(context, "整数", "an integer");
    *static_cast<Number*>(p) = number;
    return true;
}

/// Reads a JSON string through a parse function of ours.
template <class T>
bool get_text(const Node& node, void* p, DecodeContext& context, Result<T> (*parse)(std::string_view)) {
    const auto* s = node.if_string();
    if (!s) return expected(context, "文本", "a string");
    auto value = parse({s->data(), s->size()});
    if (!value) {
        context.error = std::move(value.error());
        context.error.where = context.path;
        return false;
    }
    *static_cast<T*>(p) = *value;
    return true;
}

}  // namespace

const Ops bool_ops{[](std::string& out, const void* p) { out += *static_cast<const bool*>(p) ? "true" : "false"; },
                   [](const Node& node, void* p, DecodeContext& context) {
                       const auto* b = node.if_bool();
                       if (!b) return expected(context, "是或否", "true or false");
                       *static_cast<bool*>(p) = *b;
                       return true;
                   },
                   [](std::string& out, SchemaContext&) { out += R"({"type":"boolean"})"; }};

const Ops int_ops{put_number<int>, get_integer<int>,
                  [](std::string& out, SchemaContext&) { out += R"({"type":"integer","format":"int32"})"; }};

const Ops int64_ops{put_number<std::int64_t>, get_integer<std::int64_t>,
                    [](std::string& out, SchemaContext&) { out += R"({"type":"integer","format":"int64"})"; }};

const Ops double_ops{[](std::string& out, const void* p) {
                         const auto number = *static_cast<const double*>(p);
                         if (std::isfinite(number))
                             out += digits_15(number);
                         else
                             out += "null";
                     },
                     [](const Node& node, void* p, DecodeContext& context) {
                         if (!node.is_number()) return expected(context, "数值", "a number");
                         const auto number = node.to_number<double>();
                         if (!std::isfinite(number)) return expected(context, "有限的数值", "a finite number");
                         const auto digits = digits_15(number);
                         std::from_chars(digits.data(), digits.data() + digits.size(), *static_cast<double*>(p));
                         return true;
                     },
                     [](std::string& out, SchemaContext&) { out += R"({"type":"number"})"; }};

const Ops string_ops{[](std::string& out, const void* p) { put_string(out, *static_cast<const std::string*>(p)); },
                     [](const Node& node, void* p, DecodeContext& context) {
                         const auto* s = node.if_string();
                         if (!s) return expected(context, "文本", "a string");
                         static_cast<std::string*>(p)->assign(s->data(), s->size());
                         return true;
                     },
                     [](std::string& out, SchemaContext&) { out += R"({"type":"string"})"; }};

const Ops instant_ops{[](std::string& out, const void* p) { put_string(out, static_cast<const Instant*>(p)->iso()); },
                      [](const Node& node, void* p, DecodeContext& context) {
                          return get_text<Instant>(node, p, context, Instant::parse);
                      },
                      [](std::string& out, SchemaContext&) { out += R"({"type":"string","format":"date-time"})"; }};

const Ops date_ops{
    [](std::string& out, const void* p) { put_string(out, static_cast<const Date*>(p)->iso()); },
    [](const Node& node, void* p, DecodeContext& context) { return get_text<Date>(node, p, context, Date::parse); },
    [](std::string& out, SchemaContext&) { out += R"({"type":"string","format":"date"})"; }};

const Ops decimal_ops{[](std::string& out, const void* p) { put_string(out, static_cast<const Decimal*>(p)->text()); },
                      [](const Node& node, void* p, DecodeContext& context) {
                          return get_text<Decimal>(node, p, context, Decimal::parse);
                      },
                      [](std::string& out, SchemaContext&) {
                          out += R"({"type":"string","format":"decimal","pattern":"^-?[0-9]{1,14}(\\.[0-9]{1,4})?$"})";
                      }};

const Ops raw_ops{[](std::string& out, const void* p) { out += static_cast<const Raw*>(p)->text; },
                  [](const Node& node, void* p, DecodeContext&) {
                      static_cast<Raw*>(p)->text = bj::serialize(node);
                      return true;
                  },
                  [](std::string& out, SchemaContext&) { out += "{}"; }, true};

void put_object(std::string& out, const void* object, const std::vector<Field>& fields) {
    char separator = '{';
    for (const auto& field : fields) {
        out += separator;
        separator = ',';
        out += '"';
        out += field.name;
        out += "\":";
        field.ops->put(out, static_cast<const char*>(object) + field.offset);
    }
    if (separator == '{') out += '{';
    out += '}';
}

void put_sequence(std::string& out, const void* container, const Sequence& sequence) {
    out += '[';
    const auto size = sequence.size(container);
    for (std::size_t i = 0; i < size; ++i) {
        if (i) out += ',';
        sequence.element->put(out, sequence.at(container, i));
    }
    out += ']';
}

void put_dictionary(std::string& out, const void* container, const Dictionary& dictionary) {
    struct Sink {
        std::string& out;
        const Ops* element;
        char separator = '{';
    } sink{out, dictionary.element};
    dictionary.each(container, &sink, [](void* p, std::string_view key, const void* value) {
        auto& to = *static_cast<Sink*>(p);
        to.out += to.separator;
        to.separator = ',';
        put_string(to.out, key);
        to.out += ':';
        to.element->put(to.out, value);
    });
    if (sink.separator == '{') out += '{';
    out += '}';
}

void put_enum(std::string& out, int value, std::span<const Enumerator> names) {
    for (const auto& entry : names)
        if (entry.value == value) return put_string(out, entry.name);
    out += "null";
}

// Reading ---------------------------------------------------------------------------------------------------------

namespace {

void append_pointer(std::string& path, std::string_view name) {
    path += '/';
    for (const char c : name) {
        if (c == '~')
            path += "~0";
        else if (c == '/')
            path += "~1";
        else
            path += c;
    }
}

}  // namespace

bool get_object(const Node& node, void* object, const std::vector<Field>& fields, DecodeContext& context) {
    const auto* members = node.if_object();
    if (!members) return expected(context, "对象", "an object");
    const auto mark = context.path.size();
    std::size_t found = 0;
    for (const auto& field : fields) {
        const auto* member = members->if_contains(field.name);
        append_pointer(context.path, field.name);
        if (!member) {
            if (!field.ops->may_be_missing) return context.fail(err::json_missing, {{"name", field.name}});
        } else {
            ++found;
            if (!field.ops->get(*member, static_cast<char*>(object) + field.offset, context)) return false;
        }
        context.path.resize(mark);
    }
    if (!context.refuse_unknown || found == members->size()) return true;
    for (const auto& member : *members) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (std::none_of(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; })) {
            append_pointer(context.path, name);
            return context.fail(err::json_unknown, {{"name", std::string(name)}});
        }
    }
    return true;
}

bool get_sequence(const Node& node, void* container, const Sequence& sequence, DecodeContext& context) {
    const auto* elements = node.if_array();
    if (!elements) return expected(context, "列表", "an array");
    const auto mark = context.path.size();
    for (std::size_t i = 0; i < elements->size(); ++i) {
        append_pointer(context.path, std::to_string(i));
        if (!sequence.element->get((*elements)[i], sequence.grow(container), context)) return false;
        context.path.resize(mark);
    }
    return true;
}

bool get_dictionary(const Node& node, void* container, const Dictionary& dictionary, DecodeContext& context) {
    const auto* members = node.if_object();
    if (!members) return expected(context, "对象", "an object");
    const auto mark = context.path.size();
    for (const auto& member : *members) {
        const std::string_view key{member.key().data(), member.key().size()};
        append_pointer(context.path, key);
        if (!dictionary.element->get(member.value(), dictionary.insert(container, key), context)) return false;
        context.path.resize(mark);
    }
    return true;
}

bool get_enum(const Node& node, int& value, std::span<const Enumerator> names, DecodeContext& context) {
    const auto* s = node.if_string();
    if (!s) return expected(context, "文本", "a string");
    const std::string_view text{s->data(), s->size()};
    std::string allowed;
    for (const auto& entry : names) {
        if (text == entry.name) {
            value = entry.value;
            return true;
        }
        allowed += (allowed.empty() ? "" : ", ") + std::string(entry.name);
    }
    return context.fail(err::json_value, {{"value", std::string(text)}, {"allowed", allowed}});
}

namespace {

/// Builds a value like boost::json::parse, but refuses an object that names a member twice: the last one would win
/// silently, and a reviewer and a machine could read two different requests.
class StrictHandler {
public:
    static constexpr std::size_t max_object_size = bj::object::max_size();
    static constexpr std::size_t max_array_size = bj::array::max_size();
    static constexpr std::size_t max_key_size = bj::string::max_size();
    static constexpr std::size_t max_string_size = bj::string::max_size();

    bj::value_stack stack;
    std::string duplicate;

    bool on_document_begin(bj::error_code&) { return true; }
    bool on_document_end(bj::error_code&) { return true; }
    bool on_object_begin(bj::error_code&) {
        keys_.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t n, bj::error_code&) {
        keys_.pop_back();
        stack.push_object(n);
        return true;
    }
    bool on_array_begin(bj::error_code&) { return true; }
    bool on_array_end(std::size_t n, bj::error_code&) {
        stack.push_array(n);
        return true;
    }
    bool on_key_part(bj::string_view s, std::size_t, bj::error_code&) {
        key_.append(s.data(), s.size());
        stack.push_chars(s);
        return true;
    }
    bool on_key(bj::string_view s, std::size_t, bj::error_code& ec) {
        key_.append(s.data(), s.size());
        if (!keys_.back().insert(key_).second) {
            duplicate = key_;
            ec = bj::error::syntax;
            return false;
        }
        key_.clear();
        stack.push_key(s);
        return true;
    }
    bool on_string_part(bj::string_view s, std::size_t, bj::error_code&) {
        stack.push_chars(s);
        return true;
    }
    bool on_string(bj::string_view s, std::size_t, bj::error_code&) {
        stack.push_string(s);
        return true;
    }
    bool on_number_part(bj::string_view, bj::error_code&) { return true; }
    bool on_int64(std::int64_t i, bj::string_view, bj::error_code&) {
        stack.push_int64(i);
        return true;
    }
    bool on_uint64(std::uint64_t u, bj::string_view, bj::error_code&) {
        stack.push_uint64(u);
        return true;
    }
    bool on_double(double d, bj::string_view, bj::error_code& ec) {
        if (!std::isfinite(d)) {
            ec = bj::error::exponent_overflow;
            return false;
        }
        stack.push_double(d);
        return true;
    }
    bool on_bool(bool b, bj::error_code&) {
        stack.push_bool(b);
        return true;
    }
    bool on_null(bj::error_code&) {
        stack.push_null();
        return true;
    }
    bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
    bool on_comment(bj::string_view, bj::error_code&) { return true; }

private:
    std::vector<std::set<std::string>> keys_;
    std::string key_;
};

/// For what users send. What we wrote ourselves is read by the faster plain parser.
Result<bj::value> parse_strict(std::string_view text) {
    bj::basic_parser<StrictHandler> parser{bj::parse_options{}};
    auto& handler = parser.handler();
    handler.stack.reset();
    bj::error_code ec;
    const auto read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size()) ec = bj::error::extra_data;
    if (!handler.duplicate.empty()) return fail(err::json_duplicate, {{"name", handler.duplicate}});
    if (ec) return fail(err::json_malformed, {{"detail", ec.message()}, {"offset", std::to_string(read)}});
    return handler.stack.release();
}

Result<bj::value> parse_own(std::string_view text, bj::storage_ptr storage) {
    bj::error_code ec;
    auto value = bj::parse(text, ec, std::move(storage));
    if (ec) return fail(err::json_malformed, {{"detail", ec.message()}, {"offset", "0"}});
    return value;
}

}  // namespace

Result<void> decode_into(std::string_view text, const Ops& ops, void* out, Unknown unknown) {
    DecodeContext context;
    context.refuse_unknown = unknown == Unknown::refuse;
    bool good = false;
    if (context.refuse_unknown) {
        ZHUPI_TRY(const auto node, parse_strict(text));
        good = ops.get(node, out, context);
    } else {
        unsigned char buffer[16384];
        bj::monotonic_resource memory(buffer);
        ZHUPI_TRY(const auto node, parse_own(text, &memory));
        good = ops.get(node, out, context);
    }
    if (!good) return fail(std::move(context.error));
    return {};
}

Result<Raw> raw(std::string_view text) {
    ZHUPI_TRY(const auto node, parse_strict(text));
    return Raw{bj::serialize(node)};
}

// Describing ------------------------------------------------------------------------------------------------------

void schema_object(std::string& out, SchemaContext& context, std::string_view name, const std::vector<Field>& fields) {
    out += R"({"$ref":"#/components/schemas/)" + std::string(name) + "\"}";
    const auto [place, fresh] = context.components.try_emplace(std::string(name));
    if (!fresh) return;
    std::string properties, required;
    for (const auto& field : fields) {
        properties += properties.empty() ? "\"" : ",\"";
        properties += field.name + "\":";
        field.ops->schema(properties, context);
        if (!field.ops->may_be_missing) required += (required.empty() ? "\"" : ",\"") + field.name + "\"";
    }
    place->second = R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
                    R"(],"additionalProperties":false})";
}

void schema_enum(std::string& out, std::span<const Enumerator> names) {
    out += R"({"type":"string","enum":[)";
    for (const auto& entry : names) {
        if (&entry != names.data()) out += ',';
        put_string(out, entry.name);
    }
    out += "]}";
}

}  // namespace zhupi::json
