#include "document/zip.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "document/zip_inside.hpp"

#include <array>
#include <cstdint>
#include <set>

namespace zhupi::document {
namespace {

constexpr std::uint16_t version = 20, utf8_names = 0x0800, stored = 0;
constexpr std::uint16_t midnight = 0, first_of_january_1980 = 0x0021;  // the earliest that the format can say

constexpr auto crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        auto value = i;
        for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
        table[i] = value;
    }
    return table;
}();

void put(std::string& out, std::uint64_t value, int size) {
    for (; size > 0; --size, value >>= 8) out += static_cast<char>(value);
}

/// What the header before a file and its line in the directory have in common, from "version needed" on.
std::string description(const ZipFile& file) {
    std::string out;
    for (const auto value : {version, utf8_names, stored, midnight, first_of_january_1980}) put(out, value, 2);
    put(out, crc32(file.bytes), 4);
    put(out, file.bytes.size(), 4);
    put(out, file.bytes.size(), 4);
    put(out, file.path.size(), 2);
    put(out, 0, 2);  // extra fields
    return out;
}

void check(std::span<const ZipFile> files) {
    std::set<std::string_view> seen;
    std::uint64_t size = 0;
    for (const auto& file : files) {
        size += file.bytes.size() + 2 * file.path.size() + 128;
        ensure(is_inner_path(file.path), "a path inside a container");
        ensure(seen.insert(file.path).second, "each path once");
    }
    ensure(files.size() < 0xFFFF && size < 0xFFFFFFFF, "a container without ZIP64");
}

}  // namespace

bool is_inner_path(std::string_view path) {
    if (path.empty() || path.size() >= 1000 || !text::valid_utf8(path) || path.find('\\') != std::string_view::npos)
        return false;
    for (const auto part : text::split(path, '/'))
        if (part.empty() || part == "." || part == "..") return false;
    return std::none_of(path.begin(), path.end(), [](char c) { return c >= 0 && c < 0x20; });
}

std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t value = ~0U;
    for (const char c : bytes) value = value >> 8 ^ crc_table[(value ^ static_cast<unsigned char>(c)) & 0xFF];
    return ~value;
}

std::string write_zip(std::span<const ZipFile> files) {
    check(files);
    std::string out, directory;
    for (const auto& file : files) {
        const auto same = description(file);
        directory += "PK\x01\x02";
        put(directory, version, 2);  // made by
        directory += same;
        put(directory, 0, 2 + 2 + 2 + 4);  // comment, disk, attributes
        put(directory, out.size(), 4);
        directory += file.path;
        out += "PK\x03\x04" + same + file.path + file.bytes;
    }
    const auto start = out.size();
    out += directory + "PK\x05\x06";
    put(out, 0, 4);  // disks
    put(out, files.size(), 2);
    put(out, files.size(), 2);
    put(out, directory.size(), 4);
    put(out, start, 4);
    put(out, 0, 2);  // comment
    return out;
}

}  // namespace zhupi::document
