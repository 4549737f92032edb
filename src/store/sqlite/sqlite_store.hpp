#pragma once
// The embedded store: one file, one writer with group commit, readers on snapshots that never wait for it.

#include "store/store.hpp"

namespace zhupi::store {

struct SqliteOptions {
    int readers = 4;                    ///< connections kept for read(); further readers wait for one
    std::size_t most_waiting = 10'000;  ///< writes queued; further ones are refused with store_busy
};

/// Opens or makes `folder`/city.db and brings its tables up to date. Errors: store_open, store_locked (one process at a
/// time), store_corrupt, store_newer, store_changed_step.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder, const SqliteOptions& options = {});

/// Reads beside the process that serves `folder`, or without one; write() is err::store_read_only. The tables must be
/// those of this program: err::store_newer, err::store_older.
Result<std::unique_ptr<Store>> open_sqlite_for_reading(const std::string& folder);

}  // namespace zhupi::store
