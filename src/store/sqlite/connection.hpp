#pragma once
// One SQLite connection with its prepared statements. Used by one thread at a time.

#include <sqlite3.h>

#include <chrono>
#include <string>
#include <unordered_map>

#include "store/store.hpp"

namespace zhupi::store::sqlite {

Error error_of(sqlite3* db, int rc);

class Connection final : public Tx {
  public:
    enum class Mode : unsigned char { read_only, read_write };
    static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode);
    ~Connection() override;

    Result<void> query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) override;
    Result<std::int64_t> run(std::string_view sql, std::span<const Value> args) override;
    using Snapshot::query;
    using Tx::run;

    /// A statement without arguments, answering SQLite's own code: for BEGIN, SAVEPOINT, COMMIT.
    int control(std::string_view sql);
    /// From now on statements end with store_timeout after this long; zero takes the limit away.
    void set_deadline(std::chrono::milliseconds limit);
    sqlite3* raw() { return db_; }

  private:
    Connection() = default;
    static int on_progress(void* self);

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        std::vector<int> places;  ///< places[i]: SQLite's number of the parameter named $(i+1), 0 when it is not used
    };
    Result<const Prepared*> prepared(std::string_view sql);
    Result<void> bind(const Prepared& statement, std::span<const Value> args);

    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> statements_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    std::chrono::milliseconds limit_{0};
};

}  // namespace zhupi::store::sqlite
