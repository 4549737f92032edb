#pragma once
// The people of the demo city: for every department an officer or two, a reviewer and an approver; the counter; lead
// departments; supervisors, an administrator, an auditor; and companies that build.

#include "main/runtime.hpp"

#include <map>

namespace zhupi::demo {

/// Everybody's password in the demo, and nowhere else.
inline constexpr std::string_view password = "Zhupi-demo-2026";

struct Player {
    store::Id id = 0, organisation = 0;
    std::string department;
    std::string name, company, credit_code;  ///< of an applicant's company
};

struct Cast {
    std::vector<Player> counter, applicants;
    Player agent, designer;  ///< of companies that act and draw for others (parties.hpp)
    /// By department.
    std::map<std::string, std::vector<Player>> officers, reviewers, approvers, leads;
    server::DemoAccounts accounts;  ///< for the sign-in page
};

Result<Cast> make_cast(store::Tx& tx, const catalog::Catalog& catalog, Instant at);

}  // namespace zhupi::demo
