#include "store/reader_pool.hpp"

#include "base/error_codes.hpp"

namespace zhupi::store {

/// A connection on loan; it comes back without a snapshot, however the work ended.
class ReaderPool::Lease {
public:
    Lease(ReaderPool& pool, std::chrono::milliseconds limit) : pool_(pool) {
        std::unique_lock lock(pool_.mutex_);
        if (!pool_.returned_.wait_for(lock, limit, [&] { return !pool_.free_.empty(); })) return;
        channel_ = std::move(pool_.free_.back());
        pool_.free_.pop_back();
    }
    ~Lease() {
        if (!channel_) return;
        channel_->end_reading();
        {
            const std::lock_guard lock(pool_.mutex_);
            pool_.free_.push_back(std::move(channel_));
        }
        pool_.returned_.notify_one();
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Channel* channel() { return channel_.get(); }

private:
    ReaderPool& pool_;
    std::unique_ptr<Channel> channel_;
};

Result<void> ReaderPool::read(const Read& work, std::chrono::milliseconds limit) {
    Lease lease(*this, limit);
    auto* channel = lease.channel();
    if (!channel) return fail(err::store_busy);
    ZHUPI_CHECK(channel->begin_reading(limit));
    return work(*channel);
}

}  // namespace zhupi::store
