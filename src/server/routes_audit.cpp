#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/app.hpp"
#include "store/event_log.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

Result<Response> list_events(App& app, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const store::EventFilter filter{query_or(call, "stream"), query_or(call, "type"), after ? after->id : 0};
    const int limit = limit_of(call, 50);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(auto events, store::read_back(from, filter, limit + 1));
        const bool more = static_cast<int>(events.size()) > limit;
        if (more) events.pop_back();
        api::AuditPage page;
        const auto people = app.names.directory();
        for (auto& event : events) {
            api::AuditLine line{event.seq,
                                event.stream,
                                event.type,
                                event.at.iso(),
                                {},
                                event.basis,
                                {std::move(event.payload)},
                                text::hex(event.hash)};
            if (const auto actor = json::decode<approval::Actor>(event.actor, json::Unknown::ignore);
                actor && actor->user != 0)
                line.by = people.person(actor->user).name;
            page.items.push_back(std::move(line));
        }
        if (more) page.next = text_of({0, page.items.back().seq});
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
                .query = paging(
                    {{"stream", "例如 application/12", "such as application/12"}, {"type", "事件类型", "event type"}}),
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
