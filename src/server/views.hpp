#pragma once
// From states and rows to what the API shows: names instead of codes, clocks read at this moment, people by name.

#include "approval/commands.hpp"
#include "approval/filing.hpp"
#include "approval/rows.hpp"
#include "calendar/work_calendar.hpp"
#include "catalog/plan.hpp"
#include "server/api.hpp"

#include <functional>

namespace zhupi::server {

/// What every view needs and no view changes.
struct World {
    const catalog::Catalog& catalog;
    const calendar::WorkCalendar& calendar;
    Zone zone;
    Clock clock;

    Instant now() const { return clock(); }
    Date today() const { return zone.date_of(now()); }
    /// The rules that are in force today: for what concerns no project in particular.
    std::shared_ptr<const catalog::Rules> rules() const { return catalog.rulebook->in_force(today()); }
};

struct PersonCard {
    std::string name, phone;
};
/// Names of people and companies by id; empty strings for unknown ones.
struct Directory {
    std::function<PersonCard(approval::Id user)> person;
    std::function<std::string(approval::Id organisation)> organisation;
};

/// Of the project a row belongs to.
struct ProjectLabel {
    std::string name, code;
};

api::Name name_view(const catalog::Name& name);
api::Limit limit_view(const catalog::Limit& limit);
std::vector<api::FeeView> fee_views(const World& world, const std::vector<catalog::Fee>& fees);
api::Coded department_view(const World& world, std::string_view code);
api::Coded item_view(const World& world, std::string_view code);
api::ItemSummary item_summary(const World& world, const catalog::Item& item);
api::ItemGuide item_guide(const World& world, const catalog::Item& item);
api::QuestionView question_view(const catalog::Question& question);
/// Every paper of the catalogue, the one that most items ask for first.
std::vector<api::MaterialUse> material_uses(const World& world);
api::FlowSummary flow_summary(const World& world, const catalog::Flow& flow);
api::PlanView plan_view(const World& world, const catalog::Plan& plan);
api::City city_view(const World& world, bool demo);

api::ClockView clock_view(const World& world, const approval::CaseRow& row);
api::TurnView turn_view(const World& world, const Directory& people, const approval::CaseRow& row);
api::CaseRow case_row_view(const World& world, const Directory& people, const approval::CaseRow& row,
                           const ProjectLabel& project);

/// Counters of a project that come from its case rows.
struct ProjectCounts {
    int open = 0, ended = 0, overdue = 0, waiting_for_applicant = 0;
};
ProjectCounts count_cases(const World& world, const std::vector<approval::CaseRow>& rows);
api::ProjectRow project_row_view(const World& world, const Directory& people, const approval::ProjectRow& row,
                                 const ProjectCounts& counts);
api::PaperView paper_view(const World& world, const approval::Paper& paper);
std::vector<api::ResultView> result_views(const World& world, const approval::Project& project);

/// Everything of a project for one page. `applications` are all of the project's, `can_file` says whether the caller
/// may.
struct ProjectFile {
    const approval::Project& project;
    const std::vector<approval::Application>& applications;
    std::string contact, contact_phone;
    bool can_file = false;
};
Result<api::ProjectView> project_view(const World& world, const Directory& people, const ProjectFile& file);

std::vector<api::ChecklistLine> checklist_view(const World& world, const std::vector<approval::MaterialLine>& lines);
std::vector<api::PlanItem> offer_views(const World& world, const std::vector<approval::Offer>& offers,
                                       bool only_fileable);

/// What a case page shows besides rows: the application's form and materials, the case's record.
struct CaseFile {
    const approval::Application& application;
    const approval::Case& one;
    const approval::Project& project;
    std::map<std::string, std::string> values;  ///< of the form, masked already where the caller may not see them
};
api::CaseView case_view(const World& world, const Directory& people, const CaseFile& file);
api::ApplicationView application_view(const World& world, const Directory& people,
                                      const approval::Application& application, const approval::Project& project,
                                      std::map<std::string, std::string> values);

}  // namespace zhupi::server
