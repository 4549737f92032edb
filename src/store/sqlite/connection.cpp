#include "store/sqlite/connection.hpp"

#include "base/error_codes.hpp"

namespace zhupi::store::sqlite {
namespace {

constexpr std::size_t most_statements = 500;  ///< lists are built of clauses; without a limit their shapes pile up
constexpr int progress_steps = 10'000;

class StatementRow final : public Row {
  public:
    explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const override {
        const auto* data = sqlite3_column_text(statement_, column);
        const auto size = sqlite3_column_bytes(statement_, column);
        return data ? std::string_view(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size)) : std::string_view{};
    }
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

  private:
    sqlite3_stmt* statement_;
};

/// Gives a statement back to the cache clean, whatever happened.
class Use {
  public:
    explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
    ~Use() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

  private:
    sqlite3_stmt* statement_;
};

}  // namespace

Error error_of(sqlite3* db, int rc) {
    const std::string detail = db ? sqlite3_errmsg(db) : sqlite3_errstr(rc);
    switch (rc & 0xff) {
        case SQLITE_FULL: return {&err::store_full, {}, {}};
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM: return {&err::store_read_only, {}, {}};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return {&err::store_corrupt, {}, {{"detail", detail}}};
        case SQLITE_IOERR:
            // A write that the disk refuses is reported as an input/output error by some file systems.
            if (rc == SQLITE_IOERR_WRITE) return {&err::store_full, {}, {}};
            return {&err::store_failed, {}, {{"detail", detail}}};
        default: return {&err::store_failed, {}, {{"detail", detail}}};
    }
}

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode) {
    std::unique_ptr<Connection> made(new Connection);  // the constructor is private; ownership is taken at once
    const int flags = (mode == Mode::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX;
    const int rc = sqlite3_open_v2(path.c_str(), &made->db_, flags, nullptr);
    if (rc != SQLITE_OK) return fail(err::store_open, {{"path", path}, {"detail", sqlite3_errmsg(made->db_)}});
    sqlite3_extended_result_codes(made->db_, 1);
    sqlite3_busy_timeout(made->db_, 5000);
    sqlite3_db_config(made->db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_progress_handler(made->db_, progress_steps, on_progress, made.get());
    for (const char* pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
                               "PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY", "PRAGMA wal_autocheckpoint = 0",
                               "PRAGMA journal_size_limit = 67108864"}) {
        if (const int prc = made->control(pragma); prc != SQLITE_OK && prc != SQLITE_ROW && prc != SQLITE_DONE)
            return fail(err::store_open, {{"path", path}, {"detail", sqlite3_errmsg(made->db_)}});
    }
    // 16 MiB of pages for the writer; readers share the operating system's cache.
    made->control(mode == Mode::read_write ? "PRAGMA cache_size = -16384" : "PRAGMA cache_size = -4096");
    if (mode == Mode::read_only) made->control("PRAGMA query_only = ON");
    return made;
}

Connection::~Connection() {
    for (auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
    sqlite3_close_v2(db_);
}

int Connection::control(std::string_view sql) { return sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr); }

void Connection::set_deadline(std::chrono::milliseconds limit) {
    limit_ = limit;
    deadline_ = limit.count() == 0 ? std::chrono::steady_clock::time_point::max() : std::chrono::steady_clock::now() + limit;
}

int Connection::on_progress(void* self) {
    return std::chrono::steady_clock::now() > static_cast<Connection*>(self)->deadline_ ? 1 : 0;
}

Result<const Connection::Prepared*> Connection::prepared(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return &found->second;
    if (statements_.size() >= most_statements) {
        for (auto& [text, old] : statements_) sqlite3_finalize(old.statement);
        statements_.clear();
    }
    Prepared made;
    const int rc = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made.statement, nullptr);
    if (rc != SQLITE_OK) return fail(error_of(db_, rc));
    // SQLite numbers $names by their first appearance, so "$2 … $1" must be bound by name.
    for (int number = 1, last = sqlite3_bind_parameter_count(made.statement); number <= last; ++number) {
        const auto* name = sqlite3_bind_parameter_name(made.statement, number);
        const auto place = static_cast<std::size_t>(std::atoi(name + 1));
        if (made.places.size() < place) made.places.resize(place);
        made.places[place - 1] = number;
    }
    return &statements_.emplace(std::string(sql), std::move(made)).first->second;
}

Result<void> Connection::bind(const Prepared& prepared, std::span<const Value> args) {
    ensure(prepared.places.size() <= args.size(), "a statement has more parameters than arguments");
    for (std::size_t i = 0; i < prepared.places.size(); ++i) {
        const int place = prepared.places[i];
        if (place == 0) continue;
        int rc = SQLITE_OK;
        if (args[i].is_null()) {
            rc = sqlite3_bind_null(prepared.statement, place);
        } else if (const auto* number = args[i].integer()) {
            rc = sqlite3_bind_int64(prepared.statement, place, *number);
        } else {
            const auto text = args[i].text();
            rc = sqlite3_bind_text(prepared.statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
        }
        if (rc != SQLITE_OK) return fail(error_of(db_, rc));
    }
    return {};
}

Result<void> Connection::query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) {
    ZHUPI_TRY(const auto* statement, prepared(sql));
    const Use use(statement->statement);
    ZHUPI_CHECK(bind(*statement, args));
    const StatementRow row(statement->statement);
    for (;;) {
        const int rc = sqlite3_step(statement->statement);
        if (rc == SQLITE_DONE) return {};
        if (rc == SQLITE_INTERRUPT)
            return fail(err::store_timeout, {{"seconds", std::to_string(limit_.count() / 1000)}});
        if (rc != SQLITE_ROW) return fail(error_of(db_, rc));
        on_row(row);
    }
}

Result<std::int64_t> Connection::run(std::string_view sql, std::span<const Value> args) {
    ZHUPI_CHECK(query(sql, args, [](const Row&) {}));
    return sqlite3_changes64(db_);
}

}  // namespace zhupi::store::sqlite
