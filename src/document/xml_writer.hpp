#pragma once
// XML written from front to back, the same bytes for the same calls. Names come from the program and are not checked.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhupi::document {

class XmlWriter {
public:
    using Attribute = std::pair<std::string_view, std::string>;

    XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

    XmlWriter& open(std::string_view name, std::initializer_list<Attribute> attributes = {});
    XmlWriter& empty(std::string_view name, std::initializer_list<Attribute> attributes = {});
    XmlWriter& text(std::string_view name, std::string_view content, std::initializer_list<Attribute> attributes = {});
    XmlWriter& close();
    std::string finish();  ///< closes what is open

private:
    void start(std::string_view name, std::initializer_list<Attribute> attributes);
    std::string out_;
    std::vector<std::string> open_;
};

/// & < > " and the control characters that XML 1.0 has no way to say are replaced: the last by U+FFFD.
std::string xml_escaped(std::string_view text);

}  // namespace zhupi::document
