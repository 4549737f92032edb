#include "base/limited.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <simdjson.h>

namespace zhupi::json {
namespace {

bool is_control(char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && c != '\t' && c != '\n' && c != '\r') || u == 0x7F;
}

bool check_text(std::string_view text, std::size_t most, DecodeContext& context) {
    if (text.size() > most && text::length(text) > most)
        return context.fail(err::json_long, {{"limit", std::to_string(most)}});
    if (std::any_of(text.begin(), text.end(), is_control)) return context.fail(err::json_character);
    return true;
}

}  // namespace

bool get_text(const Node& node, std::string& out, std::size_t most, DecodeContext& context) {
    return string_ops.get(node, &out, context) && check_text(out, most, context);
}

bool fits(const Node& node, std::size_t most, DecodeContext& context) {
    simdjson::dom::array list;
    simdjson::dom::object book;
    const bool is_list = node.get(list) == simdjson::SUCCESS, is_book = node.get(book) == simdjson::SUCCESS;
    if ((is_list ? list.size() : is_book ? book.size() : 0) > most)
        return context.fail(err::json_many, {{"limit", std::to_string(most)}});
    if (is_book)
        for (const auto member : book)
            if (!check_text(member.key, longest_code, context)) return false;
    return true;
}

void schema_text(std::string& out, std::size_t most) {
    out += R"({"type":"string","maxLength":)" + std::to_string(most) + "}";
}

void schema_list(std::string& out, const Ops& element, std::size_t most, SchemaContext& context) {
    out += R"({"type":"array","maxItems":)" + std::to_string(most) + R"(,"items":)";
    element.schema(out, context);
    out += '}';
}

void schema_book(std::string& out, const Ops& element, std::size_t most, SchemaContext& context) {
    out += R"({"type":"object","maxProperties":)" + std::to_string(most) + R"(,"additionalProperties":)";
    element.schema(out, context);
    out += '}';
}

}  // namespace zhupi::json
