#include "server/flow_clock.hpp"

#include "base/log.hpp"
#include "server/neighbours.hpp"
#include "store/flow_editions.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace zhupi::server {
namespace {

constexpr auto beat = std::chrono::milliseconds(200);
/// At a time: enough that groups are full, few enough that people's commands get between.
constexpr int portion = 200;

/// An application whose timer could not be handled: a flow that got stuck needs a person, and asking it five times a
/// second helps nobody.
struct Later {
    int failures = 0;
    Instant again;  ///< not before
};
constexpr std::int64_t first_wait_ms = 1000, longest_wait_ms = 300'000;

Later after_failure(const Later& before, Instant now) {
    const int failures = before.failures + 1;
    const auto wait = std::min(longest_wait_ms, first_wait_ms << std::min(failures - 1, 10));
    return {failures, Instant{now.ms + wait}};
}

}  // namespace

class FlowClock::Inside {
public:
    explicit Inside(App& app) : app_(app), thread_([this] { run(); }) {}
    ~Inside();

private:
    void run();
    bool tick();  ///< whether there may be more at once
    int waiting(Instant now);
    bool must_wait(store::Id id, Instant now);
    void put_off(store::Id id, Instant now, const Error& why);  ///< with `mutex_` held

    App& app_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::map<store::Id, Later> later_;  ///< what failed, until it succeeds
    int under_way_ = 0;                 ///< commands given and not answered yet
    std::thread thread_;
};

FlowClock::Inside::~Inside() {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
    wake_.wait(lock, [&] { return under_way_ == 0; });
    lock.unlock();
    thread_.join();
}

void FlowClock::Inside::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        const bool more = tick();
        lock.lock();
        // The next portion is asked for when the last is done: what is still under way would be found again.
        wake_.wait(lock, [&] { return stopping_ || under_way_ == 0; });
        if (!more) wake_.wait_for(lock, beat, [&] { return stopping_; });
    }
}

bool FlowClock::Inside::tick() {
    const auto now = app_.world.now();
    std::vector<store::Id> due;
    // What waits to be tried again is found each time and must not stand in the way of the others.
    const auto asked = portion + waiting(now);
    const auto read = app_.store.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(due, store::applications_due(from, now, asked));
        return {};
    });
    if (!read) {
        log::warn("flow_clock.read", {{"error", read.error().en()}});
        return false;
    }
    const bool more = static_cast<int>(due.size()) == asked;
    std::erase_if(due, [&](store::Id id) { return must_wait(id, now); });
    const store::Acting machine{{0, "", "", 0}, now};
    for (const auto id : due) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return false;
            ++under_way_;
        }
        app_.store.write(
            [this, id, machine](store::Tx& tx) -> Result<void> {
                ZHUPI_TRY(const auto receipt, store::act(tx, app_.office(), machine, id, approval::command::Tick{}));
                tell_noted(tx, receipt.noted);
                return {};
            },
            [this, id, now](const Result<void>& done) {
                const std::lock_guard lock(mutex_);
                if (done)
                    later_.erase(id);
                else
                    put_off(id, now, done.error());
                if (--under_way_ == 0) wake_.notify_all();
            },
            {id, 0});
    }
    return more;
}

int FlowClock::Inside::waiting(Instant now) {
    const std::lock_guard lock(mutex_);
    // What has long been tried again without being due any more has been led out of its flow by somebody.
    std::erase_if(later_, [&](const auto& one) { return one.second.again.ms + longest_wait_ms < now.ms; });
    return static_cast<int>(
        std::count_if(later_.begin(), later_.end(), [&](const auto& one) { return one.second.again > now; }));
}

bool FlowClock::Inside::must_wait(store::Id id, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = later_.find(id);
    return found != later_.end() && found->second.again > now;
}

void FlowClock::Inside::put_off(store::Id id, Instant now, const Error& why) {
    auto& later = later_[id];
    later = after_failure(later, now);
    log::warn("flow_clock.tick",
              {{"application", std::to_string(id)}, {"error", why.en()}, {"failures", std::to_string(later.failures)}});
}

FlowClock::FlowClock(App& app) : inside_(std::make_unique<Inside>(app)) {}
FlowClock::~FlowClock() = default;

}  // namespace zhupi::server
