#include "main/demo/parties.hpp"

#include "access/assigner.hpp"
#include "approval/membership.hpp"
#include "base/event_types.hpp"
#include "store/mandates.hpp"

namespace zhupi::demo {
namespace {

using approval::Power;

constexpr std::int64_t day = std::int64_t{24} * 3600 * 1000;
constexpr const char* automatic_department = "rfb";
constexpr int designed_projects = 3;

store::Acting as(const Player& player, std::string_view role, Instant at) {
    return {{player.id, std::string(role), player.department, player.organisation}, at};
}

approval::Mandate mandate_of(const Player& owner, std::vector<Power> powers, Instant now) {
    approval::Mandate m;
    m.organisation = owner.organisation;
    m.powers = std::move(powers);
    m.from = Instant{now.ms - 30 * day};
    m.until = Instant{now.ms + 300 * day};
    return m;
}

/// Given by the owner and accepted by whom it is for.
Result<void> authorise(store::Tx& tx, const Player& owner, const Player& whom, approval::Mandate mandate, Instant now) {
    ZHUPI_TRY(const auto given, store::grant_mandate(tx, as(owner, "applicant", now), std::move(mandate)));
    ZHUPI_CHECK(store::change_mandate(tx, as(whom, "applicant", now), given, event::mandate_accepted, {}));
    return {};
}

Result<void> add_designer(store::Tx& tx, const store::Office& office, const Cast& cast, Instant now) {
    const auto& owner = cast.applicants.front();
    std::vector<store::Id> projects;
    ZHUPI_CHECK(tx.query("SELECT id FROM project_row WHERE organisation = $1 ORDER BY id LIMIT $2",
                         {owner.organisation, std::int64_t{designed_projects}},
                         [&](const store::Row& row) { projects.push_back(row.integer(0)); }));
    for (const auto id : projects)
        ZHUPI_CHECK(store::change_project(
            tx, office, as(owner, "applicant", now), id,
            [&](const approval::Project& project) -> Result<approval::ProjectEvent> {
                ZHUPI_TRY(auto set, approval::decide_member(
                                        project, {cast.designer.organisation, 0, approval::MemberRole::designer}));
                return approval::ProjectEvent{set};
            }));
    return {};
}

/// Hands out what waits in the department, as the rule will do from now on.
Result<void> hand_out(store::Tx& tx, const store::Office& office, const Player& reviewer, Instant now) {
    ZHUPI_CHECK(access::set_automatic(tx, as(reviewer, "reviewer", now), automatic_department, true));
    std::vector<std::pair<store::Id, store::Id>> waiting;
    ZHUPI_CHECK(tx.query(
        "SELECT id, application FROM case_row WHERE department = $1 AND is_open = 1 AND handler = 0 AND "
        "status IN ('received', 'corrected') ORDER BY id LIMIT 50",
        {automatic_department}, [&](const store::Row& row) { waiting.emplace_back(row.integer(0), row.integer(1)); }));
    for (const auto& [id, application] : waiting) {
        ZHUPI_TRY(auto state, store::load_application(tx, application));
        ZHUPI_TRY(const auto chosen, access::assign_by_load(tx, state, *state.find(id), now, 0, {}));
        if (chosen)
            ZHUPI_CHECK(store::act(tx, office, as(reviewer, "reviewer", now), std::move(state),
                                   approval::command::Command(*chosen)));
    }
    return {};
}

}  // namespace

Result<void> add_parties(store::Tx& tx, const store::Office& office, const Cast& cast, Instant now) {
    const auto& owner = cast.applicants.front();
    auto agency = mandate_of(owner, {Power::read, Power::file}, now);
    agency.kind = approval::MandateKind::agent;
    agency.holder = cast.agent.organisation;
    ZHUPI_CHECK(authorise(tx, owner, cast.agent, std::move(agency), now));

    const auto& other = cast.applicants.at(2);
    auto second = mandate_of(other, {Power::read, Power::file, Power::sign}, now);
    second.person = cast.applicants.at(1).id;
    ZHUPI_CHECK(authorise(tx, other, cast.applicants.at(1), std::move(second), now));
    ZHUPI_CHECK(add_designer(tx, office, cast, now));

    const auto officers = cast.officers.find(automatic_department);
    const auto reviewers = cast.reviewers.find(automatic_department);
    if (officers == cast.officers.end() || officers->second.size() < 2 || reviewers == cast.reviewers.end()) return {};
    const auto& away = officers->second[1];
    const approval::Leave leave{0,
                                away.id,
                                officers->second[0].id,
                                office.zone.start_of(office.zone.date_of(now)),
                                office.zone.start_of(office.zone.date_of(now).plus_days(14)),
                                {}};
    ZHUPI_CHECK(store::set_leave(tx, as(away, "officer", now), leave));
    return hand_out(tx, office, reviewers->second.front(), now);
}

}  // namespace zhupi::demo
