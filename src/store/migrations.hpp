#pragma once
// The tables, made by numbered steps that only go forward. Each step's digest is recorded, so that a step which was
// changed after it ran is noticed, and a database that a newer program made is refused rather than damaged.

#include "base/time.hpp"
#include "store/store.hpp"

#include <span>

namespace zhupi::store {

struct Migration {
    int number = 0;
    std::string_view name;  ///< "0001_log"
    std::string_view sql;   ///< statements, separated by semicolons at the ends of lines
};

/// All steps, in order.
std::span<const Migration> migrations();

/// The statements of a step, one by one, without comments.
std::vector<std::string> statements_of(std::string_view sql);

/// The common SQL of one statement in the words of a dialect; each store's folder has its own.
using Translate = std::string (*)(std::string_view statement);

/// Runs those of `steps` that are missing and answers how many. Errors: store_newer, store_changed_step.
Result<int> migrate(Tx& tx, std::span<const Migration> steps, Translate translate, Instant now);

}  // namespace zhupi::store
