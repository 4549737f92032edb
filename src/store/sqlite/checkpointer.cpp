#include "store/sqlite/checkpointer.hpp"

#include "base/log.hpp"

namespace zhupi::store::sqlite {
namespace {

using std::chrono::milliseconds;

constexpr int page_bytes = 4096;
constexpr int long_pages = (16 << 20) / page_bytes;     ///< worth a look before the usual pause is over
constexpr int restart_pages = (48 << 20) / page_bytes;  ///< worth asking the writer for a moment
constexpr int alarm_pages = (256 << 20) / page_bytes;   ///< a reader holds the log: see who
constexpr milliseconds usual_pause{1000}, shortest_pause{200};
constexpr std::chrono::microseconds look_again{200};
constexpr int most_looks = 50;  ///< while readers are in the way and the writer waits

/// SQLite's own waiting sleeps up to a tenth of a second at a time; our readers are gone in a fraction of that.
int wait_for_readers(void*, int looks) {
    std::this_thread::sleep_for(look_again);
    return looks < most_looks ? 1 : 0;
}

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
    sqlite3_busy_handler(connection_->raw(), wait_for_readers, nullptr);
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
    const auto move = [&](int mode) { sqlite3_wal_checkpoint_v2(connection_->raw(), nullptr, mode, &pages, &moved); };
    move(SQLITE_CHECKPOINT_PASSIVE);
    if (pages >= restart_pages) {
        // The writer stands still during the third: the second moves what has come while the first one ran.
        move(SQLITE_CHECKPOINT_PASSIVE);
        move(SQLITE_CHECKPOINT_RESTART);
    }
    const bool alarming = pages - moved >= alarm_pages;
    if (alarming && !warned_)
        log::warn("store.log_is_long", {{"bytes", std::to_string(std::int64_t{pages} * page_bytes)}});
    warned_ = alarming;
}

}  // namespace zhupi::store::sqlite
