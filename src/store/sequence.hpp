#pragma once
// Named counters: ids, and the series in which documents are numbered. Drawn inside a transaction, so that one that is
// rolled back leaves no gap.

#include "store/store.hpp"

namespace zhupi::store {

/// 1 the first time.
Result<std::int64_t> next_value(Tx& tx, std::string_view series);

}  // namespace zhupi::store
