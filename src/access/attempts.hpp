#pragma once
// Wrong passwords in a row, and the lock that follows them (GB/T 22239 8.1.4.1 b). Names that nobody has are counted
// like those that somebody has: neither a lock nor the time an answer takes tells a stranger who works here.

#include "access/person.hpp"
#include "base/time.hpp"

namespace zhupi::access {

constexpr int failures_before_lock = 5;
constexpr std::int64_t lock_ms = 15 * 60 * 1000;

/// What the log and the counters keep of a user name.
std::string name_digest(std::string_view username);

/// err::access_locked while the name is.
Result<void> check_lock(store::Snapshot& from, std::string_view username, Instant now);
/// Counts one; the failures_before_lock-th locks the name for lock_ms. Counts older than that are forgotten.
Result<void> count_failure(store::Tx& tx, std::string_view username, Instant now);
Result<void> forgive(store::Tx& tx, std::string_view username);

/// Fills locked_until of those whose name is locked, now or formerly.
Result<void> add_locks(store::Snapshot& from, std::vector<Person>& people);

}  // namespace zhupi::access
