#include "document/file_kind.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "document/archive_check.hpp"

#include <algorithm>
#include <array>

namespace zhupi::document {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t head_size = std::size_t{1} << 16, tail_size = std::size_t{1} << 16;

constexpr std::string_view pdf_names[] = {"pdf"}, ofd_names[] = {"ofd"}, jpeg_names[] = {"jpg", "jpeg", "jpe"},
                           png_names[] = {"png"}, tiff_names[] = {"tif", "tiff"}, dwg_names[] = {"dwg"},
                           dxf_names[] = {"dxf"}, ifc_names[] = {"ifc"}, docx_names[] = {"docx"},
                           xlsx_names[] = {"xlsx"}, zip_names[] = {"zip"}, text_names[] = {"txt", "csv"};
constexpr KindFacts all_kinds[] = {
    {FileKind::pdf, "application/pdf", "PDF", "PDF", pdf_names},
    {FileKind::ofd, "application/ofd", "OFD", "OFD", ofd_names},
    {FileKind::jpeg, "image/jpeg", "JPG 图像", "JPEG", jpeg_names},
    {FileKind::png, "image/png", "PNG 图像", "PNG", png_names},
    {FileKind::tiff, "image/tiff", "TIFF 图像", "TIFF", tiff_names},
    {FileKind::dwg, "image/vnd.dwg", "DWG 图纸", "DWG", dwg_names},
    {FileKind::dxf, "image/vnd.dxf", "DXF 图纸", "DXF", dxf_names},
    {FileKind::ifc, "application/x-step", "IFC 模型", "IFC", ifc_names},
    {FileKind::docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX 文档", "DOCX",
     docx_names},
    {FileKind::xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX 表格", "XLSX",
     xlsx_names},
    {FileKind::zip, "application/zip", "ZIP 压缩包", "ZIP", zip_names},
    {FileKind::text, "text/plain", "文本", "text", text_names}};

/// What promises a kind that is not taken at all, so that "plan.exe" with a PDF in it is told apart from "plan.v2".
constexpr std::string_view other_names[] = {"exe", "dll", "com", "bat", "cmd", "js",   "html", "htm", "svg", "xml",
                                            "doc", "xls", "ppt", "rar", "7z",  "gz",   "tar",  "gif", "bmp", "webp",
                                            "mp4", "avi", "rvt", "skp", "psd", "pptx", "wps",  "et"};

tl::unexpected<Error> broken(FileKind kind, const char* zh, const char* en) {
    const auto& facts = facts_of(kind);
    return fail(
        err::file_broken,
        {{"kindZh", std::string(facts.zh) + " "}, {"kind", std::string(facts.en)}, {"partZh", zh}, {"part", en}});
}

/// Both ends of a file; most kinds say what they are at one and that they are whole at the other.
struct Ends {
    const Bytes& bytes;
    std::string head, tail;
    bool tail_has(std::string_view what) const { return tail.find(what) != std::string::npos; }
    std::uint64_t big(std::size_t at, int size) const { return number(head, at, size, true); }
    static std::uint64_t number(std::string_view from, std::size_t at, int size, bool big_endian) {
        std::uint64_t out = 0;
        if (at + static_cast<std::size_t>(size) > from.size()) return 0;
        for (int i = 0; i < size; ++i) {
            const auto place = at + static_cast<std::size_t>(big_endian ? i : size - 1 - i);
            out = out << 8 | static_cast<unsigned char>(from[place]);
        }
        return out;
    }
};

Result<FileKind> check_pixels(FileKind kind, std::uint64_t width, std::uint64_t height) {
    constexpr std::uint64_t most = 1'000'000'000;
    if (width == 0 || height == 0) return broken(kind, "没有尺寸", "it has no size");
    if (width > most || height > most || width * height > most)
        return fail(err::file_huge_image,
                    {{"width", std::to_string(width)}, {"height", std::to_string(height)}, {"limit", "10"}});
    return kind;
}

Result<FileKind> check_pdf(const Ends& ends) {
    if (!ends.tail_has("%%EOF")) return broken(FileKind::pdf, "没有结尾标记", "its end is missing");
    return FileKind::pdf;
}

Result<FileKind> check_png(const Ends& ends) {
    if (ends.head.size() < 24 || ends.head.substr(12, 4) != "IHDR")
        return broken(FileKind::png, "没有文件头", "its header is missing");
    if (!ends.tail_has("IEND\xAE\x42\x60\x82")) return broken(FileKind::png, "没有结尾标记", "its end is missing");
    return check_pixels(FileKind::png, ends.big(16, 4), ends.big(20, 4));
}

/// Segment by segment to the one that says how large the image is (ITU-T T.81 B.2.2).
Result<FileKind> check_jpeg(const Ends& ends) {
    std::uint64_t at = 2;
    for (int segments = 0; segments < 2000; ++segments) {
        ZHUPI_TRY(const auto segment, ends.bytes.read(at, 10));
        if (segment.size() < 10 || segment[0] != '\xFF') break;
        const auto marker = static_cast<unsigned char>(segment[1]);
        if (marker == 0xFF) {  // padding
            ++at;
            continue;
        }
        const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            if (!ends.tail_has("\xFF\xD9")) return broken(FileKind::jpeg, "没有结尾标记", "its end is missing");
            return check_pixels(FileKind::jpeg, Ends::number(segment, 7, 2, true), Ends::number(segment, 5, 2, true));
        }
        at += 2 + Ends::number(segment, 2, 2, true);
    }
    return broken(FileKind::jpeg, "没有图像数据", "it holds no image");
}

/// The first directory lies in the file and names a width and a height (TIFF 6.0, tags 256 and 257).
Result<FileKind> check_tiff(const Ends& ends) {
    constexpr std::uint64_t width_tag = 256, height_tag = 257;
    const bool big = ends.head.starts_with("MM");
    const auto number = [&](std::string_view from, std::size_t at, int size) {
        return Ends::number(from, at, size, big);
    };
    const auto place = number(ends.head, 4, 4);
    ZHUPI_TRY(const auto count, ends.bytes.read(place, 2));
    const auto entries = number(count, 0, 2);
    ZHUPI_TRY(const auto list, ends.bytes.read(place + 2, static_cast<std::size_t>(entries) * 12));
    if (entries == 0 || list.size() < entries * 12)
        return broken(FileKind::tiff, "目录不在文件里", "its directory is missing");
    std::uint64_t width = 0, height = 0;
    for (std::size_t at = 0; at < list.size(); at += 12) {
        const auto tag = number(list, at, 2), type = number(list, at + 2, 2);
        const auto value = number(list, at + 8, type == 3 ? 2 : 4);
        if (tag == width_tag) width = value;
        if (tag == height_tag) height = value;
    }
    return check_pixels(FileKind::tiff, width, height);
}

Result<FileKind> check_dwg(const Ends& ends) {
    constexpr std::uint64_t smallest = 0x80;  // the header with its places of sections is longer in every version
    const auto digits = std::string_view(ends.head).substr(2, 4);
    if (!text::is_digits(digits) || ends.bytes.size() < smallest)
        return broken(FileKind::dwg, "没有文件头", "its header is missing");
    return FileKind::dwg;
}

Result<FileKind> check_ifc(const Ends& ends) {
    const auto schema = ends.head.find("FILE_SCHEMA");
    if (schema == std::string::npos || ends.head.find("IFC", schema) == std::string::npos) return fail(err::blob_type);
    if (!ends.tail_has("END-ISO-10303-21;")) return broken(FileKind::ifc, "没有结尾标记", "its end is missing");
    return FileKind::ifc;
}

/// Office and OFD files are ZIPs with certain names inside (ECMA-376 part 2, GB/T 33190-2016).
Result<FileKind> check_zip(const Bytes& bytes) {
    ZHUPI_TRY(const auto names, check_archive(bytes));
    if (names.contains("OFD.xml")) return FileKind::ofd;
    if (names.contains("[Content_Types].xml")) {
        if (names.contains("word/document.xml")) return FileKind::docx;
        if (names.contains("xl/workbook.xml")) return FileKind::xlsx;
    }
    return FileKind::zip;
}

/// A DXF begins with the group "0, SECTION", perhaps after comments (group 999).
bool begins_like_dxf(std::string_view head) {
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

Result<FileKind> check_dxf(const Ends& ends) {
    if (!text::trim(ends.tail).ends_with("EOF")) return broken(FileKind::dxf, "没有结尾标记", "its end is missing");
    return FileKind::dxf;
}

/// Printable in UTF-8 or GB 18030: no control characters but those of lines. What a browser would run is no text.
bool is_text(std::string_view part) {
    const auto begins = text::trim(part.starts_with("\xEF\xBB\xBF") ? part.substr(3) : part);
    if (begins.starts_with('<')) return false;
    return std::none_of(part.begin(), part.end(), [](char c) {
        return (c >= 0 && c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == 0x7F;
    });
}

}  // namespace

std::span<const KindFacts> kinds() { return all_kinds; }

const KindFacts& facts_of(FileKind kind) { return all_kinds[static_cast<std::size_t>(kind)]; }

std::optional<FileKind> kind_of_media(std::string_view media_type) {
    for (const auto& facts : all_kinds)
        if (facts.media_type == media_type) return facts.kind;
    return std::nullopt;
}

Result<FileKind> identify(const Bytes& bytes) {
    if (bytes.size() == 0) return fail(err::blob_empty);
    ZHUPI_TRY(auto head, bytes.read(0, head_size));
    const auto tail_at = bytes.size() > tail_size ? bytes.size() - tail_size : 0;
    ZHUPI_TRY(auto tail, bytes.read(tail_at, tail_size));
    const Ends ends{bytes, std::move(head), std::move(tail)};
    const std::string_view begins = ends.head;
    if (begins.starts_with("%PDF-")) return check_pdf(ends);
    if (begins.starts_with("\x89PNG\r\n\x1a\n")) return check_png(ends);
    if (begins.starts_with("\xFF\xD8\xFF")) return check_jpeg(ends);
    if (begins.starts_with("II*\0"sv) || begins.starts_with("MM\0*"sv)) return check_tiff(ends);
    if (begins.starts_with("AC10")) return check_dwg(ends);
    if (begins.starts_with("AutoCAD Binary DXF\r\n\x1a\0"sv)) return FileKind::dxf;
    if (begins.starts_with("ISO-10303-21;")) return check_ifc(ends);
    if (begins.starts_with("PK\x03\x04")) return check_zip(bytes);
    if (begins.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return fail(err::file_old_office);
    if (begins_like_program(begins)) return fail(err::file_program, {{"name", ""}});
    if (const auto foreign = foreign_archive(begins); !foreign.empty())
        return fail(err::file_packed, {{"kindZh", std::string(foreign)}, {"kind", std::string(foreign)}});
    if (begins_like_dxf(begins)) return check_dxf(ends);
    if (is_text(begins) && is_text(ends.tail)) return FileKind::text;
    return fail(err::blob_type);
}

namespace {

/// "dwg" of "总图.DWG"; empty without one.
std::string ending_of(std::string_view name) {
    const auto dot = name.rfind('.');
    if (dot == std::string_view::npos) return {};
    std::string ending(name.substr(dot + 1));
    for (char& c : ending) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return ending;
}

}  // namespace

std::optional<FileKind> kind_of_name(std::string_view name) {
    const auto ending = ending_of(name);
    for (const auto& facts : all_kinds)
        if (std::find(facts.endings.begin(), facts.endings.end(), ending) != facts.endings.end()) return facts.kind;
    return std::nullopt;
}

Result<void> check_name(std::string_view name, FileKind kind) {
    const auto ending = ending_of(name);
    const auto promised = kind_of_name(name);
    const bool foreign = std::find(std::begin(other_names), std::end(other_names), ending) != std::end(other_names);
    if (promised ? *promised == kind : !foreign) return {};
    const auto& facts = facts_of(kind);
    return fail(err::file_name_differs,
                {{"ending", "." + ending}, {"kindZh", std::string(facts.zh)}, {"kind", std::string(facts.en)}});
}

}  // namespace zhupi::document
