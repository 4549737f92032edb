#pragma once
// Numbers of licences and decision documents, written by a pattern of the catalogue:
//
//   {district}            行政区划代码, six digits
//   {yyyy} {mm} {dd}      the date of the decision
//   {seq} {seq4}          the serial number, as it is or with leading zeros to so many digits (1 to 9)
//
// Everything else stands as it is. Serials run within the number's other parts: a pattern with {dd} counts anew every
// day, one with only {yyyy} every year, each district by itself if {district} is in it.

#include "base/error.hpp"
#include "base/time.hpp"

#include <string>
#include <string_view>

namespace zhupi::catalog {

/// The pattern filled except for its serial: what the serial counts within. err::city_number_pattern when the pattern
/// is not one.
Result<std::string> sequence_key(std::string_view pattern, std::string_view district, Date date);

/// The number itself. `serial` counts from 1. err::number_exhausted when it needs more digits than the pattern has.
Result<std::string> fill_number(std::string_view pattern, std::string_view district, Date date, std::int64_t serial);

/// Checks a pattern: known fields only, exactly one serial and at least the year.
Result<void> check_pattern(std::string_view pattern);

}  // namespace zhupi::catalog
