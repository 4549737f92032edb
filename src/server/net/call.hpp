#pragma once
// What a handler is given and what it gives back. Three shapes:
//
//   Handler       plain and synchronous, on a worker thread: most routes
//   AsyncHandler  gets a Reply that any thread may call later, once: a command that waits for its group commit holds
//                 no worker meanwhile
//   SinkHandler   looks at the head alone and returns a sink for the body: uploads larger than memory

#include "base/json.hpp"
#include "server/net/exchange.hpp"

#include <any>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::net {

struct Route;

struct Call {
    Request request;
    const Route* route = nullptr;     ///< null only for what no route matched
    std::vector<std::string> params;  ///< values of the pattern's {names}, in order
    std::any session;                 ///< filled by the router's `before` hook: who is calling

    std::string_view param(std::string_view name) const;       ///< a bug when the pattern has no such name
    Result<std::int64_t> number(std::string_view name) const;  ///< a positive integer; anything else is not found
    std::optional<std::string_view> query(std::string_view name) const { return request.query_value(name); }
    /// The JSON body as a described struct.
    template <class T>
    Result<T> body() const {
        return json::decode<T>(request.body);
    }
    template <class T>
    T* session_as() {
        return std::any_cast<T>(&session);
    }
    template <class T>
    const T* session_as() const {
        return std::any_cast<T>(&session);
    }
};

/// Delivers the answer of one call, from any thread. Copies are the same reply: the first call counts, later ones are
/// ignored, and if all copies vanish without a call the client gets the answer for a bug instead of waiting forever.
class Reply {
public:
    explicit Reply(std::function<void(Result<Response>)> deliver);
    void operator()(Result<Response> result) const;

private:
    struct Once;
    std::shared_ptr<Once> once_;
};

/// Takes a body piece by piece on worker threads, never two pieces at once. Destroyed without finish() when the
/// connection breaks.
class BodySink {
public:
    virtual ~BodySink() = default;
    virtual Result<void> write(std::string_view piece) = 0;
    virtual Result<Response> finish() = 0;
};

using Handler = std::function<Result<Response>(Call&)>;
using AsyncHandler = std::function<void(std::shared_ptr<Call>, Reply)>;
using SinkHandler = std::function<Result<std::unique_ptr<BodySink>>(Call&)>;

}  // namespace zhupi::net
