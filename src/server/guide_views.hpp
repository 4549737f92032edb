#pragma once
// The guide in the API's words: 办事指南 of an item, what a planned project needs, plain words, blank forms.

#include "catalog/words.hpp"
#include "document/paper_form.hpp"
#include "server/api_guide.hpp"
#include "server/views.hpp"

namespace zhupi::server {

/// The process in which an item of this handling is drawn: "item_standard".
std::string process_of(catalog::Handling handling);
api::DepartmentCard department_card(const World& world, std::string_view code);
api::GuideSheet guide_sheet(const World& world, const catalog::Item& item);
api::PlanSheet plan_sheet(const World& world, const catalog::Plan& plan);
api::Meant meant_view(const World& world, const catalog::Meant& meant);
api::MeantIntent intent_view(const World& world, const catalog::Intent& intent, std::vector<std::string> words);

/// The form of a material, empty or filled in as an example. `item` decides what an application form asks; null for
/// the item that asks for it first. err::material_no_form when the applicant does not write it.
Result<document::PaperForm> paper_form(const World& world, const catalog::Material& material, const catalog::Item* item,
                                       bool sample);

}  // namespace zhupi::server
