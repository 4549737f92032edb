#include "server/routes_orders.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "server/api_supervision.hpp"
#include "supervision/orders.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

bool may_order(const Call& call) { return access::may(caller(call).person, permission::supervision_order); }
bool may_answer_orders(const Call& call) { return access::may(caller(call).person, permission::supervision_answer); }

/// Supervisors see every order, officials those of their department, others none.
Result<std::string> department_seen(const Call& call) {
    if (may_order(call)) return std::string();
    const auto& department = caller(call).person.department;
    if (may_answer_orders(call) && !department.empty()) return department;
    for (const auto& named : permission::all)
        if (named.code == permission::supervision_answer)
            return fail(err::access_forbidden,
                        {{"permissionZh", std::string(named.zh)}, {"permission", std::string(named.en)}});
    bug("a permission that is not listed");
}

/// The order, when the caller may see it; nobody learns that another one exists.
Result<supervision::Order> visible_order(const Call& call, store::Snapshot& from, store::Id id) {
    ZHUPI_TRY(const auto department, department_seen(call));
    ZHUPI_TRY(auto order, supervision::load_order(from, id));
    if (!department.empty() && order.department != department) return fail(err::supervision_order_none);
    return order;
}

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

int days_to(const World& world, Date due) {
    const auto today = world.today();
    const auto ahead = world.calendar.workdays(today, due), behind = world.calendar.workdays(due, today);
    return due >= today ? ahead.value_or(0) : -behind.value_or(0);
}

api::OrderView order_view(const App& app, const Call& call, const supervision::Order& o) {
    const auto people = app.names.directory();
    const auto name = [&](store::Id id) { return id == 0 ? std::nullopt : std::optional(people.person(id).name); };
    api::OrderView view;
    view.id = o.id;
    view.number = o.number;
    view.kind = json::name_of(o.kind);
    view.state = json::name_of(o.state);
    view.department = department_view(app.world, o.department);
    if (o.case_id != 0) view.case_id = o.case_id;
    if (o.finding != 0 && may_order(call)) view.finding = o.finding;
    view.case_number = unless_empty(o.case_number);
    view.project_name = unless_empty(o.project_name);
    view.text = o.text;
    view.issued_by = name(o.issued_by).value_or("");
    view.issued_at = o.issued_at.iso();
    view.due = o.due.iso();
    view.overdue = o.overdue;
    view.left = days_to(app.world, o.due);
    view.answer = unless_empty(o.answer);
    view.answered_by = name(o.answered_by);
    if (o.answered_at) view.answered_at = o.answered_at->iso();
    view.conclusion = unless_empty(o.conclusion);
    view.closed_by = name(o.closed_by);
    if (o.closed_at) view.closed_at = o.closed_at->iso();
    view.rounds = o.rounds;
    view.may_answer = o.state == supervision::OrderState::open && may_answer_orders(call) &&
                      caller(call).person.department == o.department;
    view.may_close = o.state == supervision::OrderState::answered && may_order(call);
    return view;
}

Result<Response> list(App& app, Call& call) {
    ZHUPI_TRY(const auto own, department_seen(call));
    ZHUPI_TRY(const auto after, cursor_of(call));
    supervision::OrderFilter filter{own.empty() ? query_or(call, "department") : own, query_or(call, "state"),
                                    query_or(call, "kind"), std::atoll(query_or(call, "case", "0").c_str())};
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, supervision::list_orders(from, filter, after, limit_of(call)));
        api::OrderPage page;
        for (const auto& order : listed.orders) page.items.push_back(order_view(app, call, order));
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

Result<Response> one(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto order, visible_order(call, from, id));
        return Response::json(order_view(app, call, order));
    });
}

/// A step of an order as a command; the answer is the order as it is afterwards.
using Step = std::function<Result<supervision::Stepped>(store::Tx&, const store::Acting&)>;

void step(App& app, const std::shared_ptr<Call>& call, const Reply& reply, std::string_view permission,
          std::string_view type, Step take) {
    const auto who = acting(app, *call, permission);
    auto view = std::make_shared<std::string>();
    run_command(
        app, call, reply,
        [&app, call, view, who, type, take = std::move(take)](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(auto done, take(tx, who));
            ZHUPI_TRY(done.order, supervision::load_order(tx, done.order.id));
            *view = json::encode(order_view(app, *call, done.order));
            store::Receipt receipt;
            receipt.project = done.order.project;
            receipt.case_id = done.order.case_id;
            receipt.noted.push_back(supervision::noted_of(done, type));
            return receipt;
        },
        [view](const store::Receipt&) { return *view; });
}

void issue(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto wanted = call->body<api::IssueOrder>();
    if (!wanted) return reply(fail(wanted.error()));
    supervision::NewOrder order{static_cast<supervision::OrderKind>(wanted->kind),
                                wanted->department.value_or(""),
                                wanted->case_id.value_or(0),
                                wanted->finding.value_or(0),
                                wanted->text,
                                wanted->days};
    step(app, call, reply, permission::supervision_order, event::supervision_ordered,
         [&app, order](store::Tx& tx, const store::Acting& who) {
             return supervision::issue(tx, app.office(), who, order);
         });
}

void answer(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    const auto wanted = call->body<api::OrderText>();
    if (!wanted) return reply(fail(wanted.error()));
    step(app, call, reply, permission::supervision_answer, event::supervision_answered,
         [call, id = *id, text = std::string(wanted->text)](store::Tx& tx,
                                                            const store::Acting& who) -> Result<supervision::Stepped> {
             ZHUPI_TRY(const auto order, supervision::load_order(tx, id));
             // A supervisor with a desk of their own answers for that department only, as everybody does.
             if (order.department != caller(*call).person.department) return fail(err::supervision_order_none);
             return supervision::answer(tx, who, id, text);
         });
}

void send_back(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    const auto wanted = call->body<api::OrderReturn>();
    if (!wanted) return reply(fail(wanted.error()));
    step(app, call, reply, permission::supervision_order, event::supervision_returned,
         [&app, id = *id, wanted = *wanted](store::Tx& tx, const store::Acting& who) {
             return supervision::send_back(tx, app.office(), who, id, wanted.text, wanted.days);
         });
}

void close(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    const auto wanted = call->body<api::OrderText>();
    if (!wanted) return reply(fail(wanted.error()));
    step(app, call, reply, permission::supervision_order, event::supervision_closed,
         [id = *id, text = std::string(wanted->text)](store::Tx& tx, const store::Acting& who) {
             return supervision::close(tx, who, id, text);
         });
}

}  // namespace

void add_order_routes(net::Router& router, App& app) {
    const std::string order(permission::supervision_order), reply_to(permission::supervision_answer);
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/orders",
                .operation = "supervisionOrders",
                .tag = "supervision",
                .zh = "督办单：监督员看全部，办理部门看本部门",
                .en = "Supervision orders: all for supervisors, a department's own for officials",
                .response = json::ops_for<api::OrderPage>(),
                .query = paging({{"department", "部门代码", "department"},
                                 {"state", "状态", "state", {"open", "answered", "closed"}},
                                 {"kind", "种类", "kind", {"order", "onsite", "efficiency"}},
                                 {"case", "办件", "case", {}, {{1, INT64_MAX / 2}}}}),
                .handler = [&app](Call& call) { return list(app, call); }});
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/orders/{id}",
                .operation = "supervisionOrder",
                .tag = "supervision",
                .zh = "一份督办单",
                .en = "One supervision order",
                .response = json::ops_for<api::OrderView>(),
                .handler = [&app](Call& call) { return one(app, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/supervision/orders",
                .permission = order,
                .operation = "issueOrder",
                .tag = "supervision",
                .zh = "下达督办、现场检查或效能检查",
                .en = "Issue an order or an inspection",
                .request = json::ops_for<api::IssueOrder>(),
                .response = json::ops_for<api::OrderView>(),
                .idempotent = true,
                .async = [&app](auto call, const Reply& reply) { issue(app, call, reply); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/supervision/orders/{id}/answer",
                .permission = reply_to,
                .operation = "answerOrder",
                .tag = "supervision",
                .zh = "答复督办",
                .en = "Answer an order",
                .request = json::ops_for<api::OrderText>(),
                .response = json::ops_for<api::OrderView>(),
                .idempotent = true,
                .async = [&app](auto call, const Reply& reply) { answer(app, call, reply); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/supervision/orders/{id}/return",
                .permission = order,
                .operation = "returnOrder",
                .tag = "supervision",
                .zh = "退回答复",
                .en = "Send an answer back",
                .request = json::ops_for<api::OrderReturn>(),
                .response = json::ops_for<api::OrderView>(),
                .idempotent = true,
                .async = [&app](auto call, const Reply& reply) { send_back(app, call, reply); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/supervision/orders/{id}/close",
                .permission = order,
                .operation = "closeOrder",
                .tag = "supervision",
                .zh = "督办办结",
                .en = "Close an order",
                .request = json::ops_for<api::OrderText>(),
                .response = json::ops_for<api::OrderView>(),
                .idempotent = true,
                .async = [&app](auto call, const Reply& reply) { close(app, call, reply); }});
}

}  // namespace zhupi::server
