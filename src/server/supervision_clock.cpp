#include "server/supervision_clock.hpp"

#include "base/log.hpp"
#include "server/neighbours.hpp"
#include "supervision/orders.hpp"
#include "supervision/radar.hpp"
#include "supervision/warnings.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace zhupi::server {
namespace {

constexpr auto rest_between = std::chrono::seconds(2);
/// Cases for one transaction, and events for one look of the radar: commands get between.
constexpr int marks_at_once = 100, events_at_once = 500;

}  // namespace

class SupervisionClock::Inside {
public:
    Inside(App& app, const supervision::Rules& rules) : app_(app), rules_(rules), thread_([this] { run(); }) {}
    ~Inside() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }

private:
    void run() {
        for (;;) {
            const bool more = well("marks", mark()) | well("radar", sweep());
            std::unique_lock lock(mutex_);
            const auto rest = more ? std::chrono::milliseconds(5) : std::chrono::milliseconds(rest_between);
            if (wake_.wait_for(lock, rest, [this] { return stopping_; })) return;
        }
    }

    /// Whether there may be more at once. What goes wrong is told once while it stays the same.
    bool well(const std::string& what, const Result<bool>& done) {
        auto& told = told_[what];
        const auto problem = done ? std::string() : done.error().en();
        if (!problem.empty() && problem != told) log::warn("supervision." + what, {{"error", problem}});
        told = problem;
        return done && *done;
    }

    Result<bool> mark() {
        const auto now = app_.world.now();
        const auto office = app_.office();
        bool any = false;
        ZHUPI_CHECK(app_.store.read([&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(any, supervision::anything_to_mark(from, office, rules_, now));
            return {};
        }));
        if (!any) return false;
        ZHUPI_CHECK(app_.store.write([&](store::Tx& tx) -> Result<void> {
            ZHUPI_TRY(auto noted, supervision::mark_warnings(tx, office, rules_, now, marks_at_once));
            ZHUPI_TRY(const auto orders, supervision::mark_overdue(tx, office, now, marks_at_once));
            noted.insert(noted.end(), orders.begin(), orders.end());
            tell_noted(tx, noted);
            return {};
        }));
        return true;
    }

    Result<bool> sweep() { return supervision::sweep(app_.store, app_.office(), rules_.radar, events_at_once); }

    App& app_;
    const supervision::Rules& rules_;
    std::map<std::string, std::string> told_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

SupervisionClock::SupervisionClock(App& app, const supervision::Rules& rules)
    : inside_(std::make_unique<Inside>(app, rules)) {}
SupervisionClock::~SupervisionClock() = default;

}  // namespace zhupi::server
