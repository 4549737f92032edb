#pragma once
// Documents in the national fixed-layout format OFD (GB/T 33190-2016), written. Plain data in, files of the container
// out; write_zip() makes one file of them. Everything that could differ from run to run (ids, dates, order) is given by
// the caller or counted, so that the same document is the same bytes.
//
// Lengths are whole micrometres: exact, and short to write. The origin is the page's upper left corner, y goes down.

#include "base/time.hpp"
#include "document/zip.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace zhupi::document {

using Um = std::int32_t;             ///< micrometres; 1 mm = 1000
std::string millimetres(Um length);  ///< "12.5", "-0.003"

namespace ofd {

struct Box {
    Um x = 0, y = 0, width = 0, height = 0;
};
struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
};

/// A line of text in one font. `advances` are the distances from each character to the next: one fewer than characters.
struct Text {
    Box box;
    std::size_t font = 0;  ///< of Document::fonts
    Um size = 4000;
    Um baseline = 4000;  ///< below the box's upper edge
    Colour colour;
    std::string content;
    std::vector<Um> advances;
};

struct Move {
    Um x = 0, y = 0;
};
struct Line {
    Um x = 0, y = 0;
};
struct Curve {  ///< cubic Bézier
    Um x1 = 0, y1 = 0, x2 = 0, y2 = 0, x = 0, y = 0;
};
struct Close {};
using Step = std::variant<Move, Line, Curve, Close>;

/// Coordinates are relative to the box.
struct Path {
    Box box;
    std::optional<Colour> stroke, fill;
    Um line_width = 350;
    std::vector<Step> steps;
};
/// Squares where `rows` has true: a QR code that stays sharp. Precondition: rows of one length.
Path squares(const Box& box, const std::vector<std::vector<bool>>& rows);

using Item = std::variant<Text, Path>;
struct Page {
    Um width = 210'000, height = 297'000;
    std::vector<Item> items;
};
struct Font {
    std::string name, family;
    std::string bytes;              ///< embedded; empty: the reader's own
    std::string extension = "otf";  ///< "otf" or "ttf"
};
struct Attachment {
    std::string name;    ///< the file's name in the container: letters, digits, ". _ -"
    std::string format;  ///< "json", "xml"
    std::string bytes;
};
struct Custom {
    std::string name, value;  ///< GB/T 36903 metadata: ZZBS, ZZMC…
};

struct Document {
    std::string id;  ///< 32 hex digits
    std::string title, author, creator = "Zhupi";
    Date created;
    std::vector<Custom> custom;
    std::vector<Font> fonts;
    std::vector<Page> pages;  ///< at least one
    std::vector<Attachment> attachments;
    bool has_signatures = false;  ///< whether OFD.xml names Doc_0/Signs/Signatures.xml, which the signer adds
};

}  // namespace ofd

/// OFD.xml first; paths as GB/T 33190 has them.
std::vector<ZipFile> ofd_files(const ofd::Document& document);

constexpr std::string_view ofd_namespace = "http://www.ofdspec.org/2016";
constexpr std::string_view ofd_signatures_path = "Doc_0/Signs/Signatures.xml";

}  // namespace zhupi::document
