#pragma once
// Group commit: one thread takes whatever waits, runs each work in a savepoint of one transaction, and answers all of
// them after one fsync. It never waits for more to come: an idle store answers at once, a busy one makes larger groups.

#include "store/sqlite/connection.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace zhupi::store::sqlite {

class Writer {
public:
    Writer(std::unique_ptr<Connection> connection, std::size_t most_waiting);
    ~Writer();  ///< finishes what waits

    void submit(Write work, Done done);

    std::int64_t commits() const { return commits_; }
    std::int64_t writes() const { return writes_; }
    std::size_t waiting() const;

private:
    struct Job {
        Write work;
        Done done;
        Result<void> result;
    };
    using Group = std::deque<Job>;

    void loop();
    bool take(Group& group);  ///< false: nothing will come any more
    Result<void> commit(Group& group);
    Result<void> run_alone(const Write& work);

    std::unique_ptr<Connection> connection_;
    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    Group queue_;
    bool stopping_ = false;
    std::atomic<std::int64_t> commits_{0}, writes_{0};
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace zhupi::store::sqlite
