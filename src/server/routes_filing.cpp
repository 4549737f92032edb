#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "server/app.hpp"
#include "server/drafting.hpp"
#include "server/standing.hpp"
#include "store/form_parts.hpp"

namespace zhupi::server {
namespace {

using net::Call;
using net::Method;
using net::Reply;
using net::Response;

struct FileDraft {
    std::int64_t version = 0;  ///< of the draft that the applicant has checked
};
BOOST_DESCRIBE_STRUCT(FileDraft, (), (version))

struct Place {
    store::Id project = 0;
    int stage = 1;
};
Result<Place> place_of(const Call& call) {
    Place place;
    ZHUPI_TRY(place.project, call.number("id"));
    ZHUPI_TRY(const auto stage, call.number("stage"));
    if (stage > 5) return fail(err::http_not_found, {{"path", call.request.path}});
    place.stage = static_cast<int>(stage);
    return place;
}

Result<Response> read_draft(App& app, Call& call) {
    ZHUPI_TRY(const auto place, place_of(call));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto project, visible_project(app, call, from, place.project));
        ZHUPI_TRY(const auto page, draft_page(app, from, project, place.stage, caller(call).person.id));
        return Response::json(page.view);
    });
}

/// Limits on what a draft may hold, so that autosave cannot be used as a store.
Result<void> check_size(const api::SaveDraft& wanted) {
    std::size_t size = 0;
    for (const auto& [field, value] : wanted.values) size += field.size() + value.size();
    if (wanted.values.size() > 3000 || wanted.items.size() > 100 || wanted.papers.size() > 200 || size > 256 * 1024)
        return fail(err::draft_large);
    return {};
}

void save_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::SaveDraft>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    const auto place = place_of(*call);
    if (!place) return reply(fail(place.error()));
    if (auto small = check_size(*wanted); !small) return reply(fail(std::move(small.error())));
    const auto now = app.world.now();
    auto answer = std::make_shared<std::string>();
    app.store.write(
        [&app, call, wanted = *wanted, place = *place, now, answer](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(const auto project, visible_project(app, *call, tx, place.project));
            for (const auto& [material, paper] : wanted.papers)
                if (!project.paper(paper)) return fail(err::paper_none, {}, "/papers/" + material);
            ZHUPI_CHECK(store::save_draft(tx, place.project, place.stage, {wanted.items, wanted.values, wanted.papers},
                                          wanted.version, now));
            ZHUPI_TRY(const auto page, draft_page(app, tx, project, place.stage, caller(*call).person.id));
            *answer = json::encode(page.view);
            return {};
        },
        [reply, answer](Result<void> done) {
            if (!done) return reply(fail(std::move(done.error())));
            reply(Response::json_text(std::move(*answer)));
        });
}

void file_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto wanted = call->body<FileDraft>();
    if (!wanted) return reply(fail(wanted.error()));
    const auto place = place_of(*call);
    if (!place) return reply(fail(place.error()));
    const auto who = acting(app, *call, permission::application_file);
    run_command(
        app, call, reply,
        [&app, call, who, place = *place, version = wanted->version](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(const auto project, visible_project(app, *call, tx, place.project));
            ZHUPI_TRY(const auto page, draft_page(app, tx, project, place.stage));
            if (page.view.version != version) return fail(err::filing_draft_changed);
            if (!page.complete) {
                auto open = page.view.issues;
                std::erase_if(open, [](const api::FormIssue& issue) { return issue.warning; });
                const auto& first = open.front();
                return fail(err::filing_incomplete,
                            {{"count", std::to_string(open.size())}, {"firstZh", first.zh}, {"first", first.en}},
                            "/" + first.field);
            }
            // What is handed in is what the form says counts, whatever the browser has sent.
            auto draft = page.draft;
            draft.values = page.handed_in;
            ZHUPI_TRY(auto receipt, store::file_application(tx, app.office(), who, place.project, place.stage, draft));
            ZHUPI_CHECK(store::keep_signed_parts(tx, place.project, place.stage, receipt.application, 1));
            return receipt;
        });
}

Result<Response> one_application(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_application(app, call, from, id));
        ZHUPI_TRY(const auto submission, store::load_submission(from, id, found.application.submission));
        auto values = submission.values;
        ZHUPI_TRY(const bool open, needs_personal(call, from, found.project.id, 0));
        if (!open) mask_personal(app.world.catalog, values);
        auto view =
            application_view(app.world, app.names.directory(), found.application, found.project, std::move(values));
        const auto& person = caller(call).person;
        view.can_receive = access::may(person, permission::application_receive) && !found.application.received_at;
        ZHUPI_TRY(const bool withdraws, may_in_project(call, from, permission::application_withdraw, found.project.id));
        view.can_withdraw = withdraws && !found.application.ended_at;
        return with_etag(json::encode(view), found.application.version);
    });
}

template <class Make>
void act_on_application(App& app, const std::shared_ptr<Call>& call, const Reply& reply, std::string_view permission,
                        Make make) {
    const auto id = call->number("id");
    if (!id) return reply(fail(id.error()));
    auto expected = version_of(*call);
    if (!expected) return reply(fail(std::move(expected.error())));
    auto command = make(*call);
    if (!command) return reply(fail(std::move(command.error())));
    const auto who = acting(app, *call, permission);
    run_command(app, call, reply,
                [&app, call, who, id = *id, expected = *expected,
                 command = approval::command::Command(std::move(*command))](store::Tx& tx) -> Result<store::Receipt> {
                    ZHUPI_CHECK(visible_application(app, *call, tx, id));
                    return store::act(tx, app.office(), who, id, command, expected);
                });
}

void receive(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    act_on_application(app, call, reply, permission::application_receive,
                       [](const Call& c) -> Result<approval::command::Receive> {
                           ZHUPI_TRY(const auto note, c.body<api::Note>());
                           return approval::command::Receive{note.text};
                       });
}

void withdraw(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    act_on_application(app, call, reply, permission::application_withdraw,
                       [](const Call& c) -> Result<approval::command::Withdraw> {
                           ZHUPI_TRY(const auto wanted, c.body<api::Withdraw>());
                           return approval::command::Withdraw{0, wanted.text};
                       });
}

}  // namespace

void add_filing_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](std::shared_ptr<Call> call, Reply reply) { fn(app, call, reply); };
    };
    const std::string file(permission::application_file);
    const std::string draft = "/api/v1/projects/{id}/stages/{stage}/draft";
    router.add({.method = Method::get,
                .pattern = draft,
                .permission = std::string(permission::application_draft),
                .operation = "draft",
                .tag = "filing",
                .zh = "申报草稿",
                .en = "Draft of a stage",
                .response = json::ops_for<api::DraftView>(),
                .handler = bind(read_draft)});
    router.add({.method = Method::put,
                .pattern = draft,
                .permission = std::string(permission::application_draft),
                .operation = "saveDraft",
                .tag = "filing",
                .zh = "保存草稿",
                .en = "Save the draft",
                .request = json::ops_for<api::SaveDraft>(),
                .response = json::ops_for<api::DraftView>(),
                .async = later(save_draft)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/projects/{id}/stages/{stage}/applications",
                .permission = file,
                .operation = "fileApplication",
                .tag = "filing",
                .zh = "申报",
                .en = "File the draft",
                .request = json::ops_for<FileDraft>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .async = later(file_draft)});
    router.add({.method = Method::get,
                .pattern = "/api/v1/applications/{id}",
                .permission = std::string(permission::case_read),
                .operation = "application",
                .tag = "filing",
                .zh = "申报件",
                .en = "One application",
                .response = json::ops_for<api::ApplicationView>(),
                .handler = bind(one_application)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/applications/{id}/receive",
                .permission = std::string(permission::application_receive),
                .operation = "receiveApplication",
                .tag = "filing",
                .zh = "接件",
                .en = "Receive",
                .request = json::ops_for<api::Note>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .versioned = true,
                .async = later(receive)});
    router.add({.method = Method::post,
                .pattern = "/api/v1/applications/{id}/withdraw",
                .permission = std::string(permission::application_withdraw),
                .operation = "withdrawApplication",
                .tag = "filing",
                .zh = "撤件",
                .en = "Withdraw",
                .request = json::ops_for<api::Withdraw>(),
                .response = json::ops_for<api::Receipt>(),
                .idempotent = true,
                .versioned = true,
                .async = later(withdraw)});
}

}  // namespace zhupi::server
