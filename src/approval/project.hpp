#pragma once
// What happens to a project: its registration, and what the end of a case means for it: a result that
// others may lean on, a stage that ends, the next one that opens.

#include "approval/context.hpp"
#include "catalog/plan.hpp"

namespace zhupi::approval {

/// The applicant's answers plus what the registration says in numbers, where the city has a question for them:
/// investment_amount (万元), land_area and area (㎡), height (m); and the district (catalog::district_fact).
catalog::Answers facts_for_rules(const catalog::Catalog& catalog, const ProjectFacts& facts);

/// What a project knows of a form field, by FormField::filled_from (catalog/form.hpp lists the sources): its facts, its
/// answers in words, the numbers and dates of its results. Empty: nothing.
std::string known_value(const catalog::Catalog& catalog, const Project& project, std::string_view source);

/// The plan of a registered project, by the rules it was registered under.
catalog::Plan plan_of(const catalog::Catalog& catalog, const Project& project);

/// Takes the flow that the rules in force today choose, and opens its first stage and the parallel lane. A project
/// without a code is given one. Errors: project_code, project_name, project_field, and those of catalog::decide.
Result<std::vector<ProjectEvent>> decide_registration(ProjectFacts facts, Id organisation, const Context& context);

/// What follows for the project from events of one of its applications. `project` is advanced as they are found.
Result<std::vector<ProjectEvent>> consequences(Project& project, const catalog::Plan& plan,
                                               const Application& application,
                                               const std::vector<ApplicationEvent>& events, const Context& context);

/// 投资项目统一代码 for a project that brings none: YYMM-district-dd-tt-serial.
std::string project_code(Date today, std::string_view district, Id serial);

}  // namespace zhupi::approval
