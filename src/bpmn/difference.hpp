#pragma once
// What differs between two versions of a flow, element by element: for those who publish one, and the diagram that
// shows both. Places on the paper do not count.

#include "bpmn/model.hpp"

#include <string>
#include <vector>

namespace zhupi::bpmn {

struct AttributeChange {
    std::string attribute;  ///< local name; of something inside the element "conditionExpression", "timeDuration" …
    std::string before, after;
};

struct ElementChange {
    enum class Kind : std::uint8_t { added, removed, changed };
    std::string element, name;  ///< id; the name in the version that has it, the newer one when both do
    Kind kind = Kind::changed;
    std::vector<AttributeChange> what;  ///< of a changed one
};

/// Flow nodes, sequence flows and processes by their ids, in the order of `to`, then what is gone.
std::vector<ElementChange> difference(const Model& from, const Model& to);

}  // namespace zhupi::bpmn
