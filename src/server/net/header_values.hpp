#pragma once
// Reading and writing the values of header fields (RFC 9110). Pure functions on hostile text.

#include "base/error.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::net {

/// "Application/JSON; charset=utf-8" is "application/json".
std::string media_type(std::string_view content_type);

/// Whether an Accept-Encoding field allows a coding ("gzip", "br"); `;q=0` forbids it, `*` stands for any.
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

/// Whether a comma-separated field holds a token, ignoring case: Connection, Accept without its parameters.
bool lists_token(std::string_view field, std::string_view token);

/// Whether an If-None-Match field names this tag, by the weak comparison of RFC 9110 8.8.3.2; `*` names any.
bool etag_matches(std::string_view field, std::string_view etag);

/// The tag of a numbered version, `"12"`, and the number in an If-Match field (`"12"` or `W/"12"`: gzip on the way
/// makes our tags weak, but they name versions of the thing, not bytes).
std::string version_etag(std::int64_t version);
std::optional<std::int64_t> version_in_etag(std::string_view field);

struct ByteRange {
    std::uint64_t offset = 0, length = 0;
    bool operator==(const ByteRange&) const = default;
};
/// The one range asked of `size` bytes. Nothing when the whole is to be sent: no range, several ranges, or a field that
/// cannot be read (RFC 9110 14.2 lets a server ignore those). Error err::http_range when it lies outside.
Result<std::optional<ByteRange>> parse_range(std::string_view field, std::uint64_t size);

std::string http_date(Instant at);  ///< "Tue, 24 Nov 2026 03:11:06 GMT"

/// The trace id of a W3C traceparent field, or nothing when it is not one.
std::optional<std::string> trace_in(std::string_view traceparent);

}  // namespace zhupi::net
