#pragma once
// For tests only: events in a store.

#include "ledger/test_keys.hpp"
#include "store/test_support.hpp"

namespace zhupi::ledger::testing {

/// Events from `first` to `last` at the end of the store's log.
inline void add_events(store::Store& store, std::int64_t first, std::int64_t last) {
    store::test::must(store.write([&](store::Tx& tx) -> Result<void> {
        for (auto seq = first; seq <= last; ++seq) ZHUPI_CHECK(store::append(tx, event_at(seq)));
        return {};
    }));
}

}  // namespace zhupi::ledger::testing
