#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/api_administration.hpp"
#include "server/app.hpp"
#include "store/event_log.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

constexpr int stretch = 201;
/// Names are not in the log, so those of a name are found by looking; a page looks at this many events at most.
constexpr int most_searched = 100 * stretch;

api::AuditLine audit_line(const Directory& people, store::Event& event) {
    api::AuditLine line{event.seq,
                        event.stream,
                        event.type,
                        event.at.iso(),
                        {},
                        event.basis,
                        {std::move(event.payload)},
                        text::hex(event.hash)};
    const auto actor = json::decode<approval::Actor>(event.actor, json::Unknown::ignore);
    if (actor && actor->user != 0) line.by = people.person(actor->user).name;
    return line;
}

Result<Response> list_events(App& app, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    store::EventFilter filter{query_or(call, "stream"), query_or(call, "type"), after ? after->id : 0};
    const auto actor = query_or(call, "actor");
    const auto limit = static_cast<std::size_t>(limit_of(call, 50));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        api::AuditPage page;
        const auto people = app.names.directory();
        for (int seen = 0; seen < most_searched; seen += stretch) {
            ZHUPI_TRY(auto events, store::read_back(from, filter, stretch));
            for (auto& event : events) {
                if (page.items.size() == limit) {
                    page.next = text_of({0, filter.before});
                    return Response::json(page);
                }
                filter.before = event.seq;
                auto line = audit_line(people, event);
                if (actor.empty() || line.by.find(actor) != std::string::npos) page.items.push_back(std::move(line));
            }
            if (static_cast<int>(events.size()) < stretch) return Response::json(page);
        }
        page.next = text_of({0, filter.before});
        return Response::json(page);
    });
}

Result<Response> verify(App& app, Call&) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto head, store::log_head(from));
        ZHUPI_TRY(const auto verdict, store::verify_chain(from, 1, head.seq));
        api::AuditVerdict view{verdict.intact, verdict.events, text::hex(head.hash), {}};
        if (!verdict.intact) view.broken_at = verdict.broken_at;
        return Response::json(view);
    });
}

}  // namespace

void add_audit_routes(net::Router& router, App& app) {
    const std::string read(permission::audit_read);
    router.add({.method = Method::get,
                .pattern = "/api/v1/audit",
                .permission = read,
                .operation = "auditLog",
                .tag = "audit",
                .zh = "事件日志",
                .en = "The event log",
                .response = json::ops_for<api::AuditPage>(),
                .query = paging({{"stream", "例如 application/12", "such as application/12"},
                                 {"type", "事件类型", "event type"},
                                 {"actor", "操作人姓名包含",
                                  "part of the name of who did it; a page may be short and yet have a next"}}),
                .handler = [&app](Call& call) { return list_events(app, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/audit/verify",
                .permission = read,
                .operation = "verifyLog",
                .tag = "audit",
                .zh = "校验日志",
                .en = "Verify the chain of hashes",
                .response = json::ops_for<api::AuditVerdict>(),
                .handler = [&app](Call& call) { return verify(app, call); }});
}

}  // namespace zhupi::server
