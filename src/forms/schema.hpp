#pragma once
// JSON Schema 2020-12 as far as forms need it, for documents of other systems. Numbers are decimals, never doubles.
//
// Taken: boolean schemas; type, enum, const; properties, required, additionalProperties; items, minItems, maxItems;
// minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf; minLength, maxLength (code points); format (date,
// x-phone, x-credit-code, x-identity-number are asserted); allOf, anyOf, oneOf, not, if, then, else. $schema, title,
// description and what begins with "x-" say nothing about a document. Every other keyword is refused when the schema is
// read.

#include "base/error.hpp"
#include "feel/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zhupi::forms {

struct SchemaIssue {
    std::string pointer;  ///< JSON Pointer into the document; "" is the whole
    std::string keyword;  ///< that it breaks; "false" for the schema that nothing satisfies
    std::string limit;    ///< what the keyword says, as JSON; empty for what is long
};

class Schema {
public:
    /// Errors: schema_text, schema_keyword (where: JSON Pointer into the schema).
    static Result<Schema> read(std::string_view text);
    std::vector<SchemaIssue> check(const feel::Value& document) const;

private:
    explicit Schema(feel::Value schema) : schema_(std::move(schema)) {}
    feel::Value schema_;
};

}  // namespace zhupi::forms
