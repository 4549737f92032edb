#include "access/calendar_feeds.hpp"

#include "access/acting.hpp"
#include "access/journal.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "store/sequence.hpp"

namespace zhupi::access {
namespace {

using store::Row;

/// What the log keeps: which address, never the address.
struct FeedEvent {
    Id feed = 0;
};
BOOST_DESCRIBE_STRUCT(FeedEvent, (), (feed))

constexpr std::size_t longest_token = 100;  ///< ours have 43 characters

CalendarFeed feed_in(const Row& row) {
    return {row.integer(0), row.integer(1), std::string(row.text(2)), Instant{row.integer(3)},
            row.is_null(4) ? std::nullopt : std::optional(Instant{row.integer(4)})};
}

}  // namespace

Result<MadeFeed> make_feed(store::Tx& tx, const store::Acting& acting, std::string_view label) {
    const std::string name(text::trim(label));
    if (name.empty() || text::length(name) > 40) return fail(err::calendar_feed_label, {}, "/label");
    const auto person = acting.actor.user;
    ZHUPI_TRY(const auto mine, list_feeds(tx, person));
    if (mine.size() >= most_feeds) return fail(err::calendar_feed_too_many, {{"most", std::to_string(most_feeds)}});
    MadeFeed made{{0, person, name, acting.now, {}}, crypto::random_token()};
    ZHUPI_TRY(made.feed.id, store::next_value(tx, "id/calendar_feed"));
    ZHUPI_CHECK(tx.run("INSERT INTO calendar_feed (id, person, label, token_digest, made_at) VALUES ($1,$2,$3,$4,$5)",
                       {made.feed.id, person, name, crypto::sha256_hex(made.token), acting.now.ms}));
    ZHUPI_CHECK(append_event(tx, acting, person, event::user_calendar_made, json::encode(FeedEvent{made.feed.id})));
    return made;
}

Result<void> revoke_feed(store::Tx& tx, const store::Acting& acting, Id feed) {
    const auto person = acting.actor.user;
    ZHUPI_TRY(const auto mine, list_feeds(tx, person));
    if (std::none_of(mine.begin(), mine.end(), [&](const CalendarFeed& one) { return one.id == feed; }))
        return fail(err::calendar_feed_none);
    ZHUPI_CHECK(tx.run("UPDATE calendar_feed SET revoked_at = $2 WHERE id = $1", {feed, acting.now.ms}));
    return append_event(tx, acting, person, event::user_calendar_revoked, json::encode(FeedEvent{feed}));
}

Result<std::vector<CalendarFeed>> list_feeds(store::Snapshot& from, Id person) {
    std::vector<CalendarFeed> feeds;
    ZHUPI_CHECK(
        from.query("SELECT id, person, label, made_at, used_at FROM calendar_feed "
                   "WHERE person = $1 AND revoked_at IS NULL ORDER BY id DESC",
                   {person}, [&](const Row& row) { feeds.push_back(feed_in(row)); }));
    return feeds;
}

Result<FoundFeed> find_feed(store::Snapshot& from, std::string_view token, Instant now) {
    if (token.size() > longest_token) return fail(err::calendar_feed_none);
    FoundFeed found;
    ZHUPI_CHECK(
        from.query("SELECT id, person, label, made_at, used_at FROM calendar_feed "
                   "WHERE token_digest = $1 AND revoked_at IS NULL",
                   {crypto::sha256_hex(token)}, [&](const Row& row) { found.feed = feed_in(row); }));
    if (found.feed.id == 0) return fail(err::calendar_feed_none);
    ZHUPI_TRY(found.person, load_caller(from, found.feed.person, {}, now));
    if (!found.person.enabled) return fail(err::calendar_feed_none);
    return found;
}

Result<void> touch_feed(store::Tx& tx, Id feed, Instant now) {
    ZHUPI_CHECK(tx.run("UPDATE calendar_feed SET used_at = $2 WHERE id = $1", {feed, now.ms}));
    return {};
}

}  // namespace zhupi::access
