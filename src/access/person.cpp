#include "access/person.hpp"

#include "base/error_codes.hpp"
#include "base/permission_table.hpp"
#include "base/roles.hpp"

#include <set>

namespace zhupi::access {
namespace {

bool holds(std::string_view role, std::string_view permission) {
    return std::any_of(std::begin(permission::held), std::end(permission::held),
                       [&](const auto& h) { return h.role == role && h.permission == permission; });
}

}  // namespace

bool may(const Person& person, std::string_view permission) {
    return person.enabled && std::any_of(person.grants.begin(), person.grants.end(),
                                         [&](const Grant& grant) { return holds(grant.role, permission); });
}

std::vector<std::string> roles_for(const Person& person, std::string_view permission) {
    std::vector<std::string> roles;
    for (const auto& grant : person.grants)
        if (holds(grant.role, permission)) roles.push_back(grant.role);
    return roles;
}

std::vector<std::string> permissions_of(const Person& person) {
    std::set<std::string> held;
    for (const auto& grant : person.grants)
        for (const auto& h : permission::held)
            if (h.role == grant.role) held.emplace(h.permission);
    return {held.begin(), held.end()};
}

store::Visible visible(const Person& person, std::string_view permission) {
    store::Visible visible = store::Visible::none();
    if (!person.enabled) return visible;
    for (const auto& grant : person.grants) {
        if (!holds(grant.role, permission)) continue;
        visible.nothing = false;
        if (grant.role == role::applicant) {
            visible.organisation = person.organisation;
            // Somebody without a company must not see everybody's cases.
            if (person.organisation == 0) return store::Visible::none();
            continue;
        }
        if (!grant.department && !grant.district && grant.items.empty()) {  // everything: other grants add nothing
            visible.any_of.clear();
            return visible;
        }
        visible.any_of.push_back({grant.department.value_or(""), grant.district.value_or(""), grant.items});
    }
    return visible;
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
