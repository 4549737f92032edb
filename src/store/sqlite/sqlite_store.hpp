#pragma once
// The embedded store. One thread writes: it takes whatever waits, up to 256 works, runs each in a savepoint of one
// transaction, and pays for one fsync (group commit). Readers have WAL snapshots and never wait for it.

#include "store/store.hpp"

namespace zhupi::store {

struct SqliteOptions {
    int readers = 4;                    ///< connections kept for read()
    int read_limit_ms = 30'000;         ///< a read that takes longer is stopped: it would keep the log from shrinking
    std::size_t most_waiting = 10'000;  ///< writes queued; further ones are refused with store_failed
};

/// Opens or makes `folder`/city.db and brings its tables up to date. One process at a time: store_locked.
Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder, const SqliteOptions& options = {});

}  // namespace zhupi::store
