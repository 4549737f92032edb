#pragma once
// The doors of the store. Everything that is kept is read through a Snapshot and changed through a Tx; what stands
// behind them (SQLite in this process, or a PostgreSQL cluster) is nobody's business.
//
// One SQL text serves every store: $1 … $n, ON CONFLICT, RETURNING; time is int64 milliseconds, truth is 0 or 1, JSON
// is text. Statements are prepared once per connection and found again by their text.

#include "base/error.hpp"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace zhupi::store {

/// An argument of a statement. Texts are not copied: they must live until the call returns.
class Value {
public:
    Value(std::nullptr_t) {}
    Value(std::integral auto v) : held_(static_cast<std::int64_t>(v)) {}
    Value(std::string_view v) : held_(v) {}
    Value(const std::string& v) : held_(std::string_view(v)) {}
    Value(std::string&& v) : held_(std::move(v)) {}  ///< a temporary is kept
    Value(const char* v) : held_(std::string_view(v)) {}

    bool is_null() const { return held_.index() == 0; }
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&held_); }
    std::string_view text() const {
        if (const auto* own = std::get_if<std::string>(&held_)) return *own;
        return std::get<std::string_view>(held_);
    }
    bool operator==(const Value& other) const {
        if (is_null() || other.is_null()) return is_null() == other.is_null();
        if (integer() || other.integer()) return integer() && other.integer() && *integer() == *other.integer();
        return text() == other.text();
    }

private:
    std::variant<std::monostate, std::int64_t, std::string_view, std::string> held_;
};

/// One row of an answer; its texts live until the next row.
class Row {
public:
    virtual ~Row() = default;
    virtual std::int64_t integer(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual bool is_null(int column) const = 0;

    // For whoever copies rows without knowing them.
    virtual int columns() const = 0;
    virtual std::string_view name(int column) const = 0;
    virtual bool is_integer(int column) const = 0;  ///< of a column that is not null
};

using OnRow = std::function<void(const Row&)>;

class Snapshot {
public:
    virtual ~Snapshot() = default;
    virtual Result<void> query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) = 0;
    Result<void> query(std::string_view sql, std::initializer_list<Value> args, const OnRow& on_row) {
        return query(sql, std::span(args.begin(), args.size()), on_row);
    }
    /// The same for answers larger than memory: rows are handed over as they come. Until it returns, nothing else may
    /// be asked of this snapshot.
    virtual Result<void> scan(std::string_view sql, std::span<const Value> args, const OnRow& on_row) = 0;
};

constexpr std::size_t longest_telling = 7'000;

/// What a work is going to load, as far as its caller knows: a store across a network fetches it for many works at
/// once. Zero: nothing of the kind.
struct Wanted {
    std::int64_t application = 0, case_id = 0;
};

/// States that a transaction need not ask for. Only what was wanted is in here; whoever writes one of them writes it
/// here too (states.cpp), and whoever rolls back forgets them all.
struct Fetched {
    std::unordered_map<std::int64_t, std::string> applications;  ///< the state, as JSON
    std::unordered_map<std::int64_t, std::int64_t> application_of_case;
    void forget() {
        applications.clear();
        application_of_case.clear();
    }
};

/// The last event of the log (event_log.hpp).
struct LogEnd {
    std::int64_t seq = 0;
    std::string hash;  ///< raw bytes
};

class RecentStates;

class Tx : public Snapshot {
public:
    /// Answers how many rows were changed.
    virtual Result<std::int64_t> run(std::string_view sql, std::span<const Value> args) = 0;
    Result<std::int64_t> run(std::string_view sql, std::initializer_list<Value> args) {
        return run(sql, std::span(args.begin(), args.size()));
    }
    /// The same for a caller who needs no number. A store may send it together with what follows; if it fails, a later
    /// call says so, or the whole work does.
    virtual Result<void> put(std::string_view sql, std::span<const Value> args) = 0;
    Result<void> put(std::string_view sql, std::initializer_list<Value> args) {
        return put(sql, std::span(args.begin(), args.size()));
    }

    /// Called before an event of this moment is inserted: the log may be kept in parts by month.
    virtual Result<void> make_room_for(std::int64_t at_ms) = 0;
    /// Heard by every process on this store, this one too, once this is committed (Store::listen). At most
    /// longest_telling bytes.
    virtual void tell(std::string text) = 0;

    /// Where the log ends for this transaction, once somebody has asked (event_log.cpp). Whoever rolls back sets it
    /// back.
    std::optional<LogEnd> log_end;
    std::int64_t log_began = 0;  ///< where it ended when that was asked
    Fetched fetched;
    RecentStates* recent = nullptr;  ///< null: another process may write as well
};

using Read = std::function<Result<void>(Snapshot&)>;
using Write = std::function<Result<void>(Tx&)>;
using Done = std::function<void(Result<void>)>;

/// A read that takes longer is stopped: while it runs, nothing that was written since can leave the write-ahead log.
constexpr std::int64_t usual_read_limit_ms = 30'000;

/// Errors that any call may give: store_full, store_read_only, store_corrupt, store_busy, store_timeout, store_away,
/// store_failed. They are of the kind `unavailable`: nothing was changed, and the same call may succeed later. The one
/// exception is store_uncertain: the connection went while the commit was on its way, and the outcome could not be
/// learnt; repeated with its idempotency key, a command is done once all the same. A statement that breaks a unique
/// index is store_duplicate; bad SQL is a bug and is thrown.
class Store {
public:
    virtual ~Store() = default;

    /// Runs `work` in a transaction of its own, and `done` once that is durable, or has failed and left nothing behind.
    /// `done` runs on a thread of the store and must be quick. A work that returns an error or throws is rolled back
    /// alone, however many others share its commit; an error of `tx` must be returned. A store may run a work again
    /// when others got in its way: it sets what it hands out afresh each time.
    virtual void write(Write work, Done done, Wanted wanted) = 0;
    void write(Write work, Done done) { write(std::move(work), std::move(done), {}); }
    /// The same, waiting. Never call it from inside a write.
    Result<void> write(const Write& work, Wanted wanted = {});
    /// Runs `work` on a consistent snapshot, on the calling thread. It sees every write that was answered before. Never
    /// call it from inside a read: the inner one may wait for the outer one's connection.
    virtual Result<void> read(const Read& work, std::int64_t limit_ms) = 0;
    Result<void> read(const Read& work) { return read(work, usual_read_limit_ms); }

    struct Figures {
        std::int64_t commits = 0, writes = 0;   ///< since the start; writes / commits is the mean group
        std::int64_t waiting = 0;               ///< writes queued now
        std::int64_t bytes = 0, log_bytes = 0;  ///< of the database and its write-ahead log
    };
    virtual Figures figures() const = 0;
    virtual std::string_view name() const = 0;  ///< "sqlite", "postgres"

    /// Hears what is told (Tx::tell) by all processes on this store, in the order of their commits; an empty text means
    /// that something may have been missed, because the connection was gone. One listener, set before the first write;
    /// it runs on a thread of the store and must be quick.
    virtual void listen(std::function<void(std::string_view)> hear) = 0;
};

}  // namespace zhupi::store
