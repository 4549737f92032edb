#pragma once
// A JSON list taken apart, for multi-instance activities over a collection.

#include "base/json.hpp"

#include <vector>

namespace zhupi::bpmn {

/// err::bpmn_not_a_list.
Result<std::vector<json::Raw>> items_of(const json::Raw& list);

}  // namespace zhupi::bpmn
