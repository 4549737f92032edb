#include "bpmn/items.hpp"

#include "base/error_codes.hpp"

namespace zhupi::bpmn {

Result<std::vector<json::Raw>> items_of(const json::Raw& list) {
    auto items = json::decode<std::vector<json::Raw>>(list.text);
    if (!items) return fail(err::bpmn_not_a_list, {{"value", list.text.substr(0, 60)}});
    return items;
}

}  // namespace zhupi::bpmn
