#include "store/postgres/connection.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "store/postgres/failure.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <thread>

#include <poll.h>

namespace zhupi::store::postgres {
namespace {

using std::chrono::milliseconds;

constexpr Oid int8_type = 20, int4_type = 23, text_type = 25, text_array_type = 1009, int8_array_type = 1016;
constexpr std::size_t most_prepared = 500;  ///< lists are put together of clauses: without a limit their shapes pile up
constexpr std::size_t most_on_the_way = 128;
/// Held by whoever writes, until its commit: commands of all processes come one after the other, which is what gives
/// the log one order and keeps departments that act on the same application from ever seeing a conflict. "zhupi" in
/// ASCII.
constexpr std::string_view writers_lock = "SELECT pg_advisory_xact_lock(524868875369)";
constexpr std::string_view listeners_channel = "zhupi";

/// What every session is told. A server may not wait for us for ever, nor we for it.
constexpr const char* settings[] = {"SET statement_timeout = '20s'", "SET lock_timeout = '5s'",
                                    "SET idle_in_transaction_session_timeout = '60s'",
                                    "SET client_min_messages = warning"};
/// The writer's statements go by keys: their plans do not depend on what the arguments are.
constexpr const char* writers_setting = "SET plan_cache_mode = force_generic_plan";

class ResultRow final : public Row {
public:
    explicit ResultRow(const PGresult* result) : result_(result) {}
    int at = 0;
    std::int64_t integer(int column) const override {
        const auto value = text(column);
        if (value == "t") return 1;  // a truth value; 'f' falls through to 0
        std::int64_t number = 0;
        std::from_chars(value.data(), value.data() + value.size(), number);
        return number;
    }
    std::string_view text(int column) const override {
        return {PQgetvalue(result_, at, column), static_cast<std::size_t>(PQgetlength(result_, at, column))};
    }
    bool is_null(int column) const override { return PQgetisnull(result_, at, column) == 1; }
    int columns() const override { return PQnfields(result_); }
    std::string_view name(int column) const override { return PQfname(result_, column); }
    bool is_integer(int column) const override {
        const auto type = PQftype(result_, column);
        return type == int8_type || type == int4_type;
    }

private:
    const PGresult* result_;
};

/// The arguments of a statement in the form that libpq sends.
struct Arguments {
    std::vector<const char*> values;
    std::vector<int> lengths, formats;
    std::vector<std::array<char, 8>> numbers;  ///< big-endian

    explicit Arguments(std::span<const Value> args) {
        numbers.reserve(args.size());
        for (const auto& arg : args) {
            if (arg.is_null()) {
                add(nullptr, 0, 0);
            } else if (const auto* number = arg.integer()) {
                auto& bytes = numbers.emplace_back();
                for (int i = 0; i < 8; ++i)
                    bytes[static_cast<std::size_t>(i)] =
                        static_cast<char>(static_cast<std::uint64_t>(*number) >> (56 - 8 * i));
                add(bytes.data(), 8, 1);
            } else {
                const auto text = arg.text();
                add(text.data() ? text.data() : "", static_cast<int>(text.size()),
                    1);  // the bytes of a text are itself
            }
        }
    }
    void add(const char* value, int length, int format) {
        values.push_back(value);
        lengths.push_back(length);
        formats.push_back(format);
    }
};

std::string text_of(const char* text) { return text ? text : ""; }

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(Address address) {
    std::unique_ptr<Connection> made(new Connection(std::move(address)));  // the constructor is private
    ZHUPI_CHECK(made->reconnect());
    return made;
}

Connection::~Connection() = default;

Result<void> Connection::reconnect() {
    link_.reset();
    names_.clear();
    sent_.clear();
    batches_.clear();
    months_.clear();
    open_transaction_ = committing_ = false;
    // What stands before dbname can be overruled by the address.
    const char* const keys[] = {"connect_timeout",
                                "keepalives_idle",
                                "application_name",
                                "dbname",
                                "client_encoding",
                                address_.use == Use::writing ? "target_session_attrs" : nullptr,
                                nullptr};
    const char* const values[] = {"3", "10", "zhupi", address_.url.c_str(), "UTF8", "read-write", nullptr};
    link_.reset(PQconnectdbParams(keys, values, 1));
    if (lost()) {
        auto error = away(link_ ? PQerrorMessage(link_.get()) : "out of memory");
        link_.reset();
        return fail(std::move(error));
    }
    const auto tell_session = [&](const char* setting) {
        const ResultHandle result(PQexec(link_.get(), setting));
        return PQresultStatus(result.get()) == PGRES_COMMAND_OK;
    };
    if (!std::all_of(std::begin(settings), std::end(settings), tell_session)) return fail(gone());
    if (address_.use == Use::writing && !tell_session(writers_setting)) return fail(gone());
    ensure(PQenterPipelineMode(link_.get()) == 1, "pipeline mode");
    return {};
}

Error Connection::gone() {
    auto error = away(link_ ? PQerrorMessage(link_.get()) : "no connection");
    link_.reset();
    sent_.clear();
    batches_.clear();
    open_transaction_ = false;
    return error;
}

// Sending ---------------------------------------------------------------------------------------------------------

Result<const std::string*> Connection::prepared(const std::string& key, std::string_view sql,
                                                const std::vector<Oid>& types) {
    if (const auto found = names_.find(key); found != names_.end()) return &found->second;
    if (names_.size() >= most_prepared) {
        names_.clear();
        if (PQsendQueryParams(link_.get(), "DEALLOCATE ALL", 0, nullptr, nullptr, nullptr, nullptr, 0) != 1)
            return fail(gone());
        sent_.push_back({});
    }
    const auto name = "s" + std::to_string(++made_);
    if (PQsendPrepare(link_.get(), name.c_str(), in_our_words(sql).c_str(), static_cast<int>(types.size()),
                      types.data()) != 1)
        return fail(gone());
    sent_.push_back({key});
    return &names_.emplace(key, name).first->second;
}

Result<void> Connection::send(std::string_view sql, std::span<const Value> args) {
    ZHUPI_CHECK(send_batches());
    if (lost()) return fail(gone());
    if (!sql.starts_with("SELECT ")) touched = true;
    std::string key;
    std::vector<Oid> types;
    key.reserve(args.size() + 1 + sql.size());
    for (const auto& arg : args) {
        types.push_back(arg.is_null() ? 0 : arg.integer() ? int8_type : text_type);
        key += arg.is_null() ? 'n' : arg.integer() ? 'i' : 't';
    }
    key.append(" ").append(sql);
    ZHUPI_TRY(const auto* name, prepared(key, sql, types));
    const Arguments wire(args);
    if (PQsendQueryPrepared(link_.get(), name->c_str(), static_cast<int>(args.size()), wire.values.data(),
                            wire.lengths.data(), wire.formats.data(), 0) != 1)
        return fail(gone());
    sent_.push_back({});
    return {};
}

Result<void> Connection::send_batches() {
    if (batches_.empty()) return {};
    for (const auto& batch : batches_.take()) ZHUPI_CHECK(send_batch(batch));
    return {};
}

Result<void> Connection::send_batch(const Batch& batch) {
    if (lost()) return fail(gone());
    std::string key = "[";
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    const std::vector<int> formats(batch.columns.size(), 1);
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
        types.push_back(batch.numbers[i] ? int8_array_type : text_array_type);
        key += batch.numbers[i] ? 'i' : 't';
        values.push_back(batch.columns[i].data());
        lengths.push_back(static_cast<int>(batch.columns[i].size()));
    }
    key.append(" ").append(batch.sql);
    ZHUPI_TRY(const auto* name, prepared(key, over_arrays(batch.sql), types));
    if (PQsendQueryPrepared(link_.get(), name->c_str(), static_cast<int>(values.size()), values.data(), lengths.data(),
                            formats.data(), 0) != 1)
        return fail(gone());
    sent_.push_back({});
    return {};
}

Result<Connection::ResultHandle> Connection::settle() {
    if (lost() || PQpipelineSync(link_.get()) != 1) return fail(gone());
    ResultHandle last, wrong;
    while (!sent_.empty()) {
        ResultHandle result(PQgetResult(link_.get()));
        if (!result) return fail(gone());
        const auto status = PQresultStatus(result.get());
        const bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
        if (!good && !sent_.front().preparing.empty()) names_.erase(sent_.front().preparing);
        if (status == PGRES_FATAL_ERROR && lost()) return fail(gone());
        if (status == PGRES_FATAL_ERROR && !wrong) wrong = std::move(result);  // the others only say that one failed
        if (good) last = std::move(result);
        sent_.pop_front();
        const ResultHandle end(PQgetResult(link_.get()));  // one null ends each statement
        if (end) return fail(gone());
    }
    const ResultHandle sync(PQgetResult(link_.get()));
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) return fail(gone());
    if (wrong) {
        touched = true;
        return fail(meaning(wrong.get()));  // after the last answer was read: it may throw
    }
    return last;
}

/// What the server refused, and whether it is still one for us.
Error Connection::meaning(const PGresult* wrong) {
    const auto state = text_of(PQresultErrorField(wrong, PG_DIAG_SQLSTATE));
    auto error = failure(state, text_of(PQresultErrorField(wrong, PG_DIAG_MESSAGE_PRIMARY)));
    // A server that was made a standby is none of ours any more: another one must be found.
    const bool demoted = state == "25006" && address_.use == Use::writing;
    return error.is(err::store_away) || demoted ? gone() : std::move(error);
}

Result<Connection::ResultHandle> Connection::run_whole(std::string_view sql, std::span<const Value> args) {
    ZHUPI_CHECK(send(sql, args));
    return settle();
}

Result<void> Connection::query(std::string_view sql, std::span<const Value> args, const OnRow& on_row) {
    auto answered = run_whole(sql, args);
    // A connection that went before a snapshot has shown anything: another one shows the same.
    if (!answered && lost() && fresh_snapshot_ && begin_reading(snapshot_limit_)) answered = run_whole(sql, args);
    fresh_snapshot_ = false;
    if (!answered) return fail(std::move(answered.error()));
    const auto& result = *answered;
    if (!on_row) return {};
    ResultRow row(result.get());
    for (const int rows = PQntuples(result.get()); row.at < rows; ++row.at) on_row(row);
    return {};
}

Result<void> Connection::scan(std::string_view sql, std::span<const Value> args, const OnRow& on_row) {
    ZHUPI_CHECK(send_batches());
    if (!sent_.empty()) ZHUPI_CHECK(settle());
    ZHUPI_CHECK(send(sql, args));
    if (PQpipelineSync(link_.get()) != 1) return fail(gone());
    std::string wrong;
    while (!sent_.empty()) {
        for (bool first = true;; first = false) {
            // Said anew for each statement, once its answer begins to be read; it changes nothing for one without rows.
            if (first) PQsetSingleRowMode(link_.get());
            const ResultHandle result(PQgetResult(link_.get()));
            if (!result && first) return fail(gone());
            if (!result) break;
            const auto status = PQresultStatus(result.get());
            if (status == PGRES_SINGLE_TUPLE) on_row(ResultRow(result.get()));
            if (status == PGRES_FATAL_ERROR && lost()) return fail(gone());
            if (status == PGRES_FATAL_ERROR)
                wrong += text_of(PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY));
        }
        sent_.pop_front();
    }
    const ResultHandle sync(PQgetResult(link_.get()));
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) return fail(gone());
    if (!wrong.empty()) return fail(err::store_failed, {{"detail", wrong}});
    return {};
}

Result<std::int64_t> Connection::run(std::string_view sql, std::span<const Value> args) {
    ZHUPI_TRY(const auto result, run_whole(sql, args));
    const std::string_view changed = PQcmdTuples(result.get());
    std::int64_t count = 0;
    std::from_chars(changed.data(), changed.data() + changed.size(), count);
    return count;
}

Result<void> Connection::put(std::string_view sql, std::span<const Value> args) {
    if (lost()) return fail(gone());
    auto added = batches_.add(sql, args);
    if (added == Batches::Added::later) {
        ZHUPI_CHECK(send_batches());
        added = batches_.add(sql, args);
    }
    if (added == Batches::Added::yes) {
        touched = true;
        return {};
    }
    ZHUPI_CHECK(send(sql, args));
    if (sent_.size() > most_on_the_way) ZHUPI_CHECK(settle());
    return {};
}

Result<void> Connection::make_room_for(std::int64_t at_ms) {
    const auto month = month_of(at_ms);
    if (std::find(months_.begin(), months_.end(), month) != months_.end()) return {};
    ZHUPI_CHECK(put(partition_statement(month), {}));
    months_.push_back(month);
    return {};
}

// Writing ---------------------------------------------------------------------------------------------------------

Result<void> Connection::be_connected() {
    // A server that went while nobody asked has closed its end: that is seen without asking.
    if (!lost() && PQconsumeInput(link_.get()) == 1 && !lost()) return {};
    return reconnect();
}

Result<void> Connection::begin() {
    ZHUPI_CHECK(be_connected());
    transaction_.clear();
    committing_ = false;
    ZHUPI_CHECK(put("BEGIN", {}));
    open_transaction_ = true;
    ZHUPI_CHECK(put(writers_lock, {}));
    // Its number answers what became of it, should the connection go while it is committed.
    return query("SELECT pg_current_xact_id()::text", {}, [&](const Row& row) { transaction_ = row.text(0); });
}

Result<void> Connection::fetch(std::span<const Wanted> wanted) {
    std::string applications, cases;
    const auto list = [](std::string& out, std::int64_t id) {
        if (id != 0) out += (out.empty() ? "{" : ",") + std::to_string(id);
    };
    for (const auto& one : wanted) {
        list(applications, one.application);
        list(cases, one.case_id);
    }
    if (!applications.empty())
        ZHUPI_CHECK(query("SELECT id, state FROM application_state WHERE id = ANY($1::bigint[])",
                          std::array{Value(applications + "}")},
                          [&](const Row& row) { fetched.applications[row.integer(0)] = row.text(1); }));
    if (!cases.empty())
        ZHUPI_CHECK(
            query("SELECT c.id, c.application, a.state FROM case_row c JOIN application_state a "
                  "ON a.id = c.application WHERE c.id = ANY($1::bigint[])",
                  std::array{Value(cases + "}")}, [&](const Row& row) {
                      fetched.application_of_case[row.integer(0)] = row.integer(1);
                      fetched.applications[row.integer(1)] = row.text(2);
                  }));
    return {};
}

Result<void> Connection::mark() { return put("SAVEPOINT work", {}); }

Result<void> Connection::keep() {
    ZHUPI_CHECK(put("RELEASE work", {}));
    ZHUPI_CHECK(settle());
    return {};
}

Result<void> Connection::undo() {
    batches_.clear();
    if (!sent_.empty()) static_cast<void>(settle());  // what is on its way belongs to what is undone
    months_.clear();
    ZHUPI_CHECK(put("ROLLBACK TO work", {}));
    ZHUPI_CHECK(put("RELEASE work", {}));
    ZHUPI_CHECK(settle());
    return {};
}

Result<void> Connection::commit() {
    for (const auto& text : told) ZHUPI_CHECK(put("SELECT pg_notify($1, $2)", {listeners_channel, text}));
    ZHUPI_CHECK(put("COMMIT", {}));
    ZHUPI_CHECK(send("SELECT pg_current_wal_insert_lsn()::text", {}));
    committing_ = true;
    auto result = settle();
    if (result) {
        open_transaction_ = committing_ = false;
        if (address_.committed) address_.committed->set(PQgetvalue(result->get(), 0, 0));
        return {};
    }
    if (!lost()) {
        committing_ = false;
        abandon();  // refused, or never come to because a statement before it was
        return fail(std::move(result.error()));
    }
    bool known = false;
    const bool kept = was_committed(known);
    committing_ = !known;
    if (kept) return {};
    if (!known) return fail(err::store_uncertain);
    return fail(std::move(result.error()));
}

/// Asks the server, once it is back, what became of the transaction. The writers' lock is waited for first: whoever has
/// it knows that the transaction is over. Its last event tells for certain, also on another server; without one its
/// number does, and a number that a promoted server has not come to yet was never committed there.
bool Connection::was_committed(bool& known) {
    const auto number = transaction_;
    const bool appended = log_end && log_end->seq > log_began;
    const auto seq = appended ? log_end->seq : 0;
    const auto hash = appended ? text::hex(log_end->hash) : std::string{};
    bool kept = false;
    for (int tries = 0; tries < 40 && !known; ++tries) {
        std::this_thread::sleep_for(milliseconds(tries == 0 ? 10 : 250));
        if (!begin()) continue;
        const auto asked = appended ? query("SELECT COUNT(*) FROM event WHERE seq = $1 AND hash = $2", {seq, hash},
                                            [&](const Row& row) { kept = row.integer(0) != 0; })
                                    : query(
                                          "SELECT $1::xid8 < pg_snapshot_xmax(pg_current_snapshot()) AND "
                                          "pg_xact_status(LEAST($1::xid8, pg_current_xact_id())) = 'committed'",
                                          {number}, [&](const Row& row) { kept = row.integer(0) != 0; });
        known = asked.has_value();
        abandon();
    }
    log::warn("store.commit_asked_again", {{"transaction", number},
                                           {"kept", !known ? "unknown"
                                                    : kept ? "yes"
                                                           : "no"}});
    return kept;
}

void Connection::abandon() {
    batches_.clear();
    if (open_transaction_ && !lost()) {
        months_.clear();
        if (!sent_.empty()) static_cast<void>(settle());
        if (!lost() && (!put("ROLLBACK", {}) || !settle())) link_.reset();
    }
    open_transaction_ = false;
}

bool Connection::may_run_again(const Error& error) {
    if (committing_) return false;  // it may have happened
    return error.is(err::store_away) || error.is(err::store_busy) || error.is(err::store_read_only);
}

// Reading ---------------------------------------------------------------------------------------------------------

Result<void> Connection::begin_reading(milliseconds limit) {
    ZHUPI_CHECK(be_connected());
    if (address_.use == Use::standby) {
        ZHUPI_TRY(const bool caught_up, has_caught_up());
        if (!caught_up) return fail(err::store_busy);
    }
    ZHUPI_CHECK(put("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", {}));
    open_transaction_ = fresh_snapshot_ = true;
    snapshot_limit_ = limit;
    const auto text = std::to_string(limit.count());
    return put("SELECT set_config('statement_timeout', $1, true)", {text});
}

void Connection::end_reading() {
    fresh_snapshot_ = false;
    abandon();
}

/// Asked outside the snapshot, which might be older than the answer. True of a server that is no standby.
Result<bool> Connection::has_caught_up() {
    const auto place = address_.committed->get();
    if (place.empty()) return true;
    bool reached = false;
    ZHUPI_CHECK(query("SELECT COALESCE(pg_last_wal_replay_lsn() >= $1::pg_lsn, true)", {place},
                      [&](const Row& row) { reached = row.integer(0) != 0; }));
    return reached;
}

Result<std::vector<std::string>> Connection::notifications(milliseconds wait) {
    std::vector<std::string> texts;
    const auto collect = [&] {
        while (auto* note = PQnotifies(link_.get())) {
            texts.emplace_back(note->extra);
            PQfreemem(note);
        }
    };
    if (lost()) return fail(gone());
    collect();
    if (!texts.empty()) return texts;
    pollfd look{PQsocket(link_.get()), POLLIN, 0};
    if (::poll(&look, 1, static_cast<int>(wait.count())) <= 0) return texts;
    if (PQconsumeInput(link_.get()) != 1) return fail(gone());
    collect();
    return texts;
}

}  // namespace zhupi::store::postgres
