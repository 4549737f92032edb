#pragma once
// A whole store, row by row: how a city is backed up, restored, and moved from one kind of store to another. Tables are
// those that the migrations make, so that a new one is never forgotten.

#include "store/store.hpp"

#include <string>
#include <vector>

namespace zhupi::store {

/// One column of a row; texts live until the next row.
using Field = std::variant<std::monostate, std::int64_t, std::string_view>;

/// Takes tables one after the other, and the rows of each.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual Result<void> table(const std::string& name, const std::vector<std::string>& columns) = 0;
    virtual Result<void> row(const std::vector<Field>& fields) = 0;
};

/// Of the schema that this program knows: the number of its last migration.
int schema_version();
/// Tables in the order of their making; without the list of migrations, which each store has of its own.
std::vector<std::string> all_tables();

/// Hands every row of every table to `sink`; answers how many there were.
Result<std::int64_t> copy_rows(Snapshot& from, RowSink& sink);

/// Puts rows into an empty store, some thousands in a transaction.
class Loader final : public RowSink {
public:
    explicit Loader(Store& into) : into_(into) {}
    Result<void> table(const std::string& name, const std::vector<std::string>& columns) override;
    Result<void> row(const std::vector<Field>& fields) override;
    Result<void> finish();  ///< once, after the last row
    std::int64_t rows() const { return rows_; }

private:
    using Kept = std::variant<std::monostate, std::int64_t, std::string>;
    Store& into_;
    std::string insert_;
    std::size_t at_column_ = 0;  ///< of the moment of an event, in the table of events; else past the end
    std::vector<std::vector<Kept>> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::int64_t rows_ = 0;
};

/// err::store_not_empty when somebody lives there already.
Result<void> need_empty(Store& store);

}  // namespace zhupi::store
