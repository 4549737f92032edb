#include "bpmn/xml.hpp"

namespace zhupi::bpmn {
namespace {

enum class In : bool { text, attribute };

void put_escaped(std::string& out, std::string_view text, In where) {
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\r':
                out += "&#13;";
                break;
            case '"':
                out += where == In::attribute ? "&quot;" : "\"";
                break;
            case '\n':
                out += where == In::attribute ? "&#10;" : "\n";
                break;
            case '\t':
                out += where == In::attribute ? "&#9;" : "\t";
                break;
            default:
                out += c;
        }
    }
}

void put(std::string& out, const Document& document, ElementId id);

void put(std::string& out, const Document& document, const Piece& piece) {
    switch (piece.kind) {
        case PieceKind::element:
            put(out, document, piece.element);
            break;
        case PieceKind::text:
            put_escaped(out, piece.text, In::text);
            break;
        case PieceKind::cdata:
            out += "<![CDATA[" + piece.text + "]]>";
            break;
        case PieceKind::comment:
            out += "<!--" + piece.text + "-->";
            break;
        case PieceKind::instruction:
            out += "<?" + piece.text + "?>";
            break;
    }
}

void put(std::string& out, const Document& document, ElementId id) {
    const auto& element = document.elements[id];
    out += '<';
    out += element.name;
    for (const auto& attribute : element.attributes) {
        out += ' ';
        out += attribute.name;
        out += "=\"";
        put_escaped(out, attribute.value, In::attribute);
        out += '"';
    }
    if (element.pieces.empty()) {
        out += "/>";
        return;
    }
    out += '>';
    for (const auto& piece : element.pieces) put(out, document, piece);
    out += "</" + element.name + '>';
}

}  // namespace

std::string write_xml(const Document& document) {
    std::string out;
    out.reserve(document.elements.size() * 96);
    if (!document.declaration.empty()) out += "<?" + document.declaration + "?>\n";
    for (const auto& piece : document.before) {
        put(out, document, piece);
        out += '\n';
    }
    if (!document.elements.empty()) put(out, document, 0);
    for (const auto& piece : document.after) {
        out += '\n';
        put(out, document, piece);
    }
    out += '\n';
    return out;
}

}  // namespace zhupi::bpmn
