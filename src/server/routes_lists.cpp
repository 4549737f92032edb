#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/statuses.hpp"
#include "server/app.hpp"
#include "store/messages.hpp"
#include "store/queries.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

constexpr int soon_days = 2;

store::CaseFilter filter_of(const App& app, const Call& call, std::string_view permission) {
    const auto& person = caller(call).person;
    store::CaseFilter filter;
    filter.visible = access::visible(person, permission);
    filter.user = person.id;
    for (const auto& absent : person.stands_in) filter.stands_in_for.push_back(absent.person);
    filter.today = app.world.today();
    filter.soon_until = filter.today;
    if (const auto day = app.world.calendar.workday_after(filter.today, soon_days)) filter.soon_until = *day;
    filter.item = query_or(call, "item");
    filter.department = query_or(call, "department");
    filter.status = query_or(call, "status");
    filter.search = query_or(call, "q");
    const auto stage = query_or(call, "stage");
    if (stage.size() == 1 && stage[0] >= '1' && stage[0] <= '5') filter.stage = stage[0] - '0';
    return filter;
}

constexpr std::pair<std::string_view, store::Box> boxes[] = {{"all", store::Box::all},
                                                             {"mine", store::Box::mine},
                                                             {"department", store::Box::department},
                                                             {"unassigned", store::Box::unassigned},
                                                             {"intake", store::Box::intake},
                                                             {"review", store::Box::review},
                                                             {"approval", store::Box::approval},
                                                             {"due_soon", store::Box::due_soon},
                                                             {"overdue", store::Box::overdue},
                                                             {"done", store::Box::done}};

store::Box box_of(std::string_view name) {
    const auto found = std::find_if(std::begin(boxes), std::end(boxes), [&](const auto& b) { return b.first == name; });
    return found == std::end(boxes) ? store::Box::all : found->second;
}

Result<Response> page_of(App& app, const Call& call, const store::CaseFilter& filter) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, store::list_cases(from, filter, after, limit_of(call)));
        api::CasePage page;
        const auto people = app.names.directory();
        for (const auto& one : listed.cases)
            page.items.push_back(case_row_view(app.world, people, one.row, {one.project_name, one.project_code}));
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

/// Cases that nobody has taken are for those who may take them, and for those who may give them to somebody.
std::string_view giving(const access::Person& person) {
    return access::may(person, permission::case_handle) ? permission::case_handle : permission::case_assign;
}

Result<Response> list_cases(App& app, Call& call) {
    auto filter = filter_of(app, call, permission::case_read);
    filter.box = box_of(query_or(call, "box"));
    // What can be done at a desk is listed for those who may do it, wherever they may read.
    const auto& person = caller(call).person;
    if (filter.box == store::Box::review) filter.visible = access::visible(person, permission::case_review);
    if (filter.box == store::Box::approval) filter.visible = access::visible(person, permission::case_approve);
    if (filter.box == store::Box::unassigned) filter.visible = access::visible(person, giving(person));
    if (filter.box == store::Box::intake) filter.visible = access::visible(person, permission::application_receive);
    const auto project = query_or(call, "project");
    if (!project.empty()) filter.project = std::atoll(project.c_str());
    return page_of(app, call, filter);
}

Result<Response> count_each_box(App& app, Call& call) {
    const auto filter = filter_of(app, call, permission::case_read);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto counts, store::count_boxes(from, filter));
        const auto& person = caller(call).person;
        const auto only = [&](std::string_view permission, std::int64_t count) {
            return access::may(person, permission) ? count : 0;
        };
        return Response::json(api::BoxCounts{
            counts.mine, counts.department, only(giving(person), counts.unassigned), counts.due_soon, counts.overdue,
            only(permission::application_receive, counts.intake), only(permission::case_review, counts.review),
            only(permission::case_approve, counts.approval), 0});
    });
}

Result<Response> list_late(App& app, Call& call) {
    auto filter = filter_of(app, call, permission::supervision_read);
    filter.box = query_or(call, "kind") == "due_soon" ? store::Box::due_soon : store::Box::overdue;
    return page_of(app, call, filter);
}

/// Approvals and licences: cases that ended with a decision, newest first.
Result<Response> list_results(App& app, Call& call) {
    auto filter = filter_of(app, call, permission::case_read);
    filter.box = store::Box::done;
    ZHUPI_TRY(const auto after, cursor_of(call));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, store::list_cases(from, filter, after, limit_of(call)));
        api::ResultPage page;
        std::map<store::Id, approval::Project> projects;
        for (const auto& one : listed.cases) {
            if (!approval::ended_well(one.row.status) && one.row.status != approval::Status::revoked) continue;
            auto found = projects.find(one.row.project);
            if (found == projects.end()) {
                ZHUPI_TRY(auto project, store::load_project(from, one.row.project));
                found = projects.emplace(one.row.project, std::move(project)).first;
            }
            for (auto& view : result_views(app.world, found->second))
                if (view.case_id == one.row.id) page.items.push_back(std::move(view));
        }
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

// Messages --------------------------------------------------------------------------------------------------------

api::MessageView message_view(const App& app, const store::Message& message) {
    api::MessageView view;
    view.id = message.id;
    view.at = message.at.iso();
    view.kind = message.to_do ? "to_do" : "to_know";
    view.project = message.project;
    if (message.application != 0) view.application = message.application;
    if (message.case_id != 0) view.case_id = message.case_id;
    view.read = message.read;
    view.type = message.type;
    if (!message.department.empty()) view.department = department_view(app.world, message.department);
    if (message.stage != 0) view.stage = message.stage;
    if (message.settled_at) view.settled_at = message.settled_at->iso();
    for (const auto& named : event::all)
        if (named.code == message.type) view.title = {std::string(named.zh), std::string(named.en)};
    view.text = {message.project_name, message.project_name};
    if (!message.item.empty()) {
        const auto item = item_view(app.world, message.item);
        view.text = {message.project_name + "　" + item.name.zh, message.project_name + " · " + item.name.en};
    }
    return view;
}

store::Inbox inbox_of(std::string_view name) {
    if (name == "to_do") return store::Inbox::to_do;
    if (name == "to_know") return store::Inbox::to_know;
    return name == "done" ? store::Inbox::done : store::Inbox::all;
}

/// The projects that an applicant's authorisation reaches; empty: all.
std::vector<store::Id> scope_of(const access::Person& person) {
    return person.acting ? person.acting->projects : std::vector<store::Id>{};
}

Result<Response> list_messages(App& app, Call& call) {
    const auto& person = caller(call).person;
    ZHUPI_TRY(const auto after, cursor_of(call));
    const int limit = limit_of(call);
    const auto box = inbox_of(query_or(call, "box"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(auto messages, store::list_messages(from, person.organisation, person.id, after ? after->id : 0,
                                                      limit + 1, box, scope_of(person)));
        api::MessagePage page;
        const bool more = static_cast<int>(messages.size()) > limit;
        if (more) messages.pop_back();
        for (const auto& message : messages) page.items.push_back(message_view(app, message));
        if (more) page.next = text_of({0, messages.back().id});
        ZHUPI_TRY(page.unread, store::count_unread(from, person.organisation, person.id, scope_of(person)));
        ZHUPI_TRY(const auto counts, store::count_inbox(from, person.organisation, person.id, scope_of(person)));
        page.to_do = counts.to_do;
        page.to_know = counts.to_know;
        return Response::json(page);
    });
}

void mark_read(App& app, const std::shared_ptr<Call>& call, const Reply& reply, bool all) {
    store::Id id = 0;
    if (!all) {
        const auto wanted = call->number("id");
        if (!wanted) return reply(fail(wanted.error()));
        id = *wanted;
    }
    const auto& person = caller(*call).person;
    app.store.write(
        [organisation = person.organisation, user = person.id, only = scope_of(person), id,
         all](store::Tx& tx) -> Result<void> {
            if (all) return store::mark_all_read(tx, organisation, user, only);
            ZHUPI_TRY(const auto here,
                      store::list_messages(tx, organisation, user, id + 1, 1, store::Inbox::all, only));
            if (here.empty() || here.front().id != id) return fail(err::message_none);
            return store::mark_read(tx, organisation, user, id);
        },
        [reply](Result<void> done) {
            if (!done) return reply(fail(std::move(done.error())));
            reply(Response::no_content());
        });
}

}  // namespace

void add_list_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    std::vector<std::string> box_names, statuses;
    for (const auto& [name, box] : boxes) box_names.emplace_back(name);
    for (const auto& status : status_name::all) statuses.emplace_back(status.code);
    const std::vector<net::QueryParameter> filters = {
        {"stage", "阶段", "stage", {}, {{1, 5}}},
        {"item", "事项", "item"},
        {"department", "部门", "department"},
        {"status", "状态", "status", statuses},
        {"q", "项目名称、代码或办件编号", "project name, code or case number"}};
    auto case_filters = filters;
    case_filters.push_back({"box", "哪一栏；不填为全部", "which box; all without it", box_names});
    case_filters.push_back({"project", "项目", "project", {}, {{1, std::int64_t{1} << 53}}});
    auto late_filters = filters;
    late_filters.push_back({"kind", "逾期或临期；不填为逾期", "overdue without it", {"overdue", "due_soon"}});
    const std::string read(permission::case_read);
    router.add({.method = Method::get,
                .pattern = "/api/v1/cases",
                .permission = read,
                .operation = "cases",
                .tag = "cases",
                .zh = "办件列表",
                .en = "Work lists",
                .response = json::ops_for<api::CasePage>(),
                .query = paging(case_filters),
                .handler = bind(list_cases)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/cases/counts",
                .permission = read,
                .operation = "caseCounts",
                .tag = "cases",
                .zh = "各栏件数",
                .en = "How many in each box",
                .response = json::ops_for<api::BoxCounts>(),
                .query = filters,
                .handler = bind(count_each_box)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/supervision/cases",
                .permission = std::string(permission::supervision_read),
                .operation = "lateCases",
                .tag = "supervision",
                .zh = "逾期与临期办件",
                .en = "Overdue and due-soon cases",
                .response = json::ops_for<api::CasePage>(),
                .query = paging(late_filters),
                .handler = bind(list_late)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/results",
                .permission = read,
                .operation = "results",
                .tag = "cases",
                .zh = "批复与证照",
                .en = "Approvals and licences",
                .response = json::ops_for<api::ResultPage>(),
                .query = paging({{"q", "项目名称或代码", "project name or code"}}),
                .handler = bind(list_results)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/messages",
                .permission = std::string(permission::case_answer),
                .operation = "messages",
                .tag = "messages",
                .zh = "消息",
                .en = "Messages",
                .response = json::ops_for<api::MessagePage>(),
                .query = paging({{"box",
                                  "待办、待阅、已办；不填为全部",
                                  "to do, to know, done; all without it",
                                  {"to_do", "to_know", "done"}}}),
                .handler = bind(list_messages)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/messages/{id}/read",
                .permission = std::string(permission::case_answer),
                .operation = "readMessage",
                .tag = "messages",
                .zh = "标为已读",
                .en = "Mark as read",
                .success = 204,
                .async = [&app](std::shared_ptr<Call> call, Reply reply) { mark_read(app, call, reply, false); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/messages/read-all",
                .permission = std::string(permission::case_answer),
                .operation = "readAllMessages",
                .tag = "messages",
                .zh = "全部标为已读",
                .en = "Mark all as read",
                .success = 204,
                .async = [&app](std::shared_ptr<Call> call, Reply reply) { mark_read(app, call, reply, true); }});
}

}  // namespace zhupi::server
