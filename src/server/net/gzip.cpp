#include "server/net/gzip.hpp"

#include "base/error.hpp"
#include "server/net/header_values.hpp"

#include <zlib.h>

namespace zhupi::net {

std::string gzip(std::string_view plain) {
    constexpr int level = 5, window_bits = 15, gzip_wrapper = 16, memory_level = 8;
    z_stream stream{};
    ensure(
        deflateInit2(&stream, level, Z_DEFLATED, window_bits + gzip_wrapper, memory_level, Z_DEFAULT_STRATEGY) == Z_OK,
        "deflateInit2");
    std::string out;
    out.resize(deflateBound(&stream, static_cast<uLong>(plain.size())));
    // zlib only reads from next_in; its C interface lacks the const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    ensure(result == Z_STREAM_END, "deflate");
    return out;
}

bool worth_compressing(std::string_view content_type, std::size_t size) {
    constexpr std::size_t smallest = 1024;
    if (size <= smallest) return false;
    const auto type = media_type(content_type);
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
           type == "application/javascript";
}

}  // namespace zhupi::net
