#pragma once
// What happens to a person goes into the log as one stream for each, "person/7".

#include "access/person.hpp"
#include "store/command_path.hpp"

namespace zhupi::access {

Result<void> append_event(store::Tx& tx, const store::Acting& acting, Id person, std::string_view type,
                          std::string payload);

}  // namespace zhupi::access
