#pragma once
// FEEL values from and to JSON. A reader of its own, because the numbers must stay decimals: 0.1 in a form is 0.1 here,
// and never the double next to it.

#include "base/error.hpp"
#include "feel/type.hpp"
#include "feel/value.hpp"

#include <string>
#include <string_view>

namespace zhupi::feel {

/// Strings become dates, times, durations or numbers where the type asks for them.
Result<Value> from_json(std::string_view json, const Type& type = {});

/// Dates, times, durations and ranges are written as FEEL writes them, functions as null.
std::string to_json(const Value& value);

/// A value that came as text, as the type wants it: "2026-11-24" as a date, "12.5" as a number. What does not fit stays
/// as it is; members of contexts and elements of lists are converted alike.
Value typed(const Value& value, const Type& type);

}  // namespace zhupi::feel
