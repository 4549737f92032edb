#include "store/postgres/listener.hpp"

#include "base/log.hpp"

namespace zhupi::store::postgres {

using std::chrono::milliseconds;

Listener::~Listener() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Listener::start(Hear hear) {
    hear_ = std::move(hear);
    thread_ = std::thread([this] { loop(); });
}

bool Listener::stopped_within(milliseconds time) {
    std::unique_lock lock(mutex_);
    return wake_.wait_for(lock, time, [&] { return stopping_; });
}

/// A bug in the listener's own code ends one word, not the process.
void Listener::pass_on(std::string_view said) {
    try {
        hear_(said);
    } catch (const std::exception& thrown) {
        log::error("store.listener_threw", {{"what", thrown.what()}});
    }
}

void Listener::loop() {
    constexpr milliseconds look_up{200}, before_trying_again{1000};
    for (bool first = true; !stopped_within(milliseconds{0}); first = false) {
        auto connection = Connection::open(address_);
        if (!connection || !(*connection)->query("LISTEN zhupi", {}, {})) {
            if (stopped_within(before_trying_again)) return;
            continue;
        }
        if (!first) pass_on({});  // something may have been said meanwhile
        for (bool listening = true; listening && !stopped_within(milliseconds{0});) {
            const auto said = (*connection)->notifications(look_up);
            listening = said.has_value();
            if (listening)
                for (const auto& one : *said) pass_on(one);
        }
    }
}

}  // namespace zhupi::store::postgres
