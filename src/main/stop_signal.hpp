#pragma once
#include <csignal>

namespace zhupi {

/// Blocks the signals in every thread that is started from here on, and waits for one of them.
class StopSignal {
public:
    StopSignal() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGINT);
        sigaddset(&set_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }
    int wait() {
        int caught = 0;
        sigwait(&set_, &caught);
        return caught;
    }

private:
    sigset_t set_;
};

}  // namespace zhupi
