#pragma once
// One connection of a store, as the machinery that both stores share drives it: the group writer (group_writer.hpp) and
// the pool of readers (reader_pool.hpp). Used by one thread at a time.

#include "store/store.hpp"

#include <chrono>
#include <vector>

namespace zhupi::store {

class Channel : public Tx {
public:
    void tell(std::string text) final {
        ensure(text.size() <= longest_telling, "what is told is short");
        told.push_back(std::move(text));
    }
    std::vector<std::string> told;  ///< by the works that are kept so far; undone with them

    /// Since somebody set it to false, something was written, or the server refused something: leaving that out again
    /// takes an undo.
    bool touched = false;

    // Writing: begin, then the works, then commit. A work that may have to be undone alone stands between mark and keep
    // or undo.
    /// Opens a transaction that no other writer of this store runs beside, in this process or another.
    virtual Result<void> begin() = 0;
    /// After begin(): fills `fetched`, where that saves the works a way each.
    virtual Result<void> fetch(std::span<const Wanted>) { return {}; }
    virtual Result<void> mark() = 0;  ///< where undo() goes back to
    virtual Result<void> keep() = 0;  ///< what was put since mark() has happened; an error when any of it failed
    virtual Result<void> undo() = 0;
    virtual Result<void> commit() = 0;
    /// Whether commit() returns only once the disk has everything. Otherwise flush() sees to that: on another thread,
    /// beside the works of the next transaction. After an error of flush() nothing is known to be kept, now or later.
    virtual bool commit_flushes() const { return true; }
    virtual Result<void> flush() { return {}; }
    /// Leaves no transaction open. Never fails: what cannot be rolled back is closed.
    virtual void abandon() = 0;
    virtual bool in_transaction() const = 0;
    /// After begin() … commit() failed with `error`: the same works may be run again, for nothing of them was kept.
    virtual bool may_run_again(const Error& error) = 0;
    /// Every statement from now on must have ended when this time has passed: err::store_timeout. Zero: no limit.
    virtual void set_limit(std::chrono::milliseconds limit) = 0;

    // Reading.
    /// Opens a snapshot that sees every write that was answered before.
    virtual Result<void> begin_reading(std::chrono::milliseconds limit) = 0;
    virtual void end_reading() = 0;  ///< never fails
};

}  // namespace zhupi::store
