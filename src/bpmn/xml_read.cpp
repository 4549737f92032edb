// The only file that knows pugixml.
#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "bpmn/xml.hpp"

#include <algorithm>
#include <utility>

#include <pugixml.hpp>

namespace zhupi::bpmn {
namespace {

constexpr std::size_t max_bytes = 8u << 20;
constexpr int max_depth = 200;

tl::unexpected<Error> not_xml(int line, std::string reason_zh, std::string reason) {
    return fail(err::bpmn_xml, {{"line", std::to_string(line)}, {"reasonZh", reason_zh}, {"reason", reason}},
                "line " + std::to_string(line));
}

/// Byte offsets to line numbers.
class Lines {
public:
    explicit Lines(std::string_view text) {
        for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) ends_.push_back(at);
    }
    int at(std::ptrdiff_t offset) const {
        const auto end =
            std::lower_bound(ends_.begin(), ends_.end(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
        return static_cast<int>(end - ends_.begin()) + 1;
    }

private:
    std::vector<std::size_t> ends_;
};

class Reader {
public:
    explicit Reader(std::string_view text) : lines_(text) {}

    Result<Document> read(const pugi::xml_document& source) {
        for (const auto node : source.children()) {
            switch (node.type()) {
                case pugi::node_declaration:
                    read_declaration(node);
                    break;
                case pugi::node_doctype:
                    return not_xml(line(node), "不接受 DOCTYPE 声明", "a document type declaration is not accepted");
                case pugi::node_element:
                    if (!document_.elements.empty())
                        return not_xml(line(node), "有多个根元素", "there is more than one root element");
                    read_element(node, no_element, 1);
                    if (error_) return fail(std::move(*error_));
                    break;
                case pugi::node_comment:
                case pugi::node_pi:
                    (document_.elements.empty() ? document_.before : document_.after).push_back(piece(node));
                    break;
                default:
                    break;
            }
        }
        if (document_.elements.empty()) return not_xml(1, "没有根元素", "there is no root element");
        return std::move(document_);
    }

private:
    int line(const pugi::xml_node& node) const { return lines_.at(node.offset_debug()); }

    void read_declaration(const pugi::xml_node& node) {
        document_.declaration = "xml";
        for (const auto attribute : node.attributes())
            document_.declaration += std::string(" ") + attribute.name() + "=\"" +
                                     (std::string_view(attribute.name()) == "encoding" ? "UTF-8" : attribute.value()) +
                                     '"';
    }

    static Piece piece(const pugi::xml_node& node) {
        switch (node.type()) {
            case pugi::node_cdata:
                return {PieceKind::cdata, no_element, node.value()};
            case pugi::node_comment:
                return {PieceKind::comment, no_element, node.value()};
            case pugi::node_pi: {
                std::string text = node.name();
                if (*node.value()) text += std::string(" ") + node.value();
                return {PieceKind::instruction, no_element, std::move(text)};
            }
            default:
                return {PieceKind::text, no_element, node.value()};
        }
    }

    ElementId read_element(const pugi::xml_node& node, ElementId parent, int depth) {
        const auto id = static_cast<ElementId>(document_.elements.size());
        document_.elements.emplace_back();
        const auto opened = bindings_.size();
        read_head(node, parent, id);
        if (depth > max_depth) refuse(not_xml(line(node), "嵌套过深", "it is nested too deeply"));
        std::vector<Piece> pieces;
        for (const auto child : node.children()) {
            if (error_) break;
            if (child.type() == pugi::node_element)
                pieces.push_back({PieceKind::element, read_element(child, id, depth + 1), {}});
            else
                pieces.push_back(piece(child));
        }
        document_.elements[id].pieces = std::move(pieces);
        bindings_.resize(opened);
        return id;
    }

    void read_head(const pugi::xml_node& node, ElementId parent, ElementId id) {
        auto& element = document_.elements[id];
        element.name = node.name();
        element.parent = parent;
        element.line = line(node);
        for (const auto attribute : node.attributes()) {
            const std::string_view name = attribute.name();
            const auto same = [&](const Attribute& other) { return other.name == name; };
            if (std::any_of(element.attributes.begin(), element.attributes.end(), same))
                refuse(not_xml(element.line, "属性“" + std::string(name) + "”重复",
                               "attribute '" + std::string(name) + "' is given twice"));
            element.attributes.push_back({std::string(name), attribute.value(), {}});
            if (name == "xmlns") bindings_.emplace_back("", attribute.value());
            if (name.starts_with("xmlns:")) bindings_.emplace_back(name.substr(6), attribute.value());
        }
        element.name_space = name_space(element.name, element.line, true);
        for (auto& attribute : element.attributes)
            attribute.name_space = name_space(attribute.name, element.line, false);
        element.tag = element.name_space == bpmn_name_space ? tag_of(element.local()) : Tag::foreign;
    }

    std::string name_space(std::string_view name, int at_line, bool use_default) {
        const auto colon = name.find(':');
        const auto prefix = colon == name.npos ? std::string_view() : name.substr(0, colon);
        if (prefix.empty() && !use_default) return {};
        if (prefix == "xml" || prefix == "xmlns") return std::string(prefix);
        for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding)
            if (binding->first == prefix) return binding->second;
        if (!prefix.empty())
            refuse(not_xml(at_line, "前缀“" + std::string(prefix) + "”没有对应的命名空间",
                           "prefix '" + std::string(prefix) + "' is bound to no name space"));
        return {};
    }

    void refuse(tl::unexpected<Error> error) {
        if (!error_) error_ = std::move(error.value());
    }

    Lines lines_;
    Document document_;
    std::vector<std::pair<std::string, std::string>> bindings_;  ///< prefix → name space, innermost last
    std::optional<Error> error_;
};

/// pugixml turns UTF-16 into UTF-8 by itself and takes everything else for UTF-8.
bool is_utf16(std::string_view text) {
    return text.size() >= 2 && ((text[0] == '\xff' && text[1] == '\xfe') || (text[0] == '\xfe' && text[1] == '\xff'));
}

}  // namespace

Result<Document> read_xml(std::string_view text) {
    if (text.size() > max_bytes) return not_xml(1, "文件超过 8 MiB", "the file is larger than 8 MiB");
    if (!is_utf16(text) && !text::valid_utf8(text)) return not_xml(1, "不是 UTF-8 编码", "it is not UTF-8");
    pugi::xml_document source;
    const auto flags = pugi::parse_full | pugi::parse_ws_pcdata;
    const auto outcome = source.load_buffer(text.data(), text.size(), flags, pugi::encoding_auto);
    Reader reader(text);
    if (!outcome)
        return not_xml(Lines(text).at(outcome.offset), std::string("格式错误（") + outcome.description() + "）",
                       outcome.description());
    return reader.read(source);
}

}  // namespace zhupi::bpmn
