#pragma once
// The one form of a stage: the fields that its chosen items read, each asked once, and the check of what was written.

#include "catalog/catalog.hpp"

#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::catalog {

/// Where the system can fill a field from by itself (FormField::filled_from), besides "answer.<question>",
/// "result.<item>.number" and "result.<item>.date": the project's registration, the organisation and its contact.
inline constexpr auto known_sources = std::to_array<std::string_view>(
    {"project.code", "project.name", "project.district", "project.location", "project.scale", "project.investment",
     "project.land_area", "project.floor_area", "project.planned_start", "project.planned_finish", "project.buildings",
     "project.max_height", "organisation.name", "organisation.credit_code", "organisation.address",
     "organisation.legal_person", "contact.name", "contact.phone"});

/// The fields that one of these items reads when it is filed in this stage, grouped as in the catalogue and in its
/// order. An item that a flow has moved to another stage also brings the fields of its own.
std::vector<const FormField*> stage_form(const Catalog& catalog, int stage, const std::vector<std::string>& items);

struct FieldIssue {
    std::string field;      ///< code of the field
    std::string_view code;  ///< "field.required", … of lists/errors/catalog.json
    std::string zh, en;
};

/// Everything that is wrong, in the order of the fields; then values that the form does not ask for. An empty value,
/// or one of white space only, is none.
std::vector<FieldIssue> check_form(std::span<const FormField* const> fields,
                                   const std::map<std::string, std::string>& values);

}  // namespace zhupi::catalog
