#pragma once
// Who gets a case that has just arrived (自动分派), in departments that have it done by the rule: of the officers whose
// grants cover the item and the district (skill), who are not away (presence) and have declared no relation (recusal),
// the one with the fewest open cases (load); of several, whoever was hired first.

#include "access/people.hpp"

namespace zhupi::access {

/// As store::Assigning. Nothing when the department does not assign by itself, or nobody can take it.
Result<std::optional<approval::command::Assign>> assign_by_load(store::Snapshot& from,
                                                                const approval::Application& application,
                                                                const approval::Case& arrived, Instant now, Id not_to,
                                                                const std::vector<Id>& given);

Result<bool> assigns_automatically(store::Snapshot& from, const std::string& department);
Result<void> set_automatic(store::Tx& tx, const store::Acting& acting, const std::string& department, bool automatic);

}  // namespace zhupi::access
