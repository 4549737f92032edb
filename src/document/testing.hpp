#pragma once
// ZIPs as others make them, for tests: deflated, with any name, number or flag that a container may claim.

#include "document/zip_inside.hpp"

#include <optional>
#include <string>
#include <vector>

#include <zlib.h>

namespace zhupi::document::testing {

struct Packed {
    std::string name, content;
    bool deflated = true;
    std::uint16_t flags = 0, made_by = 0;
    std::uint32_t attributes = 0;
    std::optional<std::uint32_t> claimed_size{};   ///< instead of the content's
    std::optional<std::uint32_t> shared_header{};  ///< begins where another entry begins
};

inline std::string le(std::uint64_t number, int size) {
    std::string out;
    for (int i = 0; i < size; ++i, number >>= 8) out += static_cast<char>(number & 0xFF);
    return out;
}

inline std::string deflate_raw(const std::string& content) {
    std::string out(compressBound(content.size()) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

inline std::string pack(const std::vector<Packed>& files) {
    std::string out, directory;
    for (const auto& file : files) {
        const auto bytes = file.deflated ? deflate_raw(file.content) : file.content;
        const auto size = file.claimed_size.value_or(static_cast<std::uint32_t>(file.content.size()));
        const auto common = le(file.flags, 2) + le(file.deflated ? 8 : 0, 2) + le(0, 4) + le(crc32(file.content), 4) +
                            le(bytes.size(), 4) + le(size, 4) + le(file.name.size(), 2);
        const auto at = file.shared_header.value_or(static_cast<std::uint32_t>(out.size()));
        if (!file.shared_header) out += "PK\x03\x04" + le(20, 2) + common + le(0, 2) + file.name + bytes;
        directory += "PK\x01\x02" + le(20 | file.made_by << 8, 2) + le(20, 2) + common + le(0, 2) + le(0, 2) +
                     le(0, 2) + le(0, 2) + le(file.attributes, 4) + le(at, 4) + file.name;
    }
    const auto start = out.size();
    out += directory;
    return out + "PK\x05\x06" + le(0, 2) + le(0, 2) + le(files.size(), 2) + le(files.size(), 2) +
           le(directory.size(), 4) + le(start, 4) + le(0, 2);
}

}  // namespace zhupi::document::testing
