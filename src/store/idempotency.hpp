#pragma once
// A command asked twice is done once: the answer is kept with the command's key, in the same transaction.

#include "base/time.hpp"
#include "store/store.hpp"

#include <optional>

namespace zhupi::store {

/// How long a key is remembered.
constexpr std::int64_t key_lifetime_ms = 24LL * 3600 * 1000;

/// The earlier answer; empty when the key is new. err::idempotency_mismatch when it came with another request.
Result<std::optional<std::string>> find_answer(Snapshot& from, std::string_view key, std::int64_t user,
                                               std::string_view request_digest);
Result<void> record_answer(Tx& tx, std::string_view key, std::int64_t user, std::string_view request_digest,
                           std::string_view answer, Instant now);
/// Forgets keys older than key_lifetime_ms; answers how many.
Result<std::int64_t> forget_old_answers(Tx& tx, Instant now);

}  // namespace zhupi::store
