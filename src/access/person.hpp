#pragma once
// Who may do what, where. A person holds grants: a role with a scope. A role brings permissions
// (lists/permissions.json); the scope says on which cases: of a department, a district, certain items. Applicants see
// what their company filed.

#include "approval/model.hpp"
#include "store/queries.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::access {

using approval::Id;

struct Grant {
    std::string role;                       ///< lists/roles.json
    std::optional<std::string> department;  ///< empty: any
    std::optional<std::string> district;    ///< empty: any
    std::vector<std::string> items;         ///< empty: any
    bool operator==(const Grant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Grant, (), (role, department, district, items))

struct Person {
    Id id = 0;
    std::string username, name, phone;
    std::string department;  ///< where an official works; empty for applicants
    Id organisation = 0;     ///< for whom an applicant acts; 0 for officials
    std::vector<Grant> grants;
    bool enabled = true, must_change_password = false;
    std::optional<Instant> locked_until, last_sign_in;
};

bool may(const Person& person, std::string_view permission);
/// The roles that give the person this permission, in the order of the grants.
std::vector<std::string> roles_for(const Person& person, std::string_view permission);
std::vector<std::string> permissions_of(const Person& person);

/// The cases on which the person may use the permission.
store::Visible visible(const Person& person, std::string_view permission);

/// Checks grants before they are given: known roles, known departments and districts, and the separation that the law
/// wants in code rather than in a manual: administrators and auditors do nothing else, and applicants are no officials
/// (GB/T 22239 8.1.4.2, separation of privileges). Errors: access_role, access_scope, access_separation.
Result<void> check_grants(const std::vector<Grant>& grants, const catalog::Catalog& catalog);

}  // namespace zhupi::access
