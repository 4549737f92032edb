#pragma once
// Members of a project, and the change of its owner: what may be done, and the rows that lists are restricted by.

#include "approval/context.hpp"

namespace zhupi::approval {

/// One right to look into a project: the condition of every list of an applicant (store::Visible).
struct MemberRow {
    Id project = 0, organisation = 0, person = 0;
    MemberRole role = MemberRole::reader;
    int stage_from = 0;   ///< the first stage whose cases it sees; 0: the project as a whole
    Instant filed_until;  ///< sees what had been filed by then
    auto operator<=>(const MemberRow&) const = default;
};
/// Of the owner, the members and former owners, sorted.
std::vector<MemberRow> member_rows(const Project& project);
constexpr Instant for_ever{INT64_MAX};

/// Whoever builds or supervises needs nothing from before the construction permit (施工许可, stage 3).
constexpr int construction_stage = 3;

/// Who may join: never as lead or former. Errors: member_role, member_owner.
Result<MemberSet> decide_member(const Project& project, const MemberSet& wanted);
Result<MemberRemoved> decide_member_removal(const Project& project, Id organisation, Id person);  ///< err::member_none

/// `department` decides: the one that leads the project's first stage, and so registered it.
/// Errors: owner_change_state (one is under way), owner_change_same, owner_change_papers, case_text.
Result<OwnerChangeAsked> decide_owner_change(const Project& project, Id to, std::string reason, std::vector<Id> papers,
                                             const catalog::Catalog& catalog);
/// By the new owner. Errors: owner_change_none, owner_change_state.
Result<OwnerChangeConsented> decide_consent(const Project& project, Id organisation, std::string text);
/// `outcome`: withdrawn by the old owner, declined by the new one, rejected by the department.
Result<OwnerChangeEnded> decide_end_of_change(const Project& project, std::string outcome, std::string text);
/// By the department, after the new owner's consent.
Result<OwnerChanged> decide_new_owner(const Project& project, std::string text);

}  // namespace zhupi::approval
