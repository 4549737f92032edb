#pragma once
// The sections of a city's files, each read by one function.

#include "catalog/catalog.hpp"
#include "catalog/guide.hpp"
#include "catalog/reading.hpp"
#include "catalog/rules.hpp"

namespace zhupi::catalog {

struct PlacedItem {
    FlowItem item;
    Place place;
};

/// A catalogue that is still being read.
struct Draft {
    Catalog catalog;
    std::map<std::string, std::vector<PlacedItem>> lanes;  ///< items that several flows share
    std::vector<std::vector<Place>> steps;                 ///< where the steps of each flow's line stand
    Guide guide;
    std::map<std::string, Place> guide_places;  ///< "item/A01", "material/M01", "field/scale", "intent/road/works"
};

void read_dictionaries(Reading& reading, const Node& node, Draft& draft);
void read_city(Reading& reading, const Node& node, Draft& draft);
void read_departments(Reading& reading, const Node& node, Draft& draft);
void read_materials(Reading& reading, const Node& node, Draft& draft);
void read_questions(Reading& reading, const Node& node, Draft& draft);
void read_items(Reading& reading, const Node& node, Draft& draft);
void read_lanes(Reading& reading, const Node& node, Draft& draft);
void read_flow(Reading& reading, const Node& node, Draft& draft);
void read_fields(Reading& reading, const Node& node, Draft& draft);
void read_guide(Reading& reading, const Node& node, Draft& draft);

/// The forms with everything that they speak of: conditions, rules, who reads what. Completes FormRule::names.
void check_forms(Reading& reading, Catalog& catalog);

/// What can only be seen when all has been read: items and flows that never end.
void check_whole(Reading& reading, const Catalog& catalog);

/// What can only be seen with the rules: that a step of a line takes as long as the longest of its items.
void check_days(Reading& reading, const Draft& draft, const Rules& rules);

/// The guide with everything that it is about: no item without an element of its guide, no paper that an applicant
/// writes without a blank form, no reason for what nobody asks, no example that the form would refuse.
void check_guide(Reading& reading, const Draft& draft, const Rules& rules);

}  // namespace zhupi::catalog
