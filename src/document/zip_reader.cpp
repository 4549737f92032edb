#include "document/zip_reader.hpp"

#include "base/error_codes.hpp"
#include "document/little_endian.hpp"
#include "document/zip_inside.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

#include <zlib.h>

namespace zhupi::document {
namespace {

constexpr std::size_t end_size = 22, line_size = 46, header_size = 30;
constexpr std::uint64_t encrypted = 0x0001, stored = 0, deflated = 8;

tl::unexpected<Error> malformed(const char* zh, const char* en) {
    return fail(err::zip_malformed, {{"partZh", zh}, {"part", en}});
}

struct Directory {
    std::size_t start = 0, end = 0, files = 0;
};

/// The record at the end, whose comment reaches exactly to the end.
std::optional<Directory> find_directory(std::string_view zip) {
    if (zip.size() < end_size) return std::nullopt;
    const auto first = zip.size() > end_size + 0xFFFF ? zip.size() - end_size - 0xFFFF : 0;
    for (auto at = zip.size() - end_size + 1; at-- > first;) {
        if (zip.substr(at, 4) != "PK\x05\x06" || at + end_size + number_at(zip, at + 20, 2) != zip.size()) continue;
        const auto start = number_at(zip, at + 16, 4), size = number_at(zip, at + 12, 4),
                   files = number_at(zip, at + 10, 2);
        const bool one_disk = number_at(zip, at + 4, 4) == 0 && number_at(zip, at + 8, 2) == files;
        if (!one_disk || start + size != at) return std::nullopt;
        return Directory{start, at, files};
    }
    return std::nullopt;
}

struct Line {
    std::string path;
    std::uint64_t method = 0, crc = 0, packed = 0, size = 0, header = 0;
};

std::optional<Line> read_line(std::string_view zip, std::size_t& at, std::size_t end) {
    if (at + line_size > end || zip.substr(at, 4) != "PK\x01\x02") return std::nullopt;
    const auto name = number_at(zip, at + 28, 2), extra = number_at(zip, at + 30, 2),
               comment = number_at(zip, at + 32, 2);
    if (at + line_size + name + extra + comment > end || (number_at(zip, at + 8, 2) & encrypted) != 0)
        return std::nullopt;
    Line out{std::string(zip.substr(at + line_size, name)),
             number_at(zip, at + 10, 2),
             number_at(zip, at + 16, 4),
             number_at(zip, at + 20, 4),
             number_at(zip, at + 24, 4),
             number_at(zip, at + 42, 4)};
    at += line_size + name + extra + comment;
    const auto bare = out.path.ends_with('/') ? out.path.substr(0, out.path.size() - 1) : out.path;
    if (!is_inner_path(bare) || (out.method != stored && out.method != deflated)) return std::nullopt;
    return out;
}

/// Where the file's bytes lie; its header must say the same as the directory.
std::optional<std::string_view> packed_bytes(std::string_view zip, const Line& line, std::size_t directory) {
    if (line.header + header_size > directory || zip.substr(line.header, 4) != "PK\x03\x04") return std::nullopt;
    const auto name = number_at(zip, line.header + 26, 2), extra = number_at(zip, line.header + 28, 2);
    const auto start = line.header + header_size + name + extra;
    if (start + line.packed > directory || zip.substr(line.header + header_size, name) != line.path ||
        number_at(zip, line.header + 8, 2) != line.method)
        return std::nullopt;
    return zip.substr(start, line.packed);
}

std::optional<std::string> unpacked(std::string_view packed, const Line& line) {
    if (line.method == stored) return packed.size() == line.size ? std::optional(std::string(packed)) : std::nullopt;
    std::string out(line.size, '\0');
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    Bytef nothing = 0;
    stream.next_out = out.empty() ? &nothing : reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool good = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0;
    inflateEnd(&stream);
    return good ? std::optional(std::move(out)) : std::nullopt;
}

/// Two files that share bytes, or bytes before the first: one reader would see another file than the next.
bool overlap(std::vector<std::pair<std::uint64_t, std::uint64_t>> places) {
    std::sort(places.begin(), places.end());
    std::uint64_t end = 0;
    for (const auto& [from, to] : places) {
        if (from < end) return true;
        end = to;
    }
    return !places.empty() && places[0].first != 0;
}

}  // namespace

Result<std::vector<ZipFile>> read_zip(std::string_view zip, const ZipLimits& limits) {
    const auto directory = find_directory(zip);
    if (!directory) return malformed("目录", "its directory");
    if (directory->files > limits.files) return fail(err::zip_large);
    std::vector<ZipFile> out;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
    std::set<std::string> seen;
    auto at = directory->start;
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < directory->files; ++i) {
        const auto line = read_line(zip, at, directory->end);
        if (!line || !seen.insert(line->path).second) return malformed("目录", "its directory");
        total += line->size;
        if (total > limits.bytes) return fail(err::zip_large);
        const auto packed = packed_bytes(zip, *line, directory->start);
        if (!packed) return malformed("文件头", "the header of a file");
        places.emplace_back(line->header, static_cast<std::uint64_t>(packed->data() - zip.data()) + packed->size());
        auto bytes = unpacked(*packed, *line);
        if (!bytes || crc32(*bytes) != line->crc) return malformed("文件内容", "the content of a file");
        if (!line->path.ends_with('/')) out.push_back({line->path, std::move(*bytes)});
    }
    if (at != directory->end || overlap(std::move(places))) return malformed("文件重叠", "files that overlap");
    return out;
}

}  // namespace zhupi::document
