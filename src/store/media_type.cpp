#include "store/media_type.hpp"

#include "base/text.hpp"

namespace zhupi::store {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view local_header = "PK\x03\x04"sv;
constexpr std::size_t name_length_at = 26, name_at = 30;  ///< in a local header (APPNOTE.TXT 4.3.7)

/// Office and OFD files are ZIPs; the names of their first entries tell which.
std::string_view sniff_zip(std::string_view head) {
    for (auto at = head.find(local_header); at != std::string_view::npos; at = head.find(local_header, at + 1)) {
        const auto entry = head.substr(at);
        if (entry.size() < name_at) break;
        const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(entry[i])); };
        const auto name = entry.substr(name_at, byte(name_length_at) | byte(name_length_at + 1) << 8);
        if (name == "OFD.xml") return "application/ofd";
        if (name.starts_with("word/")) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        if (name.starts_with("xl/")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }
    return "application/zip";
}

/// A DXF begins with the group "0, SECTION", perhaps after comments (group 999).
bool is_dxf(std::string_view head) {
    while (!head.empty()) {
        const auto line = [&] {
            const auto end = std::min(head.find('\n'), head.size());
            const auto text = text::trim(head.substr(0, end));
            head.remove_prefix(std::min(end + 1, head.size()));
            return text;
        };
        const auto code = line(), value = line();
        if (code == "0") return value == "SECTION";
        if (code != "999") return false;
    }
    return false;
}

}  // namespace

std::string sniff(std::string_view head) {
    struct Magic {
        std::string_view begins, type;
    };
    constexpr Magic magics[] = {{"%PDF-", "application/pdf"},
                                {"\x89PNG\r\n\x1a\n", "image/png"},
                                {"\xff\xd8\xff", "image/jpeg"},
                                {"II*\0"sv, "image/tiff"},
                                {"MM\0*"sv, "image/tiff"},
                                {"AC10", "image/vnd.dwg"},
                                {"AutoCAD Binary DXF\r\n\x1a\0"sv, "image/vnd.dxf"},
                                {"ISO-10303-21;", "application/x-step"}};
    for (const auto& magic : magics)
        if (head.starts_with(magic.begins)) return std::string(magic.type);
    if (head.starts_with(local_header)) return std::string(sniff_zip(head));
    return is_dxf(head) ? "image/vnd.dxf" : "";
}

}  // namespace zhupi::store
