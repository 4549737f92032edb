// Members of projects: every list of an applicant shows exactly what the role of the organisation they act for says.

#include "approval/membership.hpp"

#include "access/person.hpp"
#include "base/permissions.hpp"
#include "base/roles.hpp"
#include "store/test_support.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

namespace zhupi::access {
namespace {

using approval::MemberRole;
using approval::Power;

/// What each role may do in a project, read aloud: 建 the owner, 设 designer, 监 engineer, 施 contractor, 代 agent, 看
/// reader, 原 former owner; and the power that the person's authorisation must hold.
struct Rule {
    std::string_view permission, roles;
    Power power;
};
const Rule rules[] = {
    {permission::project_read, "建设监施代看原", Power::read}, {permission::case_read, "建设监施代看原", Power::read},
    {permission::application_draft, "建设代", Power::file},    {permission::paper_add, "建设监施代", Power::file},
    {permission::application_file, "建代", Power::file},       {permission::case_answer, "建设代", Power::file},
    {permission::application_withdraw, "建", Power::sign},     {permission::project_transfer, "建", Power::sign},
    {permission::project_members, "建", Power::manage},
};
constexpr std::string_view letters[] = {"建", "设", "监", "施", "代", "看", "原"};

bool role_allows(MemberRole role, const Rule& rule) {
    return rule.roles.find(letters[static_cast<std::size_t>(role)]) != std::string_view::npos;
}

struct Filed {
    Id id = 0, project = 0;
    int stage = 1;
    Instant at;
};

/// Projects 1 to `projects`, each with an owner, members and perhaps a former owner, and cases of all stages.
struct City {
    std::vector<approval::Project> projects;
    std::vector<Filed> cases;
};

City fill_city(store::Store& store, std::mt19937& random) {
    const auto upto = [&](unsigned n) { return static_cast<int>(random() % (n + 1)); };
    City city;
    for (Id id = 1; id <= 12; ++id) {
        approval::Project p;
        p.id = id;
        p.organisation = 1 + upto(3);
        for (int n = upto(4); n > 0; --n)
            p.members.push_back(
                {1 + upto(4), upto(1) == 0 ? 0 : 70 + upto(1), static_cast<MemberRole>(1 + upto(4)), {}});
        if (upto(2) == 0) p.former_owners.push_back({5, Instant{50}});
        // One role for each organisation and person, as decide_member() keeps it.
        std::set<std::pair<Id, Id>> known;
        std::erase_if(p.members, [&](const approval::Member& m) {
            return m.organisation == p.organisation || !known.insert({m.organisation, m.person}).second;
        });
        city.projects.push_back(std::move(p));
    }
    store::test::must(store.write(store::Write([&](store::Tx& tx) -> Result<void> {
        Id next = 1;
        for (const auto& p : city.projects) {
            const auto code = "c" + std::to_string(p.id);
            ZHUPI_CHECK(
                tx.run("INSERT INTO project_row (id, organisation, code, name, flow, district, stage, completed, "
                       "investment, registered_at, papers_needed, papers_saved, search) VALUES "
                       "($1,$2,$3,'n','G1','d',1,0,0,0,0,0,'s')",
                       {p.id, p.organisation, code}));
            for (const auto& m : approval::member_rows(p))
                ZHUPI_CHECK(
                    tx.run("INSERT INTO project_member (project, organisation, person, role, stage_from, "
                           "filed_until) VALUES ($1,$2,$3,$4,$5,$6)",
                           {m.project, m.organisation, m.person, json::name_of(m.role), std::int64_t{m.stage_from},
                            m.filed_until.ms}));
            for (int stage = 1; stage <= 5; ++stage)
                for (const std::int64_t at : {40, 50, 60}) {
                    const auto clock = json::encode(calendar::Ledger{}), turn = json::encode(approval::Wait{});
                    ZHUPI_CHECK(
                        tx.run("INSERT INTO case_row (id, application, project, organisation, number, item, "
                               "department, district, stage, status, desk, handler, is_open, filed_at, clock, "
                               "statutory, due, turn, party, used, late, counts, budget) VALUES "
                               "($1,1,$2,$3,'n','i','d','d',$4,'filed','none',0,1,$5,$6,'',1,$7,'authority',0,0,"
                               "0,0)",
                               {next, p.id, p.organisation, std::int64_t{stage}, at, clock, turn}));
                    city.cases.push_back({next++, p.id, stage, Instant{at}});
                }
        }
        return {};
    })));
    return city;
}

Person somebody(std::mt19937& random) {
    const auto upto = [&](unsigned n) { return static_cast<int>(random() % (n + 1)); };
    Person person;
    person.id = 70 + upto(1);
    person.grants = {{std::string(role::applicant), {}, {}, {}}};
    ActingFor acting;
    acting.organisation = 1 + upto(4);
    for (const auto power : {Power::read, Power::file, Power::sign, Power::manage})
        if (upto(3) > 0) acting.powers.push_back(power);
    if (upto(2) == 0) acting.projects = {1, 3, 5, 7};
    person.acting = acting;
    person.organisation = acting.organisation;
    return person;
}

bool in_scope(const Person& person, Id project) {
    const auto& scope = person.acting->projects;
    return scope.empty() || std::find(scope.begin(), scope.end(), project) != scope.end();
}

/// The rule read aloud; `filed` is null for the project as a whole.
bool may_see(const Person& person, const Rule& rule, const approval::Project& project, const Filed* filed) {
    const auto& acting = *person.acting;
    if (!acting.has(rule.power) || !in_scope(person, project.id)) return false;
    if (acting.organisation == project.organisation) return true;
    for (const auto& m : project.members) {
        const bool theirs = m.organisation == acting.organisation && (m.person == 0 || m.person == person.id);
        const bool builds = m.role == MemberRole::engineer || m.role == MemberRole::contractor;
        if (theirs && role_allows(m.role, rule) && (!filed || !builds || filed->stage >= 3)) return true;
    }
    for (const auto& former : project.former_owners)
        if (former.organisation == acting.organisation && role_allows(MemberRole::former, rule) &&
            (!filed || filed->at <= former.until))
            return true;
    return false;
}

TEST_CASE("members see and may do in every list what their role says, and nothing else") {
    std::mt19937 random(17);
    store::test::Folder folder;
    const auto store = store::test::open_store(folder.path());
    const auto city = fill_city(*store, random);
    std::size_t shown = 0, hidden = 0;
    for (int round = 0; round < 400; ++round) {
        const auto person = somebody(random);
        const auto& rule = rules[random() % std::size(rules)];
        std::set<Id> cases, projects, found_cases, found_projects;
        for (const auto& p : city.projects)
            if (may_see(person, rule, p, nullptr)) projects.insert(p.id);
        for (const auto& c : city.cases)
            if (may_see(person, rule, city.projects[static_cast<std::size_t>(c.project) - 1], &c)) cases.insert(c.id);
        store::test::must(store->read([&](store::Snapshot& from) -> Result<void> {
            store::CaseFilter filter;
            filter.visible = visible(person, rule.permission);
            ZHUPI_TRY(const auto listed, store::list_cases(from, filter, {}, 1000));
            for (const auto& one : listed.cases) found_cases.insert(one.row.id);
            store::ProjectFilter of_projects;
            of_projects.visible = filter.visible;
            if (!filter.visible.nothing) {
                ZHUPI_TRY(const auto page, store::list_projects(from, of_projects, {}, 1000));
                for (const auto& one : page.projects) found_projects.insert(one.id);
            }
            ZHUPI_TRY(const auto counts, store::count_boxes(from, filter));
            CHECK(counts.department == static_cast<std::int64_t>(cases.size()));
            // One by one, as a command asks, it is the same.
            for (const auto& p : city.projects) {
                ZHUPI_TRY(const bool belongs, store::belongs(from, filter.visible, p.id));
                CHECK(belongs == (projects.count(p.id) != 0));
            }
            for (std::size_t i = 0; i < city.cases.size(); i += 7) {
                approval::CaseRow row;
                row.id = city.cases[i].id;
                row.project = city.cases[i].project;
                row.stage = city.cases[i].stage;
                row.filed_at = city.cases[i].at;
                ZHUPI_TRY(const bool seen, store::sees(from, filter.visible, row));
                CHECK(seen == (cases.count(row.id) != 0));
            }
            return {};
        }));
        CAPTURE(round);
        CAPTURE(rule.permission);
        CHECK(found_cases == cases);
        CHECK(found_projects == projects);
        shown += cases.size();
        hidden += city.cases.size() - cases.size();
    }
    CHECK(shown > 1000);
    CHECK(hidden > 1000);
}

}  // namespace
}  // namespace zhupi::access
