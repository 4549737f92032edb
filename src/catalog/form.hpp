#pragma once
// The one form of a stage: the forms of its chosen items, merged, each field asked once (forms/merge.hpp).

#include "catalog/catalog.hpp"
#include "forms/form.hpp"

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::catalog {

/// Where the system can fill a field from by itself (forms::Field::filled_from), besides "answer.<question>",
/// "result.<item>.number" and "result.<item>.date": the project's registration, the organisation and its contact; in
/// the rows of a group that is filled from "project.building", the buildings that were registered.
inline constexpr auto known_sources = std::to_array<std::string_view>(
    {"project.code", "project.name", "project.district", "project.location", "project.scale", "project.investment",
     "project.land_area", "project.floor_area", "project.planned_start", "project.planned_finish", "project.buildings",
     "project.max_height", "organisation.name", "organisation.credit_code", "organisation.address",
     "organisation.legal_person", "contact.name", "contact.phone"});
inline constexpr auto row_sources =
    std::to_array<std::string_view>({"building.name", "building.use", "building.floor_area", "building.storeys_above",
                                     "building.storeys_below", "building.height"});
inline constexpr std::string_view buildings_source = "project.building";

/// The fields that one of these items reads when it is filed in this stage, grouped as in the catalogue and in its
/// order; those of repeated groups aside. An item that a flow has moved to another stage also brings the fields of its
/// own.
std::vector<const FormField*> stage_form(const Catalog& catalog, int stage, const std::vector<std::string>& items);

/// The merged form of these items, in the order of the catalogue, with the rules whose fields are all on it.
forms::Definition form_of(const Catalog& catalog, int stage, const std::vector<std::string>& items);
/// The same, ready to judge: what loading a city has checked always compiles.
forms::Form compiled_form(const Catalog& catalog, int stage, const std::vector<std::string>& items);

/// Where items want what cannot be had together (Stricter), whichever of them are filed at once.
std::vector<forms::Trouble> form_conflicts(const Catalog& catalog);

/// Every field, group and rule of the city on one form, whoever reads them.
forms::Definition whole_form(const Catalog& catalog);

/// The field that a key of the forms' values means ("land_area", "single_buildings/0001/height"); null: none.
const forms::Field* field_of_key(const Catalog& catalog, std::string_view key);

struct FieldIssue {
    std::string field;      ///< code of the field
    std::string_view code;  ///< "field.required", … of lists/errors
    std::string zh, en;
};

/// What is wrong with values that stand for themselves, without conditions and rules; in the order of the fields, then
/// values that nobody asks for. An empty value, or one of white space only, is none.
std::vector<FieldIssue> check_form(std::span<const FormField* const> fields,
                                   const std::map<std::string, std::string>& values);

}  // namespace zhupi::catalog
