#pragma once
// The header fields of tus 1.0 (https://tus.io/protocols/resumable-upload). Pure functions on hostile text.

#include "base/error.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace zhupi::net {

/// Upload-Metadata: "name 5paH5Lu2LnBkZg==,draft". Values are decoded and must be UTF-8; at most 4 KB and 20 entries.
Result<std::map<std::string, std::string>> parse_upload_metadata(std::string_view field);
std::string upload_metadata_text(const std::map<std::string, std::string>& metadata);

/// Upload-Length and Upload-Offset: plain digits that fit into 63 bits.
Result<std::int64_t> parse_upload_number(std::string_view name, std::string_view field);

/// Upload-Checksum: "sha256 <base64>", the only algorithm offered. The 32 raw bytes.
Result<std::string> parse_upload_checksum(std::string_view field);

}  // namespace zhupi::net
