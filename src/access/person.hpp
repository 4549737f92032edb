#pragma once
// Who may do what, where. A person holds grants: a role with a scope. A role brings permissions
// (lists/permissions.json); the scope says on which cases: of a department, a district, certain items. An applicant
// acts for an organisation, under an authorisation (approval/mandate.hpp) that says with which powers and on which
// projects; what they may do there is said by the role in which the organisation belongs to the project.

#include "approval/mandate.hpp"
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

/// For whom an applicant acts in this session, and under which authorisations.
struct ActingFor {
    Id mandate = 0;
    Id via = 0;  ///< the authorisation in the agent's own organisation, when the agent is one
    Id organisation = 0;
    Id agent = 0;  ///< the agent's organisation; 0: none
    approval::MandateKind kind = approval::MandateKind::staff;
    std::vector<approval::Power> powers;  ///< of both
    std::vector<Id> projects;             ///< empty: all
    std::optional<Instant> until;         ///< of the one that ends first
    bool has(approval::Power power) const;
};

/// An official who is away and whose desk the person keeps (代岗).
struct StandIn {
    Id person = 0;
    std::vector<Grant> grants;
};

struct Person {
    Id id = 0;
    std::string username, name, phone;
    std::string department;  ///< where an official works; empty for applicants
    Id organisation = 0;     ///< for whom an applicant acts, or whose they are; 0 for officials
    std::vector<Grant> grants;
    bool enabled = true, must_change_password = false;
    std::optional<Instant> locked_until, last_sign_in;
    // Of a caller (access/acting.hpp), who is loaded anew at `fresh_until`, when an authorisation or a leave begins or
    // ends:
    std::optional<ActingFor> acting{};
    std::vector<StandIn> stands_in{};
    std::vector<approval::Recusal> recusals{};
    std::optional<Instant> fresh_until{};
};

bool may(const Person& person, std::string_view permission);
/// The roles that give the person this permission, in the order of the grants.
std::vector<std::string> roles_for(const Person& person, std::string_view permission);
std::vector<std::string> permissions_of(const Person& person);

/// The cases on which the person may use the permission: by their own grants, and by those of whoever's desk they keep.
store::Visible visible(const Person& person, std::string_view permission);

/// The power that an applicant's permission takes.
approval::Power power_for(std::string_view permission);
/// Whether a member of a project in this role may use the permission.
bool member_may(approval::MemberRole role, std::string_view permission);
/// Whose desk the person keeps when they use the permission on this case: its handler's, or somebody's whose grants it
/// takes because their own do not reach; 0: their own.
Id substitutes_for(const Person& person, std::string_view permission, const approval::CaseRow& row);
bool is_recused(const Person& person, Id organisation, Id project);

/// Checks grants before they are given: known roles, known departments and districts, and the separation that the law
/// wants in code rather than in a manual: administrators and auditors do nothing else, and applicants are no officials
/// (GB/T 22239 8.1.4.2, separation of privileges). Errors: access_role, access_scope, access_separation.
Result<void> check_grants(const std::vector<Grant>& grants, const catalog::Catalog& catalog);

}  // namespace zhupi::access
