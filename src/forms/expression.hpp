#pragma once
// The FEEL that forms may use: a subset that a browser can run with the same answers (docs/forms.md lists it; the twin
// is forms/expression.ts). Every operator wants operands of its own types, known beforehand, so that nothing is ever
// converted; evaluation itself is src/feel's.

#include "base/error.hpp"
#include "feel/type.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::forms {

/// `null` is the type of the literal alone; it goes with every other.
enum class Tag : unsigned char { null, boolean, number, text, date, days, list, row };

struct Shape {
    Tag tag = Tag::null;
    Tag element = Tag::null;  ///< of a list
    std::string group;        ///< of a row, or of a list of rows
    bool operator==(const Shape&) const = default;
};
std::string_view name_of(Tag tag);  ///< as FEEL writes it

/// What a name means where the expression stands; null: nothing.
using Lookup = std::function<const Shape*(std::string_view name)>;
/// The shape of a member of a group's rows; null: there is none.
using Member = std::function<const Shape*(std::string_view group, std::string_view name)>;

struct Checked {
    Shape shape;
    std::set<std::string> names;  ///< that it speaks of; members of rows are not among them
};

/// err::form_expression, err::form_outside, err::form_name.
Result<Checked> check_expression(std::string_view text, const Lookup& lookup, const Member& member);

/// Can the code of a field be spoken of in FEEL: [a-z][a-z0-9_]*, no word of FEEL's own.
bool is_name(std::string_view code);

}  // namespace zhupi::forms
