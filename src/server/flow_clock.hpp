#pragma once
// Lets the timers of flows go off: five times a second it asks the store which applications have one that is due, and
// gives each a command of its own, grouped with everybody else's. A million timers that are not due cost one look at an
// index.

#include "server/app.hpp"

#include <memory>

namespace zhupi::server {

class FlowClock {
public:
    /// `app` outlives this.
    explicit FlowClock(App& app);
    FlowClock(const FlowClock&) = delete;
    FlowClock& operator=(const FlowClock&) = delete;
    ~FlowClock();  ///< waits for what is under way

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace zhupi::server
