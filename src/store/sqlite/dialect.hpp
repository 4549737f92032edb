#pragma once
// What the common SQL of the migrations becomes in SQLite, and what only SQLite needs.

#include "store/store.hpp"

#include <string>
#include <string_view>

namespace zhupi::store::sqlite {

/// BIGINT is INTEGER, so that a BIGINT PRIMARY KEY is the row's own number and needs no index; tables are STRICT, so
/// that a text in a column of numbers is refused here as it would be in PostgreSQL.
std::string translate(std::string_view statement);

/// Triggers by which the log refuses to be changed.
Result<void> guard_log(Tx& tx);

}  // namespace zhupi::store::sqlite
