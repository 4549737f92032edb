#pragma once
// The tables, made by numbered steps that only go forward. Each step's digest is recorded, so that a step which was
// changed after it ran is noticed, and a database that a newer program made is refused rather than damaged.

#include <span>

#include "base/time.hpp"
#include "store/store.hpp"

namespace zhupi::store {

struct Migration {
    int number = 0;
    std::string_view name;  ///< "0001_log"
    std::string_view sql;   ///< statements, separated by semicolons at the ends of lines
};

/// All steps, in order. Where a dialect needs its own words for a type, `translate` of its folder says so.
std::span<const Migration> migrations();

/// The statements of a step, one by one, without comments.
std::vector<std::string> statements_of(std::string_view sql);

/// Runs what is missing. Errors: store_newer, store_changed_step.
Result<int> migrate(Tx& tx, Instant now);

}  // namespace zhupi::store
