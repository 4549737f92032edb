#include "server/net/message.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "server/net/header_values.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace zhupi::net {

namespace http = boost::beast::http;

namespace {

constexpr int max_fields = 100;
constexpr int max_skipped = 4096;
constexpr int max_size_digits = 15;  // no overflow, and 10^18 bytes are enough
/// Beast wants a limit; the session has already refused longer heads.
constexpr std::uint32_t parser_header_limit = 1 << 20;

auto refused(std::string detail) { return fail(err::http_malformed, {{"detail", std::move(detail)}}); }

struct Seen {
    int fields = 0, hosts = 0, lengths = 0, encodings = 0;
};

Result<void> check_field(std::string_view line, Seen& seen) {
    if (++seen.fields > max_fields) return refused("too many header fields");
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0) return refused("header field without a name");
    const auto name = line.substr(0, colon);
    if (name.find_first_of(" \t") != name.npos) return refused("space in a header name");
    const auto value = line.substr(colon + 1);
    const auto trimmed = value.substr(std::min(value.find_first_not_of(" \t"), value.size()));
    const auto content = trimmed.substr(0, trimmed.find_last_not_of(" \t") + 1);
    if (equal_ignoring_case(name, "Host")) {
        if (++seen.hosts > 1) return refused("two Host fields");
        if (content.empty() || content.find_first_of("/@?#, \t") != content.npos) return refused("Host");
    } else if (equal_ignoring_case(name, "Content-Length")) {
        if (++seen.lengths > 1) return refused("two Content-Length fields");
        if (!text::is_digits(content) || content.size() > 18) return refused("Content-Length");
    } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
        if (++seen.encodings > 1) return refused("two Transfer-Encoding fields");
        if (!equal_ignoring_case(content, "chunked")) return refused("Transfer-Encoding");
    }
    return {};
}

}  // namespace

Result<void> check_head(std::string_view head) {
    if (!head.ends_with("\r\n\r\n")) return refused("the head does not end");
    auto rest = head.substr(0, head.size() - 2);
    Seen seen;
    bool request_line = true, old_version = false;
    while (!rest.empty()) {
        const auto end = rest.find("\r\n");
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos) return refused("bare CR, LF or NUL");
        if (request_line) {
            old_version = line.ends_with(" HTTP/1.0");
            request_line = false;
            continue;
        }
        if (line.starts_with(' ') || line.starts_with('\t')) return refused("folded header line");
        ZHUPI_CHECK(check_field(line, seen));
    }
    if (seen.hosts == 0) return refused("no Host");
    if (seen.encodings > 0 && seen.lengths > 0) return refused("Content-Length beside Transfer-Encoding");
    if (seen.encodings > 0 && old_version) return refused("Transfer-Encoding in HTTP/1.0");
    return {};
}

Result<Head> read_head(std::string_view bytes) {
    ZHUPI_CHECK(check_head(bytes));
    http::request_parser<http::empty_body> parser;
    parser.header_limit(parser_header_limit);
    parser.body_limit(boost::none);  // the session counts, because the limit depends on the route
    boost::beast::error_code error;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    if (error && error != http::error::need_more) return refused(error.message());
    if (!parser.is_header_done()) return refused("the head is incomplete");

    const auto& message = parser.get();
    Head head;
    const auto method = method_named(message.method_string());
    if (!method) return fail(err::http_method_unknown);
    head.method = *method;
    head.target = message.target();
    for (const auto& field : message) head.headers.add(field.name_string(), field.value());
    if (const auto length = parser.content_length()) head.content_length = *length;
    head.chunked = message.chunked();
    head.keep_alive = message.keep_alive();
    if (const auto expectation = head.headers.find("Expect")) {
        if (!equal_ignoring_case(*expectation, "100-continue")) return fail(err::http_expectation);
        head.expects_continue = message.version() == 11;
    }
    return head;
}

BodyReader::BodyReader(const Head& head) {
    if (head.chunked) {
        state_ = State::size;
    } else if (head.has_body()) {
        state_ = State::plain;
        left_ = *head.content_length;
    }
}

Result<std::size_t> BodyReader::read(std::string_view bytes, std::string& out) {
    std::size_t at = 0;
    while (at < bytes.size() && !done()) {
        if (state_ != State::plain && state_ != State::data) {
            ZHUPI_CHECK(step(bytes[at]));
            ++at;
            continue;
        }
        const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size() - at));
        out.append(bytes, at, take);
        at += take;
        left_ -= take;
        if (left_ == 0) state_ = state_ == State::plain ? State::done : State::data_cr;
    }
    return at;
}

Result<void> BodyReader::step(char c) {
    const auto expect = [&](char wanted, State next) -> Result<void> {
        if (c != wanted) return refused("chunk");
        state_ = next;
        return {};
    };
    const auto skip = [&]() -> Result<void> {
        if (c == '\n' || ++skipped_ > max_skipped) return refused("chunk extension or trailer");
        return {};
    };
    switch (state_) {
        case State::size: {
            constexpr std::string_view hex = "0123456789abcdef0123456789ABCDEF";
            if (const auto digit = hex.find(c); digit != hex.npos) {
                if (++digits_ > max_size_digits) return refused("chunk size");
                left_ = left_ * 16 + digit % 16;
                return {};
            }
            if (digits_ == 0) return refused("chunk size");
            digits_ = 0;
            if (c == ';') return expect(';', State::extension);
            return expect('\r', State::size_lf);
        }
        case State::extension:
            if (c == '\r') return expect('\r', State::size_lf);
            return skip();
        case State::size_lf:
            return expect('\n', left_ == 0 ? State::line : State::data);
        case State::data_cr:
            return expect('\r', State::data_lf);
        case State::data_lf:
            return expect('\n', State::size);
        case State::line:
            if (c == '\r') return expect('\r', State::last_lf);
            state_ = State::trailer;
            return skip();
        case State::trailer:
            if (c == '\r') return expect('\r', State::trailer_lf);
            return skip();
        case State::trailer_lf:
            return expect('\n', State::line);
        case State::last_lf:
            return expect('\n', State::done);
        case State::plain:
        case State::data:
        case State::done:
            break;
    }
    bug("a body state that takes no framing");
}

}  // namespace zhupi::net
