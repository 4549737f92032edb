#include "server/net/sse.hpp"

#include "base/error.hpp"

#include <random>
#include <thread>

#include <doctest/doctest.h>

namespace zhupi::net {
namespace {

constexpr std::size_t everything = 1 << 20;

LiveEvent event(std::int64_t id, std::vector<std::string> audience = {"all"}) {
    return {id, std::move(audience), "change", "{\"n\":" + std::to_string(id) + "}"};
}

/// The ids of the events in a piece of stream; a resync is written as its negative.
std::vector<std::int64_t> ids(const std::string& stream) {
    std::vector<std::int64_t> out;
    for (auto at = stream.find("id: "); at != stream.npos; at = stream.find("id: ", at + 1)) {
        const auto id = std::stoll(stream.substr(at + 4));
        const bool resync = stream.compare(stream.find('\n', at) + 1, 13, "event: resync") == 0;
        out.push_back(resync ? -id : id);
    }
    return out;
}

TEST_CASE("a frame is what the HTML standard describes") {
    Hub hub;
    const auto subscription = hub.subscribe({"all"});
    CHECK(subscription->take(everything) == "retry: 2000\n\nid: 0\nevent: hello\ndata: {}\n\n");
    hub.publish({5, {"all"}, "change", "a\r\nb"});
    CHECK(subscription->take(everything) == "id: 5\nevent: change\ndata: a\ndata: b\n\n");
    CHECK(subscription->take(everything).empty());
}

TEST_CASE("an event reaches each of its audience once and nobody else") {
    Hub hub;
    const auto both = hub.subscribe({"user:1", "department:A"});
    const auto other = hub.subscribe({"user:2"});
    (void)both->take(everything), (void)other->take(everything);
    hub.publish(event(1, {"user:1", "department:A"}));
    hub.publish(event(2, {"user:3"}));
    hub.publish(event(3, {"user:2"}));
    CHECK(ids(both->take(everything)) == std::vector<std::int64_t>{1});
    CHECK(ids(other->take(everything)) == std::vector<std::int64_t>{3});
}

TEST_CASE("who comes back gets what was missed, or is told to start afresh") {
    Hub hub({.ring = 4, .queue = 256, .last_id = 10});
    for (std::int64_t id = 11; id <= 16; ++id) hub.publish(event(id, {id % 2 ? "odd" : "even"}));
    const auto back = [&](std::int64_t last) { return ids(hub.subscribe({"odd"}, last)->take(everything)); };
    CHECK(back(16).empty());
    CHECK(back(14) == std::vector<std::int64_t>{15});
    CHECK(back(12) == std::vector<std::int64_t>{13, 15});
    CHECK(back(11) == std::vector<std::int64_t>{-16});  // 12 has left the ring
    CHECK(back(99) == std::vector<std::int64_t>{-16});  // knows more than there is: another history
    Hub fresh({.ring = 4, .queue = 256, .last_id = 10});
    CHECK(ids(fresh.subscribe({"odd"}, 10)->take(everything)).empty());
    CHECK(ids(fresh.subscribe({"odd"}, 9)->take(everything)) == std::vector<std::int64_t>{-10});
}

TEST_CASE("when something may have been missed, everybody starts afresh, and nobody goes on from before") {
    Hub hub;
    const auto here = hub.subscribe({"all", "odd"});
    for (std::int64_t id = 1; id <= 3; ++id) hub.publish(event(id));
    hub.resync();
    CHECK(ids(here->take(everything)) == std::vector<std::int64_t>{-3});
    CHECK(ids(hub.subscribe({"all"}, 2)->take(everything)) == std::vector<std::int64_t>{-3});
    hub.publish(event(9));  // 4 to 8 were written meanwhile
    CHECK(ids(here->take(everything)) == std::vector<std::int64_t>{9});
    CHECK(ids(hub.subscribe({"all"}, 9)->take(everything)).empty());
}

TEST_CASE("a client that reads too slowly is told to start afresh, and then goes on") {
    Hub hub({.ring = 100, .queue = 3, .last_id = 0});
    const auto slow = hub.subscribe({"all"});
    (void)slow->take(everything);
    for (std::int64_t id = 1; id <= 5; ++id) hub.publish(event(id));
    CHECK(ids(slow->take(everything)) == std::vector<std::int64_t>{-4, 5});
    CHECK(ids(hub.subscribe({"all"}, 0)->take(everything)) == std::vector<std::int64_t>{-5});
}

TEST_CASE("frames are handed out whole, in slices") {
    Hub hub;
    const auto subscription = hub.subscribe({"all"});
    (void)subscription->take(everything);
    for (std::int64_t id = 1; id <= 9; ++id) hub.publish(event(id));
    std::vector<std::int64_t> seen;
    for (auto piece = subscription->take(50); !piece.empty(); piece = subscription->take(50)) {
        CHECK(piece.ends_with("\n\n"));
        CHECK(ids(piece).size() <= 2);
        for (const auto id : ids(piece)) seen.push_back(id);
    }
    CHECK(seen == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("the server is woken once until it has looked") {
    Hub hub;
    int woken = 0, called = 0;
    hub.set_wake([&] { ++woken; });
    const auto a = hub.subscribe({"all"}), b = hub.subscribe({"all"});
    a->on_ready = b->on_ready = [&] { ++called; };
    CHECK(woken == 1);
    CHECK(hub.run_ready(1));
    CHECK_FALSE(hub.run_ready(9));
    CHECK(called == 2);
    hub.publish(event(1));
    CHECK(woken == 1);  // both have not taken everything yet: they will look again by themselves
    for (const auto& each : {a, b})
        while (!each->take(everything).empty()) {
        }
    hub.publish(event(2));
    CHECK(woken == 2);
}

TEST_CASE("signing out ends the streams of the session, and only those") {
    Hub hub;
    const auto mine = hub.subscribe({"session:1", "all"}), other = hub.subscribe({"session:2", "all"});
    hub.end("session:1");
    CHECK(mine->ended());
    CHECK_FALSE(other->ended());
    CHECK(hub.subscribers() == 2);
}

TEST_CASE("events out of order are a bug of the publisher") {
    Hub hub;
    hub.publish(event(2));
    CHECK_THROWS_AS(hub.publish(event(2)), BugError);
}

TEST_CASE("with breaks at random, every client sees all its events in order or is told of the gap") {
    std::mt19937 random(9);
    for (int round = 0; round < 50; ++round) {
        Hub hub({.ring = 1 + random() % 20, .queue = 1 + random() % 10, .last_id = 0});
        auto subscription = hub.subscribe({"all"});
        std::int64_t published = 0, known = 0;
        for (int step = 0; step < 200; ++step) {
            switch (random() % 4) {
                case 0:
                case 1:
                    hub.publish(event(++published));
                    break;
                case 2:
                    for (const auto id : ids(subscription->take(random() % 200 + 1))) {
                        if (id > 0) CHECK((id == known + 1 || id == known));  // hello repeats where we are
                        known = id < 0 ? -id : id;
                    }
                    break;
                default:
                    subscription.reset();
                    subscription = hub.subscribe({"all"}, known);
            }
        }
        for (auto piece = subscription->take(everything); !piece.empty(); piece = subscription->take(everything))
            for (const auto id : ids(piece)) known = id < 0 ? -id : id;
        CHECK(known == published);
    }
}

TEST_CASE("publishing, reading and leaving from several threads loses nothing") {
    Hub hub({.ring = 100000, .queue = 100000, .last_id = 0});
    constexpr std::int64_t last = 2000;
    const auto reader = [&hub] {
        std::int64_t known = 0;
        while (known < last) {
            const auto subscription = hub.subscribe({"all"}, known);
            for (int i = 0; i < 50; ++i)
                for (const auto id : ids(subscription->take(400))) known = known + 1 == id ? id : -1'000'000;
        }
        return known;
    };
    std::int64_t results[2] = {};
    std::thread one([&] { results[0] = reader(); }), two([&] { results[1] = reader(); });
    for (std::int64_t id = 1; id <= last; ++id) hub.publish(event(id));
    one.join();
    two.join();
    CHECK(results[0] == last);
    CHECK(results[1] == last);
}

}  // namespace
}  // namespace zhupi::net
