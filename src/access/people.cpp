#include "access/people.hpp"

#include "access/attempts.hpp"
#include "access/journal.hpp"
#include "base/codes.hpp"
#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "base/roles.hpp"
#include "base/text.hpp"
#include "store/mandates.hpp"
#include "store/sequence.hpp"

namespace zhupi::access {
namespace {

using store::Row;
using store::Snapshot;
using store::Tx;
using store::Value;

/// What the log keeps of a change to a person: which parts, and roles; never a name.
struct PersonEvent {
    Id person = 0;
    std::string username_digest;
    std::vector<std::string> changed;
    std::vector<Grant> grants;
    std::optional<bool> enabled;
};
BOOST_DESCRIBE_STRUCT(PersonEvent, (), (person, username_digest, changed, grants, enabled))

constexpr std::string_view columns =
    "id, username, name, phone, department, organisation, grants, enabled, must_change, last_sign_in";

Person read_person(const Row& row) {
    Person p;
    p.id = row.integer(0);
    p.username = row.text(1);
    p.name = row.text(2);
    p.phone = row.text(3);
    p.department = row.text(4);
    p.organisation = row.integer(5);
    auto grants = json::decode<std::vector<Grant>>(row.text(6), json::Unknown::ignore);
    ensure(grants.has_value(), "the grants of a person cannot be read");
    p.grants = std::move(*grants);
    p.enabled = row.integer(7) != 0;
    p.must_change_password = row.integer(8) != 0;
    if (!row.is_null(9)) p.last_sign_in = Instant{row.integer(9)};
    return p;
}

std::string role_list(const std::vector<Grant>& grants) {
    std::string list = ",";
    for (const auto& grant : grants) list += grant.role + ",";
    return list;
}

Result<void> record(Tx& tx, const store::Acting& acting, std::string_view type, const PersonEvent& event) {
    tx.tell("person " + std::to_string(event.person));  // server/neighbours.hpp
    return append_event(tx, acting, event.person, type, json::encode(event));
}

Result<void> check_phone(std::string_view phone) {
    if (!phone.empty() && !codes::is_phone(phone))
        return fail(err::access_phone, {{"phone", std::string(phone)}}, "/phone");
    return {};
}

Result<void> check_name(std::string_view name) {
    const auto length = text::length(text::trim(name));
    if (length < 1 || length > 50 || !text::valid_utf8(name)) return fail(err::access_name, {}, "/name");
    return {};
}

bool good_username(std::string_view s) {
    return s.size() >= 3 && s.size() <= 40 && std::all_of(s.begin(), s.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
           });
}

struct OrganisationEvent {
    Id organisation = 0;
    std::string credit_code;
};
BOOST_DESCRIBE_STRUCT(OrganisationEvent, (), (organisation, credit_code))

/// The company with this code, made when it is new.
Result<Id> organisation_of(Tx& tx, const store::Acting& acting, const std::string& name, const std::string& code) {
    const auto length = text::length(text::trim(name));
    if (!codes::is_credit_code(code) || length < 2 || length > 100)
        return fail(err::access_organisation, {}, "/organisationCode");
    Id id = 0;
    ZHUPI_CHECK(tx.query("SELECT id FROM organisation WHERE credit_code = $1", {code},
                         [&](const Row& row) { id = row.integer(0); }));
    if (id != 0) return id;
    ZHUPI_TRY(id, store::next_value(tx, "id/organisation"));
    ZHUPI_CHECK(tx.run("INSERT INTO organisation (id, name, credit_code) VALUES ($1, $2, $3)", {id, name, code}));
    ZHUPI_CHECK(store::note_event(tx, acting, store::organisation_stream(id), event::organisation_registered,
                                  json::encode(OrganisationEvent{id, code})));
    return id;
}

/// Whoever opens an organisation's first account manages its authorisations, without an end; those who come later are
/// authorised for a year, and by the organisation itself from then on.
Result<void> bind_to_organisation(Tx& tx, const store::Acting& acting, Id person, Id organisation) {
    using approval::Power;
    bool managed = false;
    ZHUPI_TRY(const auto known, store::list_mandates(tx, store::Mandated::organisation, organisation));
    for (const auto& m : known) managed = managed || (m.in_force(acting.now) && m.has(Power::manage));
    approval::Mandate mandate;
    mandate.organisation = organisation;
    mandate.person = person;
    mandate.powers = {Power::read, Power::file, Power::sign};
    if (!managed) mandate.powers.push_back(Power::manage);
    mandate.from = acting.now;
    if (managed) mandate.until = acting.now.plus_ms(std::int64_t{365} * 24 * 3600 * 1000);
    mandate.state = approval::MandateState::active;
    ZHUPI_CHECK(store::grant_mandate(tx, acting, std::move(mandate)));
    return {};
}

bool is_applicant(const std::vector<Grant>& grants) {
    return std::any_of(grants.begin(), grants.end(), [](const Grant& g) { return g.role == role::applicant; });
}

/// What a user types, as a LIKE pattern in which % and _ are themselves.
std::string containing(std::string_view typed) {
    std::string pattern = "%";
    for (const char c : typed) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

Result<OneTimePassword> create_person(Tx& tx, const catalog::Catalog& catalog, const store::Acting& acting,
                                      const NewPerson& person, const Secret& secret) {
    if (!good_username(person.username)) return fail(err::access_username, {}, "/username");
    ZHUPI_CHECK(check_name(person.name));
    ZHUPI_CHECK(check_phone(person.phone));
    ZHUPI_CHECK(check_grants(person.grants, catalog));
    if (!person.department.empty() && !catalog.department(person.department))
        return fail(err::access_department, {{"department", person.department}}, "/department");
    bool taken = false;
    ZHUPI_CHECK(
        tx.query("SELECT 1 FROM person WHERE username = $1", {person.username}, [&](const Row&) { taken = true; }));
    if (taken) return fail(err::access_username_taken, {{"username", person.username}}, "/username");

    Id organisation = 0;
    if (is_applicant(person.grants)) {
        ZHUPI_TRY(organisation, organisation_of(tx, acting, person.organisation, person.organisation_code));
    }
    OneTimePassword issued{0, person.username, secret.one_time};
    ZHUPI_TRY(issued.person, store::next_value(tx, "id/person"));
    const auto grants = json::encode(person.grants), roles = role_list(person.grants);
    ZHUPI_CHECK(tx.run(
        "INSERT INTO person (id, username, name, phone, department, organisation, grants, roles, password, enabled, "
        "must_change, totp_secret, totp_used) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,1,$10,'',0)",
        {issued.person, person.username, person.name, person.phone, person.department, organisation, grants, roles,
         secret.hash, std::int64_t{!secret.one_time.empty()}}));
    ZHUPI_CHECK(record(tx, acting, event::user_created,
                       {issued.person, name_digest(person.username), {}, person.grants, true}));
    if (organisation != 0) ZHUPI_CHECK(bind_to_organisation(tx, acting, issued.person, organisation));
    return issued;
}

Result<Person> change_person(Tx& tx, const catalog::Catalog& catalog, const store::Acting& acting, Id id,
                             const PersonChange& change) {
    ZHUPI_TRY(auto person, load_person(tx, id));
    if (acting.actor.user == id && (change.grants || change.enabled)) return fail(err::access_self);
    PersonEvent event{id, {}, {}, {}, change.enabled};
    if (change.name) {
        ZHUPI_CHECK(check_name(*change.name));
        person.name = *change.name;
        event.changed.emplace_back("name");
    }
    if (change.phone) {
        ZHUPI_CHECK(check_phone(*change.phone));
        person.phone = *change.phone;
        event.changed.emplace_back("phone");
    }
    if (change.grants) {
        ZHUPI_CHECK(check_grants(*change.grants, catalog));
        if (!change.grants->empty() && is_applicant(*change.grants) != (person.organisation != 0))
            return fail(err::access_kind, {}, "/grants");
        person.grants = *change.grants;
        event.changed.emplace_back("grants");
    }
    if (change.enabled) {
        person.enabled = *change.enabled;
        event.changed.emplace_back("enabled");
    }
    event.grants = person.grants;
    const auto grants = json::encode(person.grants), roles = role_list(person.grants);
    ZHUPI_CHECK(tx.run("UPDATE person SET name = $2, phone = $3, grants = $4, roles = $5, enabled = $6 WHERE id = $1",
                       {id, person.name, person.phone, grants, roles, std::int64_t{person.enabled}}));
    if (change.grants || change.enabled) ZHUPI_CHECK(tx.run("DELETE FROM session WHERE person = $1", {id}));
    ZHUPI_CHECK(record(tx, acting, event::user_changed, event));
    return person;
}

Result<OneTimePassword> reset_password(Tx& tx, const store::Acting& acting, Id id, const Secret& secret) {
    ZHUPI_TRY(const auto person, load_person(tx, id));
    ZHUPI_CHECK(tx.run("UPDATE person SET password = $2, must_change = 1 WHERE id = $1", {id, secret.hash}));
    ZHUPI_CHECK(tx.run("DELETE FROM session WHERE person = $1", {id}));
    ZHUPI_CHECK(forgive(tx, person.username));
    ZHUPI_CHECK(record(tx, acting, event::user_password_set, {id, {}, {"reset"}, {}, {}}));
    return OneTimePassword{id, person.username, secret.one_time};
}

Result<void> set_totp(Tx& tx, const store::Acting& acting, Id id, std::string_view secret) {
    ensure(encoding::from_base32(secret).has_value(), "a one-time code's secret is base32");
    ZHUPI_TRY(const auto changed,
              tx.run("UPDATE person SET totp_secret = $2, totp_used = 0 WHERE id = $1", {id, secret}));
    if (changed == 0) return fail(err::access_none);
    return record(tx, acting, event::user_changed, {id, {}, {"totp"}, {}, {}});
}

Result<Person> load_person(Snapshot& from, Id id) {
    std::vector<Person> found;
    ZHUPI_CHECK(from.query("SELECT " + std::string(columns) + " FROM person WHERE id = $1", {id},
                           [&](const Row& row) { found.push_back(read_person(row)); }));
    if (found.empty()) return fail(err::access_none);
    ZHUPI_CHECK(add_locks(from, found));
    return std::move(found.front());
}

Result<std::optional<Organisation>> find_organisation(Snapshot& from, std::string_view credit_code) {
    std::optional<Organisation> found;
    ZHUPI_CHECK(from.query("SELECT id, name, credit_code FROM organisation WHERE credit_code = $1", {credit_code},
                           [&](const Row& row) {
                               found = Organisation{row.integer(0), std::string(row.text(1)), std::string(row.text(2))};
                           }));
    return found;
}

Result<std::optional<Person>> find_person(Snapshot& from, std::string_view username) {
    std::optional<Person> found;
    ZHUPI_CHECK(from.query("SELECT " + std::string(columns) + " FROM person WHERE username = $1 AND enabled = 1",
                           {username}, [&](const Row& row) { found = read_person(row); }));
    return found;
}

Result<std::vector<Organisation>> load_organisations(Snapshot& from) {
    std::vector<Organisation> all;
    ZHUPI_CHECK(from.query("SELECT id, name, credit_code FROM organisation ORDER BY id", {}, [&](const Row& row) {
        all.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2))});
    }));
    return all;
}

Result<std::vector<ListedOrganisation>> list_organisations(Snapshot& from, const std::string& search, Id after,
                                                           int limit, Instant now) {
    std::vector<ListedOrganisation> listed;
    const auto pattern = containing(search);
    const std::string mandates =
        "(SELECT COUNT(*) FROM mandate m WHERE m.organisation = o.id AND m.state = 'active' AND m.valid_from <= $4 AND "
        "m.valid_until > $4 AND m.kind = ";
    ZHUPI_CHECK(from.query("SELECT o.id, o.name, o.credit_code, " + mandates + "'staff'), " + mandates +
                               "'agent'), (SELECT COUNT(*) FROM project_row p WHERE p.organisation = o.id) "
                               "FROM organisation o WHERE o.id > $1 AND (o.name LIKE $2 ESCAPE '\\' OR o.credit_code "
                               "LIKE $2 ESCAPE '\\') ORDER BY o.id LIMIT $3",
                           {after, pattern, std::int64_t{limit}, now.ms}, [&](const Row& row) {
                               listed.push_back({{row.integer(0), std::string(row.text(1)), std::string(row.text(2))},
                                                 row.integer(3),
                                                 row.integer(4),
                                                 row.integer(5)});
                           }));
    return listed;
}

Result<std::vector<Person>> load_people(Snapshot& from) {
    std::vector<Person> all;
    ZHUPI_CHECK(from.query("SELECT " + std::string(columns) + " FROM person ORDER BY id", {},
                           [&](const Row& row) { all.push_back(read_person(row)); }));
    return all;
}

Result<PersonPage> list_people(Snapshot& from, const PersonFilter& filter, std::optional<store::Cursor> after,
                               int limit) {
    std::string sql = "SELECT " + std::string(columns) + " FROM person WHERE id > $1";
    std::vector<Value> args{after ? after->id : 0};
    const auto next = [&](Value value) {
        args.push_back(std::move(value));
        return "$" + std::to_string(args.size());
    };
    const std::string pattern = containing(filter.search), role = containing("," + filter.role + ",");
    if (!filter.search.empty()) {
        const auto place = next(pattern);
        sql += " AND (name LIKE " + place + " ESCAPE '\\' OR username LIKE " + place + " ESCAPE '\\')";
    }
    if (!filter.role.empty()) sql += " AND roles LIKE " + next(role) + " ESCAPE '\\'";
    if (!filter.department.empty()) sql += " AND department = " + next(filter.department);
    sql += " ORDER BY id LIMIT " + next(std::int64_t{limit} + 1);
    PersonPage page;
    ZHUPI_CHECK(from.query(sql, args, [&](const Row& row) { page.people.push_back(read_person(row)); }));
    if (static_cast<int>(page.people.size()) > limit) {
        page.people.pop_back();
        page.next = store::Cursor{0, page.people.back().id};
    }
    ZHUPI_CHECK(add_locks(from, page.people));
    return page;
}

Result<std::int64_t> count_people(Snapshot& from) {
    std::int64_t count = 0;
    ZHUPI_CHECK(from.query("SELECT COUNT(*) FROM person", {}, [&](const Row& row) { count = row.integer(0); }));
    return count;
}

}  // namespace zhupi::access
