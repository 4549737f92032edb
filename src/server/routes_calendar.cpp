// Calendars of due days for other programs. The address is the key: it is said once, and whoever has it reads; so it
// needs no session, is never cached by others, and its owner may revoke it at any time.

#include "access/calendar_feeds.hpp"
#include "base/error_codes.hpp"
#include "crypto/digest.hpp"
#include "server/api_guide.hpp"
#include "server/app.hpp"
#include "server/calendar_views.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

constexpr std::int64_t a_day_ms = 86'400'000;

api::FeedView feed_view(const access::CalendarFeed& feed) {
    return {feed.id, feed.label, feed.made_at.iso(), feed.used_at ? std::optional(feed.used_at->iso()) : std::nullopt};
}

store::Acting self(const App& app, const Call& call) {
    const auto& person = caller(call).person;
    return {{person.id, "", person.department, person.organisation}, app.world.now()};
}

Result<Response> list(App& app, Call& call) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto feeds, access::list_feeds(from, caller(call).person.id));
        api::FeedList view;
        for (const auto& feed : feeds) view.items.push_back(feed_view(feed));
        return Response::json(view);
    });
}

void make(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::NewFeed>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    auto made = std::make_shared<access::MadeFeed>();
    app.store.write(
        [made, who = self(app, *call), label = std::string(wanted->label)](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(*made, access::make_feed(tx, who, label));
            return {};
        },
        [made, reply](Result<void> done) {
            if (!done) return reply(fail(std::move(done.error())));
            auto response = Response::json(
                api::MadeFeed{feed_view(made->feed), "/api/v1/calendar/" + made->token + "/zhupi.ics"}, 201);
            response.compressible = false;  // it holds a secret
            reply(std::move(response));
        });
}

void revoke(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    app.store.write(
        [who = self(app, *call), id = *id](store::Tx& tx) -> Result<void> { return access::revoke_feed(tx, who, id); },
        [reply](Result<void> done) {
            if (!done) return reply(fail(std::move(done.error())));
            reply(Response::no_content());
        });
}

/// Where the pages are, as the caller addressed them; empty when that is no plain host.
std::string address_of(const Call& call) {
    const auto host = call.request.headers.get("Host");
    const bool plain = !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == ':' || c == '[' || c == ']';
    });
    return plain ? (call.request.secure ? "https://" : "http://") + std::string(host) : std::string{};
}

void remember_use(App& app, const access::CalendarFeed& feed) {
    const auto now = app.world.now();
    if (feed.used_at && now.ms - feed.used_at->ms < a_day_ms) return;
    app.store.write([id = feed.id, now](store::Tx& tx) -> Result<void> { return access::touch_feed(tx, id, now); },
                    [](const Result<void>&) {});
}

Result<Response> calendar(App& app, Call& call) {
    access::CalendarFeed feed;
    auto answer = reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, access::find_feed(from, call.param("token"), app.world.now()));
        feed = found.feed;
        ZHUPI_TRY(const auto content, person_calendar(app.world, from, found.person, address_of(call)));
        auto body = document::write_icalendar(content);
        const auto tag = "\"" + crypto::sha256_hex(body).substr(0, 32) + "\"";
        return Response::text(std::move(body), "text/calendar; charset=utf-8")
            .with("ETag", tag)
            .with("Cache-Control", "private, no-cache")
            .with("Content-Disposition", "attachment; filename=\"zhupi.ics\"")
            .with("Referrer-Policy", "no-referrer");
    });
    if (answer) remember_use(app, feed);
    return answer;
}

}  // namespace

void add_calendar_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](std::shared_ptr<Call> call, Reply reply) { fn(app, call, reply); };
    };
    router.add({.method = Method::get,
                .pattern = "/api/v1/calendar/feeds",
                .operation = "calendarFeeds",
                .tag = "calendar",
                .zh = "我的日历订阅地址",
                .en = "My calendar addresses",
                .response = json::ops_for<api::FeedList>(),
                .handler = bind(list)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/calendar/feeds",
                .operation = "makeCalendarFeed",
                .tag = "calendar",
                .zh = "生成日历订阅地址",
                .en = "Make a calendar address",
                .request = json::ops_for<api::NewFeed>(),
                .response = json::ops_for<api::MadeFeed>(),
                .success = 201,
                .async = later(make)});
    router.add({.method = Method::del,
                .pattern = "/api/v1/calendar/feeds/{id}",
                .operation = "revokeCalendarFeed",
                .tag = "calendar",
                .zh = "停用日历订阅地址",
                .en = "Revoke a calendar address",
                .success = 204,
                .async = later(revoke)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/calendar/{token}/zhupi.ics",
                .operation = "calendar",
                .tag = "calendar",
                .zh = "期限日历（iCalendar）",
                .en = "Due days as iCalendar",
                .open = true,
                .handler = bind(calendar)});
}

}  // namespace zhupi::server
