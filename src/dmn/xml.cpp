#include "dmn/xml.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>

#include <pugixml.hpp>

namespace zhupi::dmn::xml {

namespace {

class Builder {
public:
    Builder(std::string_view text, const Limits& limits) : limits_(limits) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n') newlines_.push_back(i);
    }

    Result<Element> element(const pugi::xml_node& node, int depth) {
        if (depth > limits_.depth)
            return fail(err::dmn_xml_limit, {{"limit", std::to_string(limits_.depth)}}, place(node));
        if (++count_ > limits_.elements)
            return fail(err::dmn_xml_limit, {{"limit", std::to_string(limits_.elements)}}, place(node));
        Element out;
        out.line = line(node);
        const std::size_t mark = prefixes_.size();
        for (const pugi::xml_attribute& a : node.attributes()) {
            const std::string_view name = a.name();
            if (name == "xmlns")
                prefixes_.emplace_back("", a.value());
            else if (name.substr(0, 6) == "xmlns:")
                prefixes_.emplace_back(name.substr(6), a.value());
        }
        out.prefixes.assign(prefixes_.begin() + static_cast<std::ptrdiff_t>(mark), prefixes_.end());
        const auto [prefix, name] = cut(node.name());
        out.name = name;
        out.space = space(prefix);
        for (const pugi::xml_attribute& a : node.attributes()) {
            const auto [attribute_prefix, attribute] = cut(a.name());
            if (attribute_prefix == "xmlns" || attribute == "xmlns") continue;
            // Attributes of other namespaces are extensions, except for xsi:type and xsi:nil.
            if (attribute_prefix.empty())
                out.attributes.emplace_back(attribute, a.value());
            else if (space(attribute_prefix) == "http://www.w3.org/2001/XMLSchema-instance")
                out.attributes.emplace_back("xsi:" + std::string(attribute), a.value());
        }
        for (const pugi::xml_node& child : node.children()) {
            if (child.type() == pugi::node_element) {
                ZHUPI_TRY(Element inner, element(child, depth + 1));
                out.children.push_back(std::move(inner));
            } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
                out.text += child.value();
            }
        }
        prefixes_.resize(mark);
        return out;
    }

private:
    static std::pair<std::string_view, std::string_view> cut(std::string_view name) {
        const auto colon = name.find(':');
        if (colon == std::string_view::npos) return {{}, name};
        return {name.substr(0, colon), name.substr(colon + 1)};
    }
    std::string space(std::string_view prefix) const {
        const auto found =
            std::find_if(prefixes_.rbegin(), prefixes_.rend(), [&](const auto& p) { return p.first == prefix; });
        return found == prefixes_.rend() ? std::string() : found->second;
    }
    int line(const pugi::xml_node& node) const {
        const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
        return static_cast<int>(std::lower_bound(newlines_.begin(), newlines_.end(), offset) - newlines_.begin()) + 1;
    }
    std::string place(const pugi::xml_node& node) const { return std::to_string(line(node)); }

    const Limits& limits_;
    std::vector<std::size_t> newlines_;
    std::vector<std::pair<std::string, std::string>> prefixes_;
    std::size_t count_ = 0;
};

}  // namespace

std::string_view Element::attribute(std::string_view wanted) const {
    for (const auto& [key, value] : attributes)
        if (key == wanted) return value;
    return {};
}

const Element* Element::child(std::string_view wanted) const {
    const auto found =
        std::find_if(children.begin(), children.end(), [&](const Element& e) { return e.name == wanted; });
    return found == children.end() ? nullptr : &*found;
}

std::vector<const Element*> Element::all(std::string_view wanted) const {
    std::vector<const Element*> out;
    for (const Element& e : children)
        if (e.name == wanted) out.push_back(&e);
    return out;
}

std::string Element::child_text(std::string_view wanted) const {
    const Element* found = child(wanted);
    return found == nullptr ? std::string() : std::string(text::trim(found->text));
}

Result<Element> parse(std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes) return fail(err::dmn_xml_limit, {{"limit", std::to_string(limits.bytes)}});
    if (!text::valid_utf8(text)) return fail(err::dmn_xml, {{"detail", "UTF-8"}});
    pugi::xml_document document;
    const auto options = pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata;
    const auto result = document.load_buffer(text.data(), text.size(), options, pugi::encoding_utf8);
    if (!result) {
        const auto end =
            text.begin() + std::min<std::ptrdiff_t>(result.offset, static_cast<std::ptrdiff_t>(text.size()));
        return fail(err::dmn_xml, {{"detail", result.description()}},
                    std::to_string(std::count(text.begin(), end, '\n') + 1));
    }
    for (const pugi::xml_node& node : document.children())
        if (node.type() == pugi::node_doctype) return fail(err::dmn_doctype);
    return Builder(text, limits).element(document.document_element(), 1);
}

}  // namespace zhupi::dmn::xml
