#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/roles.hpp"
#include "base/text.hpp"
#include "server/organisation_views.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;
using net::Route;

constexpr std::string_view cookie_name = "zhupi_session";

struct DemoAccountList {
    DemoAccounts items;
};
BOOST_DESCRIBE_STRUCT(DemoAccountList, (), (items))

api::Me me_view(const App& app, const access::Session& session) {
    const auto& person = session.person;
    api::Me me;
    me.id = person.id;
    me.username = person.username;
    me.name = person.name;
    me.phone = person.phone;
    for (const auto& grant : person.grants)
        if (std::find(me.roles.begin(), me.roles.end(), grant.role) == me.roles.end()) me.roles.push_back(grant.role);
    me.permissions = access::permissions_of(person);
    if (!person.department.empty()) me.department = department_view(app.world, person.department);
    if (person.organisation != 0) me.organisation = app.names.directory().organisation(person.organisation);
    me.csrf_token = session.csrf;
    me.must_change_password = person.must_change_password;
    me.demo = app.demo;
    return me;
}

std::string cookie(std::string_view value, bool secure, bool gone) {
    return std::string(cookie_name) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax" +
           (secure ? "; Secure" : "") + (gone ? "; Max-Age=0" : "");
}

Result<Response> sign_in(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::SignIn>());
    ZHUPI_TRY(const auto signed_in, app.sessions.sign_in({wanted.username, wanted.password, wanted.code,
                                                          call.request.cookie(cookie_name).value_or("")}));
    return Response::json(me_view(app, signed_in.session))
        .with("Set-Cookie", cookie(signed_in.token, call.request.secure, false));
}

Result<Response> sign_out(App& app, Call& call) {
    ZHUPI_CHECK(app.sessions.sign_out(call.request.cookie(cookie_name).value_or("")));
    app.hub.end("person:" + std::to_string(caller(call).person.id));
    return Response::no_content().with("Set-Cookie", cookie("", call.request.secure, true));
}

Result<Response> change_password(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::ChangePassword>());
    ZHUPI_CHECK(app.sessions.change_password(call.request.cookie(cookie_name).value_or(""), wanted.old_password,
                                             wanted.new_password));
    return Response::no_content();
}

Result<Response> standing(App& app, Call& call) {
    const auto& session = caller(call);
    const auto& person = session.person;
    api::Standing view;
    view.confirmed = access::recently_confirmed(session, app.world.now());
    for (const auto& absent : person.stands_in) view.stands_in_for.push_back(person_name(app, absent.person));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto ways, access::ways_to_act(from, person.id, app.world.now()));
        for (const auto& way : ways) {
            api::WayToAct one{way.mandate, way.via,    organisation_card(app, way.organisation), {},
                              way.kind,    way.powers, static_cast<int>(way.projects.size()),    {},
                              false};
            if (way.agent != 0) one.agent = organisation_card(app, way.agent);
            if (way.until) one.until = last_day(app.world, *way.until);
            one.current = person.acting && person.acting->mandate == way.mandate && person.acting->via == way.via;
            view.ways.push_back(std::move(one));
        }
        return Response::json(view);
    });
}

Result<Response> act_for(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::ActFor>());
    ZHUPI_TRY(const auto session,
              app.sessions.act_for(call.request.cookie(cookie_name).value_or(""), {wanted.mandate, wanted.via}));
    app.hub.end("person:" + std::to_string(session.person.id));  // the browser listens anew, for the other organisation
    return Response::json(me_view(app, session));
}

Result<Response> confirm(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::Confirm>());
    ZHUPI_CHECK(app.sessions.confirm(call.request.cookie(cookie_name).value_or(""), wanted.password));
    return Response::no_content();
}

Result<Response> demo_accounts(App& app, Call&) {
    if (!app.demo) return fail(err::demo_only);
    return Response::json(DemoAccountList{app.demo_accounts});
}

/// Session, CSRF token, permission, and the one-time password that must be changed before anything else.
Result<void> authorise(App& app, Call& call, const Route& route) {
    const auto token = call.request.cookie(cookie_name);
    if (token) {
        auto session = app.sessions.find(*token);
        if (session)
            call.session = std::move(*session);
        else if (!route.open)
            return fail(std::move(session.error()));
    }
    if (route.open) return {};
    if (!call.session.has_value()) return fail(err::access_session);
    const auto& session = caller(call);
    const bool changes = route.method != Method::get && route.method != Method::head && route.method != Method::options;
    if (changes && !route.csrf_exempt &&
        !text::equal_constant_time(call.request.headers.get("X-CSRF-Token"), session.csrf))
        return fail(err::access_csrf);
    if (session.person.must_change_password && route.tag != "session") return fail(err::access_must_change);
    if (!route.permission.empty() && !access::may(session.person, route.permission)) {
        const auto roles = access::roles_for(session.person, route.permission);
        if (!session.person.acting && std::find(roles.begin(), roles.end(), role::applicant) != roles.end())
            return fail(err::access_mandate);
        for (const auto& named : permission::all)
            if (named.code == route.permission)
                return fail(err::access_forbidden,
                            {{"permissionZh", std::string(named.zh)}, {"permission", std::string(named.en)}});
        bug("a route names a permission that is not listed: " + route.permission);
    }
    return {};
}

}  // namespace

void add_session_routes(net::Router& router, App& app) {
    router.before([&app](Call& call, const Route& route) { return authorise(app, call, route); });
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    router.add(
        {.method = Method::get,
         .pattern = "/api/v1/session",
         .operation = "whoAmI",
         .tag = "session",
         .zh = "当前登录人",
         .en = "Who is signed in",
         .response = json::ops_for<api::Me>(),
         .handler = [&app](Call& call) -> Result<Response> { return Response::json(me_view(app, caller(call))); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/session",
                .operation = "signIn",
                .tag = "session",
                .zh = "登录",
                .en = "Sign in",
                .request = json::ops_for<api::SignIn>(),
                .response = json::ops_for<api::Me>(),
                .open = true,
                .handler = bind(sign_in)});
    router.add({.method = Method::del,
                .pattern = "/api/v1/session",
                .operation = "signOut",
                .tag = "session",
                .zh = "退出",
                .en = "Sign out",
                .success = 204,
                .handler = bind(sign_out)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/session/acting",
                .operation = "standing",
                .tag = "session",
                .zh = "可以代表谁",
                .en = "For whom the caller may act",
                .response = json::ops_for<api::Standing>(),
                .handler = bind(standing)});
    router.add({.method = Method::put,
                .pattern = "/api/v1/session/acting",
                .operation = "actFor",
                .tag = "session",
                .zh = "切换代表的单位",
                .en = "Act for another organisation",
                .request = json::ops_for<api::ActFor>(),
                .response = json::ops_for<api::Me>(),
                .handler = bind(act_for)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/session/confirm",
                .operation = "confirm",
                .tag = "session",
                .zh = "再次输入口令",
                .en = "Give the password again",
                .request = json::ops_for<api::Confirm>(),
                .success = 204,
                .handler = bind(confirm)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/session/password",
                .operation = "changePassword",
                .tag = "session",
                .zh = "修改口令",
                .en = "Change the password",
                .request = json::ops_for<api::ChangePassword>(),
                .success = 204,
                .handler = bind(change_password)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/demo/accounts",
                .operation = "demoAccounts",
                .tag = "session",
                .zh = "演示账号",
                .en = "Accounts of the demo",
                .response = json::ops_for<DemoAccountList>(),
                .open = true,
                .handler = bind(demo_accounts)});
}

}  // namespace zhupi::server
