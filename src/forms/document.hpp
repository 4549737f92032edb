#pragma once
// A form for other systems: what was written as one JSON document, the JSON Schema 2020-12 that describes it, and a UI
// schema (VerticalLayout, Group, Control, ListWithDetail) that says how it is asked.

#include "forms/form.hpp"

namespace zhupi::forms {

/// What would be handed in: numbers as numbers, yes and no as booleans, rows as arrays. Values that are no value of
/// their kind stay text.
std::string document_of(const Form& form, const State& state);

/// The values of such a document; rows are called 1, 2, … err::form_document (no JSON), err::schema_broken (no object),
/// err::field_unknown.
Result<Values> values_of(const Definition& definition, std::string_view document);

/// Kinds, bounds, lengths, options and what is always required. Conditions, computed values and rules are FEEL, which
/// JSON Schema cannot say: they are in x-shown-if, x-required-if, x-value and x-rules.
std::string schema_of(const Definition& definition, const Words& title);
std::string ui_schema_of(const Definition& definition);

}  // namespace zhupi::forms
