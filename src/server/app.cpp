#include "server/app.hpp"

#include "access/person.hpp"
#include "base/error_codes.hpp"
#include "base/permissions.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "server/neighbours.hpp"
#include "server/net/problem.hpp"
#include "store/flow_editions.hpp"
#include "store/idempotency.hpp"

#include <atomic>
#include <charconv>
#include <unordered_map>

namespace zhupi::server {

// Names -----------------------------------------------------------------------------------------------------------

struct Names::Table {
    std::unordered_map<store::Id, PersonCard> people;
    std::unordered_map<store::Id, access::Organisation> organisations;
};

Result<void> Names::reload() {
    auto table = std::make_shared<Table>();
    ZHUPI_CHECK(store_.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto people, access::load_people(from));
        for (const auto& person : people) table->people[person.id] = {person.name, person.phone};
        ZHUPI_TRY(const auto organisations, access::load_organisations(from));
        for (const auto& organisation : organisations) table->organisations[organisation.id] = organisation;
        return {};
    }));
    std::atomic_store(&table_, std::shared_ptr<const Table>(std::move(table)));
    return {};
}

Directory Names::directory() const {
    auto table = std::atomic_load(&table_);
    return {[table](store::Id user) {
                const auto found = table->people.find(user);
                return found == table->people.end() ? PersonCard{} : found->second;
            },
            [table](store::Id organisation) {
                const auto found = table->organisations.find(organisation);
                return found == table->organisations.end() ? std::string{} : found->second.name;
            }};
}

std::string Names::credit_code(store::Id organisation) const {
    const auto table = std::atomic_load(&table_);
    const auto found = table->organisations.find(organisation);
    return found == table->organisations.end() ? std::string{} : found->second.credit_code;
}

// Callers ---------------------------------------------------------------------------------------------------------

const access::Session& caller(const net::Call& call) {
    const auto* session = call.session_as<std::shared_ptr<const access::Session>>();
    ensure(session != nullptr, "a route that needs a session was called without one");
    return **session;
}

store::Acting acting(const App& app, const net::Call& call, std::string_view permission) {
    const auto& person = caller(call).person;
    const auto roles = access::roles_for(person, permission);
    store::Acting who{{person.id, roles.empty() ? "" : roles.front(), person.department, person.organisation},
                      app.world.now()};
    if (person.acting && person.acting->agent != 0) who.actor.agent = person.acting->agent;
    return who;
}

// Commands --------------------------------------------------------------------------------------------------------

void run_command(App& app, const std::shared_ptr<net::Call>& call, const net::Reply& reply, Command command,
                 Render render, store::Wanted wanted) {
    const std::string key(call->request.headers.get("Idempotency-Key"));
    const auto user = caller(*call).person.id;
    const auto digest = key.empty() ? std::string{}
                                    : crypto::sha256_hex(std::string(net::name_of(call->request.method)) + " " +
                                                         call->request.path + "\n" + call->request.body);
    auto body = std::make_shared<std::string>();
    const auto now = app.world.now();
    app.store.write(
        [=, command = std::move(command), render = std::move(render)](store::Tx& tx) -> Result<void> {
            if (!key.empty()) {
                ZHUPI_TRY(auto earlier, store::find_answer(tx, key, user, digest));
                if (earlier) {
                    *body = std::move(*earlier);
                    return {};
                }
            }
            if (caller(*call).person.acting) ZHUPI_CHECK(access::check_acting(tx, caller(*call).person, 0, now));
            ZHUPI_TRY(auto receipt, command(tx));
            *body = render ? render(receipt) : json::encode(receipt_view(receipt));
            tell_noted(tx, receipt.noted);
            if (!key.empty()) ZHUPI_CHECK(store::record_answer(tx, key, user, digest, *body, now));
            return {};
        },
        [body, reply](Result<void> done) {
            if (!done) return reply(fail(std::move(done.error())));
            reply(net::Response::json_text(std::move(*body)));
        },
        wanted);
}

api::Receipt receipt_view(const store::Receipt& receipt) {
    api::Receipt view;
    view.project = receipt.project;
    view.application = receipt.application;
    if (receipt.case_id != 0) view.case_id = receipt.case_id;
    view.version = receipt.version;
    view.seq = receipt.noted.empty() ? 0 : receipt.noted.back().seq;
    if (!receipt.number.empty()) view.number = receipt.number;
    return view;
}

// Queries ---------------------------------------------------------------------------------------------------------

Result<std::optional<store::Cursor>> cursor_of(const net::Call& call) {
    const auto text = query_or(call, "cursor");
    if (text.empty()) return std::nullopt;
    const auto parts = text::split(text, '.');
    store::Cursor cursor;
    const auto number = [](std::string_view s, std::int64_t& out) {
        const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), out);
        return ec == std::errc{} && end == s.data() + s.size();
    };
    if (parts.size() != 2 || !number(parts[0], cursor.key) || !number(parts[1], cursor.id))
        return fail(err::list_cursor, {}, "?cursor");
    return cursor;
}

std::string text_of(const store::Cursor& cursor) {
    return std::to_string(cursor.key) + "." + std::to_string(cursor.id);
}

int limit_of(const net::Call& call, int normal, int most) {
    const auto text = query_or(call, "limit");
    int limit = normal;
    std::from_chars(text.data(), text.data() + text.size(), limit);
    return std::clamp(limit, 1, most);
}

std::string query_or(const net::Call& call, std::string_view name, std::string_view otherwise) {
    return std::string(call.query(name).value_or(otherwise));
}

Result<std::optional<std::int64_t>> version_of(const net::Call& call) {
    auto text = call.request.headers.find("If-Match");
    if (!text || *text == "*") return std::nullopt;
    auto s = *text;
    if (s.starts_with("W/")) s.remove_prefix(2);  // weak is the tag of a compressed answer; versions are compared here
    if (s.size() < 3 || s.front() != '"' || s.back() != '"') return fail(err::version_stale);
    s = s.substr(1, s.size() - 2);
    std::int64_t version = 0;
    const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), version);
    const bool whole = end == s.data() + s.size() || *end == '-';  // our ETags carry a digest after the version
    if (ec != std::errc{} || !whole) return fail(err::version_stale);
    return version;
}

net::Response with_etag(std::string body, std::int64_t version) {
    // The version names the state; the digest covers what changes without it, such as the days that are left.
    const auto tag = "\"" + std::to_string(version) + "-" + crypto::sha256_hex(body).substr(0, 16) + "\"";
    return net::Response::json_text(std::move(body)).with("ETag", tag);
}

std::vector<net::QueryParameter> paging(std::vector<net::QueryParameter> others) {
    others.push_back({"cursor", "上一页返回的 next", "`next` of the page before"});
    others.push_back({"limit", "每页条数，1–200", "rows per page, 1 to 200", {}, {{1, 200}}});
    return others;
}

// What the caller may see -----------------------------------------------------------------------------------------

/// What an applicant sees through a route is what they may do through it: their role in the project must allow both.
static std::string_view needed_by(const net::Call& call, std::string_view otherwise) {
    const bool applicant = caller(call).person.acting.has_value();
    return applicant && call.route && !call.route->permission.empty() ? std::string_view(call.route->permission)
                                                                      : otherwise;
}

/// The authorisation under which an applicant acts, as it is now and not as the session remembers it.
static Result<void> check_still(const App& app, const net::Call& call, store::Snapshot& from) {
    const auto& person = caller(call).person;
    return person.acting ? access::check_acting(from, person, 0, app.world.now()) : Result<void>{};
}

static tl::unexpected<Error> forbidden(std::string_view permission) {
    for (const auto& named : permission::all)
        if (named.code == permission)
            return fail(err::access_forbidden,
                        {{"permissionZh", std::string(named.zh)}, {"permission", std::string(named.en)}});
    bug("a permission that is not listed");
}

Result<approval::Project> visible_project(App& app, const net::Call& call, store::Snapshot& from, store::Id id) {
    const auto& person = caller(call).person;
    ZHUPI_CHECK(check_still(app, call, from));
    const auto needed = needed_by(call, permission::project_read);
    const auto visible = access::visible(person, permission::project_read);
    ZHUPI_TRY(auto project, store::load_project(from, id));
    if (visible.nothing) return fail(err::project_none);
    if (visible.organisation != 0) {
        ZHUPI_TRY(const bool belongs, store::belongs(from, visible, id));
        if (!belongs) return fail(err::project_none);
        ZHUPI_TRY(const bool may, store::belongs(from, access::visible(person, needed), id));
        if (!may) return forbidden(needed);
    }
    // Departments read a project as a whole: each decides in the light of the others. Districts keep to their own.
    const auto& scopes = visible.any_of;
    const bool reached = scopes.empty() || std::any_of(scopes.begin(), scopes.end(), [&](const store::Scope& s) {
                             return s.district.empty() || s.district == project.facts.district;
                         });
    if (!reached) return fail(err::project_none);
    return project;
}

/// Whether the caller's department has something to answer in a case of another one, or has answered: who has had a say
/// may go on reading what came of it.
static Result<bool> asked_about(const net::Call& call, store::Snapshot& from, const approval::CaseRow& row) {
    const auto& department = caller(call).person.department;
    if (department.empty()) return false;
    ZHUPI_TRY(const bool asked, store::is_asked(from, row.application, row.id, department));
    if (asked) return true;
    ZHUPI_TRY(const auto application, store::load_application(from, row.application));
    const auto* c = application.find(row.id);
    return c && std::any_of(c->opinions.begin(), c->opinions.end(), [&](const approval::Opinion& opinion) {
               return opinion.task && opinion.department == department;
           });
}

Result<approval::CaseRow> permitted_case(const net::Call& call, store::Snapshot& from, store::Id case_id,
                                         std::string_view permission) {
    ZHUPI_TRY(auto row, store::find_case(from, case_id));
    auto permitted = check_permitted(call, from, row, permission);
    if (!permitted && permission == permission::case_read) {
        ZHUPI_TRY(const bool asked, asked_about(call, from, row));
        if (asked) return row;
    }
    if (!permitted) return fail(std::move(permitted.error()));
    return row;
}

Result<void> check_permitted(const net::Call& call, store::Snapshot& from, const approval::CaseRow& row,
                             std::string_view permission) {
    const auto& person = caller(call).person;
    ZHUPI_TRY(const bool may, store::sees(from, access::visible(person, permission), row));
    if (may) return {};
    // Whoever may read it learns that it is not theirs to act on; others learn nothing.
    ZHUPI_TRY(const bool reads, store::sees(from, access::visible(person, permission::case_read), row));
    if (!reads) return fail(err::case_none);
    return forbidden(permission);
}

Result<VisibleCase> visible_case(App& app, const net::Call& call, store::Snapshot& from, store::Id case_id,
                                 std::string_view permission) {
    ZHUPI_CHECK(check_still(app, call, from));
    ZHUPI_TRY(const auto row, permitted_case(call, from, case_id, permission));
    VisibleCase found;
    found.case_id = case_id;
    ZHUPI_TRY(found.application, store::load_application(from, row.application));
    ZHUPI_TRY(found.project, store::load_project(from, row.project));
    return found;
}

Result<VisibleCase> visible_application(App& app, const net::Call& call, store::Snapshot& from, store::Id application) {
    VisibleCase found;
    ZHUPI_TRY(found.application, store::load_application(from, application));
    ZHUPI_TRY(found.project, store::load_project(from, found.application.project));
    ZHUPI_CHECK(check_still(app, call, from));
    const auto visible = access::visible(caller(call).person, permission::case_read);
    const auto needed = needed_by(call, permission::case_read);
    for (const auto& c : found.application.cases) {
        const auto row = approval::case_row(c, found.application, app.world.calendar, app.world.zone);
        ZHUPI_TRY(const bool seen, store::sees(from, visible, row));
        if (seen && visible.organisation != 0) ZHUPI_CHECK(check_permitted(call, from, row, needed));
        if (!seen) {
            ZHUPI_TRY(const bool asked, asked_about(call, from, row));
            if (!asked) continue;
        }
        found.case_id = c.id;
        return found;
    }
    return fail(err::application_none);
}

}  // namespace zhupi::server
