#pragma once
// Connections for reading: each read has one to itself for as long as it lasts.

#include "store/channel.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace zhupi::store {

class ReaderPool {
public:
    explicit ReaderPool(std::vector<std::unique_ptr<Channel>> channels) : free_(std::move(channels)) {}

    /// Waits for a connection if all are out; err::store_busy when none comes back within the limit.
    Result<void> read(const Read& work, std::chrono::milliseconds limit);

private:
    class Lease;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Channel>> free_;
};

}  // namespace zhupi::store
