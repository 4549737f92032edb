#pragma once
// What a ZIP would become, found out without unpacking it to disk: every entry is inflated piece by piece and thrown
// away, until it is over or over a limit. What two programs could understand differently is refused.

#include "document/bytes.hpp"

#include <set>

namespace zhupi::document {

struct ArchiveLimits {
    std::uint64_t entries = 20'000;                         ///< of all levels together
    std::uint64_t directory = std::uint64_t{16} << 20;      ///< bytes of one directory
    std::uint64_t unpacked = std::uint64_t{8} << 30;        ///< of all levels together
    std::uint64_t free_of_ratio = std::uint64_t{32} << 20;  ///< small archives may be as dense as they like
    std::uint64_t ratio = 200;                              ///< unpacked to packed; deflate can do 1032
    std::uint64_t inner = std::uint64_t{64} << 20;          ///< of an archive inside, which is held in memory
    int depth = 3;                                          ///< archives within archives: a DOCX in a ZIP is two
};

/// The names in the outermost archive. Errors: file_broken, file_bomb, file_unsafe_path, file_locked, file_program,
/// file_macro, file_packed.
Result<std::set<std::string>> check_archive(const Bytes& bytes, const ArchiveLimits& limits = {});

/// Whether these first bytes are those of a program: PE, ELF, Mach-O, a script.
bool begins_like_program(std::string_view head);
/// "RAR", "7-Zip", "GZIP", … by first bytes; empty for none of them. ZIP is not among them.
std::string_view foreign_archive(std::string_view head);

}  // namespace zhupi::document
