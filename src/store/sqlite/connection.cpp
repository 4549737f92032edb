#include "store/sqlite/connection.hpp"

#include "base/error_codes.hpp"
#include "store/sqlite/failure.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace zhupi::store::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int steps_between_looks_at_the_clock = 10'000;
constexpr int busy_ms = 5'000;  ///< for the moments in which the checkpointer holds the writer's lock

/// What every connection is told. Checkpoints are the checkpointer's, so that no client pays for one; a log that a slow
/// reader made long is cut back to 256 MiB, more than a busy city fills between two checkpoints, for cutting and
/// growing costs more than writing over it. REPLACE fires the triggers that keep events from being deleted.
constexpr const char* settings[] = {"PRAGMA synchronous = FULL",     "PRAGMA foreign_keys = ON",
                                    "PRAGMA trusted_schema = OFF",   "PRAGMA temp_store = MEMORY",
                                    "PRAGMA wal_autocheckpoint = 0", "PRAGMA journal_size_limit = 268435456",
                                    "PRAGMA recursive_triggers = ON"};

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (mode == Mode::read_write ? SQLITE_OPEN_CREATE : 0);
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Handle db(raw);
    if (code != SQLITE_OK) return failure(raw, code);
    if (sqlite3_db_readonly(raw, "main") == 1)
        return fail(err::store_read_only);  // SQLite takes a closed file silently
    auto made = std::make_unique<Connection>(std::move(db));
    ZHUPI_CHECK(made->set_up(mode));
    return made;
}

Result<void> Connection::set_up(Mode mode) {
    sqlite3_extended_result_codes(raw(), 1);
    sqlite3_busy_timeout(raw(), busy_ms);
    sqlite3_db_config(raw(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    const auto look = [](void* self) { return Clock::now() > static_cast<Connection*>(self)->deadline_ ? 1 : 0; };
    sqlite3_progress_handler(raw(), steps_between_looks_at_the_clock, look, this);

    std::string journal;
    ZHUPI_CHECK(query("PRAGMA journal_mode = WAL", {}, [&](const Row& row) { journal = row.text(0); }));
    if (journal != "wal")
        return fail(err::store_failed, {{"detail", "the file system does not allow WAL (network drive?)"}});
    for (const char* setting : settings) ZHUPI_CHECK(control(setting));
    // The writer keeps 16 MiB of pages, readers 4: beyond that the operating system's cache serves all of them. More
    // would slow the writer down: whenever pages were split, SQLite looks through all it keeps at the commit.
    ZHUPI_CHECK(control(mode == Mode::read_write ? "PRAGMA cache_size = -16384" : "PRAGMA cache_size = -4096"));
    if (mode == Mode::read_only) ZHUPI_CHECK(control("PRAGMA query_only = ON"));
    return {};
}

Result<void> Connection::control(std::string_view sql) { return query(sql, std::span<const Value>{}, {}); }

Connection::File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool Connection::File::open(const std::string& path) {
    if (descriptor_ < 0) descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    return descriptor_ >= 0;
}

bool Connection::File::flush() const { return ::fdatasync(descriptor_) == 0; }

Result<void> Connection::flush_apart(const std::string& path) {
    ZHUPI_CHECK(control("PRAGMA synchronous = NORMAL"));
    log_path_ = path + "-wal";
    return {};
}

/// The log is one file from the first transaction to the last connection's end, so that any descriptor of it will do.
Result<void> Connection::flush() {
    if (log_.open(log_path_) && log_.flush()) return {};
    return fail(err::store_failed, {{"detail", std::string("fdatasync: ") + std::strerror(errno)}});
}

Result<void> Connection::undo() {
    ZHUPI_CHECK(control("ROLLBACK TO work"));
    return control("RELEASE work");
}

void Connection::abandon() {
    if (in_transaction()) sqlite3_exec(raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Connection::begin_reading(std::chrono::milliseconds limit) {
    set_limit(limit);
    return control("BEGIN");
}

void Connection::end_reading() {
    set_limit({});
    abandon();
}

void Connection::set_limit(std::chrono::milliseconds limit) {
    limit_ = limit;
    deadline_ = limit.count() == 0 ? Clock::time_point::max() : Clock::now() + limit;
}

Error Connection::timed_out() const {
    return {&err::store_timeout, {}, {{"seconds", std::to_string(limit_.count() / 1000)}}};
}

Result<void> Connection::query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) {
    if (Clock::now() > deadline_) return fail(timed_out());
    ZHUPI_TRY(auto statement, statements_.take(raw(), sql));
    ZHUPI_CHECK(statement->bind(args));
    if (!statement->only_reads()) touched = true;
    const StatementRow row(*statement);
    for (;;) {
        const int code = statement->step();
        if (code == SQLITE_DONE) return {};
        if (code == SQLITE_INTERRUPT) return fail(timed_out());
        if (code != SQLITE_ROW) return failure(raw(), code);
        if (on_row) on_row(row);
    }
}

Result<std::int64_t> Connection::run(std::string_view sql, std::span<const Value> args) {
    const auto before = sqlite3_total_changes64(raw());
    ZHUPI_CHECK(query(sql, args, {}));
    // changes() keeps its value over statements that change nothing of themselves, such as CREATE and SELECT.
    return sqlite3_total_changes64(raw()) == before ? 0 : sqlite3_changes64(raw());
}

}  // namespace zhupi::store::sqlite
