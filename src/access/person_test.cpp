#include "access/person.hpp"

#include "base/error_codes.hpp"
#include "base/permission_table.hpp"
#include "base/permissions.hpp"
#include "base/roles.hpp"
#include "catalog/test_city.hpp"
#include "store/test_support.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

Person with(std::vector<Grant> grants) {
    Person person;
    person.id = 7;
    person.grants = std::move(grants);
    using approval::Power;
    for (const auto& grant : person.grants)
        if (grant.role == role::applicant)
            person.acting = ActingFor{1, 0, 12, 0, {}, {Power::read, Power::file, Power::sign, Power::manage}, {}, {}};
    return person;
}
Person with(std::string_view role) { return with({Grant{std::string(role), {}, {}, {}}}); }

/// Who may do what, as the city's rules of procedure say it: 建 applicant, 窗 counter, 承 officer, 审 reviewer, 批
/// approver, 牵 lead, 督 supervisor, 管 administrator, 计 auditor.
const std::vector<std::pair<std::string_view, std::string_view>> charter{
    {permission::project_register, "建"},
    {permission::project_read, "建窗承审批牵督计"},
    {permission::application_file, "建"},
    {permission::application_receive, "窗"},
    {permission::application_withdraw, "建"},
    {permission::case_read, "建窗承审批牵督计"},
    {permission::case_handle, "承"},
    {permission::case_review, "审"},
    {permission::case_approve, "批"},
    {permission::case_revoke, "批"},
    {permission::case_assign, "审批牵"},
    {permission::case_answer, "建"},
    {permission::stage_lead, "牵"},
    {permission::supervision_read, "牵督"},
    {permission::people_manage, "管"},
    {permission::catalog_read, "牵督管"},
    {permission::audit_read, "计"},
    {permission::rules_manage, "管"},
    {permission::flows_manage, "管"},
    {permission::flows_move, "牵"},
    {permission::supervision_order, "督"},
    {permission::supervision_answer, "承审批牵"},
    {permission::notices_manage, "管"},
    {permission::application_draft, "建"},
    {permission::paper_add, "建"},
    {permission::project_members, "建"},
    {permission::project_transfer, "建"},
    {permission::project_transfer_decide, "牵"},
    {permission::organisation_manage, "建"},
    {permission::personal_open, "窗承审批牵督"},
    {permission::desk_absence, "窗承审批牵"},
    {permission::notice_issue, "窗牵"},
};
const std::vector<std::pair<std::string_view, std::string_view>> letters{
    {role::applicant, "建"},  {role::counter, "窗"},       {role::officer, "承"},
    {role::reviewer, "审"},   {role::approver, "批"},      {role::lead, "牵"},
    {role::supervisor, "督"}, {role::administrator, "管"}, {role::auditor, "计"},
};

TEST_CASE("every role has the permissions of the charter and no other") {
    CHECK(std::size(permission::all) == charter.size());
    CHECK(std::size(role::all) == letters.size());
    for (const auto& [role, letter] : letters) {
        const auto person = with(role);
        std::set<std::string> held;
        for (const auto& [permission, holders] : charter) {
            CAPTURE(role);
            CAPTURE(permission);
            const bool expected = holders.find(letter) != std::string_view::npos;
            CHECK(may(person, permission) == expected);
            CHECK(visible(person, permission).nothing == !expected);
            CHECK(roles_for(person, permission).size() == (expected ? 1 : 0));
            if (expected) held.emplace(permission);
        }
        const auto all = permissions_of(person);
        CHECK(std::set<std::string>(all.begin(), all.end()) == held);
    }
}

TEST_CASE("who is disabled may do nothing, whatever was granted") {
    auto person = with(role::officer);
    person.enabled = false;
    CHECK_FALSE(may(person, permission::case_handle));
    CHECK(visible(person, permission::case_read).nothing);
}

TEST_CASE("administrators, auditors, applicants and officials are different people") {
    const auto& city = catalog::test_city();
    const auto kind = [](std::string_view role) {
        return role == role::administrator || role == role::auditor || role == role::applicant ? role : "official";
    };
    for (const auto& one : role::all)
        for (const auto& other : role::all) {
            CAPTURE(one.code);
            CAPTURE(other.code);
            const auto checked =
                check_grants({{std::string(one.code), {}, {}, {}}, {std::string(other.code), {}, {}, {}}}, city);
            CHECK(checked.has_value() == (kind(one.code) == kind(other.code)));
            if (!checked) CHECK(checked.error().is(err::access_separation));
        }
}

TEST_CASE("a grant names a role, a department, a district and items that exist") {
    const auto& city = catalog::test_city();
    const std::string department = city.departments.front().code, district = city.districts.front().code;
    const std::string item = city.items.front().code;
    CHECK(check_grants({{"officer", department, district, {item}}}, city).has_value());
    CHECK(check_grants({}, city).has_value());
    const auto wrong = [&](Grant grant) {
        return check_grants({{"officer", department, {}, {}}, std::move(grant)}, city).error();
    };
    CHECK(wrong({"mayor", {}, {}, {}}).is(err::access_role));
    CHECK(wrong({"mayor", {}, {}, {}}).where == "/grants/1/role");
    CHECK(wrong({"officer", "nobody", {}, {}}).where == "/grants/1/department");
    CHECK(wrong({"officer", {}, "000000", {}}).where == "/grants/1/district");
    CHECK(wrong({"officer", {}, {}, {item, "Z99"}}).params.at("scope") == "Z99");
}

TEST_CASE("an applicant acts for an organisation, and without one may do and see nothing") {
    auto person = with(role::applicant);
    person.acting.reset();
    CHECK(visible(person, permission::case_read).nothing);
    CHECK(permissions_of(person).empty());
    person = with(role::applicant);
    const auto seen = visible(person, permission::case_read);
    CHECK_FALSE(seen.nothing);
    CHECK(seen.organisation == 12);
    CHECK(visible(person, permission::case_handle).nothing);
}

// What may be seen, on a small city of cases --------------------------------------------------------------------

struct Place {
    store::Id id, organisation;
    std::string department, district, item;
};

std::vector<Place> fill(store::Store& store, std::mt19937& random) {
    std::vector<Place> places;
    store::test::must(store.write(store::Write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_CHECK(tx.run(
            "INSERT INTO project_row (id, organisation, code, name, flow, district, stage, completed, investment, "
            "registered_at, papers_needed, papers_saved, search) VALUES (1,1,'c','n','G1','d',1,0,0,0,0,0,'s')",
            {}));
        for (store::Id id = 1; id <= 240; ++id) {
            Place place{id, static_cast<store::Id>(1 + random() % 3), "dep" + std::to_string(random() % 3),
                        "dis" + std::to_string(random() % 3), "i" + std::to_string(random() % 4)};
            const auto clock = json::encode(calendar::Ledger{}), turn = json::encode(approval::Wait{});
            ZHUPI_CHECK(
                tx.run("INSERT INTO case_row (id, application, project, organisation, number, item, department, "
                       "district, stage, status, "
                       "desk, handler, is_open, filed_at, clock, statutory, due, turn, party, used, late, counts, "
                       "budget) VALUES "
                       "($1,1,1,$2,'n',$3,$4,$5,1,'filed','none',0,1,0,$6,'',1,$7,'authority',0,0,0,0)",
                       {place.id, place.organisation, place.item, place.department, place.district, clock, turn}));
            places.push_back(std::move(place));
        }
        return {};
    })));
    return places;
}

/// The rule read aloud, grant by grant.
bool may_see(const Person& person, std::string_view permission, const Place& place) {
    if (!person.enabled) return false;
    for (const auto& grant : person.grants) {
        if (!may(with({Grant{grant.role, {}, {}, {}}}), permission)) continue;
        const bool reaches =
            (!grant.department || *grant.department == place.department) &&
            (!grant.district || *grant.district == place.district) &&
            (grant.items.empty() || std::count(grant.items.begin(), grant.items.end(), place.item) > 0);
        if (reaches) return true;
    }
    return std::any_of(person.stands_in.begin(), person.stands_in.end(),
                       [&](const StandIn& absent) { return may_see(with(absent.grants), permission, place); });
}

TEST_CASE("a list shows exactly the cases that a filter of the full list would leave") {
    std::mt19937 random(41);
    const auto upto = [&](unsigned n) { return random() % (n + 1); };
    store::test::Folder folder;
    const auto store = store::test::open_store(folder.path());
    const auto places = fill(*store, random);
    const std::vector<std::string> officials{"counter", "officer", "reviewer", "approver", "lead", "supervisor"};
    const std::vector<std::string_view> permissions{permission::case_read, permission::case_handle,
                                                    permission::case_assign};
    std::size_t shown = 0, hidden = 0;
    for (int round = 0; round < 250; ++round) {
        Person person;
        person.enabled = upto(9) > 0;
        for (auto n = upto(3); n > 0; --n) {
            auto& grant = person.grants.emplace_back();
            grant.role = officials[upto(static_cast<unsigned>(officials.size()) - 1)];
            if (upto(3) > 0) grant.department = "dep" + std::to_string(upto(2));
            if (upto(2) == 0) grant.district = "dis" + std::to_string(upto(2));
            for (auto items = upto(4) == 0 ? 1 + upto(1) : 0; items > 0; --items)
                grant.items.push_back("i" + std::to_string(upto(3)));
        }
        // Whoever keeps a colleague's desk sees what the colleague sees.
        if (upto(4) == 0)
            person.stands_in.push_back({99, {Grant{officials[upto(5)], "dep" + std::to_string(upto(2)), {}, {}}}});
        const auto permission = permissions[upto(2)];
        std::set<store::Id> expected, found;
        for (const auto& place : places)
            if (may_see(person, permission, place)) expected.insert(place.id);
        store::test::must(store->read([&](store::Snapshot& from) -> Result<void> {
            store::CaseFilter filter;
            filter.visible = visible(person, permission);
            ZHUPI_TRY(const auto page, store::list_cases(from, filter, {}, 1000));
            for (const auto& listed : page.cases) {
                found.insert(listed.row.id);
                CHECK(store::sees(filter.visible, listed.row));
            }
            return {};
        }));
        CAPTURE(round);
        CHECK(found == expected);
        shown += expected.size();
        hidden += places.size() - expected.size();
    }
    CHECK(shown > 1000);
    CHECK(hidden > 1000);
}

}  // namespace
}  // namespace zhupi::access
