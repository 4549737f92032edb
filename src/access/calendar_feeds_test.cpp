#include "access/calendar_feeds.hpp"

#include "access/test_people.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

using test::must;
using test::People;

struct Feeds : People {
    Id officer = official("wang"), other = official("lili");
    Result<MadeFeed> make(Id person, std::string_view label = "手机") {
        return write([&](store::Tx& tx) { return make_feed(tx, by(person), label); });
    }
    Result<void> revoke(Id person, Id feed) {
        return store->write(
            store::Write([&](store::Tx& tx) -> Result<void> { return revoke_feed(tx, by(person), feed); }));
    }
    Result<FoundFeed> find(std::string_view token) {
        return read([&](store::Snapshot& from) { return find_feed(from, token, now); });
    }
};

TEST_CASE("an address opens its person's calendar until it is revoked") {
    Feeds people;
    const auto made = must(people.make(people.officer));
    CHECK(made.token.size() == 43);
    CHECK(must(people.find(made.token)).person.id == people.officer);
    CHECK(people.find(made.token + "x").error().is(err::calendar_feed_none));
    CHECK(people.find("").error().is(err::calendar_feed_none));
    CHECK(people.find(std::string(100'000, 'a')).error().is(err::calendar_feed_none));
    CHECK(people.revoke(people.other, made.feed.id).error().is(err::calendar_feed_none));
    CHECK(people.revoke(people.officer, made.feed.id).has_value());
    CHECK(people.find(made.token).error().is(err::calendar_feed_none));
    CHECK(people.revoke(people.officer, made.feed.id).error().is(err::calendar_feed_none));
}

TEST_CASE("the store keeps no address, and the log neither") {
    Feeds people;
    const auto made = must(people.make(people.officer));
    std::string all;
    must(people.store->read([&](store::Snapshot& from) -> Result<void> {
        return from.query("SELECT token_digest, label FROM calendar_feed", {},
                          [&](const store::Row& row) { all += std::string(row.text(0)) + std::string(row.text(1)); });
    }));
    bool told = false;
    for (const auto& event : people.events(people.officer)) {
        all += event.payload;
        told = told || event.type == event::user_calendar_made;
    }
    CHECK(told);
    CHECK_FALSE(all.empty());
    CHECK(all.find(made.token) == std::string::npos);
}

TEST_CASE("a disabled account has no calendar") {
    Feeds people;
    const auto made = must(people.make(people.officer));
    REQUIRE(people.change(people.other, people.officer, {{}, {}, false, {}}));
    CHECK(people.find(made.token).error().is(err::calendar_feed_none));
}

TEST_CASE("labels are wanted, and five addresses are enough") {
    Feeds people;
    CHECK(people.make(people.officer, "  ").error().is(err::calendar_feed_label));
    CHECK(people.make(people.officer, std::string(41, 'x')).error().is(err::calendar_feed_label));
    for (int i = 0; i < most_feeds; ++i) REQUIRE(people.make(people.officer));
    CHECK(people.make(people.officer).error().is(err::calendar_feed_too_many));
    CHECK(people.make(people.other).has_value());
    const auto mine = must(people.read([&](store::Snapshot& from) { return list_feeds(from, people.officer); }));
    CHECK(mine.size() == most_feeds);
    CHECK(mine.front().id > mine.back().id);
}

}  // namespace
}  // namespace zhupi::access
