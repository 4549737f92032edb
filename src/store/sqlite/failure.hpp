#pragma once
// SQLite's result codes in our words.

#include "base/error.hpp"

#include <sqlite3.h>

namespace zhupi::store::sqlite {

/// What the machine or the data did is an Error: store_full, store_read_only, store_corrupt, store_busy,
/// store_duplicate, store_failed. What only our own code can have done wrong (bad SQL, a broken constraint, a changed
/// event) is thrown as BugError. `db` is the connection on which `code` has just happened; null when there is none.
[[nodiscard]] tl::unexpected<Error> failure(sqlite3* db, int code);

}  // namespace zhupi::store::sqlite
