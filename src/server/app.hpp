#pragma once
// The application behind the routes: the city it serves, its store, who is signed in, who listens. Routes are plain
// functions of an App and a call; they are grouped by what they are about, one file each.

#include "access/assigner.hpp"
#include "access/sessions.hpp"
#include "server/net/router.hpp"
#include "server/net/sse.hpp"
#include "server/net/upload_folder.hpp"
#include "server/views.hpp"
#include "store/blobs.hpp"
#include "store/command_path.hpp"

#include <memory>

namespace zhupi::server {

/// Names of people and companies, in memory: views need several for every row.
class Names {
public:
    explicit Names(store::Store& store) : store_(store) {}
    Result<void> reload();
    Directory directory() const;
    std::string credit_code(store::Id organisation) const;

private:
    struct Table;
    store::Store& store_;
    std::shared_ptr<const Table> table_;  // swapped whole; readers keep the one they began with
};

/// One-click accounts of the demo.
using DemoAccounts = std::vector<api::DemoAccount>;

struct App {
    World world;
    store::Store& store;
    store::Blobs& blobs;
    access::Sessions& sessions;
    Names& names;
    net::Hub& hub;
    net::UploadFolder& uploads;
    DemoAccounts demo_accounts;  ///< empty outside the demo
    bool demo = false;
    bool scanned = false;  ///< uploads go through a malware scanner

    store::Office office() const { return {world.catalog, world.calendar, world.zone, access::assign_by_load}; }
};

/// Fills the table. `app` must outlive the router.
void add_routes(net::Router& router, App& app);

// One function per file of routes.
void add_session_routes(net::Router& router, App& app);
void add_catalog_routes(net::Router& router, App& app);
void add_why_routes(net::Router& router, App& app);
void add_rules_routes(net::Router& router, App& app);
void add_flow_routes(net::Router& router, App& app);
void add_project_routes(net::Router& router, App& app);
void add_material_routes(net::Router& router, App& app);
void add_filing_routes(net::Router& router, App& app);
void add_form_routes(net::Router& router, App& app);
void add_case_routes(net::Router& router, App& app);
void add_finding_routes(net::Router& router, App& app);
void add_list_routes(net::Router& router, App& app);
void add_guide_routes(net::Router& router, App& app);
void add_progress_routes(net::Router& router, App& app);
void add_calendar_routes(net::Router& router, App& app);
void add_supervision_routes(net::Router& router, App& app);
void add_people_routes(net::Router& router, App& app);
void add_organisation_routes(net::Router& router, App& app);
void add_member_routes(net::Router& router, App& app);
void add_personal_routes(net::Router& router, App& app);
void add_desk_routes(net::Router& router, App& app);
void add_audit_routes(net::Router& router, App& app);
void add_live_routes(net::Router& router, App& app);

// Shared by routes ------------------------------------------------------------------------------------------------

/// Who is calling; set by the `before` hook on every route that is not open.
const access::Session& caller(const net::Call& call);
/// On whose behalf the log records a command that needs this permission.
store::Acting acting(const App& app, const net::Call& call, std::string_view permission);

/// Runs a command in the writer's next group commit and answers when it is durable. The Idempotency-Key of the call, if
/// there is one, makes a repetition answer what the first one answered. Listeners hear of the events afterwards.
using Command = std::function<Result<store::Receipt>(store::Tx&)>;
/// What the answer shows of a receipt; without one, receipt_view().
using Render = std::function<std::string(const store::Receipt&)>;
void run_command(App& app, const std::shared_ptr<net::Call>& call, const net::Reply& reply, Command command,
                 Render render = {}, store::Wanted wanted = {});

/// A query on a snapshot.
template <class Fn>
auto reading(App& app, Fn fn) -> decltype(fn(std::declval<store::Snapshot&>())) {
    decltype(fn(std::declval<store::Snapshot&>())) result = fail(Error{});
    const auto done = app.store.read([&](store::Snapshot& from) -> Result<void> {
        result = fn(from);
        return {};
    });
    if (!done) return fail(done.error());
    return result;
}

api::Receipt receipt_view(const store::Receipt& receipt);
Result<std::optional<store::Cursor>> cursor_of(const net::Call& call);  ///< err::list_cursor
std::string text_of(const store::Cursor& cursor);
int limit_of(const net::Call& call, int normal = 30, int most = 200);
std::string query_or(const net::Call& call, std::string_view name, std::string_view otherwise = "");
/// `If-Match: "7"` as the version the caller has seen; empty when there is none.
Result<std::optional<std::int64_t>> version_of(const net::Call& call);
/// The body with its version as ETag; net/render answers 304 when the caller has it already.
net::Response with_etag(std::string body, std::int64_t version);
std::vector<net::QueryParameter> paging(std::vector<net::QueryParameter> others = {});

/// The project, when the caller may see it: err::project_none otherwise, so that nobody learns what exists.
Result<approval::Project> visible_project(App& app, const net::Call& call, store::Snapshot& from, store::Id id);
/// The same for a case; also gives its application and project.
struct VisibleCase {
    approval::Project project;
    approval::Application application;
    store::Id case_id = 0;
    const approval::Case& one() const { return *application.find(case_id); }
};
/// The row of a case on which the caller may use the permission: all that a command has to know before it is tried.
Result<void> check_permitted(const net::Call& call, store::Snapshot& from, const approval::CaseRow& row,
                             std::string_view permission);
Result<approval::CaseRow> permitted_case(const net::Call& call, store::Snapshot& from, store::Id case_id,
                                         std::string_view permission);
Result<VisibleCase> visible_case(App& app, const net::Call& call, store::Snapshot& from, store::Id case_id,
                                 std::string_view permission);
Result<VisibleCase> visible_application(App& app, const net::Call& call, store::Snapshot& from, store::Id application);

}  // namespace zhupi::server
