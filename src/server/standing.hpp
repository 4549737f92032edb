#pragma once
// In whose place somebody acts on a case or a project, and whose personal data they need not see.

#include "server/app.hpp"

namespace zhupi::server {

/// acting() on one case: names whose desk the caller keeps, refuses whoever declared a relation, and asks the store
/// whether the authorisation or the leave still holds. Errors: case_recused, access_mandate, leave_substitute.
Result<store::Acting> acting_on(const App& app, const net::Call& call, store::Snapshot& from,
                                std::string_view permission, const approval::CaseRow& row);

/// Whether the caller may use the permission on the project: an applicant by the role of the organisation they act for.
Result<bool> may_in_project(const net::Call& call, store::Snapshot& from, std::string_view permission,
                            store::Id project);

/// Whoever fills in the project's forms, and the officer who has the case in hand, need to know whom it is about;
/// others open it with a reason (routes_personal.cpp). `handler`: of the case, 0: none.
Result<bool> needs_personal(const net::Call& call, store::Snapshot& from, store::Id project, store::Id handler);

/// Values of personal fields with all but their ends covered.
void mask_personal(const catalog::Catalog& catalog, std::map<std::string, std::string>& values);
store::Contact masked(const store::Contact& contact);

/// err::access_confirm unless the password was given in the last five minutes.
Result<void> check_confirmed(const App& app, const net::Call& call);

}  // namespace zhupi::server
