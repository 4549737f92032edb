#pragma once
// What a session asks of its connection, plain or TLS. At most one read and one write are under way at a time. Inside
// server/net only.

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace zhupi::net {

class Session;

/// The step a session takes when an operation has ended. It keeps the session alive meanwhile; no allocation.
struct Then {
    std::shared_ptr<Session> session;
    void (Session::*step)(bool ok, std::size_t bytes) = nullptr;
    void operator()(bool ok, std::size_t bytes) const;
};

class Transport {
public:
    virtual ~Transport() = default;
    virtual void handshake(Then then) = 0;
    virtual void read_some(std::span<char> room, Then then) = 0;
    /// Writes both texts whole; they must stay where they are until then.
    virtual void write(std::string_view first, std::string_view second, Then then) = 0;
    /// Tells the peer that nothing more will come; reading goes on.
    virtual void end_sending(Then then) = 0;
    /// Whatever is under way ends with an error.
    virtual void close() = 0;
    /// For operations begun from now on, all together; when the time is over the connection is closed.
    virtual void expire_after_seconds(int seconds) = 0;
    virtual void never_expire() = 0;
};

}  // namespace zhupi::net
