#include "access/person.hpp"

#include "base/error_codes.hpp"
#include "base/permission_table.hpp"
#include "base/permissions.hpp"
#include "base/roles.hpp"

#include <set>

namespace zhupi::access {
namespace {

bool holds(std::string_view role, std::string_view permission) {
    return std::any_of(std::begin(permission::held), std::end(permission::held),
                       [&](const auto& h) { return h.role == role && h.permission == permission; });
}

using approval::MemberRole;
using approval::Power;

struct Needs {
    std::string_view permission;
    Power power;
};
constexpr Needs needs[] = {
    {permission::project_read, Power::read},         {permission::case_read, Power::read},
    {permission::application_withdraw, Power::sign}, {permission::project_transfer, Power::sign},
    {permission::project_members, Power::manage},    {permission::organisation_manage, Power::manage},
};

/// What members other than the owner may do; the owner may do everything that an applicant can.
struct Allows {
    MemberRole role;
    std::string_view permission;
};
constexpr Allows allows[] = {
    {MemberRole::agent, permission::application_draft},    {MemberRole::agent, permission::paper_add},
    {MemberRole::agent, permission::application_file},     {MemberRole::agent, permission::case_answer},
    {MemberRole::designer, permission::application_draft}, {MemberRole::designer, permission::paper_add},
    {MemberRole::designer, permission::case_answer},       {MemberRole::engineer, permission::paper_add},
    {MemberRole::contractor, permission::paper_add},
};

bool reaches(const std::vector<Grant>& grants, std::string_view permission, const approval::CaseRow& row) {
    return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
        return holds(grant.role, permission) && (!grant.department || *grant.department == row.department) &&
               (!grant.district || *grant.district == row.district) &&
               (grant.items.empty() ||
                std::find(grant.items.begin(), grant.items.end(), row.item) != grant.items.end());
    });
}

/// Adds what the grants reach; true when they reach everything.
bool add_scopes(store::Visible& visible, const std::vector<Grant>& grants, std::string_view permission) {
    for (const auto& grant : grants) {
        if (grant.role == role::applicant || !holds(grant.role, permission)) continue;
        visible.nothing = false;
        if (!grant.department && !grant.district && grant.items.empty()) {  // everything: other grants add nothing
            visible.any_of.clear();
            return true;
        }
        visible.any_of.push_back({grant.department.value_or(""), grant.district.value_or(""), grant.items});
    }
    return false;
}

bool grants_hold(const std::vector<Grant>& grants, std::string_view permission) {
    return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) { return holds(grant.role, permission); });
}

}  // namespace

bool ActingFor::has(Power power) const { return std::find(powers.begin(), powers.end(), power) != powers.end(); }

Power power_for(std::string_view permission) {
    for (const auto& n : needs)
        if (n.permission == permission) return n.power;
    return Power::file;
}

bool member_may(MemberRole role, std::string_view permission) {
    if (role == MemberRole::lead || power_for(permission) == Power::read) return true;
    return std::any_of(std::begin(allows), std::end(allows),
                       [&](const Allows& a) { return a.role == role && a.permission == permission; });
}

bool may(const Person& person, std::string_view permission) {
    if (!person.enabled) return false;
    const bool keeps = std::any_of(person.stands_in.begin(), person.stands_in.end(),
                                   [&](const StandIn& absent) { return grants_hold(absent.grants, permission); });
    if (keeps) return true;
    return std::any_of(person.grants.begin(), person.grants.end(), [&](const Grant& grant) {
        if (!holds(grant.role, permission)) return false;
        return grant.role != role::applicant || (person.acting && person.acting->has(power_for(permission)));
    });
}

std::vector<std::string> roles_for(const Person& person, std::string_view permission) {
    std::vector<std::string> roles;
    const auto add = [&](const std::vector<Grant>& grants) {
        for (const auto& grant : grants)
            if (holds(grant.role, permission)) roles.push_back(grant.role);
    };
    add(person.grants);
    for (const auto& absent : person.stands_in) add(absent.grants);
    return roles;
}

std::vector<std::string> permissions_of(const Person& person) {
    std::vector<std::string> held;
    for (const auto& named : permission::all)
        if (may(person, named.code)) held.emplace_back(named.code);
    std::sort(held.begin(), held.end());
    return held;
}

store::Visible visible(const Person& person, std::string_view permission) {
    auto visible = store::Visible::none();
    if (!may(person, permission)) return visible;
    const bool applicant = std::any_of(person.grants.begin(), person.grants.end(),
                                       [](const Grant& grant) { return grant.role == role::applicant; });
    if (applicant) {
        visible = {false, person.acting->organisation, {}, person.id, {}, person.acting->projects};
        for (const auto role : {MemberRole::lead, MemberRole::designer, MemberRole::engineer, MemberRole::contractor,
                                MemberRole::agent, MemberRole::reader, MemberRole::former})
            if (member_may(role, permission)) visible.roles.push_back(role);
        return visible;
    }
    if (add_scopes(visible, person.grants, permission)) return visible;
    for (const auto& absent : person.stands_in)
        if (add_scopes(visible, absent.grants, permission)) return visible;
    return visible;
}

Id substitutes_for(const Person& person, std::string_view permission, const approval::CaseRow& row) {
    for (const auto& absent : person.stands_in)
        if (absent.person == row.handler && permission == permission::case_handle) return absent.person;
    if (reaches(person.grants, permission, row)) return 0;
    for (const auto& absent : person.stands_in)
        if (reaches(absent.grants, permission, row)) return absent.person;
    return 0;
}

bool is_recused(const Person& person, Id organisation, Id project) {
    return std::any_of(person.recusals.begin(), person.recusals.end(), [&](const approval::Recusal& r) {
        return (r.organisation != 0 && r.organisation == organisation) || (r.project != 0 && r.project == project);
    });
}

Result<void> check_grants(const std::vector<Grant>& grants, const catalog::Catalog& catalog) {
    const auto known = [](std::string_view role) {
        return std::any_of(std::begin(role::all), std::end(role::all), [&](const auto& r) { return r.code == role; });
    };
    std::set<std::string_view> kinds;  // "administrator", "auditor", "applicant", or "official" for all others
    for (std::size_t i = 0; i < grants.size(); ++i) {
        const auto& grant = grants[i];
        const auto where = "/grants/" + std::to_string(i);
        if (!known(grant.role)) return fail(err::access_role, {{"role", grant.role}}, where + "/role");
        if (grant.department && !catalog.department(*grant.department))
            return fail(err::access_scope, {{"scope", *grant.department}}, where + "/department");
        if (grant.district && !catalog.district(*grant.district))
            return fail(err::access_scope, {{"scope", *grant.district}}, where + "/district");
        for (const auto& item : grant.items)
            if (!catalog.item(item)) return fail(err::access_scope, {{"scope", item}}, where + "/items");
        const bool alone =
            grant.role == role::administrator || grant.role == role::auditor || grant.role == role::applicant;
        kinds.insert(alone ? std::string_view(grant.role) : "official");
    }
    if (kinds.size() > 1) return fail(err::access_separation, {}, "/grants");
    return {};
}

}  // namespace zhupi::access
