#pragma once
// Properties of temporal values and ranges: date.year, duration.days, range.start included (DMN 1.5, table 65).

#include "feel/value.hpp"

#include <optional>
#include <string_view>

namespace zhupi::feel {

/// nullopt when the kind of value has no such property; the property itself may be null.
std::optional<Value> property(const Value& value, std::string_view name);

}  // namespace zhupi::feel
