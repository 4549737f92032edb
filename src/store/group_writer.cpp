#include "store/sqlite/writer.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"

namespace zhupi::store::sqlite {
namespace {

constexpr std::size_t largest_group = 256;
constexpr std::chrono::milliseconds group_limit{20'000};  ///< a runaway statement must not stop the city

/// A bug in a work ends that work, and nothing else.
Result<void> caught(const std::function<Result<void>()>& work) {
    try {
        return work();
    } catch (const std::exception& thrown) {
        log::error("store.work_threw", {{"what", thrown.what()}});
        return fail(err::bug, {{"trace", "-"}});
    }
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, std::size_t most_waiting)
    : connection_(std::move(connection)), most_waiting_(most_waiting), thread_([this] { loop(); }) {}

Writer::~Writer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_one();
    thread_.join();
}

void Writer::submit(Write work, Done done) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && queue_.size() < most_waiting_) {
            queue_.push_back({std::move(work), std::move(done), {}});
            filled_.notify_one();
            return;
        }
    }
    done(fail(err::store_busy));
}

std::size_t Writer::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

bool Writer::take(Group& group) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    for (; !queue_.empty() && group.size() < largest_group; queue_.pop_front())
        group.push_back(std::move(queue_.front()));
    return !group.empty();
}

void Writer::loop() {
    for (Group group; take(group); group.clear()) {
        const auto outcome = caught([&] { return commit(group); });
        if (outcome) {
            ++commits_;
            writes_ += static_cast<std::int64_t>(group.size());
        } else {
            log::error("store.group_failed",
                       {{"error", outcome.error().en()}, {"writes", std::to_string(group.size())}});
        }
        for (auto& job : group)
            static_cast<void>(caught([&]() -> Result<void> {
                job.done(outcome ? std::move(job.result) : outcome);
                return {};
            }));
    }
}

Result<void> Writer::commit(Group& group) {
    connection_->set_limit(group_limit);
    if (connection_->in_transaction()) ZHUPI_CHECK(connection_->control("ROLLBACK"));  // after a failure that left one
    ZHUPI_CHECK(connection_->control("BEGIN IMMEDIATE"));
    for (auto& job : group) {
        job.result = run_alone(job.work);
        // A full or broken disk makes SQLite roll back the transaction by itself, and with it the works before this
        // one.
        if (connection_->in_transaction()) continue;
        if (job.result) return fail(err::store_failed, {{"detail", "the transaction was lost"}});
        return job.result;
    }
    connection_->set_limit({});  // nothing may interrupt what makes it durable
    return connection_->control("COMMIT");
}

Result<void> Writer::run_alone(const Write& work) {
    ZHUPI_CHECK(connection_->control("SAVEPOINT work"));
    auto result = caught([&] { return work(*connection_); });
    if (!connection_->in_transaction()) return result;
    const auto ended = [&]() -> Result<void> {
        if (!result) ZHUPI_CHECK(connection_->control("ROLLBACK TO work"));
        return connection_->control("RELEASE work");
    }();
    if (ended) return result;
    ZHUPI_CHECK(connection_->control("ROLLBACK"));  // what cannot be undone alone takes the group with it
    return ended;
}

}  // namespace zhupi::store::sqlite
