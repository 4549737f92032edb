#include "store/group_writer.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "store/recent.hpp"

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

using Steady = std::chrono::steady_clock;

Steady::duration smoothed(Steady::duration before, Steady::duration now) { return before + (now - before) / 8; }

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
    void submit(Write work, Done done, Wanted wanted);
    std::size_t waiting() const;

    std::atomic<std::int64_t> commits{0}, writes{0};
    std::function<void(std::string_view)> hear;

private:
    struct Job {
        Write work;
        Done done;
        Wanted wanted;
        Result<void> result;
    };
    using Group = std::deque<Job>;

    void loop();
    bool take(Group& group);  ///< false: nothing will come any more
    Result<void> commit_patiently(Group& group);
    Result<void> commit(Group& group);
    Result<void> begin();
    Result<void> fetch(const Group& group);
    Result<void> finish();
    Result<void> commit_together(Group& group, bool& undo_one);
    Result<void> commit_with_marks(Group& group);
    Result<void> run_alone(const Write& work);

    std::unique_ptr<Channel> channel_;
    /// What is committed and not flushed yet, and is answered after the flush.
    struct Committed {
        Group group;
        std::vector<std::string> told;
    };
    void hand_to_flusher(Committed committed);
    void set_enough(std::size_t works);
    void keep_flushing();
    void flush(std::deque<Committed>& committed);
    void answer(Group& group, const Result<void>& outcome, const std::vector<std::string>& told);

    const std::size_t most_waiting_;
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    Group queue_;
    std::size_t enough_ = 1;  ///< works that are worth a transaction now
    bool stopping_ = false;

    std::mutex flush_mutex_;
    std::condition_variable to_flush_, flushed_;
    std::deque<Committed> committed_;
    Steady::duration flush_time_{0};  ///< of late, with the answers
    bool all_committed_ = false;
    std::atomic<bool> disk_failed_{false};

    Steady::time_point began_;       ///< of the transaction; the writer's
    Steady::duration work_time_{0};  ///< of one work of late; the writer's

    std::thread flusher_, thread_;  // last: they use all of the above
};

GroupWriter::GroupWriter(std::unique_ptr<Channel> channel, std::size_t most_waiting)
    : desk_(std::make_unique<Desk>(std::move(channel), most_waiting)) {}
GroupWriter::~GroupWriter() = default;
void GroupWriter::submit(Write work, Done done, Wanted wanted) {
    desk_->submit(std::move(work), std::move(done), wanted);
}
void GroupWriter::set_hear(std::function<void(std::string_view)> hear) { desk_->hear = std::move(hear); }
std::int64_t GroupWriter::commits() const { return desk_->commits; }
std::int64_t GroupWriter::writes() const { return desk_->writes; }
std::size_t GroupWriter::waiting() const { return desk_->waiting(); }

GroupWriter::Desk::Desk(std::unique_ptr<Channel> channel, std::size_t most_waiting)
    : channel_(std::move(channel)),
      most_waiting_(most_waiting),
      flusher_(channel_->commit_flushes() ? std::thread{} : std::thread([this] { keep_flushing(); })),
      thread_([this] { loop(); }) {}

GroupWriter::Desk::~Desk() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    filled_.notify_one();
    thread_.join();
    if (!flusher_.joinable()) return;
    {
        const std::lock_guard lock(flush_mutex_);
        all_committed_ = true;
    }
    to_flush_.notify_one();
    flusher_.join();
}

void GroupWriter::Desk::submit(Write work, Done done, Wanted wanted) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_ && queue_.size() < most_waiting_) {
            queue_.push_back({std::move(work), std::move(done), wanted, {}});
            if (queue_.size() >= enough_) filled_.notify_one();
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
    filled_.wait(lock, [&] { return stopping_ || queue_.size() >= enough_; });
    for (; !queue_.empty() && group.size() < largest_group; queue_.pop_front())
        group.push_back(std::move(queue_.front()));
    return !group.empty();
}

void GroupWriter::Desk::loop() {
    for (Group group; take(group); group.clear()) {
        const auto outcome = disk_failed_ ? fail(err::store_failed, {{"detail", "an earlier flush failed; restart"}})
                                          : commit_patiently(group);
        if (!outcome) {
            log::error("store.group_failed",
                       {{"error", outcome.error().en()}, {"writes", std::to_string(group.size())}});
            answer(group, outcome, {});
            continue;
        }
        ++commits;
        writes += static_cast<std::int64_t>(group.size());
        if (!flusher_.joinable()) {
            answer(group, outcome, channel_->told);
            continue;
        }
        hand_to_flusher({std::move(group), std::move(channel_->told)});
    }
}

/// One group is flushed while the next one is worked on, and a third one waits. Beside a flush only as many works are
/// begun as keep the writer busy for a good part of it: smaller groups would come to more flushes and less work done.
void GroupWriter::Desk::hand_to_flusher(Committed committed) {
    const auto works = std::max<std::size_t>(committed.group.size(), 1);
    work_time_ = smoothed(work_time_, (Steady::now() - began_) / works);
    std::unique_lock lock(flush_mutex_);
    flushed_.wait(lock, [&] { return committed_.empty(); });
    committed_.push_back(std::move(committed));
    const auto worth = flush_time_ / 2 / std::max(work_time_, Steady::duration(1));
    set_enough(std::clamp<std::size_t>(static_cast<std::size_t>(worth), 1, largest_group));
    to_flush_.notify_one();
}

void GroupWriter::Desk::set_enough(std::size_t works) {
    {
        const std::lock_guard lock(mutex_);
        enough_ = works;
    }
    filled_.notify_one();
}

void GroupWriter::Desk::keep_flushing() {
    std::unique_lock lock(flush_mutex_);
    for (;;) {
        if (committed_.empty()) set_enough(1);
        to_flush_.wait(lock, [&] { return all_committed_ || !committed_.empty(); });
        if (committed_.empty()) return;
        auto group = std::move(committed_);
        committed_.clear();
        const auto begin = Steady::now();
        lock.unlock();
        flushed_.notify_one();
        flush(group);
        lock.lock();
        flush_time_ = smoothed(flush_time_, Steady::now() - begin);
    }
}

/// After a flush that failed the system may have thrown away what it could not write, and a second one may succeed all
/// the same: nothing more is acknowledged until a restart has read what the disk has.
void GroupWriter::Desk::flush(std::deque<Committed>& committed) {
    auto outcome = disk_failed_ ? fail(err::store_failed, {{"detail", "an earlier flush failed; restart"}})
                                : caught([&] { return channel_->flush(); });
    if (!outcome && !disk_failed_.exchange(true)) log::error("store.flush_failed", {{"error", outcome.error().en()}});
    for (auto& [group, told] : committed) answer(group, outcome, told);
}

void GroupWriter::Desk::answer(Group& group, const Result<void>& outcome, const std::vector<std::string>& told) {
    if (outcome && hear)
        static_cast<void>(caught([&]() -> Result<void> {
            for (const auto& text : told) hear(text);
            return {};
        }));
    for (auto& job : group)
        static_cast<void>(caught([&]() -> Result<void> {
            job.done(outcome ? std::move(job.result) : outcome);
            return {};
        }));
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

/// Works rarely fail once they have written something. So they run without marks first, which saves each of them its
/// savepoint and, on a server, a round trip; when one must be undone after all, everything is, and runs again with
/// marks.
Result<void> GroupWriter::Desk::commit(Group& group) {
    bool undo_one = false;
    auto outcome = commit_together(group, undo_one);
    const bool final = !outcome && (group.size() == 1 || outcome.error().is(err::store_uncertain) ||
                                    channel_->may_run_again(outcome.error()));
    if (final || (outcome && !undo_one)) return outcome;
    return commit_with_marks(group);
}

Result<void> GroupWriter::Desk::begin() {
    began_ = Steady::now();
    channel_->set_limit(group_limit);
    channel_->abandon();  // what a failure has left open
    channel_->log_end.reset();
    channel_->fetched.forget();
    if (channel_->recent) channel_->recent->revoke();  // what a failure has left
    channel_->told.clear();
    return channel_->begin();
}

Result<void> GroupWriter::Desk::fetch(const Group& group) {
    std::vector<Wanted> wanted;
    for (const auto& job : group)
        if (job.wanted.application != 0 || job.wanted.case_id != 0) wanted.push_back(job.wanted);
    return wanted.empty() ? Result<void>{} : channel_->fetch(wanted);
}

Result<void> GroupWriter::Desk::finish() {
    channel_->set_limit({});  // nothing may interrupt what makes it durable
    ZHUPI_CHECK(channel_->commit());
    if (channel_->recent) channel_->recent->settle();
    return {};
}

Result<void> GroupWriter::Desk::commit_together(Group& group, bool& undo_one) {
    ZHUPI_CHECK(begin());
    ZHUPI_CHECK(fetch(group));
    for (auto& job : group) {
        channel_->touched = false;
        const auto told = channel_->told.size();
        job.result = caught([&] { return job.work(*channel_); });
        if (job.result && channel_->in_transaction()) continue;
        channel_->told.resize(told);
        const bool lost = !channel_->in_transaction();
        if (group.size() == 1) {  // nothing else goes with it
            channel_->abandon();
            if (!lost) return {};
            return job.result ? fail(err::store_failed, {{"detail", "the transaction was lost"}}) : job.result;
        }
        undo_one = channel_->touched || lost;
        if (undo_one) return {};
    }
    return finish();
}

Result<void> GroupWriter::Desk::commit_with_marks(Group& group) {
    ZHUPI_CHECK(begin());
    for (auto& job : group) {
        job.result = run_alone(job.work);
        // A full or broken disk rolls back the transaction by itself, and with it the works before this one.
        if (channel_->in_transaction()) continue;
        if (job.result) return fail(err::store_failed, {{"detail", "the transaction was lost"}});
        return job.result;
    }
    return finish();
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
    channel_->fetched.forget();
    if (channel_->recent) channel_->recent->revoke();
    channel_->told.resize(told);
    if (!undone) {
        channel_->abandon();  // what cannot be undone alone takes the group with it
        return undone;
    }
    return result;
}

}  // namespace zhupi::store
