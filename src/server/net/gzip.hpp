#pragma once
#include <string>
#include <string_view>

namespace zhupi::net {

/// RFC 1952 gzip at a level that favours speed; nothing of the caller's is in the header.
std::string gzip(std::string_view plain);

/// Whether a body of this kind and size is worth compressing: text, JSON, XML, SVG above 1 KB.
bool worth_compressing(std::string_view content_type, std::size_t size);

}  // namespace zhupi::net
