#include "base/json.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <cstring>

#include <simdjson.h>

namespace zhupi::json {

namespace sj = simdjson::dom;

namespace {

void append_pointer(std::string& path, const Place* place) {
    if (!place) return;
    append_pointer(path, place->outer);
    path += '/';
    if (place->is_element) path += std::to_string(place->element);
    for (const char c : place->member) {
        if (c == '~')
            path += "~0";
        else if (c == '/')
            path += "~1";
        else
            path += c;
    }
}

}  // namespace

std::string DecodeContext::path() const {
    std::string path;
    append_pointer(path, place);
    return path;
}

bool DecodeContext::fail(const ErrorCode& code, Params params) {
    error = Error{&code, path(), std::move(params)};
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

namespace {

/// Where the next character stands that JSON does not write as itself: eight bytes at a time, for texts are long and
/// such characters rare. (x - 0x01…) & ~x & 0x80… marks the zero bytes of x, and perhaps bytes above the first one.
std::size_t first_special(std::string_view text, std::size_t from) {
    constexpr std::uint64_t ones = 0x0101010101010101, tops = ones << 7;
    const auto zeros = [](std::uint64_t x) { return (x - ones) & ~x & tops; };
    for (; from + 8 <= text.size(); from += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + from, 8);
        const auto control = (word - ones * 0x20) & ~word & tops;
        if (control | zeros(word ^ ones * '"') | zeros(word ^ ones * '\\')) break;
    }
    for (; from < text.size(); ++from) {
        const auto c = static_cast<unsigned char>(text[from]);
        if (c < 0x20 || c == '"' || c == '\\') break;
    }
    return from;
}

}  // namespace

void put_string(std::string& out, std::string_view value) {
    constexpr char hex[] = "0123456789abcdef";
    out += '"';
    std::size_t clean = 0;
    for (std::size_t i = first_special(value, 0); i < value.size(); i = first_special(value, i + 1)) {
        const auto c = static_cast<unsigned char>(value[i]);
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

/// Fifteen digits survive being written, read and written again, here and in every other reader of JSON; so what the
/// log says and what was stored stay the same to the bit.
std::string digits_15(double number) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::general, 15).ptr};
}

bool expected(DecodeContext& context, const char* zh, const char* en) {
    return context.fail(err::json_type, {{"expectedZh", zh}, {"expected", en}});
}

/// 3.0 is an integer as JSON has it.
template <class Number>
bool get_integer(const Node& node, void* p, DecodeContext& context) {
    std::int64_t number = 0;
    if (node.get(number) != simdjson::SUCCESS) {
        double real = 0;
        constexpr double most = 9007199254740992;  // 2^53
        if (node.get(real) != simdjson::SUCCESS || real != std::trunc(real) || std::abs(real) > most)
            return expected(context, "整数", "an integer");
        number = static_cast<std::int64_t>(real);
    }
    if (number < std::numeric_limits<Number>::min() || number > std::numeric_limits<Number>::max())
        return expected(context, "整数", "an integer");
    *static_cast<Number*>(p) = static_cast<Number>(number);
    return true;
}

/// Reads a JSON string through a parse function of ours.
template <class T>
bool get_text(const Node& node, void* p, DecodeContext& context, Result<T> (*parse)(std::string_view)) {
    std::string_view s;
    if (node.get(s) != simdjson::SUCCESS) return expected(context, "文本", "a string");
    auto value = parse(s);
    if (!value) {
        context.error = std::move(value.error());
        context.error.where = context.path();
        return false;
    }
    *static_cast<T*>(p) = *value;
    return true;
}

}  // namespace

const Ops bool_ops{[](std::string& out, const void* p) { out += *static_cast<const bool*>(p) ? "true" : "false"; },
                   [](const Node& node, void* p, DecodeContext& context) {
                       const bool good = node.get(*static_cast<bool*>(p)) == simdjson::SUCCESS;
                       return good || expected(context, "是或否", "true or false");
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
                         double number = 0;
                         if (node.get(number) != simdjson::SUCCESS) return expected(context, "数值", "a number");
                         const auto digits = digits_15(number);
                         std::from_chars(digits.data(), digits.data() + digits.size(), *static_cast<double*>(p));
                         return true;
                     },
                     [](std::string& out, SchemaContext&) { out += R"({"type":"number"})"; }};

const Ops string_ops{[](std::string& out, const void* p) { put_string(out, *static_cast<const std::string*>(p)); },
                     [](const Node& node, void* p, DecodeContext& context) {
                         std::string_view s;
                         if (node.get(s) != simdjson::SUCCESS) return expected(context, "文本", "a string");
                         *static_cast<std::string*>(p) = s;
                         return true;
                     },
                     [](std::string& out, SchemaContext&) { out += R"({"type":"string"})"; }};

template <class Moment>
void put_iso(std::string& out, const void* p) {
    out += '"';
    static_cast<const Moment*>(p)->append_iso(out);
    out += '"';
}

const Ops instant_ops{put_iso<Instant>,
                      [](const Node& node, void* p, DecodeContext& context) {
                          return get_text<Instant>(node, p, context, Instant::parse);
                      },
                      [](std::string& out, SchemaContext&) { out += R"({"type":"string","format":"date-time"})"; }};

const Ops date_ops{
    put_iso<Date>,
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
                      static_cast<Raw*>(p)->text = simdjson::minify(node);
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

/// Which members an object has had: bit by bit, for no struct of ours has more.
class Seen {
public:
    void add(std::size_t at) { words_[at / 64] |= std::uint64_t{1} << (at % 64); }
    bool has(std::size_t at) const { return (words_[at / 64] >> (at % 64) & 1) != 0; }
    static constexpr std::size_t most = 256;

private:
    std::uint64_t words_[most / 64]{};
};

/// What we wrote ourselves comes in the order of the fields: the next one is looked at first.
std::size_t field_named(const std::vector<Field>& fields, std::string_view name, std::size_t next) {
    const auto size = fields.size();
    for (std::size_t step = 0; step < size; ++step) {
        const auto at = next + step < size ? next + step : next + step - size;
        if (fields[at].name == name) return at;
    }
    return size;
}

}  // namespace

bool get_object(const Node& node, void* object, const std::vector<Field>& fields, DecodeContext& context) {
    sj::object members;
    if (node.get(members) != simdjson::SUCCESS) return expected(context, "对象", "an object");
    ensure(fields.size() <= Seen::most, "a struct of this many members needs a larger Seen");
    const auto* const outer = context.place;
    Place place{outer, {}};
    Seen seen;
    std::size_t next = 0;
    std::optional<std::string_view> unknown;
    for (const auto member : members) {
        const auto at = field_named(fields, member.key, next);
        if (at == fields.size()) {
            if (!unknown) unknown = member.key;
            continue;
        }
        seen.add(at);
        next = at + 1;
        const auto& field = fields[at];
        place.member = field.name;
        context.place = &place;
        const bool good = field.ops->get(member.value, static_cast<char*>(object) + field.offset, context);
        context.place = outer;
        if (!good) return false;
    }
    const auto wrong = [&](const ErrorCode& code, std::string_view name) {
        place.member = name;
        context.place = &place;
        context.fail(code, {{"name", std::string(name)}});
        context.place = outer;
        return false;
    };
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (!seen.has(i) && !fields[i].ops->may_be_missing) return wrong(err::json_missing, fields[i].name);
    return !unknown || !context.refuse_unknown || wrong(err::json_unknown, *unknown);
}

bool get_sequence(const Node& node, void* container, const Sequence& sequence, DecodeContext& context) {
    sj::array elements;
    if (node.get(elements) != simdjson::SUCCESS) return expected(context, "列表", "an array");
    const auto* const outer = context.place;
    Place place{outer, {}, 0, true};
    context.place = &place;
    bool good = true;
    for (const auto element : elements) {
        good = sequence.element->get(element, sequence.grow(container), context);
        if (!good) break;
        ++place.element;
    }
    context.place = outer;
    return good;
}

bool get_dictionary(const Node& node, void* container, const Dictionary& dictionary, DecodeContext& context) {
    sj::object members;
    if (node.get(members) != simdjson::SUCCESS) return expected(context, "对象", "an object");
    const auto* const outer = context.place;
    Place place{outer, {}};
    context.place = &place;
    bool good = true;
    for (const auto member : members) {
        place.member = member.key;
        good = dictionary.element->get(member.value, dictionary.insert(container, member.key), context);
        if (!good) break;
    }
    context.place = outer;
    return good;
}

bool get_enum(const Node& node, int& value, std::span<const Enumerator> names, DecodeContext& context) {
    std::string_view text;
    if (node.get(text) != simdjson::SUCCESS) return expected(context, "文本", "a string");
    std::string allowed;
    for (const auto& entry : names) {
        if (text != entry.name) continue;
        value = entry.value;
        return true;
    }
    for (const auto& entry : names) allowed += (allowed.empty() ? "" : ", ") + std::string(entry.name);
    return context.fail(err::json_value, {{"value", std::string(text)}, {"allowed", allowed}});
}

namespace {

constexpr std::size_t deepest = 64;              ///< lists and objects inside each other
constexpr std::size_t kept_buffer = 256 * 1024;  ///< a thread keeps a parser for texts up to this size

/// A parser with its buffers: the thread's own one, unless that is at work or the text is uncommonly large.
class Parser {
public:
    explicit Parser(std::size_t size) : mine_(!busy_ && size <= kept_buffer) {
        if (mine_) busy_ = true;
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() {
        if (mine_) busy_ = false;
    }

    Result<Node> parse(std::string_view text) {
        auto& parser = mine_ ? threads_ : other_;
        if (parser.max_depth() != deepest || parser.capacity() < text.size())
            if (const auto error = parser.allocate(std::max<std::size_t>(text.size(), 16 * 1024), deepest))
                return fail(err::json_malformed, {{"detail", simdjson::error_message(error)}});
        Node node;
        const auto error = parser.parse(text.data(), text.size()).get(node);
        if (error) return fail(err::json_malformed, {{"detail", simdjson::error_message(error)}});
        return node;
    }

private:
    static thread_local bool busy_;
    static thread_local sj::parser threads_;
    const bool mine_;
    sj::parser other_;
};

thread_local bool Parser::busy_ = false;
thread_local sj::parser Parser::threads_;

/// The name that an object has twice, here or anywhere inside: the last one would win silently, and a reviewer and a
/// machine could read two different requests.
std::optional<std::string_view> named_twice(const Node& node) {
    sj::object members;
    sj::array elements;
    std::optional<std::string_view> twice;
    if (node.get(members) == simdjson::SUCCESS) {
        std::vector<std::string_view> names;
        for (const auto member : members) {
            names.push_back(member.key);
            if (!twice) twice = named_twice(member.value);
        }
        std::sort(names.begin(), names.end());
        const auto found = std::adjacent_find(names.begin(), names.end());
        if (found != names.end()) twice = *found;
    } else if (node.get(elements) == simdjson::SUCCESS) {
        for (const auto element : elements)
            if (!twice) twice = named_twice(element);
    }
    return twice;
}

}  // namespace

Result<void> decode_into(std::string_view text, const Ops& ops, void* out, Unknown unknown) {
    Parser parser(text.size());
    ZHUPI_TRY(const auto node, parser.parse(text));
    DecodeContext context;
    context.refuse_unknown = unknown == Unknown::refuse;
    if (context.refuse_unknown)
        if (const auto name = named_twice(node)) return fail(err::json_duplicate, {{"name", std::string(*name)}});
    if (!ops.get(node, out, context)) return fail(std::move(context.error));
    return {};
}

Result<Raw> raw(std::string_view text) {
    Raw raw;
    ZHUPI_CHECK(decode_into(text, raw_ops, &raw, Unknown::refuse));
    return raw;
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
