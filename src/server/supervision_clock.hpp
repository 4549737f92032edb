#pragma once
// Marks what has come close to its limit or past it, and lets the radar read on: on a thread of its own, whether
// anybody looks or not. What it has marked is in the store, so it goes on after a restart where it was.

#include "server/app.hpp"
#include "supervision/rules.hpp"

#include <memory>

namespace zhupi::server {

class SupervisionClock {
public:
    /// Both outlive this.
    SupervisionClock(App& app, const supervision::Rules& rules);
    SupervisionClock(const SupervisionClock&) = delete;
    SupervisionClock& operator=(const SupervisionClock&) = delete;
    ~SupervisionClock();  ///< waits for what is under way

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace zhupi::server
