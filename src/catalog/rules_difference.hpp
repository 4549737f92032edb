#pragma once
// What other rules would change for a project: the outcome of a shadow run, in codes.

#include "catalog/rules.hpp"

#include <string>
#include <vector>

namespace zhupi::catalog {

struct Change {
    enum class Kind : unsigned char { flow, item, material, supply, limit, department, posts, path, fee };
    Kind kind = Kind::flow;
    std::string item;           ///< empty for the flow
    std::string material;       ///< of material and supply
    std::string before, after;  ///< codes or figures; empty: not there
};

/// Flow, items, and for every item that both have: materials and who supplies them, limits, department, posts, special
/// procedures, commitment and deferral, fees. In the catalogue's order.
std::vector<Change> difference(const Ruling& before, const Ruling& after);

std::string_view name_of(Change::Kind kind);  ///< "flow" …

}  // namespace zhupi::catalog
