#pragma once
// One connection to PostgreSQL, always in libpq's pipeline mode: what nobody waits for (put, mark, begin) travels with
// the next statement that somebody does wait for, so that a command is two round trips however many rows it writes.
//
// A connection that is lost is opened again by the next begin() or begin_reading(): the server may restart, or another
// one be promoted, without this process being restarted.

#include "store/channel.hpp"
#include "store/postgres/batches.hpp"
#include "store/postgres/dialect.hpp"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <libpq-fe.h>

namespace zhupi::store::postgres {

/// How far the log of the database had come when this process last committed, for readers on a standby.
class Committed {
public:
    void set(std::string place) {
        const std::lock_guard lock(mutex_);
        place_ = std::move(place);
    }
    std::string get() const {
        const std::lock_guard lock(mutex_);
        return place_;
    }

private:
    mutable std::mutex mutex_;
    std::string place_;  ///< of type pg_lsn; empty: nothing yet
};

enum class Use : unsigned char {
    writing,  ///< only a server that takes writes will do
    reading,  ///< of a server that has everything
    standby,  ///< reads nothing before the server has replayed our last commit: err::store_busy
};

struct Address {
    std::string url;  ///< anything libpq takes: postgres://user@host1,host2/city?sslmode=…
    Use use = Use::writing;
    std::shared_ptr<Committed> committed;
};

class Connection final : public Channel {
public:
    static Result<std::unique_ptr<Connection>> open(Address address);
    ~Connection() override;

    Result<void> query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) override;
    Result<void> scan(std::string_view sql, std::span<const Value> args, const OnRow& on_row) override;
    Result<std::int64_t> run(std::string_view sql, std::span<const Value> args) override;
    Result<void> put(std::string_view sql, std::span<const Value> args) override;
    Result<void> make_room_for(std::int64_t at_ms) override;
    using Snapshot::query;
    using Tx::put;
    using Tx::run;

    Result<void> begin() override;
    Result<void> fetch(std::span<const Wanted> wanted) override;
    Result<void> mark() override;
    Result<void> keep() override;
    Result<void> undo() override;
    /// err::store_uncertain when the connection went during the commit and no server could say what became of it.
    Result<void> commit() override;
    void abandon() override;
    bool in_transaction() const override { return open_transaction_ && !lost(); }
    bool may_run_again(const Error& error) override;
    void set_limit(std::chrono::milliseconds) override {}  // the session has a statement_timeout
    Result<void> begin_reading(std::chrono::milliseconds limit) override;
    void end_reading() override;

    bool lost() const { return !link_ || PQstatus(link_.get()) != CONNECTION_OK; }
    Result<void> reconnect();
    /// Waits for notifications until something comes or the time is over; empty when the time is over.
    Result<std::vector<std::string>> notifications(std::chrono::milliseconds wait);
    int server_version() const { return PQserverVersion(link_.get()); }  ///< 150004

private:
    struct Finish {
        void operator()(PGconn* link) const { PQfinish(link); }
    };
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using ResultHandle = std::unique_ptr<PGresult, Clear>;
    /// A statement on its way.
    struct Sent {
        std::string preparing;  ///< the key of a statement that is being prepared; empty: one is being run
    };

    Result<void> be_connected();
    explicit Connection(Address address) : address_(std::move(address)) {}
    Result<void> send(std::string_view sql, std::span<const Value> args);
    Result<void> send_batches();
    Result<void> send_batch(const Batch& batch);
    Result<const std::string*> prepared(const std::string& key, std::string_view sql, const std::vector<Oid>& types);
    /// Reads the answers to everything sent; the last one is handed out. The first error counts.
    Result<ResultHandle> settle();
    Result<ResultHandle> run_whole(std::string_view sql, std::span<const Value> args);
    Error gone();
    Error meaning(const PGresult* wrong);
    bool was_committed(bool& known);
    Result<bool> has_caught_up();

    Address address_;
    std::unique_ptr<PGconn, Finish> link_;
    std::unordered_map<std::string, std::string> names_;  ///< of prepared statements, by SQL and types
    std::uint64_t made_ = 0;                              ///< statements prepared so far
    std::deque<Sent> sent_;
    Batches batches_;  ///< put, and not sent yet
    bool open_transaction_ = false, committing_ = false;
    bool fresh_snapshot_ = false;  ///< nothing was asked of it yet
    std::chrono::milliseconds snapshot_limit_{0};
    std::string transaction_;    ///< the server's number of it
    std::vector<Month> months_;  ///< that have a partition, as far as this connection knows
};

}  // namespace zhupi::store::postgres
