#pragma once
// Moves pages from the write-ahead log into the database beside the writer, so that no client waits for it: gently
// every second, and with a moment of the writer's time once the log is long, so that it starts over from its beginning.

#include "store/sqlite/connection.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace zhupi::store::sqlite {

class Checkpointer {
public:
    explicit Checkpointer(std::unique_ptr<Connection> connection);
    ~Checkpointer();

    /// Learns of the log's length after every commit on `writer`, which must go before the checkpointer does.
    void watch(Connection& writer);

private:
    void loop();
    void checkpoint();
    void log_is(int pages);

    std::unique_ptr<Connection> connection_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false, long_ = false;
    bool warned_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace zhupi::store::sqlite
