#include "approval/membership.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace zhupi::approval {
namespace {

constexpr std::size_t longest_reason = 2000;

Result<void> check_words(std::string_view text, std::string where) {
    const auto length = text::length(text::trim(text));
    if (length < 1 || length > longest_reason || !text::valid_utf8(text))
        return fail(err::case_text, {}, std::move(where));
    return {};
}

int first_stage_of(MemberRole role) {
    return role == MemberRole::engineer || role == MemberRole::contractor ? construction_stage : 0;
}

}  // namespace

std::vector<MemberRow> member_rows(const Project& project) {
    std::vector<MemberRow> rows{{project.id, project.organisation, 0, MemberRole::lead, 0, for_ever}};
    for (const auto& m : project.members)
        rows.push_back({project.id, m.organisation, m.person, m.role, first_stage_of(m.role), for_ever});
    for (const auto& former : project.former_owners)
        rows.push_back({project.id, former.organisation, 0, MemberRole::former, 0, former.until});
    std::sort(rows.begin(), rows.end());
    return rows;
}

Result<MemberSet> decide_member(const Project& project, const MemberSet& wanted) {
    if (wanted.role == MemberRole::lead || wanted.role == MemberRole::former)
        return fail(err::member_role, {}, "/role");
    if (wanted.organisation == project.organisation) return fail(err::member_owner, {}, "/creditCode");
    return wanted;
}

Result<MemberRemoved> decide_member_removal(const Project& project, Id organisation, Id person) {
    for (const auto& m : project.members)
        if (m.organisation == organisation && m.person == person) return MemberRemoved{organisation, person};
    return fail(err::member_none);
}

Result<OwnerChangeAsked> decide_owner_change(const Project& project, Id to, std::string reason, std::vector<Id> papers,
                                             const catalog::Catalog& catalog) {
    if (project.owner_change) return fail(err::owner_change_state);
    if (to == project.organisation) return fail(err::owner_change_same, {}, "/creditCode");
    ZHUPI_CHECK(check_words(reason, "/reason"));
    if (papers.empty()) return fail(err::owner_change_papers, {}, "/papers");
    for (std::size_t i = 0; i < papers.size(); ++i)
        if (!project.paper(papers[i])) return fail(err::paper_none, {}, "/papers/" + std::to_string(i));
    std::string department;
    for (const auto& flow : catalog.flows) {
        if (flow.code != project.flow) continue;
        for (const auto& stage : flow.stages)
            if (!stage.lead.empty() && department.empty()) department = stage.lead;
    }
    if (department.empty()) department = catalog.intake_department;
    return OwnerChangeAsked{to, std::move(reason), std::move(papers), std::move(department)};
}

Result<OwnerChangeConsented> decide_consent(const Project& project, Id organisation, std::string text) {
    if (!project.owner_change || project.owner_change->to != organisation) return fail(err::owner_change_none);
    if (project.owner_change->consented_at) return fail(err::owner_change_state);
    return OwnerChangeConsented{std::move(text)};
}

Result<OwnerChangeEnded> decide_end_of_change(const Project& project, std::string outcome, std::string text) {
    if (!project.owner_change) return fail(err::owner_change_none);
    ZHUPI_CHECK(check_words(text, "/text"));
    return OwnerChangeEnded{std::move(outcome), std::move(text)};
}

Result<OwnerChanged> decide_new_owner(const Project& project, std::string text) {
    if (!project.owner_change) return fail(err::owner_change_none);
    if (!project.owner_change->consented_at) return fail(err::owner_change_state);
    return OwnerChanged{project.organisation, project.owner_change->to, std::move(text)};
}

}  // namespace zhupi::approval
