#include "server/net/sse.hpp"

#include "base/error.hpp"

#include <deque>
#include <map>
#include <mutex>

namespace zhupi::net {
namespace {

using Frame = std::shared_ptr<const std::string>;

Frame frame_of(std::int64_t id, std::string_view name, std::string_view data) {
    std::string out = "id: " + std::to_string(id) + "\nevent: " + std::string(name);
    out += "\ndata: ";
    for (const char c : data) {
        if (c == '\n')
            out += "\ndata: ";
        else if (c != '\r')
            out += c;
    }
    out += "\n\n";
    return std::make_shared<const std::string>(std::move(out));
}

/// How long a browser waits before it comes back after a broken connection.
const std::string opening = "retry: 2000\n\n";

}  // namespace

struct Subscription::Seat {
    std::shared_ptr<Hub::Room> room;
    std::weak_ptr<Subscription> owner;
    std::set<std::string> audiences;
    // Guarded by the room's mutex:
    std::deque<Frame> frames;
    std::int64_t seen = 0;  ///< the newest event queued or skipped for it
    bool ready = false;     ///< in the ready list, or its owner has not yet taken everything
    bool ended = false;
};

struct Hub::Room {
    struct Kept {
        std::int64_t id;
        std::vector<std::string> audience;
        Frame frame;
    };
    using Seat = Subscription::Seat;

    Options options;
    mutable std::mutex mutex;
    std::deque<Kept> ring;
    std::int64_t newest = 0;  ///< id of the latest event
    std::int64_t floor = 0;   ///< everything above it is in the ring
    std::map<std::string, std::set<Seat*>, std::less<>> followers;
    std::size_t seats = 0;
    std::deque<std::weak_ptr<Subscription>> ready;
    std::function<void()> wake;

    /// Puts a seat into the ready list; true when the list was empty, so that someone must be woken.
    bool make_ready(Seat& seat) {
        if (seat.ready) return false;
        seat.ready = true;
        ready.push_back(seat.owner);
        return ready.size() == 1;
    }
    void queue(Seat& seat, const Frame& frame, std::int64_t id) {
        seat.seen = id;
        if (seat.frames.size() < options.queue)
            seat.frames.push_back(frame);
        else
            resync(seat);
    }
    void resync(Seat& seat) {
        seat.frames.clear();
        seat.seen = newest;
        seat.frames.push_back(frame_of(newest, "resync", "{}"));
    }
    bool follows(const Seat& seat, const std::vector<std::string>& audience) const {
        for (const auto& key : audience)
            if (seat.audiences.contains(key)) return true;
        return false;
    }
    void catch_up(Seat& seat, std::int64_t last) {
        if (last > newest || last < floor) return resync(seat);
        seat.seen = last;
        for (const auto& kept : ring)  // until a resync puts `seen` at the end
            if (kept.id > seat.seen && follows(seat, kept.audience)) queue(seat, kept.frame, kept.id);
    }
};

Subscription::Subscription(std::shared_ptr<Seat> seat) : seat_(std::move(seat)) {}

Subscription::~Subscription() {
    const std::lock_guard lock(seat_->room->mutex);
    auto& followers = seat_->room->followers;
    for (const auto& key : seat_->audiences) {
        const auto place = followers.find(key);
        place->second.erase(seat_.get());
        if (place->second.empty()) followers.erase(place);
    }
    --seat_->room->seats;
}

std::string Subscription::take(std::size_t most) {
    const std::lock_guard lock(seat_->room->mutex);
    std::string out;
    while (!seat_->frames.empty() && out.size() < most) {
        out += *seat_->frames.front();
        seat_->frames.pop_front();
    }
    if (out.empty()) seat_->ready = false;
    return out;
}

bool Subscription::ended() const {
    const std::lock_guard lock(seat_->room->mutex);
    return seat_->ended;
}

Hub::Hub(Options options) : room_(std::make_shared<Room>()) {
    room_->options = options;
    room_->newest = room_->floor = options.last_id;
}

Hub::~Hub() = default;

void Hub::publish(const LiveEvent& event) {
    const auto frame = frame_of(event.id, event.name, event.data);
    std::function<void()> wake;
    {
        const std::lock_guard lock(room_->mutex);
        ensure(event.id > room_->newest, "live events must be published in order");
        room_->newest = event.id;
        room_->ring.push_back({event.id, event.audience, frame});
        if (room_->ring.size() > room_->options.ring) {
            room_->floor = room_->ring.front().id;
            room_->ring.pop_front();
        }
        for (const auto& key : event.audience) {
            const auto place = room_->followers.find(key);
            if (place == room_->followers.end()) continue;
            for (auto* seat : place->second) {
                if (seat->seen == event.id) continue;  // through another of its audiences
                room_->queue(*seat, frame, event.id);
                if (room_->make_ready(*seat)) wake = room_->wake;
            }
        }
    }
    if (wake) wake();
}

std::shared_ptr<Subscription> Hub::subscribe(std::set<std::string> audiences,
                                             std::optional<std::int64_t> last_event_id) {
    auto seat = std::make_shared<Subscription::Seat>();
    seat->room = room_;
    seat->audiences = std::move(audiences);
    auto subscription = std::make_shared<Subscription>(seat);
    seat->owner = subscription;

    std::function<void()> wake;
    {
        const std::lock_guard lock(room_->mutex);
        ++room_->seats;
        for (const auto& key : seat->audiences) room_->followers[key].insert(seat.get());
        if (last_event_id)
            room_->catch_up(*seat, *last_event_id);
        else
            seat->frames.push_back(frame_of(room_->newest, "hello", "{}"));
        seat->frames.push_front(std::make_shared<const std::string>(opening));
        if (room_->make_ready(*seat)) wake = room_->wake;
    }
    if (wake) wake();
    return subscription;
}

void Hub::resync() {
    std::function<void()> wake;
    {
        const std::lock_guard lock(room_->mutex);
        room_->floor = room_->newest + 1;
        for (auto& [audience, seats] : room_->followers)
            for (auto* seat : seats) {
                room_->resync(*seat);
                if (room_->make_ready(*seat)) wake = room_->wake;
            }
    }
    if (wake) wake();
}

void Hub::end(std::string_view audience) {
    std::function<void()> wake;
    {
        const std::lock_guard lock(room_->mutex);
        const auto place = room_->followers.find(audience);
        if (place == room_->followers.end()) return;
        for (auto* seat : place->second) {
            seat->ended = true;
            if (room_->make_ready(*seat)) wake = room_->wake;
        }
    }
    if (wake) wake();
}

std::size_t Hub::subscribers() const {
    const std::lock_guard lock(room_->mutex);
    return room_->seats;
}

void Hub::set_wake(std::function<void()> wake) {
    const std::lock_guard lock(room_->mutex);
    room_->wake = std::move(wake);
}

bool Hub::run_ready(std::size_t most) {
    for (std::size_t i = 0; i < most; ++i) {
        std::shared_ptr<Subscription> next;
        {
            const std::lock_guard lock(room_->mutex);
            while (!next && !room_->ready.empty()) {
                next = room_->ready.front().lock();
                room_->ready.pop_front();
            }
        }
        if (!next) return false;
        if (next->on_ready) next->on_ready();
    }
    const std::lock_guard lock(room_->mutex);
    return !room_->ready.empty();
}

}  // namespace zhupi::net
