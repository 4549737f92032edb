#include "document/xml_writer.hpp"

#include "base/error.hpp"

namespace zhupi::document {

std::string xml_escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\t' || c == '\n' || c == '\r')  // in attributes they would be read as spaces
            out += "&#" + std::to_string(static_cast<int>(c)) + ";";
        else if (c >= 0 && c < 0x20)
            out += "\xEF\xBF\xBD";
        else
            out += c;
    }
    return out;
}

void XmlWriter::start(std::string_view name, std::initializer_list<Attribute> attributes) {
    out_.append("<").append(name);
    for (const auto& [key, value] : attributes)
        out_.append(" ").append(key).append("=\"").append(xml_escaped(value)).append("\"");
}

XmlWriter& XmlWriter::open(std::string_view name, std::initializer_list<Attribute> attributes) {
    start(name, attributes);
    out_ += '>';
    open_.emplace_back(name);
    return *this;
}

XmlWriter& XmlWriter::empty(std::string_view name, std::initializer_list<Attribute> attributes) {
    start(name, attributes);
    out_ += "/>";
    return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view content,
                           std::initializer_list<Attribute> attributes) {
    start(name, attributes);
    out_.append(">").append(xml_escaped(content)).append("</").append(name).append(">");
    return *this;
}

XmlWriter& XmlWriter::close() {
    ensure(!open_.empty(), "an element is open");
    out_ += "</" + open_.back() + ">";
    open_.pop_back();
    return *this;
}

std::string XmlWriter::finish() {
    while (!open_.empty()) close();
    return std::move(out_);
}

}  // namespace zhupi::document
