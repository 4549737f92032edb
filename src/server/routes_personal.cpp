#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "server/organisation_views.hpp"
#include "server/standing.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Response;

/// What the log keeps of a look at personal data: what of, and which fields; never a value. The reason is its basis.
struct PersonalOpened {
    store::Id project = 0, application = 0, case_id = 0;
    std::vector<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(PersonalOpened, (), (project, application, case_id, fields))

Result<std::string> reason_of(const Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::Reason>());
    const auto reason = std::string(text::trim(wanted.reason));
    if (text::length(reason) < 5 || text::length(reason) > 200) return fail(err::personal_reason, {}, "/reason");
    return reason;
}

/// Nothing is shown before the look at it is on record.
Result<Response> opened(App& app, Call& call,
                        const std::function<Result<void>(store::Tx&, PersonalOpened&, api::PersonalData&)>& collect) {
    ZHUPI_TRY(const auto reason, reason_of(call));
    const auto who = acting(app, call, permission::personal_open);
    api::PersonalData data;
    ZHUPI_CHECK(app.store.write(store::Write([&](store::Tx& tx) -> Result<void> {
        PersonalOpened note;
        ZHUPI_CHECK(collect(tx, note, data));
        ZHUPI_TRY(const auto contact, store::load_contact(tx, note.project));
        data.contact = contact.name;
        data.contact_phone = contact.phone;
        note.fields.emplace_back("contact");
        for (const auto& [field, value] : data.values) note.fields.push_back(field);
        return store::note_event(tx, who, store::person_stream(who.actor.user), event::personal_opened,
                                 json::encode(note), reason);
    })));
    return Response::json(data);
}

Result<Response> of_case(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return opened(app, call, [&](store::Tx& tx, PersonalOpened& note, api::PersonalData& data) -> Result<void> {
        ZHUPI_TRY(const auto found, visible_case(app, call, tx, id, permission::case_read));
        note = {found.project.id, found.application.id, id, {}};
        ZHUPI_TRY(const auto submission,
                  store::load_submission(tx, found.application.id, found.application.submission));
        for (const auto& field : app.world.catalog.fields)
            if (const auto value = submission.values.find(field.code);
                field.personal && value != submission.values.end() && !value->second.empty())
                data.values.insert(*value);
        return {};
    });
}

Result<Response> of_project(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return opened(app, call, [&](store::Tx& tx, PersonalOpened& note, api::PersonalData&) -> Result<void> {
        ZHUPI_TRY(const auto project, visible_project(app, call, tx, id));
        note = {project.id, 0, 0, {}};
        return {};
    });
}

}  // namespace

void add_personal_routes(net::Router& router, App& app) {
    router.add({.method = Method::post,
                .pattern = "/api/v1/cases/{id}/personal",
                .permission = std::string(permission::personal_open),
                .operation = "openPersonal",
                .tag = "personal",
                .zh = "查看办件的个人信息（事由入审计日志）",
                .en = "Open the personal data of a case; the reason is logged",
                .request = json::ops_for<api::Reason>(),
                .response = json::ops_for<api::PersonalData>(),
                .handler = [&app](Call& call) { return of_case(app, call); }});
    router.add({.method = Method::post,
                .pattern = "/api/v1/projects/{id}/personal",
                .permission = std::string(permission::personal_open),
                .operation = "openProjectContact",
                .tag = "personal",
                .zh = "查看项目联系人（事由入审计日志）",
                .en = "Open the contact of a project; the reason is logged",
                .request = json::ops_for<api::Reason>(),
                .response = json::ops_for<api::PersonalData>(),
                .handler = [&app](Call& call) { return of_project(app, call); }});
}

}  // namespace zhupi::server
