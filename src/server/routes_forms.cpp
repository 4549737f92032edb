// Forms besides the draft: for other systems, in parts, and in their versions.

#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "feel/json.hpp"
#include "forms/document.hpp"
#include "forms/schema.hpp"
#include "server/api_forms.hpp"
#include "server/app.hpp"
#include "server/drafting.hpp"
#include "server/form_views.hpp"
#include "server/standing.hpp"
#include "store/event_log.hpp"
#include "store/form_parts.hpp"

#include <algorithm>

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

struct FormPlace {
    store::Id project = 0;
    int stage = 1;
};
Result<FormPlace> form_place(const Call& call) {
    FormPlace place;
    ZHUPI_TRY(place.project, call.number("id"));
    ZHUPI_TRY(const auto stage, call.number("stage"));
    if (stage < 1 || stage > 5) return fail(err::http_not_found, {{"path", call.request.path}});
    place.stage = static_cast<int>(stage);
    return place;
}

Result<Response> export_form(App& app, Call& call) {
    ZHUPI_TRY(const auto place, form_place(call));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, place.project));
        ZHUPI_TRY(const auto page, draft_page(app, from, project, place.stage));
        const auto& title = page.view.stage_name;
        return Response::json(api::FormExport{{forms::schema_of(page.view.form, {title.zh, title.en})},
                                              {forms::ui_schema_of(page.view.form)},
                                              {page.document}});
    });
}

Result<Response> check_document(App& app, Call& call) {
    ZHUPI_TRY(const auto place, form_place(call));
    ZHUPI_TRY(const auto wanted, call.body<api::CheckDocument>());
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, place.project));
        ZHUPI_TRY(const auto page, draft_page(app, from, project, place.stage));
        auto values = forms::values_of(page.view.form, wanted.document.text);
        if (!values) {
            values.error().where = "/document" + (values.error().where == "/" ? "" : values.error().where);
            return fail(std::move(values.error()));
        }
        const auto form = catalog::compiled_form(app.world.catalog, place.stage, page.draft.items);
        api::DocumentIssues found;
        // A number that is written as text would do for the form, but not for the schema that was promised.
        ZHUPI_TRY(const auto schema, forms::Schema::read(forms::schema_of(page.view.form, {})));
        ZHUPI_TRY(const auto document, feel::from_json(wanted.document.text));
        for (const auto& issue : schema.check(document)) {
            if (issue.keyword != "type") continue;  // the rest the form says better
            const Error error{&err::schema_broken,
                              {},
                              {{"pointer", issue.pointer}, {"keyword", issue.keyword}, {"limit", issue.limit}}};
            found.issues.push_back(
                {issue.pointer, std::string(error.code->code), error.zh(), error.en(), false, issue.pointer});
        }
        for (const auto& issue : form.judge(*values, app.world.today()).issues)
            found.issues.push_back(
                {issue.key, std::string(issue.code), issue.zh, issue.en, issue.warning, issue.pointer});
        return Response::json(found);
    });
}

Result<Response> list_project_people(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_CHECK(visible_project(app, call, from, id));
        ZHUPI_TRY(const auto people, store::people_of_project(from, id));
        api::ProjectPeople view;
        for (const auto& person : people) {
            const auto words = person.name + " · " + app.names.directory().organisation(person.organisation);
            view.items.push_back({std::to_string(person.id), {words, words}});
        }
        return Response::json(view);
    });
}

/// Runs `act` on the draft's page and answers the page as it is then.
template <class Act>
void change_part(App& app, const std::shared_ptr<Call>& call, const Reply& reply, std::string_view permission,
                 Act act) {
    const auto place = form_place(*call);
    if (!place) return reply(fail(place.error()));
    const auto who = acting(app, *call, permission);
    auto answer = std::make_shared<std::string>();
    app.store.write(
        [&app, call, place = *place, who, act, answer](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(const auto project, visible_project(app, *call, tx, place.project));
            ZHUPI_TRY(const auto page, draft_page(app, tx, project, place.stage, who.actor.user));
            const auto section = std::string(call->param("section"));
            const auto& sections = page.view.form.sections;
            if (std::none_of(sections.begin(), sections.end(), [&](const auto& s) { return s.code == section; }))
                return fail(err::part_none, {{"section", section}});
            ZHUPI_CHECK(act(tx, who, page, section));
            ZHUPI_TRY(const auto now, draft_page(app, tx, project, place.stage, who.actor.user));
            *answer = json::encode(now.view);
            return {};
        },
        [reply, answer](Result<void> done) {
            if (!done) return reply(fail(std::move(done.error())));
            reply(Response::json_text(std::move(*answer)));
        });
}

void give(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto wanted = call->body<api::GivePart>();
    if (!wanted) return reply(fail(wanted.error()));
    change_part(app, call, reply, permission::application_file,
                [person = wanted->person](store::Tx& tx, const store::Acting& who, const DraftPage& page,
                                          const std::string& section) -> Result<void> {
                    ZHUPI_TRY(const auto people, store::people_of_project(tx, page.view.project));
                    if (std::none_of(people.begin(), people.end(), [&](const auto& p) { return p.id == person; }))
                        return fail(err::part_person, {{"person", std::to_string(person)}}, "/person");
                    ZHUPI_CHECK(store::give_part(tx, who, page.view.project, page.view.stage, section, person));
                    return {};
                });
}

void take_back(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    change_part(
        app, call, reply, permission::application_file,
        [](store::Tx& tx, const store::Acting& who, const DraftPage& page, const std::string& section) -> Result<void> {
            ZHUPI_CHECK(store::take_back_part(tx, who, page.view.project, page.view.stage, section));
            return {};
        });
}

Result<void> sign_section(store::Tx& tx, const store::Acting& who, const DraftPage& page, const std::string& section,
                          const std::string& digest) {
    const auto& view = page.view;
    const auto part = std::find_if(view.parts.begin(), view.parts.end(),
                                   [&](const api::FormPartView& one) { return one.section == section; });
    if (part == view.parts.end()) return fail(err::part_none, {{"section", section}});
    if (part->person != who.actor.user) return fail(err::part_not_yours, {{"person", part->name}});
    if (part->digest != digest) return fail(err::part_changed, {}, "/digest");
    const auto own = std::find_if(view.form.sections.begin(), view.form.sections.end(),
                                  [&](const forms::Section& one) { return one.code == section; });
    const auto is_own = [&](const std::string& text) {
        const auto key = forms::key_of(text);
        const auto& code = !key ? text : std::string(key->group.empty() ? key->field : key->group);
        const auto named = [&](const auto& one) { return one.code == code; };
        return std::any_of(own->fields.begin(), own->fields.end(), named) ||
               std::any_of(own->groups.begin(), own->groups.end(), named);
    };
    const auto wrong = std::count_if(view.issues.begin(), view.issues.end(),
                                     [&](const auto& issue) { return !issue.warning && is_own(issue.field); });
    if (wrong > 0) return fail(err::part_wrong, {{"count", std::to_string(wrong)}});
    ZHUPI_CHECK(store::sign_part(tx, who, view.project, view.stage, section, digest));
    return {};
}

void sign(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto wanted = call->body<api::SignPart>();
    if (!wanted) return reply(fail(wanted.error()));
    change_part(app, call, reply, permission::application_draft,
                [digest = std::string(wanted->digest)](store::Tx& tx, const store::Acting& who, const DraftPage& page,
                                                       const std::string& section) {
                    return sign_section(tx, who, page, section, digest);
                });
}

// Versions
// --------------------------------------------------------------------------------------------------------------

/// What the log says of each version: who, when, why, and the digest.
struct Handed {
    std::string at, by, reason, digest;
};
struct Digested {
    std::string values_digest;
};
BOOST_DESCRIBE_STRUCT(Digested, (), (values_digest))

Result<std::vector<Handed>> handed_in(App& app, store::Snapshot& from, store::Id application) {
    ZHUPI_TRY(const auto events, store::read_stream(from, "application/" + std::to_string(application)));
    std::vector<Handed> versions;
    for (const auto& event : events) {
        // A correction without a changed field brings no new version; its digest is empty.
        if (event.payload.find("\"valuesDigest\"") == std::string::npos) continue;
        ZHUPI_TRY(const auto digested, json::decode<Digested>(event.payload, json::Unknown::ignore));
        if (digested.values_digest.empty()) continue;
        ZHUPI_TRY(const auto actor, json::decode<approval::Actor>(event.actor, json::Unknown::ignore));
        versions.push_back({event.at.iso(), app.names.directory().person(actor.user).name,
                            versions.empty() ? "filed" : "corrected", digested.values_digest});
    }
    return versions;
}

Result<Response> list_versions(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_application(app, call, from, id));
        ZHUPI_TRY(const auto handed, handed_in(app, from, id));
        ZHUPI_TRY(const auto parts, store::load_signed_parts(from, id));
        ZHUPI_TRY(const bool open, needs_personal(call, from, found.project.id, 0));
        std::vector<std::string> items;
        for (const auto& c : found.application.cases) items.push_back(c.item);
        const auto form = catalog::form_of(app.world.catalog, found.application.stage, items);
        api::HandInVersions view;
        forms::Values before;
        for (std::size_t i = 0; i < handed.size(); ++i) {
            const int number = static_cast<int>(i) + 1;
            ZHUPI_TRY(auto submission, store::load_submission(from, id, number));
            api::HandInVersion version{
                number, handed[i].at, handed[i].by, handed[i].reason, store::digest(submission) == handed[i].digest, {},
                {}};
            if (!open) mask_personal(app.world.catalog, submission.values);
            if (i > 0) version.changes = forms::difference(form, before, submission.values);
            for (const auto& part : parts) {
                if (part.version != number) continue;
                const auto* entry = app.world.catalog.entry("form_group", part.section);
                version.parts.push_back({part.section, entry ? name_view(entry->name) : api::Name{},
                                         app.names.directory().person(part.person).name, part.signed_at.iso()});
            }
            before = std::move(submission.values);
            view.items.insert(view.items.begin(), std::move(version));
        }
        return Response::json(view);
    });
}

}  // namespace

void add_form_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](std::shared_ptr<Call> call, Reply reply) { fn(app, call, reply); };
    };
    const std::string draft(permission::application_draft), file(permission::application_file);
    const std::string stage = "/api/v1/projects/{id}/stages/{stage}";
    router.add({.method = Method::get,
                .pattern = stage + "/form",
                .permission = draft,
                .operation = "form",
                .tag = "filing",
                .zh = "一张表单（JSON Schema）",
                .en = "The one form as JSON Schema 2020-12 and UI schema",
                .response = json::ops_for<api::FormExport>(),
                .handler = bind(export_form)});
    router.add({.method = Method::post,
                .pattern = stage + "/form/check",
                .permission = draft,
                .operation = "checkForm",
                .tag = "filing",
                .zh = "校验表单文档",
                .en = "Check a document of the form",
                .request = json::ops_for<api::CheckDocument>(),
                .response = json::ops_for<api::DocumentIssues>(),
                .handler = bind(check_document)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/projects/{id}/people",
                .permission = file,
                .operation = "projectPeople",
                .tag = "filing",
                .zh = "可以填写表单部分的人员",
                .en = "People who may be given a part of the form",
                .response = json::ops_for<api::ProjectPeople>(),
                .handler = bind(list_project_people)});
    router.add({.method = Method::put,
                .pattern = stage + "/parts/{section}",
                .permission = file,
                .operation = "givePart",
                .tag = "filing",
                .zh = "指定表单部分的填写人",
                .en = "Give a part of the form to somebody",
                .request = json::ops_for<api::GivePart>(),
                .response = json::ops_for<api::DraftView>(),
                .async = later(give)});
    router.add({.method = Method::del,
                .pattern = stage + "/parts/{section}",
                .permission = file,
                .operation = "takeBackPart",
                .tag = "filing",
                .zh = "收回表单部分",
                .en = "Take a part of the form back",
                .response = json::ops_for<api::DraftView>(),
                .async = later(take_back)});
    router.add({.method = Method::post,
                .pattern = stage + "/parts/{section}/signature",
                .permission = draft,
                .operation = "signPart",
                .tag = "filing",
                .zh = "签字确认表单部分",
                .en = "Sign a part of the form",
                .request = json::ops_for<api::SignPart>(),
                .response = json::ops_for<api::DraftView>(),
                .async = later(sign)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/applications/{id}/versions",
                .permission = std::string(permission::case_read),
                .operation = "handInVersions",
                .tag = "filing",
                .zh = "申报内容的版本",
                .en = "Versions of what was handed in",
                .response = json::ops_for<api::HandInVersions>(),
                .handler = bind(list_versions)});
}

}  // namespace zhupi::server
