#include "base/permissions.hpp"
#include "server/api_administration.hpp"
#include "server/app.hpp"
#include "server/content_version.hpp"
#include "store/statistics.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

struct DepartmentList {
    std::vector<api::DepartmentView> items;
};
BOOST_DESCRIBE_STRUCT(DepartmentList, (), (items))

/// What the administrators of accounts decide about a person.
struct Decided {
    std::string name, phone;
    std::vector<access::Grant> grants;
    bool enabled = true;
};
BOOST_DESCRIBE_STRUCT(Decided, (), (name, phone, grants, enabled))

std::string version_of(const access::Person& person) {
    return content_version(json::encode(Decided{person.name, person.phone, person.grants, person.enabled}));
}

api::UserView user_view(const App& app, const access::Person& person) {
    api::UserView view;
    view.id = person.id;
    view.username = person.username;
    view.name = person.name;
    view.phone = person.phone;
    if (!person.department.empty()) view.department = department_view(app.world, person.department);
    if (person.organisation != 0) {
        view.organisation = app.names.directory().organisation(person.organisation);
        view.organisation_code = app.names.credit_code(person.organisation);
    }
    for (const auto& grant : person.grants)
        view.grants.push_back({grant.role, grant.department, grant.district, grant.items});
    view.enabled = person.enabled;
    view.locked = person.locked_until && *person.locked_until > app.world.now();
    if (person.last_sign_in) view.last_sign_in = person.last_sign_in->iso();
    view.version = version_of(person);
    return view;
}

std::vector<access::Grant> grants_of(const std::vector<api::GrantView>& views) {
    std::vector<access::Grant> grants;
    for (const auto& view : views) grants.push_back({view.role, view.department, view.district, view.items});
    return grants;
}

Result<Response> list_people(App& app, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const access::PersonFilter filter{query_or(call, "q"), query_or(call, "role"), query_or(call, "department")};
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, access::list_people(from, filter, after, limit_of(call)));
        api::UserPage page;
        for (const auto& person : listed.people) page.items.push_back(user_view(app, person));
        if (listed.next) page.next = text_of(*listed.next);
        return Response::json(page);
    });
}

/// People are managed rarely: these commands wait for their commit on the worker that took the call.
template <class Fn>
Result<void> write_now(App& app, Fn fn) {
    ZHUPI_CHECK(app.store.write(store::Write(fn)));
    return app.names.reload();
}

Result<Response> create(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::CreateUser>());
    access::NewPerson person{wanted.username,
                             wanted.name,
                             wanted.phone,
                             wanted.department.value_or(""),
                             wanted.organisation.value_or(""),
                             wanted.organisation_code.value_or(""),
                             grants_of(wanted.grants)};
    const auto who = acting(app, call, permission::people_manage);
    const auto secret = access::one_time_secret();
    access::OneTimePassword issued;
    ZHUPI_CHECK(write_now(app, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(issued, access::create_person(tx, app.world.catalog, who, person, secret));
        return {};
    }));
    return Response::created("/api/v1/users/" + std::to_string(issued.person),
                             api::OneTimePassword{issued.person, issued.username, issued.password});
}

Result<Response> change(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    ZHUPI_TRY(const auto wanted, call.body<api::ChangeUser>());
    access::PersonChange change{wanted.name, wanted.phone, wanted.enabled, {}};
    if (wanted.grants) change.grants = grants_of(*wanted.grants);
    const auto who = acting(app, call, permission::people_manage);
    access::Person person;
    ZHUPI_CHECK(write_now(app, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(const auto before, access::load_person(tx, id));
        ZHUPI_CHECK(check_seen(call, version_of(before)));
        ZHUPI_TRY(person, access::change_person(tx, app.world.catalog, who, id, change));
        return {};
    }));
    app.sessions.forget(id);
    return Response::json(user_view(app, person));
}

Result<Response> reset(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    const auto who = acting(app, call, permission::people_manage);
    const auto secret = access::one_time_secret();
    access::OneTimePassword issued;
    ZHUPI_CHECK(write_now(app, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(issued, access::reset_password(tx, who, id, secret));
        return {};
    }));
    app.sessions.forget(id);
    return Response::json(api::OneTimePassword{issued.person, issued.username, issued.password});
}

Result<Response> list_departments(App& app, Call&) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        std::map<std::string, int> people;
        std::map<std::string, std::int64_t> open;
        ZHUPI_CHECK(from.query(
            "SELECT department, COUNT(*) FROM person WHERE enabled = 1 GROUP BY department", {},
            [&](const store::Row& row) { people[std::string(row.text(0))] = static_cast<int>(row.integer(1)); }));
        ZHUPI_CHECK(from.query("SELECT department, COUNT(*) FROM case_row WHERE is_open = 1 GROUP BY department", {},
                               [&](const store::Row& row) { open[std::string(row.text(0))] = row.integer(1); }));
        DepartmentList list;
        const auto rules = app.world.rules();
        for (const auto& d : app.world.catalog.departments) {
            const auto items =
                std::count_if(app.world.catalog.items.begin(), app.world.catalog.items.end(),
                              [&](const auto& item) { return rules->usual(item.code).department == d.code; });
            list.items.push_back({d.code, name_view(d.name), d.phone, d.address, d.credit_code, d.utility,
                                  static_cast<int>(items), people[d.code], open[d.code]});
        }
        return Response::json(list);
    });
}

}  // namespace

void add_people_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const std::string manage(permission::people_manage);
    router.add({.method = Method::get,
                .pattern = "/api/v1/users",
                .permission = manage,
                .operation = "users",
                .tag = "people",
                .zh = "人员列表",
                .en = "People",
                .response = json::ops_for<api::UserPage>(),
                .query = paging({{"q", "姓名或用户名包含", "part of name or user name"},
                                 {"role", "角色", "role"},
                                 {"department", "部门", "department"}}),
                .handler = bind(list_people)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/users",
                .permission = manage,
                .operation = "createUser",
                .tag = "people",
                .zh = "新建人员",
                .en = "Create a person",
                .request = json::ops_for<api::CreateUser>(),
                .response = json::ops_for<api::OneTimePassword>(),
                .success = 201,
                .handler = bind(create)});
    router.add({.method = Method::patch,
                .pattern = "/api/v1/users/{id}",
                .permission = manage,
                .operation = "changeUser",
                .tag = "people",
                .zh = "变更人员",
                .en = "Change a person",
                .request = json::ops_for<api::ChangeUser>(),
                .response = json::ops_for<api::UserView>(),
                .versioned = true,
                .handler = bind(change)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/users/{id}/password",
                .permission = manage,
                .operation = "resetPassword",
                .tag = "people",
                .zh = "重置口令",
                .en = "Reset a password",
                .response = json::ops_for<api::OneTimePassword>(),
                .handler = bind(reset)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/departments",
                .permission = manage,
                .operation = "departments",
                .tag = "people",
                .zh = "部门列表",
                .en = "Departments",
                .response = json::ops_for<DepartmentList>(),
                .handler = bind(list_departments)});
}

}  // namespace zhupi::server
