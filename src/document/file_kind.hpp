#pragma once
// What a file is, by its content: names and declared types are what a stranger says. First by its first bytes, then by
// its structure, so that a file that was cut off, or begins like one kind and goes on like another, is refused where
// the person who has the original still sits before the screen.

#include "document/bytes.hpp"

#include <optional>
#include <span>

#include <boost/describe.hpp>

namespace zhupi::document {

enum class FileKind : unsigned char { pdf, ofd, jpeg, png, tiff, dwg, dxf, ifc, docx, xlsx, zip, text };
BOOST_DESCRIBE_ENUM(FileKind, pdf, ofd, jpeg, png, tiff, dwg, dxf, ifc, docx, xlsx, zip, text)

struct KindFacts {
    FileKind kind;
    std::string_view media_type;
    std::string_view zh, en;                    ///< as people call it: "PDF", "图像 PNG"
    std::span<const std::string_view> endings;  ///< without the dot; the first is the usual one
};
std::span<const KindFacts> kinds();
const KindFacts& facts_of(FileKind kind);
std::optional<FileKind> kind_of_media(std::string_view media_type);

/// The kind by first bytes and structure. Archives are looked into (archive_check.hpp). Errors: blob_empty, blob_type,
/// file_broken, file_program, file_macro, file_old_office, file_packed, file_locked, file_unsafe_path, file_bomb,
/// file_huge_image.
Result<FileKind> identify(const Bytes& bytes);

/// Whether a name may stand over this content; a name without a known ending may. Error: file_name_differs.
Result<void> check_name(std::string_view name, FileKind kind);

/// The kind that a name promises; none when its ending is not known.
std::optional<FileKind> kind_of_name(std::string_view name);

}  // namespace zhupi::document
