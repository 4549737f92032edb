#pragma once
// One SQLite connection with its prepared statements. Used by one thread at a time.

#include "store/channel.hpp"
#include "store/sqlite/statement.hpp"

#include <chrono>
#include <memory>
#include <string>

#include <sqlite3.h>

namespace zhupi::store::sqlite {

enum class Mode : unsigned char { read_only, read_write };

class Connection final : public Channel {
public:
    /// Sets the connection up as every one of ours is: WAL, synchronous=FULL, foreign keys, nothing trusted. Readers
    /// come after the writer, which makes the file.
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);

    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };
    using Handle = std::unique_ptr<sqlite3, Close>;
    /// An open file, for flushing.
    class File {
    public:
        File() = default;
        File(const File&) = delete;
        File& operator=(const File&) = delete;
        ~File();
        bool open(const std::string& path);  ///< false, with errno, when it cannot be
        bool flush() const;                  ///< the same

    private:
        int descriptor_ = -1;
    };
    explicit Connection(Handle db) : db_(std::move(db)) {}

    Result<void> query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) override;
    Result<void> scan(std::string_view sql, std::span<const Value> args, const OnRow& on_row) override {
        return query(sql, args, on_row);
    }
    Result<std::int64_t> run(std::string_view sql, std::span<const Value> args) override;
    Result<void> put(std::string_view sql, std::span<const Value> args) override { return query(sql, args, {}); }
    Result<void> make_room_for(std::int64_t) override { return {}; }  // one file holds the whole log
    using Snapshot::query;
    using Tx::put;
    using Tx::run;

    Result<void> begin() override { return control("BEGIN IMMEDIATE"); }
    Result<void> mark() override { return control("SAVEPOINT work"); }
    Result<void> keep() override { return control("RELEASE work"); }
    Result<void> undo() override;
    Result<void> commit() override { return control("COMMIT"); }
    bool commit_flushes() const override { return log_path_.empty(); }
    Result<void> flush() override;
    void abandon() override;
    bool in_transaction() const override { return sqlite3_get_autocommit(db_.get()) == 0; }
    bool may_run_again(const Error&) override { return false; }
    void set_limit(std::chrono::milliseconds limit) override;
    Result<void> begin_reading(std::chrono::milliseconds limit) override;
    void end_reading() override;

    /// From now on commit() leaves the flushing of the write-ahead log to flush(). Other connections may then read what
    /// a power cut would still undo, for as long as a flush takes; what was acknowledged is never undone.
    Result<void> flush_apart(const std::string& path);

    /// A statement without arguments whose rows do not matter: BEGIN, SAVEPOINT, COMMIT, PRAGMA.
    Result<void> control(std::string_view sql);
    sqlite3* raw() { return db_.get(); }

private:
    Result<void> set_up(Mode mode);
    Error timed_out() const;

    Handle db_;
    std::string log_path_;  ///< empty: commit() flushes
    File log_;
    StatementCache statements_;  // after db_: statements go before their connection
    std::chrono::milliseconds limit_{0};
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace zhupi::store::sqlite
