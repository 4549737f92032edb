#pragma once
// Lets the timers of flows go off: five times a second it asks the store which applications have one that is due, and
// gives each a command of its own, grouped with everybody else's. A million timers that are not due cost one look at an
// index.

#include "server/app.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace zhupi::server {

class FlowClock {
public:
    /// `app` outlives this.
    explicit FlowClock(App& app);
    FlowClock(const FlowClock&) = delete;
    FlowClock& operator=(const FlowClock&) = delete;
    ~FlowClock();

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

}  // namespace zhupi::server
