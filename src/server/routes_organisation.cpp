#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/organisation_views.hpp"
#include "server/standing.hpp"
#include "store/queries.hpp"

namespace zhupi::server {
namespace {

using approval::Mandate;
using approval::MandateKind;
using approval::MandateState;
using approval::Power;
using net::Call;
using net::Method;
using net::Response;

/// No authorisation lasts longer (授权期限不超过三年).
constexpr int longest_years = 3;

// Views -----------------------------------------------------------------------------------------------------------

bool manages(const access::Person& person, store::Id organisation) {
    return person.acting && person.acting->organisation == organisation && person.acting->agent == 0 &&
           access::may(person, permission::organisation_manage);
}

/// Whether it is the caller's to accept: they are the person, or they manage the organisation that is named.
bool is_for(const access::Person& person, const Mandate& m) {
    return m.person == person.id || (m.holder != 0 && manages(person, m.holder));
}

api::MandateStatus status_of(const Mandate& m, Instant now) {
    using api::MandateStatus;
    if (m.state == MandateState::revoked) return MandateStatus::revoked;
    if (m.state == MandateState::declined) return MandateStatus::declined;
    if (m.until && *m.until <= now) return MandateStatus::expired;
    if (m.state == MandateState::invited) return MandateStatus::invited;
    return now < m.from ? MandateStatus::future : MandateStatus::in_force;
}

std::optional<std::string> iso_of(const std::optional<Instant>& at) {
    return at ? std::optional(at->iso()) : std::nullopt;
}

Result<std::map<store::Id, std::string>> project_names(store::Snapshot& from, const std::vector<Mandate>& mandates) {
    std::map<store::Id, std::string> names;
    std::string list;
    std::vector<store::Value> args;
    for (const auto& m : mandates)
        for (const auto id : m.projects)
            if (names.emplace(id, "").second) {
                args.emplace_back(id);
                list += (list.empty() ? "$" : ", $") + std::to_string(args.size());
            }
    if (args.empty()) return names;
    ZHUPI_CHECK(from.query("SELECT id, name FROM project_row WHERE id IN (" + list + ")", args,
                           [&](const store::Row& row) { names[row.integer(0)] = std::string(row.text(1)); }));
    return names;
}

api::MandateView mandate_view(const App& app, const access::Person& person, const Mandate& m,
                              const std::map<store::Id, std::string>& projects) {
    api::MandateView view;
    const auto now = app.world.now();
    view.id = m.id;
    view.organisation = organisation_card(app, m.organisation);
    view.kind = m.kind;
    if (m.person != 0) view.person = person_name(app, m.person);
    if (m.holder != 0) view.holder = organisation_card(app, m.holder);
    view.powers = m.powers;
    for (const auto id : m.projects) view.projects.push_back({id, projects.at(id)});
    view.from = app.world.zone.date_of(m.from).iso();
    if (m.until) view.until = last_day(app.world, *m.until);
    view.status = status_of(m, now);
    if (m.granted_by != 0) view.granted_by = person_name(app, m.granted_by);
    if (m.granted_at.ms != 0) view.granted_at = m.granted_at.iso();
    view.answered_at = iso_of(m.answered_at);
    view.ended_at = iso_of(m.ended_at);
    const bool open = view.status == api::MandateStatus::invited || view.status == api::MandateStatus::future ||
                      view.status == api::MandateStatus::in_force;
    view.can_answer = view.status == api::MandateStatus::invited && is_for(person, m);
    view.can_revoke = open && (manages(person, m.organisation) || is_for(person, m));
    return view;
}

Result<api::MandatePage> mandate_page(const App& app, const Call& call, store::Snapshot& from,
                                      std::vector<Mandate> mandates, int limit) {
    api::MandatePage page;
    if (static_cast<int>(mandates.size()) > limit) {
        mandates.resize(static_cast<std::size_t>(limit));
        page.next = text_of({0, mandates.back().id});
    }
    ZHUPI_TRY(const auto projects, project_names(from, mandates));
    for (const auto& m : mandates) page.items.push_back(mandate_view(app, caller(call).person, m, projects));
    return page;
}

// Reading ---------------------------------------------------------------------------------------------------------

Result<Response> given(App& app, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const int limit = limit_of(call);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(auto mandates,
                  store::list_mandates(from, store::Mandated::organisation, caller(call).person.acting->organisation,
                                       after ? after->id : 0, limit + 1));
        ZHUPI_TRY(const auto page, mandate_page(app, call, from, std::move(mandates), limit));
        return Response::json(page);
    });
}

/// What others have given to the caller, and to the organisation whose authorisations they manage.
Result<Response> received(App& app, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const int limit = limit_of(call);
    const auto& person = caller(call).person;
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        const auto before = after ? after->id : 0;
        ZHUPI_TRY(auto mandates, store::list_mandates(from, store::Mandated::person, person.id, before, limit + 1));
        if (person.acting && manages(person, person.acting->organisation)) {
            ZHUPI_TRY(auto ours, store::list_mandates(from, store::Mandated::holder, person.acting->organisation,
                                                      before, limit + 1));
            mandates.insert(mandates.end(), ours.begin(), ours.end());
            std::sort(mandates.begin(), mandates.end(), [](const auto& a, const auto& b) { return a.id > b.id; });
        }
        ZHUPI_TRY(const auto page, mandate_page(app, call, from, std::move(mandates), limit));
        return Response::json(page);
    });
}

Result<Response> list_organisations(App& app, Call& call) {
    ZHUPI_TRY(const auto after, cursor_of(call));
    const int limit = limit_of(call);
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto listed, access::list_organisations(from, query_or(call, "q"), after ? after->id : 0,
                                                                limit + 1, app.world.now()));
        api::OrganisationPage page;
        for (const auto& o : listed) {
            if (static_cast<int>(page.items.size()) == limit) {
                page.next = text_of({0, page.items.back().organisation.id});
                break;
            }
            page.items.push_back(
                {{o.organisation.id, o.organisation.name, o.organisation.credit_code}, o.people, o.agents, o.projects});
        }
        return Response::json(page);
    });
}

// Granting --------------------------------------------------------------------------------------------------------

Result<void> check_powers(const access::Person& giver, const api::GrantMandate& wanted) {
    for (const auto power : wanted.powers) {
        const bool held = giver.acting->has(power);
        if (!held || (power == Power::manage && wanted.kind == MandateKind::agent))
            return fail(err::mandate_powers, {}, "/powers");
    }
    if (wanted.powers.empty()) return fail(err::mandate_powers, {}, "/powers");
    return {};
}

Result<void> check_days(const World& world, const api::GrantMandate& wanted) {
    const auto today = world.today();
    if (wanted.until < wanted.from || wanted.until < today) return fail(err::mandate_dates, {}, "/until");
    if (wanted.until > std::max(wanted.from, today).plus_days(longest_years * 366))
        return fail(err::mandate_dates, {}, "/until");
    return {};
}

/// Whoever is to be authorised: one of the two names is given, and exists.
Result<void> find_holder(store::Snapshot& from, const api::GrantMandate& wanted, Mandate& mandate) {
    if (wanted.username.has_value() == wanted.credit_code.has_value())
        return fail(err::mandate_holder, {}, "/username");
    if (wanted.username) {
        ZHUPI_TRY(const auto person, access::find_person(from, *wanted.username));
        const bool applicant = person && std::any_of(person->grants.begin(), person->grants.end(),
                                                     [](const auto& g) { return g.role == "applicant"; });
        if (!applicant) return fail(err::mandate_holder, {}, "/username");
        mandate.person = person->id;
        return {};
    }
    if (wanted.kind == MandateKind::staff) return fail(err::mandate_holder, {}, "/username");
    ZHUPI_TRY(const auto organisation, access::find_organisation(from, *wanted.credit_code));
    if (!organisation || organisation->id == mandate.organisation) return fail(err::mandate_holder, {}, "/creditCode");
    mandate.holder = organisation->id;
    return {};
}

Result<void> check_projects(store::Snapshot& from, const Mandate& mandate) {
    store::Visible visible{false, mandate.organisation, {}, 0, {approval::MemberRole::lead}, {}};
    for (std::size_t i = 0; i < mandate.projects.size(); ++i) {
        ZHUPI_TRY(const bool own, store::belongs(from, visible, mandate.projects[i]));
        if (!own) return fail(err::mandate_project, {}, "/projects/" + std::to_string(i));
    }
    return {};
}

/// Everybody who acts through the mandate: they are read anew once it changes.
Result<std::vector<store::Id>> people_under(store::Snapshot& from, const Mandate& m) {
    if (m.person != 0) return std::vector<store::Id>{m.person};
    std::vector<store::Id> people;
    ZHUPI_TRY(const auto staff, store::list_mandates(from, store::Mandated::organisation, m.holder));
    for (const auto& one : staff)
        if (one.person != 0) people.push_back(one.person);
    return people;
}

Result<Response> one_view(App& app, Call& call, const Mandate& m) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto projects, project_names(from, {m}));
        return Response::json(mandate_view(app, caller(call).person, m, projects));
    });
}

Result<Response> grant(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::GrantMandate>());
    const auto& person = caller(call).person;
    ZHUPI_CHECK(check_confirmed(app, call));
    ZHUPI_CHECK(check_powers(person, wanted));
    ZHUPI_CHECK(check_days(app.world, wanted));
    const auto who = acting(app, call, permission::organisation_manage);
    Mandate mandate;
    mandate.organisation = person.acting->organisation;
    mandate.kind = wanted.kind;
    mandate.powers = wanted.powers;
    mandate.projects = wanted.projects;
    mandate.from = app.world.zone.start_of(wanted.from);
    mandate.until = app.world.zone.start_of(wanted.until.plus_days(1));
    std::vector<store::Id> people;
    ZHUPI_CHECK(change_now(app, people, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_CHECK(access::check_acting(tx, person, 0, who.now));
        ZHUPI_CHECK(find_holder(tx, wanted, mandate));
        ZHUPI_CHECK(check_projects(tx, mandate));
        ZHUPI_TRY(mandate, store::grant_mandate(tx, who, mandate));
        return {};
    }));
    return one_view(app, call, mandate);
}

Result<Response> answer(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    ZHUPI_TRY(const auto wanted, call.body<api::AnswerMandate>());
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::project_read);
    Mandate mandate;
    std::vector<store::Id> people;
    ZHUPI_CHECK(change_now(app, people, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(mandate, store::load_mandate(tx, id));
        if (!is_for(person, mandate)) return fail(err::mandate_none);
        if (mandate.person == 0) ZHUPI_CHECK(access::check_acting(tx, person, 0, who.now));
        if (status_of(mandate, who.now) != api::MandateStatus::invited) return fail(err::mandate_state);
        ZHUPI_TRY(mandate,
                  store::change_mandate(tx, who, mandate,
                                        wanted.accept ? event::mandate_accepted : event::mandate_declined, {}));
        ZHUPI_TRY(people, people_under(tx, mandate));
        return {};
    }));
    return one_view(app, call, mandate);
}

/// An organisation that nobody manages could never authorise anybody again.
Result<void> check_not_last(store::Snapshot& from, const Mandate& m, Instant now) {
    if (!m.has(Power::manage) || !m.in_force(now)) return {};
    ZHUPI_TRY(const auto all, store::list_mandates(from, store::Mandated::organisation, m.organisation));
    const bool another = std::any_of(all.begin(), all.end(), [&](const Mandate& other) {
        return other.id != m.id && other.has(Power::manage) && other.in_force(now);
    });
    if (!another) return fail(err::mandate_last);
    return {};
}

Result<Response> revoke(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    ZHUPI_TRY(const auto wanted, call.body<api::Reason>());
    if (text::trim(wanted.reason).empty()) return fail(err::case_text, {}, "/reason");
    const auto& person = caller(call).person;
    const auto who = acting(app, call, permission::project_read);
    Mandate mandate;
    std::vector<store::Id> people;
    ZHUPI_CHECK(change_now(app, people, [&](store::Tx& tx) -> Result<void> {
        ZHUPI_TRY(mandate, store::load_mandate(tx, id));
        const bool own = is_for(person, mandate);
        if (!own && !manages(person, mandate.organisation)) return fail(err::mandate_none);
        if (mandate.person != person.id) ZHUPI_CHECK(access::check_acting(tx, person, 0, who.now));
        ZHUPI_CHECK(check_not_last(tx, mandate, who.now));
        ZHUPI_TRY(people, people_under(tx, mandate));
        ZHUPI_TRY(mandate, store::change_mandate(tx, who, mandate, event::mandate_revoked, wanted.reason));
        return {};
    }));
    return one_view(app, call, mandate);
}

}  // namespace

void add_organisation_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const std::string manage(permission::organisation_manage);
    router.add({.method = Method::get,
                .pattern = "/api/v1/organisation/mandates",
                .permission = manage,
                .operation = "mandates",
                .tag = "organisation",
                .zh = "本单位给出的授权",
                .en = "Authorisations that the organisation has given",
                .response = json::ops_for<api::MandatePage>(),
                .query = paging(),
                .handler = bind(given)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/organisation/mandates",
                .permission = manage,
                .operation = "grantMandate",
                .tag = "organisation",
                .zh = "授权",
                .en = "Authorise a person or an agent",
                .request = json::ops_for<api::GrantMandate>(),
                .response = json::ops_for<api::MandateView>(),
                .handler = bind(grant)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/mandates",
                .operation = "receivedMandates",
                .tag = "organisation",
                .zh = "收到的授权",
                .en = "Authorisations that the caller has received",
                .response = json::ops_for<api::MandatePage>(),
                .query = paging(),
                .handler = bind(received)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/mandates/{id}/answer",
                .operation = "answerMandate",
                .tag = "organisation",
                .zh = "接受或谢绝授权",
                .en = "Accept or decline an authorisation",
                .request = json::ops_for<api::AnswerMandate>(),
                .response = json::ops_for<api::MandateView>(),
                .handler = bind(answer)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/mandates/{id}/revoke",
                .operation = "revokeMandate",
                .tag = "organisation",
                .zh = "撤销或放弃授权",
                .en = "Revoke an authorisation, or give it up",
                .request = json::ops_for<api::Reason>(),
                .response = json::ops_for<api::MandateView>(),
                .handler = bind(revoke)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/organisations",
                .permission = std::string(permission::people_manage),
                .operation = "organisations",
                .tag = "people",
                .zh = "单位列表",
                .en = "Organisations",
                .response = json::ops_for<api::OrganisationPage>(),
                .query = paging({{"q", "名称或信用代码包含", "part of name or credit code"}}),
                .handler = bind(list_organisations)});
}

}  // namespace zhupi::server
