#pragma once
// From what a handler returned to what goes on the wire: everything between them that needs no socket.

#include "server/net/call.hpp"
#include "server/net/file_reader.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::net {

/// Ready to be sent: a head's worth of status and fields, and one kind of body.
struct Rendered {
    Response response;               ///< body is final: negotiated, compressed, or emptied for 304
    std::optional<FileReader> file;  ///< open, when the response is a file
    std::uint64_t length = 0;        ///< of the body or of the part of the file; no meaning for events
};

/// Errors become problems; If-None-Match becomes 304; Range a part of a file; large texts are gzipped when the client
/// accepts it. Reads the file's metadata, so it runs on a worker.
Rendered render(const Call& call, Result<Response> result);

/// What the head needs to know beside the response.
struct HeadFacts {
    std::string_view date;        ///< cached IMF-fixdate
    std::string_view trace;       ///< empty: none
    std::int64_t queued_us = 0;   ///< for Server-Timing: waiting for a worker
    std::int64_t handled_us = 0;  ///< from the worker's start to the answer
    bool keep_alive = true;
    bool head_only = false;  ///< HEAD: fields as for GET, no body
    bool secure = false;     ///< adds Strict-Transport-Security
};

/// Status line and fields with the empty line. Every answer carries the security fields of ASVS 5.0 3.4.
std::string head_text(const Rendered& rendered, const HeadFacts& facts);

}  // namespace zhupi::net
