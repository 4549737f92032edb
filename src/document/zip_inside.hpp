#pragma once
// What writing and reading of containers share.

#include <cstdint>
#include <string_view>

namespace zhupi::document {

bool is_inner_path(std::string_view path);  ///< "a/b.xml": no leading slash, no empty, "." or ".." part
std::uint32_t crc32(std::string_view bytes);

}  // namespace zhupi::document
