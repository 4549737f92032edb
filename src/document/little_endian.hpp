#pragma once
// Numbers as ZIP archives write them (APPNOTE 4.4.1.1: the least significant byte first).

#include <cstdint>
#include <string_view>

namespace zhupi::document {

/// Of `size` bytes, 1 to 8; the caller has seen to it that they are there.
inline std::uint64_t number_at(std::string_view bytes, std::size_t at, int size) {
    std::uint64_t out = 0;
    for (int i = size - 1; i >= 0; --i)
        out = out << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return out;
}

}  // namespace zhupi::document
