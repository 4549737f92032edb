#include "store/sqlite/checkpointer.hpp"

#include "base/log.hpp"

namespace zhupi::store::sqlite {
namespace {

using std::chrono::milliseconds;

constexpr int page_bytes = 4096;
constexpr int long_pages = (16 << 20) / page_bytes;    ///< worth asking the writer for a moment
constexpr int alarm_pages = (256 << 20) / page_bytes;  ///< a reader holds the log: see who
constexpr milliseconds usual_pause{1000}, shortest_pause{200};
constexpr int most_ms_taken_from_the_writer = 50;

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), thread_([this] { loop(); }) {}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Checkpointer::watch(Connection& writer) {
    const auto hook = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpointer*>(self)->log_is(pages);
        return SQLITE_OK;
    };
    sqlite3_wal_hook(writer.raw(), hook, this);
}

void Checkpointer::log_is(int pages) {
    if (pages < long_pages) return;
    {
        const std::lock_guard lock(mutex_);
        long_ = true;
    }
    wake_.notify_one();
}

void Checkpointer::loop() {
    sqlite3_busy_timeout(connection_->raw(), most_ms_taken_from_the_writer);
    std::unique_lock lock(mutex_);
    for (;;) {
        // While a reader holds the log, it stays long after every try: do not try without a pause.
        wake_.wait_for(lock, shortest_pause, [&] { return stopping_; });
        wake_.wait_for(lock, usual_pause - shortest_pause, [&] { return stopping_ || long_; });
        if (stopping_) return;
        long_ = false;
        lock.unlock();
        checkpoint();
        lock.lock();
    }
}

void Checkpointer::checkpoint() {
    int pages = 0, moved = 0;
    sqlite3_wal_checkpoint_v2(connection_->raw(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    if (pages >= long_pages)
        sqlite3_wal_checkpoint_v2(connection_->raw(), nullptr, SQLITE_CHECKPOINT_RESTART, &pages, &moved);
    const bool alarming = pages - moved >= alarm_pages;
    if (alarming && !warned_)
        log::warn("store.log_is_long", {{"bytes", std::to_string(std::int64_t{pages} * page_bytes)}});
    warned_ = alarming;
}

}  // namespace zhupi::store::sqlite
