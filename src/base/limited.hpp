#pragma once
// Shapes of what people send, with their limits. The decoder refuses what is over them and says where; the API's
// description states them. Limits count characters, not bytes.
//
//   struct Note { Text<2000> text; };
//   struct Grants { UpTo<Grant, 50> grants; };

#include "base/json.hpp"

namespace zhupi::api {

/// No control characters but tabs and line breaks: others are no text, and not every database can keep them.
template <std::size_t Most>
struct Text : std::string {
    using std::string::string;
    Text() = default;
    Text(std::string text) : std::string(std::move(text)) {}
};

template <class T, std::size_t Most>
struct UpTo : std::vector<T> {};

/// A list of codes, each a Text<100>.
template <std::size_t Most>
struct Codes : std::vector<std::string> {
    Codes() = default;
    Codes(std::vector<std::string> codes) : std::vector<std::string>(std::move(codes)) {}
};

/// Values by code; a code is a Text<100>.
template <class T, std::size_t Most>
struct Book : std::map<std::string, T> {};

/// Texts by code, each a Text<Longest>.
template <std::size_t Most, std::size_t Longest>
struct Words : std::map<std::string, std::string> {};

}  // namespace zhupi::api

namespace zhupi::json {

constexpr std::size_t longest_code = 100;

// The checks, in limited.cpp. Errors: json.long, json.many, json.character.
bool get_text(const Node& node, std::string& out, std::size_t most, DecodeContext& context);
bool fits(const Node& node, std::size_t most, DecodeContext& context);  ///< a list's or an object's size, and its keys
void schema_text(std::string& out, std::size_t most);
void schema_list(std::string& out, const Ops& element, std::size_t most, SchemaContext& context);
void schema_book(std::string& out, const Ops& element, std::size_t most, SchemaContext& context);

/// Of a std::string; that of a Text is the same behind a cast.
template <class String, std::size_t Most>
const Ops* text_ops() {
    static constexpr Ops ops{[](std::string& out, const void* p) { put_string(out, *static_cast<const String*>(p)); },
                             [](const Node& node, void* p, DecodeContext& context) {
                                 return get_text(node, *static_cast<String*>(p), Most, context);
                             },
                             [](std::string& out, SchemaContext&) { schema_text(out, Most); }};
    return &ops;
}

/// Of a list that is a `Plain` with at most `Most` elements, read and written by `element`.
template <class Held, class Plain, const Ops* (*element)(), std::size_t Most>
const Ops* list_ops() {
    static constexpr Ops ops{
        [](std::string& out, const void* p) {
            const Plain& plain = *static_cast<const Held*>(p);
            OpsFor<Plain>::value().put(out, &plain);
        },
        [](const Node& node, void* p, DecodeContext& context) {
            Plain& plain = *static_cast<Held*>(p);
            plain.clear();
            auto table = OpsFor<Plain>::sequence();
            table.element = element();
            return fits(node, Most, context) && get_sequence(node, &plain, table, context);
        },
        [](std::string& out, SchemaContext& context) { schema_list(out, *element(), Most, context); }, true};
    return &ops;
}

/// The same of values by code.
template <class Held, class Plain, const Ops* (*element)(), std::size_t Most>
const Ops* book_ops() {
    static constexpr Ops ops{
        [](std::string& out, const void* p) {
            const Plain& plain = *static_cast<const Held*>(p);
            OpsFor<Plain>::value().put(out, &plain);
        },
        [](const Node& node, void* p, DecodeContext& context) {
            Plain& plain = *static_cast<Held*>(p);
            plain.clear();
            auto table = OpsFor<Plain>::dictionary();
            table.element = element();
            return fits(node, Most, context) && get_dictionary(node, &plain, table, context);
        },
        [](std::string& out, SchemaContext& context) { schema_book(out, *element(), Most, context); }, true};
    return &ops;
}

template <std::size_t Most>
struct OpsFor<api::Text<Most>> {
    static const Ops& value() { return *text_ops<api::Text<Most>, Most>(); }
};
template <class T, std::size_t Most>
struct OpsFor<api::UpTo<T, Most>> {
    static const Ops& value() { return *list_ops<api::UpTo<T, Most>, std::vector<T>, ops_for<T>, Most>(); }
};
template <std::size_t Most>
struct OpsFor<api::Codes<Most>> {
    static const Ops& value() {
        return *list_ops<api::Codes<Most>, std::vector<std::string>, text_ops<std::string, longest_code>, Most>();
    }
};
template <class T, std::size_t Most>
struct OpsFor<api::Book<T, Most>> {
    static const Ops& value() { return *book_ops<api::Book<T, Most>, std::map<std::string, T>, ops_for<T>, Most>(); }
};
template <std::size_t Most, std::size_t Longest>
struct OpsFor<api::Words<Most, Longest>> {
    static const Ops& value() {
        return *book_ops<api::Words<Most, Longest>, std::map<std::string, std::string>, text_ops<std::string, Longest>,
                         Most>();
    }
};

}  // namespace zhupi::json
