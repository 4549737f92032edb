#pragma once
// The common SQL in PostgreSQL's words. What differs stands here and nowhere else:
//
//   texts are compared byte by byte, whatever the database's locale   TEXT → TEXT COLLATE "C"
//   LIKE means the same as in SQLite, where it does not care for case  LIKE → ILIKE
//   the log is partitioned by month                                    see translate()
//   part of a name is found by an index of trigrams                    project_row.search

#include "store/store.hpp"

#include <string>
#include <string_view>

namespace zhupi::store::postgres {

/// A statement of a migration.
std::string translate(std::string_view statement);

/// Any other statement.
std::string in_our_words(std::string_view sql);

/// One month of the log: "event_2026_11", from its first millisecond to the next month's, in UTC.
struct Month {
    int year = 0, month = 0;
    bool operator==(const Month&) const = default;
};
Month month_of(std::int64_t at_ms);
std::string partition_statement(Month month);

/// Makes the database itself refuse to change or delete events. Idempotent.
Result<void> guard_log(Tx& tx);
/// Indexes that only this store has. Idempotent; without the extension pg_trgm, which a superuser may have to create,
/// the search reads the rows instead.
Result<void> add_own_indexes(Tx& tx, bool trigrams);

}  // namespace zhupi::store::postgres
