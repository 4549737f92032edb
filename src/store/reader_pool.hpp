#pragma once
// Connections for reading. A read sees one moment of the store, however long it takes and whatever is written
// meanwhile.

#include "store/sqlite/connection.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace zhupi::store::sqlite {

class ReaderPool {
public:
    explicit ReaderPool(std::vector<std::unique_ptr<Connection>> readers) : free_(std::move(readers)) {}

    /// err::store_busy when no connection came free within the limit.
    Result<void> read(const Read& work, std::chrono::milliseconds limit);

private:
    class Lease;

    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> free_;
};

}  // namespace zhupi::store::sqlite
