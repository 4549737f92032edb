#pragma once
// Prepared statements, found again by their text: preparing costs several times what a short statement does.

#include "store/store.hpp"

#include <memory>
#include <unordered_map>
#include <vector>

#include <sqlite3.h>

namespace zhupi::store::sqlite {

class Statement {
public:
    static Result<Statement> prepare(sqlite3* db, std::string_view sql);

    /// Texts are not copied: they must live until reset().
    Result<void> bind(std::span<const Value> args);
    int step() { return sqlite3_step(handle_.get()); }
    void reset();
    sqlite3_stmt* handle() const { return handle_.get(); }
    std::string_view sql() const { return sqlite3_sql(handle_.get()); }
    bool only_reads() const { return sqlite3_stmt_readonly(handle_.get()) != 0; }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    std::vector<int> places_;  ///< places_[i]: SQLite's number of the parameter $(i+1); 0 when it does not occur
};

/// The row on which a statement stands.
class StatementRow final : public Row {
public:
    explicit StatementRow(const Statement& statement) : statement_(statement.handle()) {}
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const override;
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    int columns() const override { return sqlite3_column_count(statement_); }
    std::string_view name(int column) const override { return sqlite3_column_name(statement_, column); }
    bool is_integer(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_INTEGER; }

private:
    sqlite3_stmt* statement_;
};

/// The statements of one connection that nobody is using. One in use is taken out, so that the same SQL may be run
/// again from within its own rows, and so that making room never ends a statement that is running.
class StatementCache {
    using Resting = std::unordered_map<std::string_view, Statement>;  // keyed by the statement's own copy of its text

public:
    class Use {
    public:
        Use(StatementCache& cache, Resting::node_type node) : cache_(&cache), node_(std::move(node)) {}
        Use(Use&&) = default;
        Use& operator=(Use&&) = delete;
        ~Use();
        Statement* operator->() { return &node_.mapped(); }
        Statement& operator*() { return node_.mapped(); }

    private:
        StatementCache* cache_;
        Resting::node_type node_;
    };

    Result<Use> take(sqlite3* db, std::string_view sql);

private:
    Resting resting_;
};

}  // namespace zhupi::store::sqlite
