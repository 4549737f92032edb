#pragma once
// Our own types to and from JSON, driven by tables. For each described struct there is one constant table of
// {name, offset, operations}; the code that walks the tables is compiled once. JSON names are the C++ names in
// camelCase (`due_date` is "dueDate").
//
//   struct Person { std::string name; std::optional<int> age; };
//   BOOST_DESCRIBE_STRUCT(Person, (), (name, age))
//   json::encode(person)            {"name":"李华","age":null}
//   json::decode<Person>(text)      Result<Person>; an error says where: "/age must be an integer"
//
// Scalars and strings are required. optional<>, vector<> and map<> may be missing; a missing optional is the same as
// null. Members that the struct does not know are refused in what users send, and ignored in what we stored ourselves.
// Integers are exact to 2^53; Decimal, Instant and Date are strings.

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe.hpp>

namespace simdjson::dom {
class element;
}

namespace zhupi::json {

using Node = simdjson::dom::element;

/// A piece of JSON that is passed through as it is; always valid JSON text.
struct Raw {
    std::string text = "null";
    bool operator==(const Raw&) const = default;
};

/// Where the reader stands: a member or an element, inside another. Made into text only when something is wrong there.
struct Place {
    const Place* outer = nullptr;
    std::string_view member;
    std::size_t element = 0;  ///< when it is no member
    bool is_element = false;
};

struct DecodeContext {
    const Place* place = nullptr;
    bool refuse_unknown = true;
    Error error;
    std::string path() const;                              ///< JSON Pointer of what is being read
    bool fail(const ErrorCode& code, Params params = {});  ///< records the error at path(); returns false
};

/// Collects JSON Schemas of described structs, for the API description.
struct SchemaContext {
    std::map<std::string, std::string> components;  ///< name → schema text
};

struct Ops {
    void (*put)(std::string& out, const void* value);
    bool (*get)(const Node& node, void* value, DecodeContext& context);
    void (*schema)(std::string& out, SchemaContext& context);
    bool may_be_missing = false;
};

struct Field {
    std::string name;  ///< camelCase
    std::size_t offset;
    const Ops* ops;
};
struct Sequence {
    std::size_t (*size)(const void* container);
    const void* (*at)(const void* container, std::size_t index);
    void* (*grow)(void* container);
    const Ops* element;
};
struct Dictionary {
    void (*each)(const void* container, void* sink, void (*visit)(void* sink, std::string_view key, const void* value));
    void* (*insert)(void* container, std::string_view key);
    const Ops* element;
};
struct Enumerator {
    const char* name;
    int value;
};

// The walking code, in json.cpp.
void put_string(std::string& out, std::string_view value);
void put_object(std::string& out, const void* object, const std::vector<Field>& fields);
bool get_object(const Node& node, void* object, const std::vector<Field>& fields, DecodeContext& context);
void schema_object(std::string& out, SchemaContext& context, std::string_view name, const std::vector<Field>& fields);
void put_sequence(std::string& out, const void* container, const Sequence& sequence);
bool get_sequence(const Node& node, void* container, const Sequence& sequence, DecodeContext& context);
void put_dictionary(std::string& out, const void* container, const Dictionary& dictionary);
bool get_dictionary(const Node& node, void* container, const Dictionary& dictionary, DecodeContext& context);
void put_enum(std::string& out, int value, std::span<const Enumerator> names);
bool get_enum(const Node& node, int& value, std::span<const Enumerator> names, DecodeContext& context);
void schema_enum(std::string& out, std::span<const Enumerator> names);
std::string camel_case(std::string_view snake_case);
std::string type_name(std::string_view pretty_function);
bool is_null(const Node& node);

extern const Ops bool_ops, int_ops, int64_ops, double_ops, string_ops, instant_ops, date_ops, decimal_ops, raw_ops;

template <class T>
struct OpsFor;
template <class T>
const Ops* ops_for() {
    return &OpsFor<T>::value();
}

#define ZHUPI_JSON_SCALAR(type, table)              \
    template <>                                     \
    struct OpsFor<type> {                           \
        static const Ops& value() { return table; } \
    }
ZHUPI_JSON_SCALAR(bool, bool_ops);
ZHUPI_JSON_SCALAR(int, int_ops);
ZHUPI_JSON_SCALAR(std::int64_t, int64_ops);
ZHUPI_JSON_SCALAR(double, double_ops);
ZHUPI_JSON_SCALAR(std::string, string_ops);
ZHUPI_JSON_SCALAR(Instant, instant_ops);
ZHUPI_JSON_SCALAR(Date, date_ops);
ZHUPI_JSON_SCALAR(Decimal, decimal_ops);
ZHUPI_JSON_SCALAR(Raw, raw_ops);
#undef ZHUPI_JSON_SCALAR

template <class T>
    requires std::is_enum_v<T>
struct OpsFor<T> {
    template <template <class...> class List, class... D>
    static std::span<const Enumerator> names(List<D...>) {
        static constexpr std::array<Enumerator, sizeof...(D)> table{{{D::name, static_cast<int>(D::value)}...}};
        return table;
    }
    static std::span<const Enumerator> names() { return names(boost::describe::describe_enumerators<T>{}); }
    static const Ops& value() {
        static constexpr Ops ops{[](std::string& out, const void* p) {
                                     put_enum(out, static_cast<int>(*static_cast<const T*>(p)), names());
                                 },
                                 [](const Node& node, void* p, DecodeContext& context) {
                                     int number = 0;
                                     if (!get_enum(node, number, names(), context)) return false;
                                     *static_cast<T*>(p) = static_cast<T>(number);
                                     return true;
                                 },
                                 [](std::string& out, SchemaContext&) { schema_enum(out, names()); }};
        return ops;
    }
};

template <class T>
struct OpsFor<std::optional<T>> {
    static const Ops& value() {
        static constexpr Ops ops{[](std::string& out, const void* p) {
                                     const auto& held = *static_cast<const std::optional<T>*>(p);
                                     if (held)
                                         ops_for<T>()->put(out, &*held);
                                     else
                                         out += "null";
                                 },
                                 [](const Node& node, void* p, DecodeContext& context) {
                                     auto& held = *static_cast<std::optional<T>*>(p);
                                     held.reset();
                                     return is_null(node) || ops_for<T>()->get(node, &held.emplace(), context);
                                 },
                                 [](std::string& out, SchemaContext& context) {
                                     out += R"({"anyOf":[)";
                                     ops_for<T>()->schema(out, context);
                                     out += R"(,{"type":"null"}]})";
                                 },
                                 true};
        return ops;
    }
};

template <class T>
struct OpsFor<std::vector<T>> {
    using Vector = std::vector<T>;
    static const Sequence& sequence() {
        static const Sequence table{
            [](const void* p) { return static_cast<const Vector*>(p)->size(); },
            [](const void* p, std::size_t i) -> const void* { return &(*static_cast<const Vector*>(p))[i]; },
            [](void* p) -> void* { return &static_cast<Vector*>(p)->emplace_back(); }, ops_for<T>()};
        return table;
    }
    static const Ops& value() {
        static constexpr Ops ops{[](std::string& out, const void* p) { put_sequence(out, p, sequence()); },
                                 [](const Node& node, void* p, DecodeContext& context) {
                                     static_cast<Vector*>(p)->clear();
                                     return get_sequence(node, p, sequence(), context);
                                 },
                                 [](std::string& out, SchemaContext& context) {
                                     out += R"({"type":"array","items":)";
                                     ops_for<T>()->schema(out, context);
                                     out += '}';
                                 },
                                 true};
        return ops;
    }
};

template <class T>
struct OpsFor<std::map<std::string, T>> {
    using Map = std::map<std::string, T>;
    static const Dictionary& dictionary() {
        static const Dictionary table{
            [](const void* p, void* sink, void (*visit)(void*, std::string_view, const void*)) {
                for (const auto& [key, held] : *static_cast<const Map*>(p)) visit(sink, key, &held);
            },
            [](void* p, std::string_view key) -> void* { return &(*static_cast<Map*>(p))[std::string(key)]; },
            ops_for<T>()};
        return table;
    }
    static const Ops& value() {
        static constexpr Ops ops{[](std::string& out, const void* p) { put_dictionary(out, p, dictionary()); },
                                 [](const Node& node, void* p, DecodeContext& context) {
                                     static_cast<Map*>(p)->clear();
                                     return get_dictionary(node, p, dictionary(), context);
                                 },
                                 [](std::string& out, SchemaContext& context) {
                                     out += R"({"type":"object","additionalProperties":)";
                                     ops_for<T>()->schema(out, context);
                                     out += '}';
                                 },
                                 true};
        return ops;
    }
};

template <class T>
    requires boost::describe::has_describe_members<T>::value
struct OpsFor<T> {
    template <class Member>
    static Field field(const char* name, Member T::* member) {
        // The offset of a member pointer, on a buffer that is never read.
        alignas(T) static const char probe[sizeof(T)]{};
        const auto* object = reinterpret_cast<const T*>(probe);
        const auto offset = reinterpret_cast<const char*>(&(object->*member)) - probe;
        return {camel_case(name), static_cast<std::size_t>(offset), ops_for<Member>()};
    }
    template <template <class...> class List, class... D>
    static const std::vector<Field>& fields(List<D...>) {
        static const std::vector<Field> table{field(D::name, D::pointer)...};
        return table;
    }
    static const std::vector<Field>& fields() {
        return fields(boost::describe::describe_members < T,
                      boost::describe::mod_public | boost::describe::mod_inherited > {});
    }
    static std::string name() { return type_name(__PRETTY_FUNCTION__); }
    static const Ops& value() {
        static constexpr Ops ops{
            [](std::string& out, const void* p) { put_object(out, p, fields()); },
            [](const Node& node, void* p, DecodeContext& context) { return get_object(node, p, fields(), context); },
            [](std::string& out, SchemaContext& context) { schema_object(out, context, name(), fields()); }};
        return ops;
    }
};

enum class Unknown : bool { refuse, ignore };

Result<void> decode_into(std::string_view text, const Ops& ops, void* out, Unknown unknown);

template <class T>
Result<T> decode(std::string_view text, Unknown unknown = Unknown::refuse) {
    T value{};
    ZHUPI_CHECK(decode_into(text, *ops_for<T>(), &value, unknown));
    return value;
}

template <class T>
std::string encode(const T& value) {
    std::string out;
    out.reserve(256);
    ops_for<T>()->put(out, &value);
    return out;
}

/// Checks that text is one JSON value (UTF-8, no duplicate members) and keeps it.
Result<Raw> raw(std::string_view text);

/// The enumerator's name, as JSON writes it.
template <class T>
    requires std::is_enum_v<T>
std::string_view name_of(T value) {
    for (const auto& entry : OpsFor<T>::names())
        if (entry.value == static_cast<int>(value)) return entry.name;
    return {};
}

}  // namespace zhupi::json
