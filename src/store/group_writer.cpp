#include "store/group_writer.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace zhupi::store {
namespace {

constexpr std::size_t largest_group = 256;
constexpr std::chrono::milliseconds group_limit{20'000};  ///< a runaway statement must not stop the city
/// Pauses before a group runs again: long enough for a connection that was cut, too short to be felt as a hang.
constexpr std::chrono::milliseconds patience[] = {std::chrono::milliseconds(20), std::chrono::milliseconds(200),
                                                  std::chrono::milliseconds(800)};

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

/// Works that wait, and the thread that takes them.
class GroupWriter::Desk {
public:
    Desk(std::unique_ptr<Channel> channel, std::size_t most_waiting);
    ~Desk();
    void submit(Write work, Done done);
    std::size_t waiting() const;

    std::atomic<std::int64_t> commits{0}, writes{0};
    std::function<void(std::string_view)> hear;

private:
    struct Job {
        Write work;
        Done done;
        Result<void> result;
    };
    using Group = std::deque<Job>;

    void loop();
    bool take(Group& group);  ///< false: nothing will come any more
    Result<void> commit_patiently(Group& group);
    Result<void> commit(Group& group);
    Result<void> run_alone(const Write& work);

    std::unique_ptr<Channel> channel_;
    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    Group queue_;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses all of the above
};

GroupWriter::GroupWriter(std::unique_ptr<Channel> channel, std::size_t most_waiting)
    : desk_(std::make_unique<Desk>(std::move(channel), most_waiting)) {}
GroupWriter::~GroupWriter() = default;
void GroupWriter::submit(Write work, Done done) { desk_->submit(std::move(work), std::move(done)); }
void GroupWriter::set_hear(std::function<void(std::string_view)> hear) { desk_->hear = std::move(hear); }
std::int64_t GroupWriter::commits() const { return desk_->commits; }
std::int64_t GroupWriter::writes() const { return desk_->writes; }
std::size_t GroupWriter::waiting() const { return desk_->waiting(); }

GroupWriter::Desk::Desk(std::unique_ptr<Channel> channel, std::size_t most_waiting)
    : channel_(std::move(channel)), most_waiting_(most_waiting), thread_([this] { loop(); }) {}

GroupWriter::Desk::~Desk() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_one();
    thread_.join();
}

void GroupWriter::Desk::submit(Write work, Done done) {
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

std::size_t GroupWriter::Desk::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

bool GroupWriter::Desk::take(Group& group) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    for (; !queue_.empty() && group.size() < largest_group; queue_.pop_front())
        group.push_back(std::move(queue_.front()));
    return !group.empty();
}

void GroupWriter::Desk::loop() {
    for (Group group; take(group); group.clear()) {
        const auto outcome = commit_patiently(group);
        if (outcome) {
            ++commits;
            writes += static_cast<std::int64_t>(group.size());
            if (hear)
                static_cast<void>(caught([&]() -> Result<void> {
                    for (const auto& text : channel_->told) hear(text);
                    return {};
                }));
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

Result<void> GroupWriter::Desk::commit_patiently(Group& group) {
    auto outcome = caught([&] { return commit(group); });
    for (const auto pause : patience) {
        if (outcome || !channel_->may_run_again(outcome.error())) break;
        std::this_thread::sleep_for(pause);
        outcome = caught([&] { return commit(group); });
    }
    return outcome;
}

Result<void> GroupWriter::Desk::commit(Group& group) {
    channel_->set_limit(group_limit);
    channel_->abandon();  // what a failure has left open
    channel_->log_end.reset();
    channel_->told.clear();
    ZHUPI_CHECK(channel_->begin());
    for (auto& job : group) {
        job.result = run_alone(job.work);
        // A full or broken disk rolls back the transaction by itself, and with it the works before this one.
        if (channel_->in_transaction()) continue;
        if (job.result) return fail(err::store_failed, {{"detail", "the transaction was lost"}});
        return job.result;
    }
    channel_->set_limit({});  // nothing may interrupt what makes it durable
    return channel_->commit();
}

Result<void> GroupWriter::Desk::run_alone(const Write& work) {
    ZHUPI_CHECK(channel_->mark());
    const auto log_end = channel_->log_end;
    const auto told = channel_->told.size();
    auto result = caught([&] { return work(*channel_); });
    if (!channel_->in_transaction()) return result;
    if (result) result = channel_->keep();
    if (result || !channel_->in_transaction()) return result;
    const auto undone = channel_->undo();
    channel_->log_end = log_end;
    channel_->told.resize(told);
    if (!undone) {
        channel_->abandon();  // what cannot be undone alone takes the group with it
        return undone;
    }
    return result;
}

}  // namespace zhupi::store
