#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/organisation_views.hpp"
#include "server/standing.hpp"
#include "store/queries.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

constexpr int longest_leave = 366;

api::LeaveView leave_view(const App& app, const access::Person& person, const approval::Leave& leave, bool assigns) {
    const auto now = app.world.now();
    api::LeaveView view;
    view.id = leave.id;
    view.person = person_name(app, leave.person);
    if (leave.substitute != 0) view.substitute = person_name(app, leave.substitute);
    view.from = app.world.zone.date_of(leave.from).iso();
    view.until = last_day(app.world, leave.until);
    view.now = leave.from <= now && !leave.ended_at;
    view.can_end = !leave.ended_at && (leave.person == person.id || assigns);
    return view;
}

bool is_official(const access::Person& person) {
    return person.enabled && access::may(person, permission::desk_absence);
}

Result<Response> desk(App& app, Call& call) {
    const auto& person = caller(call).person;
    const bool assigns = access::may(person, permission::case_assign);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        api::DeskView view;
        const auto now = app.world.now();
        ZHUPI_TRY(auto leaves, store::leaves_of_department(from, person.department, now));
        ZHUPI_TRY(const auto elsewhere, store::leaves_of(from, person.id, now));
        for (const auto& leave : elsewhere)
            if (!leave.ended_at && std::find(leaves.begin(), leaves.end(), leave) == leaves.end())
                leaves.push_back(leave);
        for (const auto& leave : leaves) view.leaves.push_back(leave_view(app, person, leave, assigns));
        ZHUPI_TRY(const auto recusals, store::recusals_of(from, person.id));
        for (const auto& r : recusals) {
            view.recusals.push_back({r.id, {}, {}, r.declared_at.iso()});
            if (r.organisation != 0) view.recusals.back().organisation = organisation_card(app, r.organisation);
            if (r.project != 0) {
                ZHUPI_TRY(const auto project, store::load_project(from, r.project));
                view.recusals.back().project = api::PersonName{project.id, project.facts.name};
            }
        }
        ZHUPI_TRY(const auto colleagues, access::list_people(from, {"", "", person.department}, {}, 200));
        for (const auto& one : colleagues.people)
            if (is_official(one) && one.id != person.id) view.colleagues.push_back({one.id, one.name});
        ZHUPI_TRY(view.automatic, access::assigns_automatically(from, person.department));
        view.can_assign = assigns;
        return Response::json(view);
    });
}

// Leave -----------------------------------------------------------------------------------------------------------

/// Whose leave it is, and who stands in: of one department, and neither the same person nor away themselves.
Result<void> check_people(store::Snapshot& from, const access::Person& caller, const approval::Leave& leave) {
    ZHUPI_TRY(const auto person, access::load_person(from, leave.person));
    const bool own = leave.person == caller.id;
    if (!own && (!access::may(caller, permission::case_assign) || person.department != caller.department))
        return fail(err::access_none, {}, "/person");
    if (!is_official(person)) return fail(err::access_none, {}, "/person");
    if (leave.substitute == 0) return {};
    const auto substitute = access::load_person(from, leave.substitute);
    if (!substitute || !is_official(*substitute) || substitute->id == person.id ||
        substitute->department != person.department)
        return fail(err::leave_substitute, {}, "/substitute");
    ZHUPI_TRY(const auto theirs, store::leaves_of(from, substitute->id, leave.from));
    for (const auto& other : theirs)
        if (other.person == substitute->id && !other.ended_at && other.from < leave.until)
            return fail(err::leave_substitute, {}, "/substitute");
    return {};
}

Result<Response> set_leave(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::SetLeave>());
    const auto today = app.world.today();
    if (wanted.until < wanted.from || wanted.until < today || wanted.until > today.plus_days(longest_leave))
        return fail(err::leave_dates, {}, "/until");
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::desk_absence);
    approval::Leave leave{0,
                          wanted.person.value_or(person.id),
                          wanted.substitute.value_or(0),
                          app.world.zone.start_of(wanted.from),
                          app.world.zone.start_of(wanted.until.plus_days(1)),
                          {}};
    std::vector<store::Id> people;
    ZHUPI_CHECK(change_now(app, people, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_CHECK(check_people(tx, person, leave));
        ZHUPI_TRY(leave, store::set_leave(tx, who, leave));
        people = {leave.person};
        if (leave.substitute != 0) people.push_back(leave.substitute);
        return {};
    }));
    return Response::json(leave_view(app, person, leave, access::may(person, permission::case_assign)));
}

Result<Response> end_leave(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::desk_absence);
    std::vector<store::Id> people;
    ZHUPI_CHECK(change_now(app, people, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(const auto leave, store::end_leave(tx, who, id));
        if (leave.person != person.id) {
            ZHUPI_TRY(const auto absent, access::load_person(tx, leave.person));
            if (!access::may(person, permission::case_assign) || absent.department != person.department)
                return fail(err::leave_none);
        }
        people = {leave.person};
        if (leave.substitute != 0) people.push_back(leave.substitute);
        return {};
    }));
    return Response::no_content();
}

// Recusal ---------------------------------------------------------------------------------------------------------

/// The open cases that the officer has in hand and must not touch any more go back, and to others where the rule
/// assigns.
Result<void> give_back(App& app, store::Tx& tx, const store::Acting& who, const approval::Recusal& recusal) {
    std::vector<std::pair<store::Id, store::Id>> cases;
    ZHUPI_CHECK(
        tx.query("SELECT id, application FROM case_row WHERE handler = $1 AND is_open = 1 AND "
                 "(organisation = $2 OR project = $3) ORDER BY id",
                 {recusal.person, recusal.organisation, recusal.project},
                 [&](const store::Row& row) { cases.emplace_back(row.integer(0), row.integer(1)); }));
    for (const auto& [id, application] : cases)
        ZHUPI_CHECK(store::act(tx, app.office(), who, application, approval::command::Release{id, "回避"}));
    return {};
}

Result<Response> declare_recusal(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::DeclareRecusal>());
    const auto reason = std::string(text::trim(wanted.reason));
    if (reason.empty()) return fail(err::case_text, {}, "/reason");
    if (wanted.credit_code.has_value() == wanted.project_code.has_value())
        return fail(err::recusal_target, {}, "/creditCode");
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::desk_absence);
    approval::Recusal recusal;
    recusal.person = person.id;
    ZHUPI_CHECK(change_now(app, {person.id}, [&](store::Tx& tx) -> Result<void> {
        if (wanted.credit_code) {
            ZHUPI_TRY(const auto organisation, access::find_organisation(tx, *wanted.credit_code));
            if (organisation) recusal.organisation = organisation->id;
        } else {
            ZHUPI_CHECK(tx.query("SELECT id FROM project_row WHERE code = $1", {*wanted.project_code},
                                 [&](const store::Row& row) { recusal.project = row.integer(0); }));
        }
        if (recusal.organisation == 0 && recusal.project == 0)
            return fail(err::recusal_target, {}, wanted.credit_code ? "/creditCode" : "/projectCode");
        ZHUPI_TRY(recusal, store::declare_recusal(tx, who, recusal, reason));
        return give_back(app, tx, who, recusal);
    }));
    return desk(app, call);
}

Result<Response> end_recusal(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::desk_absence);
    ZHUPI_CHECK(change_now(app, {person.id}, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(const auto recusal, store::end_recusal(tx, who, id));
        if (recusal.person != person.id) return fail(err::recusal_none);
        return {};
    }));
    return Response::no_content();
}

// Assignment ------------------------------------------------------------------------------------------------------

Result<Response> set_automatic(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::SetAutomatic>());
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::case_assign);
    ZHUPI_CHECK(change_now(app, {}, [&](store::Tx& tx) -> Result<void> {
        return access::set_automatic(tx, who, person.department, wanted.automatic);
    }));
    return Response::json(wanted);
}

Result<Response> case_desk(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_case(app, call, from, id, permission::case_read));
        const auto& person = caller(call).person;
        const auto& c = found.one();
        const auto row = approval::case_row(c, found.application, app.world.calendar, app.world.zone);
        api::CaseDeskView view;
        if (c.assigned_because)
            for (const auto& one : c.assigned_because->considered)
                view.considered.push_back({person_name(app, one.user), one.open, one.out, c.handler == one.user});
        view.recused = access::is_recused(person, row.organisation, row.project);
        if (const auto absent = access::substitutes_for(person, permission::case_handle, row); absent != 0)
            view.in_place_of = person_name(app, absent);
        if (row.handler == 0) return Response::json(view);
        const auto now = app.world.now();
        ZHUPI_TRY(const auto leaves, store::leaves_of(from, row.handler, now));
        for (const auto& leave : leaves)
            if (leave.person == row.handler && leave.from <= now && !leave.ended_at)
                view.handler_away = leave_view(app, person, leave, false);
        return Response::json(view);
    });
}

}  // namespace

void add_desk_routes(net::Router& router, App& app) {
    const std::string absence(permission::desk_absence);
    const auto add = [&](Method method, const char* path, const char* operation, const std::string& permission,
                         const char* zh, const char* en, const json::Ops* request, const json::Ops* response, auto fn) {
        router.add({.method = method,
                    .pattern = path,
                    .permission = permission,
                    .operation = operation,
                    .tag = "desk",
                    .zh = zh,
                    .en = en,
                    .request = request,
                    .response = response,
                    .success = response ? 200 : 204,
                    .handler = [&app, fn](Call& call) { return fn(app, call); }});
    };
    add(Method::get, "/api/v1/desk", "desk", absence, "休假、回避与分派", "Leave, recusal and assignment", nullptr,
        json::ops_for<api::DeskView>(), desk);
    add(Method::post, "/api/v1/desk/leaves", "setLeave", absence, "登记休假", "Set a leave",
        json::ops_for<api::SetLeave>(), json::ops_for<api::LeaveView>(), set_leave);
    add(Method::del, "/api/v1/desk/leaves/{id}", "endLeave", absence, "销假", "End a leave", nullptr, nullptr,
        end_leave);
    add(Method::post, "/api/v1/desk/recusals", "declareRecusal", absence, "申明回避", "Declare a relation",
        json::ops_for<api::DeclareRecusal>(), json::ops_for<api::DeskView>(), declare_recusal);
    add(Method::del, "/api/v1/desk/recusals/{id}", "endRecusal", absence, "撤回回避", "Withdraw a declaration", nullptr,
        nullptr, end_recusal);
    add(Method::put, "/api/v1/desk/assignment", "setAssignment", std::string(permission::case_assign), "自动分派设置",
        "Hand out the department's cases by the rule", json::ops_for<api::SetAutomatic>(),
        json::ops_for<api::SetAutomatic>(), set_automatic);
    add(Method::get, "/api/v1/cases/{id}/desk", "caseDesk", absence, "办件的分派说明", "Why this officer has the case",
        nullptr, json::ops_for<api::CaseDeskView>(), case_desk);
}

}  // namespace zhupi::server
