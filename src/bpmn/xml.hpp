#pragma once
// A BPMN file as it was written: every element, attribute, comment, blank and foreign extension in its order, so that
// write(read(text)) says the same. The engine reads from this tree and never changes it; what an official has drawn is
// what is stored, published and shown again.

#include "base/error.hpp"
#include "bpmn/tag.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::bpmn {

using ElementId = std::uint32_t;
constexpr ElementId no_element = 0xffffffff;

struct Attribute {
    std::string name;        ///< as written, prefix included
    std::string value;       ///< entities resolved
    std::string name_space;  ///< empty for a plain attribute
    std::string_view local() const { return std::string_view(name).substr(name.find(':') + 1); }
};

enum class PieceKind : std::uint8_t { element, text, cdata, comment, instruction };

struct Piece {
    PieceKind kind = PieceKind::element;
    ElementId element = no_element;  ///< when it is one
    std::string text;                ///< otherwise; of an instruction "target content"
};

struct Element {
    std::string name;  ///< as written, prefix included
    std::string name_space;
    Tag tag = Tag::foreign;
    ElementId parent = no_element;
    int line = 0;  ///< from 1
    std::vector<Attribute> attributes;
    std::vector<Piece> pieces;
    std::string_view local() const { return std::string_view(name).substr(name.find(':') + 1); }
};

struct Document {
    std::string declaration;           ///< inside <?xml …?>, or empty
    std::vector<Piece> before, after;  ///< comments and instructions around the root
    std::vector<Element> elements;     ///< in document order; the root is the first
};

constexpr std::string_view bpmn_name_space = "http://www.omg.org/spec/BPMN/20100524/MODEL";
/// Our own attributes and elements, read by the engine and the catalog.
constexpr std::string_view zhupi_name_space = "http://zhupi.dev/schema/bpmn/1.0";

/// Reads XML in UTF-8 or UTF-16. err::bpmn_xml with line and reason when it is not well formed, declares a document
/// type (no entity ever reaches the parser), binds no name space to a prefix, or exceeds the limits: 8 MiB, 200 levels.
Result<Document> read_xml(std::string_view text);
std::string write_xml(const Document& document);

/// A place in a document: what the validator and the compiler walk with. Two machine words; the document outlives it.
/// No place answers like an element without name, attributes and content.
class Node {
public:
    Node() = default;
    Node(const Document& document, ElementId id) : document_(&document), id_(id) {}

    explicit operator bool() const { return document_ != nullptr; }
    bool operator==(const Node&) const = default;
    ElementId element_id() const { return id_; }
    const Element& element() const { return document_ ? document_->elements[id_] : nothing(); }
    Tag tag() const { return element().tag; }
    bool is(Tag tag) const { return element().tag == tag; }
    int line() const { return element().line; }

    std::string_view id() const { return attribute("id"); }
    /// A plain attribute's value; empty when it is absent.
    std::string_view attribute(std::string_view name) const;
    bool has(std::string_view name) const;
    /// One of XML Schema's two spellings of yes.
    bool flag(std::string_view name, bool otherwise = false) const;
    /// An attribute of ours.
    std::string_view own_attribute(std::string_view name) const;
    /// All its text, without surrounding blanks.
    std::string text() const;

    Node parent() const;
    std::vector<Node> children() const;  ///< elements only
    std::vector<Node> children(Tag tag) const;
    Node child(Tag tag) const;  ///< the first, or none
    /// An element of ours in <extensionElements>, or none.
    Node own_child(std::string_view local_name) const;

private:
    static const Element& nothing();

    const Document* document_ = nullptr;
    ElementId id_ = no_element;
};

}  // namespace zhupi::bpmn
