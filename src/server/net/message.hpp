#pragma once
// Reading one HTTP/1.1 request from bytes, without sockets. The grammar is Boost.Beast's; on top of it everything is
// refused that two machines could read differently (request smuggling): see check_head.

#include "server/net/exchange.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace zhupi::net {

/// Refuses heads that Beast 1.81 lets through although RFC 9112 forbids them or leaves them open to interpretation:
/// a Transfer-Encoding that is not exactly "chunked" (6.1), one together with Content-Length (6.3), Content-Length that
/// is repeated or not plain digits (6.3), a missing or second Host (3.2), folded lines (5.2), bare CR, LF or NUL (2.2).
Result<void> check_head(std::string_view head);

struct Head {
    Method method = Method::get;
    std::string target;
    Headers headers;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

/// `bytes` is the head up to and with its empty line. Errors: http.malformed, http.method_unknown, http.expectation.
Result<Head> read_head(std::string_view bytes);

/// Takes the body of one request out of the bytes that follow its head, in pieces of any size. Chunked framing is read
/// here and not by Beast, whose parser asserts (and so ends the process) when the last chunk comes alone and in two
/// pieces. Chunk extensions and trailers are skipped; together they may not exceed 4 KB.
class BodyReader {
public:
    BodyReader() = default;  ///< of a request without a body
    explicit BodyReader(const Head& head);

    /// Appends what `bytes` holds of the body to `out`. Returns how many bytes belong to this request: all of them,
    /// unless the body ends within. Error http.malformed for broken chunks.
    Result<std::size_t> read(std::string_view bytes, std::string& out);
    bool done() const { return state_ == State::done; }

private:
    enum class State : unsigned char {
        plain,       // Content-Length bytes
        size,        // hex digits
        extension,   // up to CR
        size_lf,     //
        data,        //
        data_cr,     //
        data_lf,     //
        line,        // at the start of a trailer line, or of the empty line that ends everything
        trailer,     // within a trailer line
        trailer_lf,  //
        last_lf,     //
        done
    };
    Result<void> step(char c);

    State state_ = State::done;
    std::uint64_t left_ = 0;  ///< bytes of the body, or of the chunk
    int digits_ = 0;          ///< of the chunk size so far
    int skipped_ = 0;         ///< bytes of extensions and trailers
};

}  // namespace zhupi::net
