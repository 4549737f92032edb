#pragma once
// One HTTP exchange as handlers see it: plain values, nothing of sockets.

#include "base/json.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhupi::net {

enum class Method : unsigned char { get, head, post, put, patch, del, options };
inline constexpr std::size_t method_count = 7;

std::string_view name_of(Method method);                    ///< "GET", … "DELETE", "OPTIONS"
std::optional<Method> method_named(std::string_view name);  ///< case-sensitive, as RFC 9110 9.1 says

/// Text fields in order; names compare without regard to ASCII case.
class Headers {
public:
    using Entry = std::pair<std::string, std::string>;

    void add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
    void set(std::string_view name, std::string value);  ///< replaces every field of that name
    void remove(std::string_view name);
    bool has(std::string_view name) const { return find(name).has_value(); }
    std::optional<std::string_view> find(std::string_view name) const;  ///< the first of that name
    std::string_view get(std::string_view name) const { return find(name).value_or(std::string_view()); }
    const std::vector<Entry>& all() const { return entries_; }

private:
    std::vector<Entry> entries_;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);  ///< ASCII only

/// Decoded `name=value` pairs of a query, in order.
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Request {
    Method method = Method::get;
    std::string path;                   ///< as sent, still encoded, without the query
    std::vector<std::string> segments;  ///< of the path, decoded; valid UTF-8 without control characters
    Pairs query;
    Headers headers;
    std::string body;     ///< whole; empty on routes that take a sink
    std::string remote;   ///< address of the client, looking through trusted proxies
    bool secure = false;  ///< TLS here, or at a trusted proxy
    std::string trace;    ///< W3C trace id, 32 hex digits; from the caller, or made here

    std::optional<std::string_view> query_value(std::string_view name) const;  ///< the first
    std::optional<std::string_view> cookie(std::string_view name) const;
};

/// A file, or a part of one, to be sent in pieces. A Range header of the request is honoured within the part.
struct FileBody {
    std::string path;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length;  ///< to the end when absent
};

class Subscription;

/// What goes back: a body in memory, a file, or a stream of events; never two of them.
struct Response {
    int status = 200;
    std::string content_type;  ///< empty when there is no body
    Headers headers;
    std::string body;
    std::optional<FileBody> file;
    std::shared_ptr<Subscription> events;
    bool compressible = true;  ///< false keeps a body from being gzipped: secrets beside reflected input (BREACH)

    static Response text(std::string body, std::string content_type = "text/plain; charset=utf-8");
    static Response json_text(std::string json, int status = 200);
    static Response no_content();
    static Response of_file(std::string path, std::string content_type);
    static Response event_stream(std::shared_ptr<Subscription> events);

    template <class T>
    static Response json(const T& value, int status = 200) {
        return json_text(zhupi::json::encode(value), status);
    }
    /// 201 with the new thing's address.
    template <class T>
    static Response created(std::string location, const T& value) {
        auto response = json(value, 201);
        response.headers.set("Location", std::move(location));
        return response;
    }

    Response& with(std::string_view name, std::string value) & {
        headers.set(name, std::move(value));
        return *this;
    }
    Response with(std::string_view name, std::string value) && {
        headers.set(name, std::move(value));
        return std::move(*this);
    }
};

}  // namespace zhupi::net
