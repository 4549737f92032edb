#pragma once
// Secret addresses under which a calendar program reads a person's due days: whoever has the address reads them, so it
// is random (256 bits), known to the store by its SHA-256 only, said once, and revoked at any time. Making and revoking
// are events in the person's stream.

#include "access/people.hpp"

namespace zhupi::access {

constexpr int most_feeds = 5;  ///< that one person may have at a time

struct CalendarFeed {
    Id id = 0, person = 0;
    std::string label;  ///< where it is used: "手机"
    Instant made_at;
    std::optional<Instant> used_at;  ///< to the day
};
struct MadeFeed {
    CalendarFeed feed;
    std::string token;  ///< for the address; nowhere else
};

/// Errors: calendar_feed_label, calendar_feed_too_many.
Result<MadeFeed> make_feed(store::Tx& tx, const store::Acting& acting, std::string_view label);
/// err::calendar_feed_none for another's as for none.
Result<void> revoke_feed(store::Tx& tx, const store::Acting& acting, Id feed);
/// The person's own that are not revoked, newest first.
Result<std::vector<CalendarFeed>> list_feeds(store::Snapshot& from, Id person);

/// Whose calendar this is. err::calendar_feed_none for an unknown or revoked address, and for an account that may not
/// sign in any more.
struct FoundFeed {
    CalendarFeed feed;
    Person person;
};
Result<FoundFeed> find_feed(store::Snapshot& from, std::string_view token, Instant now);
/// Remembers the day on which it was read.
Result<void> touch_feed(store::Tx& tx, Id feed, Instant now);

}  // namespace zhupi::access
