#pragma once
// Hears what is told (Tx::tell) by LISTEN/NOTIFY, which keeps the order of commits,, on a connection and a thread of
// its own.

#include "store/postgres/connection.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace zhupi::store::postgres {

class Listener {
public:
    using Hear = std::function<void(std::string_view)>;

    explicit Listener(Address address) : address_(std::move(address)) {}
    ~Listener();

    /// Once.
    void start(Hear hear);

private:
    void loop();
    void pass_on(std::string_view said);
    bool stopped_within(std::chrono::milliseconds time);

    Address address_;
    Hear hear_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace zhupi::store::postgres
