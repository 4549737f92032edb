#pragma once
// Where a city's configuration comes from: a folder of the data, or the demo city inside the program.

#include "calendar/work_calendar.hpp"
#include "catalog/load.hpp"
#include "notify/kinds.hpp"
#include "supervision/rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zhupi {

struct CityFile {
    std::string_view path, text;
};
const std::vector<CityFile>& embedded_city();

struct City {
    catalog::Catalog catalog;
    calendar::WorkCalendar calendar;
    supervision::Rules supervision;  ///< supervision/*.yaml; of the demo city where the folder has none
    notify::Kinds kinds;             ///< notices/*.yaml; the same
};

/// All mistakes, one per line: file, line, what is wrong and what to do, in both languages.
using CityResult = tl::expected<City, std::string>;
CityResult load_city(const std::string& folder);
CityResult load_embedded_city();

}  // namespace zhupi
