// The flows for those who draw them: read, edit as a draft, check with the way that leads to a mistake, simulate,
// compare, publish, and move what runs to another edition after a dry run. What is published holds for applications
// that are filed from then on; nobody else's flow changes unless it is moved.

#include "approval/flow.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "bpmn/working_time.hpp"
#include "server/app.hpp"
#include "server/content_version.hpp"
#include "server/flow_check.hpp"
#include "server/flow_views.hpp"
#include "server/neighbours.hpp"
#include "store/flow_editions.hpp"

#include <set>

namespace zhupi::server {
namespace {

using catalog::Flows;
using catalog::SourceFile;
using net::Call;
using net::Method;
using net::Reply;
using net::Response;
namespace command = approval::command;

constexpr std::size_t longest_file = 2'000'000;  ///< bytes
constexpr std::size_t most_shown = 200;          ///< applications of a dry run; the counts are of all
constexpr int portion = 200;                     ///< applications read at a time

std::string path_of(const Call& call) { return "flows/" + std::string(call.param("file")); }
std::string name_of_file(const std::string& path) { return path.substr(path.find('/') + 1); }

Result<std::shared_ptr<const Flows>> edition(const App& app, const std::string& version) {
    auto flows = app.world.catalog.flowbook->version(version);
    if (!flows) return fail(err::flows_edition_none, {{"version", version.substr(0, 12)}});
    return flows;
}

/// What is in force with the drafts on top; a draft with no text takes its file away.
Result<std::vector<SourceFile>> drafted_files(const App& app, store::Snapshot& from) {
    auto files = app.world.catalog.flowbook->in_force()->files();
    ZHUPI_TRY(const auto drafts, store::list_flow_drafts(from));
    for (const auto& draft : drafts) {
        const auto same = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == draft.path; });
        if (same != files.end())
            same->text = draft.text;
        else
            files.push_back({draft.path, draft.text});
    }
    return files;
}

/// An edition's files, or with "draft" what would be published now.
Result<std::vector<SourceFile>> files_of(App& app, const std::string& version) {
    if (version == "draft") return reading(app, [&](store::Snapshot& from) { return drafted_files(app, from); });
    ZHUPI_TRY(const auto flows, edition(app, version));
    return flows->files();
}

const SourceFile* find_file(const std::vector<SourceFile>& files, std::string_view path) {
    const auto found = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
    return found == files.end() ? nullptr : &*found;
}

/// Of everything that administrators change: another one after every draft and every publication.
Result<std::string> flows_version(store::Snapshot& from) {
    ZHUPI_TRY(const auto editions, store::list_flow_editions(from));
    ZHUPI_TRY(const auto drafts, store::list_flow_drafts(from));
    auto all = std::to_string(editions.size());
    for (const auto& draft : drafts) ((all += '\n') += draft.path) += content_version(draft.text);
    return content_version(all);
}

Result<void> known_file(const std::vector<SourceFile>& files, const Call& call) {
    if (find_file(files, path_of(call))) return {};
    return fail(err::flows_none, {{"file", std::string(call.param("file"))}});
}

// Reading ---------------------------------------------------------------------------------------------------------

api::FlowEditionView edition_view(const App& app, const store::Edition& edition, const std::string& in_force,
                                  std::int64_t open) {
    return {edition.id,
            edition.version,
            edition.published_at.iso(),
            edition.published_by == 0 ? "" : app.names.directory().person(edition.published_by).name,
            edition.note,
            edition.version == in_force,
            open};
}

Result<Response> list_flows(App& app, Call&) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        const auto flows = app.world.catalog.flowbook->in_force();
        api::FlowsView view;
        view.in_force = flows->version();
        ZHUPI_TRY(view.version, flows_version(from));
        ZHUPI_TRY(const auto editions, store::list_flow_editions(from));
        ZHUPI_TRY(auto open, store::count_in_flow(from));
        std::set<std::string> seen;  // the same version may have been published more than once: the latest counts
        for (auto e = editions.rbegin(); e != editions.rend(); ++e) {
            const bool first = seen.insert(e->version).second;
            view.editions.push_back(edition_view(app, *e, first ? view.in_force : "", first ? open[e->version] : 0));
        }
        ZHUPI_TRY(const auto drafts, store::list_flow_drafts(from));
        ZHUPI_TRY(const auto files, drafted_files(app, from));
        for (const auto& file : files) {
            auto described = describe_flow(file);
            const auto draft =
                std::find_if(drafts.begin(), drafts.end(), [&](const auto& d) { return d.path == file.path; });
            if (draft != drafts.end()) {
                described.drafted = true;
                described.drafted_at = draft->changed_at.iso();
                described.drafted_by = app.names.directory().person(draft->changed_by).name;
            }
            view.files.push_back(std::move(described));
        }
        return Response::json(view);
    });
}

Result<Response> one_file(App& app, Call& call) {
    ZHUPI_TRY(const auto files, files_of(app, query_or(call, "version", "draft")));
    ZHUPI_CHECK(known_file(files, call));
    const auto* file = find_file(files, path_of(call));
    const auto flows = app.world.catalog.flowbook->in_force();
    const auto* published = find_file(flows->files(), file->path);
    const bool drafted = !published || published->text != file->text;
    return Response::json(
        api::FlowFileText{name_of_file(file->path), file->text, drafted, content_version(file->text)});
}

// Drafts ----------------------------------------------------------------------------------------------------------

Result<void> check_file_name(std::string_view name) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    const auto stem = name.substr(0, name.size() - std::min<std::size_t>(name.size(), 5));
    const bool well =
        name.ends_with(".bpmn") && !stem.empty() && stem.size() <= 60 && std::all_of(stem.begin(), stem.end(), allowed);
    if (!well) return fail(err::flows_file_name);
    return {};
}

/// Nobody writes over what they have not seen.
Result<void> check_file_seen(const App& app, const Call& call, store::Snapshot& from) {
    ZHUPI_TRY(const auto files, drafted_files(app, from));
    const auto* file = find_file(files, path_of(call));
    return check_seen(call, file ? content_version(file->text) : "");
}

void save_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto wanted = call->body<api::FlowText>();
    if (!wanted) return reply(fail(std::move(wanted.error())));
    if (auto named = check_file_name(call->param("file")); !named) return reply(fail(std::move(named.error())));
    if (wanted->xml.empty() || wanted->xml.size() > longest_file || !text::valid_utf8(wanted->xml))
        return reply(fail(err::flows_text, {{"most", std::to_string(longest_file)}}, "/xml"));
    const auto who = acting(app, *call, permission::flows_manage);
    const api::FlowFileText saved{std::string(call->param("file")), "", true, content_version(wanted->xml)};
    run_command(
        app, call, reply,
        [&app, call, who, xml = std::move(wanted->xml)](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_CHECK(check_file_seen(app, *call, tx));
            ZHUPI_CHECK(store::save_flow_draft(tx, who, path_of(*call), xml));
            return store::Receipt{};
        },
        [saved](const store::Receipt&) { return json::encode(saved); });
}

void drop_draft(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto who = acting(app, *call, permission::flows_manage);
    const auto flows = app.world.catalog.flowbook->in_force();
    const auto* published = find_file(flows->files(), path_of(*call));
    const api::FlowFileText left{std::string(call->param("file")), "", false,
                                 published ? content_version(published->text) : ""};
    run_command(
        app, call, reply,
        [&app, call, who](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(const auto files, drafted_files(app, tx));
            ZHUPI_CHECK(known_file(files, *call));
            ZHUPI_CHECK(check_file_seen(app, *call, tx));
            ZHUPI_CHECK(store::drop_flow_draft(tx, who, path_of(*call)));
            return store::Receipt{};
        },
        [left](const store::Receipt&) { return json::encode(left); });
}

// Trying ----------------------------------------------------------------------------------------------------------

Result<Response> check_draft(App& app, Call&) {
    ZHUPI_TRY(auto files, files_of(app, "draft"));
    return Response::json(check_flows(app.world.catalog, std::move(files)));
}

Result<Response> simulate(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::FlowSimulate>());
    ZHUPI_TRY(const auto files, files_of(app, "draft"));
    const bpmn::WorkingTime time(app.world.calendar, app.world.zone);
    ZHUPI_TRY(const auto result, simulate_flow(files, wanted, time));
    return Response::json(result);
}

Result<Response> difference(App& app, Call& call) {
    ZHUPI_TRY(const auto from,
              files_of(app, query_or(call, "from", app.world.catalog.flowbook->in_force()->version())));
    ZHUPI_TRY(const auto to, files_of(app, query_or(call, "to", "draft")));
    ZHUPI_TRY(const auto view, flow_difference(from, to));
    return Response::json(view);
}

// Publishing ------------------------------------------------------------------------------------------------------

struct Publication {
    std::shared_ptr<const Flows> flows;
    std::string note;
    std::string seen;  ///< flows_version() when they were compiled
};

Result<Publication> prepare(App& app, const Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::FlowPublish>());
    Publication publication;
    publication.note = text::trim(wanted.note);
    if (publication.note.empty() || !text::valid_utf8(publication.note)) return fail(err::rules_note, {}, "/note");
    std::vector<SourceFile> files;
    ZHUPI_CHECK(reading(app, [&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(publication.seen, flows_version(from));
        ZHUPI_TRY(files, drafted_files(app, from));
        return {};
    }));
    const auto verdict = check_flows(app.world.catalog, files);
    if (!verdict.publishable) {
        const auto errors = std::count_if(verdict.findings.begin(), verdict.findings.end(),
                                          [](const auto& f) { return f.severity == "error"; });
        const auto& first = *std::find_if(verdict.findings.begin(), verdict.findings.end(),
                                          [](const auto& f) { return f.severity == "error"; });
        return fail(err::flows_unsound, {{"count", std::to_string(errors)},
                                         {"place", first.file + ":" + std::to_string(first.line)},
                                         {"detailZh", first.sentence.zh},
                                         {"detail", first.sentence.en}});
    }
    auto compiled = catalog::compile_flows(app.world.catalog, std::move(files));
    ensure(compiled.has_value(), "flows that were just checked");
    publication.flows = std::move(*compiled);
    return publication;
}

void publish(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    auto prepared = prepare(app, *call);
    const auto who = acting(app, *call, permission::flows_manage);
    auto made = std::make_shared<store::Edition>();
    if (prepared) app.world.catalog.flowbook->know(prepared->flows);  // so that nobody compiles it again
    run_command(
        app, call, Reply([&app, reply](Result<Response> answer) {
            if (answer)
                if (auto loaded = app.store.read(
                        [&](store::Snapshot& from) { return store::load_flowbook(from, app.world.catalog); });
                    !loaded)
                    return reply(fail(std::move(loaded.error())));
            reply(std::move(answer));
        }),
        [&app, call, who, prepared = std::move(prepared), made](store::Tx& tx) -> Result<store::Receipt> {
            ZHUPI_TRY(const auto now, flows_version(tx));
            ZHUPI_CHECK(check_seen(*call, now));
            if (!prepared) return fail(prepared.error());
            // A draft that was saved while this one was compiled would be dropped with it, unpublished.
            if (now != prepared->seen) return fail(err::version_stale);
            if (prepared->flows->version() == app.world.catalog.flowbook->in_force()->version())
                return fail(err::flows_unchanged);
            ZHUPI_TRY(*made, store::publish_flows(tx, who, *prepared->flows, app.world.today(), prepared->note, true));
            store::Receipt receipt;
            receipt.noted.push_back({made->seq, std::string(event::flows_published), 0, 0, 0, 0, ""});
            return receipt;
        },
        [&app, made](const store::Receipt&) { return json::encode(edition_view(app, *made, made->version, 0)); });
}

// Moving what runs ------------------------------------------------------------------------------------------------

struct Journey {
    std::shared_ptr<const Flows> from, to;
};

Result<Journey> journey(App& app, const std::string& from, const std::string& to) {
    Journey made;
    ZHUPI_TRY(made.from, edition(app, from));
    ZHUPI_TRY(made.to, edition(app, to));
    if (made.from->version() == made.to->version()) return fail(err::flow_version_same, {}, "/to");
    return made;
}

/// Calls `each` with every application that follows an edition, a portion at a time: a long read would hold up the log
/// of the store.
template <class Each>
Result<void> each_in_flow(App& app, const std::string& version, std::optional<store::Id> only, Each each) {
    store::Id last = 0;
    for (;;) {
        std::vector<store::Id> ids;
        ZHUPI_CHECK(app.store.read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(ids, store::applications_in_flow(from, version, last, portion));
            for (const auto id : ids) {
                if (!only || *only == id) ZHUPI_CHECK(each(from, id));
            }
            return {};
        }));
        if (ids.empty()) return {};
        last = ids.back();
    }
}

Result<Response> try_migration(App& app, Call& call) {
    ZHUPI_TRY(const auto wanted, call.body<api::FlowMigrationAsked>());
    ZHUPI_TRY(const auto way, journey(app, wanted.from, wanted.to));
    const bpmn::WorkingTime time(app.world.calendar, app.world.zone);
    api::FlowMigration view;
    std::vector<api::FlowMigrationRow> well;
    const auto look = [&](store::Snapshot& from, store::Id id) -> Result<void> {
        ZHUPI_TRY(const auto application, store::load_application(from, id));
        ZHUPI_TRY(const auto report,
                  approval::try_migration(application, *way.from, *way.to, {app.world.now(), &time, nullptr}));
        ++view.total;
        ++(report.possible ? view.possible : view.refused);
        auto& rows = report.possible ? well : view.applications;
        if (rows.size() >= most_shown) return {};
        ZHUPI_TRY(const auto project, store::load_project(from, application.project));
        api::FlowMigrationRow row{
            id, application.number, project.facts.name, report.possible, report.proven, report.done, {}, report.way};
        for (const auto& reason : report.reasons) row.reasons.push_back({reason.zh(), reason.en()});
        rows.push_back(std::move(row));
        return {};
    };
    ZHUPI_CHECK(each_in_flow(app, way.from->version(), wanted.application, look));
    for (auto& row : well)
        if (view.applications.size() < most_shown) view.applications.push_back(std::move(row));
    return Response::json(view);
}

/// Every application on its own: one that cannot be moved stays where it is, and keeps no other from it.
void run_migration(App& app, const std::shared_ptr<Call>& call, const Reply& reply) {
    const auto wanted = call->body<api::FlowMigrationRun>();
    if (!wanted) return reply(fail(wanted.error()));
    const auto seen = app.store.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto now, flows_version(from));
        return check_seen(*call, now);
    });
    if (!seen) return reply(fail(seen.error()));
    const auto way = journey(app, wanted->from, wanted->to);
    if (!way) return reply(fail(way.error()));
    const std::string reason(text::trim(wanted->reason));
    if (reason.empty()) return reply(fail(err::rules_note, {}, "/reason"));
    std::vector<store::Id> ids;
    const auto listed =
        each_in_flow(app, way->from->version(), {}, [&](store::Snapshot&, store::Id id) -> Result<void> {
            ids.push_back(id);
            return {};
        });
    if (!listed) return reply(fail(listed.error()));
    const auto who = acting(app, *call, permission::flows_manage);
    auto counts = std::make_shared<api::FlowMigrated>();
    for (const auto id : ids) {
        const auto moved = app.store.write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(const auto receipt,
                      store::act(tx, app.office(), who, id, command::Migrate{way->to->version(), reason}));
            tell_noted(tx, receipt.noted);
            return {};
        });
        ++(moved ? counts->moved : counts->refused);
    }
    reply(Response::json(*counts));
}

// What everybody sees ---------------------------------------------------------------------------------------------

Result<Response> application_flow(App& app, Call& call) {
    ZHUPI_TRY(const auto id, call.number("id"));
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        ZHUPI_TRY(const auto found, visible_application(app, call, from, id));
        ZHUPI_TRY(const auto view, live_flow(app.world, app.names.directory(), from, found.application));
        return with_etag(json::encode(view), found.application.version);
    });
}

Result<Response> my_tasks(App& app, Call& call) {
    return reading(app, [&](store::Snapshot& from) -> Result<Response> {
        const auto& department = caller(call).person.department;
        ZHUPI_TRY(const auto after, cursor_of(call));
        ZHUPI_TRY(const auto list, store::open_tasks(from, department, after, limit_of(call)));
        api::TaskLines view;
        if (list.next) view.next = text_of(*list.next);
        for (const auto& row : list.tasks) {
            api::TaskLine line{row.application,
                               row.case_id,
                               row.project,
                               row.token,
                               row.number,
                               row.project_name,
                               row.name,
                               item_view(app.world, row.item),
                               department_view(app.world, row.owner),
                               row.post,
                               row.since.iso(),
                               std::nullopt};
            if (row.due) line.due = app.world.zone.date_of(*row.due).iso();
            view.items.push_back(std::move(line));
        }
        return Response::json(view);
    });
}

}  // namespace

void add_flow_routes(net::Router& router, App& app) {
    const auto bind = [&app](auto fn) { return [&app, fn](Call& call) { return fn(app, call); }; };
    const auto later = [&app](auto fn) {
        return [&app, fn](const std::shared_ptr<Call>& call, const Reply& reply) { fn(app, call, reply); };
    };
    const auto route = [&](Method method, const char* pattern, const char* operation, const char* zh, const char* en) {
        net::Route made;
        made.method = method;
        made.pattern = pattern;
        made.permission = std::string(permission::flows_manage);
        made.operation = operation;
        made.tag = "flows";
        made.zh = zh;
        made.en = en;
        return made;
    };
    auto list = route(Method::get, "/api/v1/flows", "drawnFlows", "流程与版本", "Flows and their editions");
    list.response = json::ops_for<api::FlowsView>();
    list.handler = bind(list_flows);
    router.add(std::move(list));

    auto file = route(Method::get, "/api/v1/flows/files/{file}", "flowFile", "一个流程文件", "One file of flows");
    file.response = json::ops_for<api::FlowFileText>();
    file.query = {{"version", "已发布的版本；不写为草稿", "a published version; without one the draft"}};
    file.handler = bind(one_file);
    router.add(std::move(file));

    auto save = route(Method::put, "/api/v1/flows/files/{file}", "saveFlowDraft", "保存草稿", "Save a draft");
    save.request = json::ops_for<api::FlowText>();
    save.response = json::ops_for<api::FlowFileText>();
    save.body_limit = 2 * longest_file;
    save.versioned = true;
    save.async = later(save_draft);
    router.add(std::move(save));

    auto drop = route(Method::del, "/api/v1/flows/files/{file}", "dropFlowDraft", "放弃草稿", "Drop a draft");
    drop.response = json::ops_for<api::FlowFileText>();
    drop.versioned = true;
    drop.async = later(drop_draft);
    router.add(std::move(drop));

    auto check = route(Method::post, "/api/v1/flows/check", "checkFlows", "检查草稿", "Check the draft");
    check.response = json::ops_for<api::FlowCheck>();
    check.handler = bind(check_draft);
    router.add(std::move(check));

    auto tried = route(Method::post, "/api/v1/flows/simulate", "simulateFlow", "模拟运行", "Simulate the draft");
    tried.request = json::ops_for<api::FlowSimulate>();
    tried.response = json::ops_for<api::FlowSimulation>();
    tried.handler = bind(simulate);
    router.add(std::move(tried));

    auto compared =
        route(Method::get, "/api/v1/flows/difference", "flowDifference", "版本比较", "Compare two editions");
    compared.response = json::ops_for<api::FlowDifference>();
    compared.query = {{"from", "版本；不写为现行", "an edition; without one the one in force"},
                      {"to", "版本或 draft；不写为草稿", "an edition, or draft, which is what is meant without one"}};
    compared.handler = bind(difference);
    router.add(std::move(compared));

    auto published = route(Method::post, "/api/v1/flows/publish", "publishFlows", "发布草稿", "Publish the draft");
    published.request = json::ops_for<api::FlowPublish>();
    published.response = json::ops_for<api::FlowEditionView>();
    published.idempotent = true;
    published.versioned = true;
    published.async = later(publish);
    router.add(std::move(published));

    auto dry = route(Method::post, "/api/v1/flows/migration/try", "tryFlowMigration", "迁移试运行", "Try a migration");
    dry.request = json::ops_for<api::FlowMigrationAsked>();
    dry.response = json::ops_for<api::FlowMigration>();
    dry.handler = bind(try_migration);
    router.add(std::move(dry));

    auto run = route(Method::post, "/api/v1/flows/migration/run", "runFlowMigration", "迁移", "Carry out a migration");
    run.request = json::ops_for<api::FlowMigrationRun>();
    run.response = json::ops_for<api::FlowMigrated>();
    run.versioned = true;
    run.async = later(run_migration);
    router.add(std::move(run));

    auto live =
        route(Method::get, "/api/v1/applications/{id}/flow", "applicationFlow", "办理流程图", "Where it stands");
    live.permission = permission::case_read;
    live.tag = "cases";
    live.response = json::ops_for<api::LiveFlow>();
    live.handler = bind(application_flow);
    router.add(std::move(live));

    auto tasks = route(Method::get, "/api/v1/tasks", "tasks", "请本部门会办的任务", "What this department is asked");
    tasks.permission = permission::case_handle;
    tasks.tag = "cases";
    tasks.query = paging();
    tasks.response = json::ops_for<api::TaskLines>();
    tasks.handler = bind(my_tasks);
    router.add(std::move(tasks));
}

}  // namespace zhupi::server
