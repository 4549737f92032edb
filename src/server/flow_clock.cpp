#include "server/flow_clock.hpp"

#include "base/log.hpp"
#include "server/neighbours.hpp"
#include "store/flow_editions.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace zhupi::server {
namespace {

constexpr auto beat = std::chrono::milliseconds(200);
/// At a time: enough that groups are full, few enough that people's commands get between.
constexpr int portion = 200;

}  // namespace

class FlowClock::Inside {
public:
    explicit Inside(App& app) : app_(app), thread_([this] { run(); }) {}
    ~Inside();

private:
    void run();
    bool tick();  ///< whether there may be more at once

    App& app_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    bool failed_ = false;  ///< some command of the last portion: the rest waits for the next beat
    int under_way_ = 0;    ///< commands given and not answered yet
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
    const auto read = app_.store.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_TRY(due, store::applications_due(from, now, portion));
        return {};
    });
    if (!read) {
        log::warn("flow_clock.read", {{"error", read.error().en()}});
        return false;
    }
    failed_ = false;
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
            [this, id](const Result<void>& done) {
                if (!done)
                    log::warn("flow_clock.tick", {{"application", std::to_string(id)}, {"error", done.error().en()}});
                const std::lock_guard lock(mutex_);
                failed_ = failed_ || !done;
                if (--under_way_ == 0) wake_.notify_all();
            },
            {id, 0});
    }
    return due.size() == portion && !failed_;
}

FlowClock::FlowClock(App& app) : inside_(std::make_unique<Inside>(app)) {}
FlowClock::~FlowClock() = default;

}  // namespace zhupi::server
