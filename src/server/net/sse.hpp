#pragma once
// Live updates: one writer publishes numbered events, many browsers follow those of their audiences (the HTML
// standard's "Server-sent events"). Nothing here knows of sockets: the server drains subscriptions on its I/O thread.
//
// A client that comes back with Last-Event-ID gets what it missed from a ring of the latest events. When the ring no
// longer reaches back that far, or a client reads so slowly that its queue is full, it gets one event "resync": forget
// what you know and load afresh. So memory is bounded and no one goes on with a gap unknowingly.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::net {

struct LiveEvent {
    std::int64_t id = 0;                ///< strictly increasing: the event log's sequence number
    std::vector<std::string> audience;  ///< "user:7", "department:A01": whoever follows any of them gets it once
    std::string name;                   ///< the browser's event type; no line breaks
    std::string data;                   ///< JSON
};

/// One client's place in the stream. Made by Hub::subscribe; ends when it is dropped.
class Subscription {
public:
    struct Seat;
    explicit Subscription(std::shared_ptr<Seat> seat);
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;
    ~Subscription();

    /// The next frames, whole ones, up to about `most` bytes; empty when there are none. Any thread.
    std::string take(std::size_t most);
    bool ended() const;  ///< the hub wants it closed; what was queued may still be taken

    /// Called by Hub::run_ready when there is something to take or it has ended; set before the first such call.
    std::function<void()> on_ready;

private:
    friend class Hub;
    std::shared_ptr<Seat> seat_;
};

class Hub {
public:
    struct Room;
    struct Options {
        std::size_t ring = 4096;   ///< events kept for those who come back
        std::size_t queue = 256;   ///< events waiting for one client
        std::int64_t last_id = 0;  ///< the log's head at start: a client that knows this much has missed nothing
    };
    explicit Hub(Options options);
    Hub() : Hub(Options()) {}
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;
    ~Hub();

    /// Any thread; events in the order of their ids.
    void publish(const LiveEvent& event);

    /// `last_event_id` is what the client sent; a first visit has none and starts now.
    std::shared_ptr<Subscription> subscribe(std::set<std::string> audiences,
                                            std::optional<std::int64_t> last_event_id = std::nullopt);
    /// Something may have been missed: everybody loads afresh, and nobody goes on from before.
    void resync();
    /// Ends every stream that follows this audience: the session was signed out.
    void end(std::string_view audience);
    std::size_t subscribers() const;

    /// `wake` is called, from the publishing thread, when subscriptions have become ready and none were before.
    void set_wake(std::function<void()> wake);
    /// Calls on_ready of up to `most` ready subscriptions; true when more are waiting. Slices keep the I/O thread fair.
    bool run_ready(std::size_t most);

private:
    std::shared_ptr<Room> room_;  // shared with the subscriptions, which may outlive the hub
};

}  // namespace zhupi::net
