#include "store/sqlite/reader_pool.hpp"

#include "base/error_codes.hpp"

namespace zhupi::store::sqlite {

/// A connection on loan; it comes back without a transaction and without a limit, however the work ended.
class ReaderPool::Lease {
public:
    Lease(ReaderPool& pool, std::chrono::milliseconds limit) : pool_(pool) {
        std::unique_lock lock(pool_.mutex_);
        if (!pool_.returned_.wait_for(lock, limit, [&] { return !pool_.free_.empty(); })) return;
        connection_ = std::move(pool_.free_.back());
        pool_.free_.pop_back();
    }
    ~Lease() {
        if (!connection_) return;
        connection_->set_limit({});
        if (connection_->in_transaction()) sqlite3_exec(connection_->raw(), "ROLLBACK", nullptr, nullptr, nullptr);
        {
            const std::lock_guard lock(pool_.mutex_);
            pool_.free_.push_back(std::move(connection_));
        }
        pool_.returned_.notify_one();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection* connection() { return connection_.get(); }

private:
    ReaderPool& pool_;
    std::unique_ptr<Connection> connection_;
};

Result<void> ReaderPool::read(const Read& work, std::chrono::milliseconds limit) {
    Lease lease(*this, limit);
    auto* connection = lease.connection();
    if (!connection) return fail(err::store_busy);
    connection->set_limit(limit);
    ZHUPI_CHECK(connection->control("BEGIN"));
    return work(*connection);
}

}  // namespace zhupi::store::sqlite
