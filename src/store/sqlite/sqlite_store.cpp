#include "store/sqlite/sqlite_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "store/migrations.hpp"
#include "store/sqlite/connection.hpp"

namespace zhupi::store {
namespace {

using sqlite::Connection;
using std::chrono::milliseconds;

constexpr std::size_t largest_group = 256;
constexpr std::int64_t page_bytes = 4096;
constexpr std::int64_t restart_above_bytes = 16 << 20;  ///< a write-ahead log this long is worth making readers move on

/// Holds the folder for this process, until it goes.
class FolderLock {
  public:
    static Result<FolderLock> take(const std::string& folder) {
        FolderLock lock;
        lock.fd_ = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (lock.fd_ < 0) return fail(err::store_open, {{"path", folder}, {"detail", std::strerror(errno)}});
        if (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) return fail(err::store_locked, {{"path", folder}});
        return lock;
    }
    FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock() {
        if (fd_ >= 0) ::close(fd_);
    }

  private:
    FolderLock() = default;
    int fd_ = -1;
};

std::int64_t file_size(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? info.st_size : 0;
}

/// What the append-only log means in this dialect.
constexpr const char* guards[] = {
    "CREATE TRIGGER IF NOT EXISTS event_is_final BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER IF NOT EXISTS event_is_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
};

/// Runs `work` in the transaction that is open on `connection`, alone in a savepoint.
Result<void> run_alone(Connection& connection, const Write& work) {
    connection.control("SAVEPOINT work");
    Result<void> result = fail(Error{});
    try {
        result = work(connection);
    } catch (const std::exception& thrown) {
        log::error("store.work_threw", {{"what", thrown.what()}});
        result = fail(err::bug, {{"trace", "-"}});
    }
    if (!result) connection.control("ROLLBACK TO work");
    connection.control("RELEASE work");
    return result;
}

class SqliteStore final : public Store {
  public:
    SqliteStore(std::string path, FolderLock lock, std::unique_ptr<Connection> writer,
                std::vector<std::unique_ptr<Connection>> readers, const SqliteOptions& options)
        : path_(std::move(path)), lock_(std::move(lock)), options_(options), writer_(std::move(writer)), readers_(std::move(readers)) {
        write_thread_ = std::thread([this] { write_loop(); });
        checkpoint_thread_ = std::thread([this] { checkpoint_loop(); });
    }
    ~SqliteStore() override;

    void write(Write work, Done done) override;
    using Store::write;
    Result<void> read(const Read& work) override;
    Figures figures() const override;
    std::string_view name() const override { return "sqlite"; }

  private:
    struct Job {
        Write work;
        Done done;
        Result<void> result = fail(Error{});
    };
    void write_loop();
    void commit_group(std::deque<Job>& group);
    void checkpoint_loop();

    std::string path_;
    FolderLock lock_;
    SqliteOptions options_;

    std::unique_ptr<Connection> writer_;
    mutable std::mutex queue_mutex_;
    std::condition_variable queue_filled_;
    std::deque<Job> queue_;
    bool stopping_ = false;

    std::mutex readers_mutex_;
    std::condition_variable reader_free_;
    std::vector<std::unique_ptr<Connection>> readers_;

    std::condition_variable checkpoint_wake_;
    std::atomic<std::int64_t> commits_{0}, writes_{0};
    std::thread write_thread_, checkpoint_thread_;
};

SqliteStore::~SqliteStore() {
    {
        const std::lock_guard lock(queue_mutex_);
        stopping_ = true;
    }
    queue_filled_.notify_all();
    checkpoint_wake_.notify_all();
    write_thread_.join();
    checkpoint_thread_.join();
    sqlite3_wal_checkpoint_v2(writer_->raw(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

void SqliteStore::write(Write work, Done done) {
    std::optional<Error> refused;
    {
        const std::lock_guard lock(queue_mutex_);
        if (stopping_)
            refused = Error{&err::store_stopped, {}, {}};
        else if (queue_.size() >= options_.most_waiting)
            refused = Error{&err::store_failed, {}, {{"detail", "too many writes are waiting"}}};
        else
            queue_.push_back({std::move(work), std::move(done)});
    }
    if (refused) return done(fail(std::move(*refused)));
    queue_filled_.notify_one();
}

void SqliteStore::write_loop() {
    std::deque<Job> group;
    for (;;) {
        {
            std::unique_lock lock(queue_mutex_);
            queue_filled_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && group.size() < largest_group) {
                group.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
        }
        commit_group(group);
        group.clear();
    }
}

void SqliteStore::commit_group(std::deque<Job>& group) {
    int rc = writer_->control("BEGIN IMMEDIATE");
    if (rc == SQLITE_OK) {
        for (auto& job : group) job.result = run_alone(*writer_, job.work);
        rc = writer_->control("COMMIT");
    }
    if (rc != SQLITE_OK) {
        const auto error = sqlite::error_of(writer_->raw(), rc);
        log::error("store.commit_failed", {{"code", std::to_string(rc)}, {"detail", sqlite3_errmsg(writer_->raw())}});
        if (sqlite3_get_autocommit(writer_->raw()) == 0) writer_->control("ROLLBACK");
        for (auto& job : group)
            if (job.result || job.result.error().code == nullptr) job.result = fail(error);
    } else {
        ++commits_;
        writes_ += static_cast<std::int64_t>(group.size());
    }
    for (auto& job : group) job.done(std::move(job.result));
}

Result<void> SqliteStore::read(const Read& work) {
    std::unique_ptr<Connection> reader;
    {
        std::unique_lock lock(readers_mutex_);
        reader_free_.wait(lock, [&] { return !readers_.empty(); });
        reader = std::move(readers_.back());
        readers_.pop_back();
    }
    struct GiveBack {
        SqliteStore& store;
        std::unique_ptr<Connection>& reader;
        ~GiveBack() {
            reader->set_deadline(milliseconds(0));
            reader->control("COMMIT");
            const std::lock_guard lock(store.readers_mutex_);
            store.readers_.push_back(std::move(reader));
            store.reader_free_.notify_one();
        }
    } give_back{*this, reader};
    reader->set_deadline(milliseconds(options_.read_limit_ms));
    reader->control("BEGIN");
    return work(*reader);
}

/// Moves the log's pages into the database beside the writer, so that no client pays for it.
void SqliteStore::checkpoint_loop() {
    auto connection = Connection::open(path_, Connection::Mode::read_write);
    if (!connection) return log::error("store.checkpointer_failed", {{"detail", connection.error().en()}});
    std::unique_lock lock(queue_mutex_);
    while (!stopping_) {
        checkpoint_wake_.wait_for(lock, milliseconds(1000), [&] { return stopping_; });
        lock.unlock();
        int pages = 0, moved = 0;
        sqlite3_wal_checkpoint_v2((*connection)->raw(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
        if (pages * page_bytes > restart_above_bytes)
            sqlite3_wal_checkpoint_v2((*connection)->raw(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
        lock.lock();
    }
}

Store::Figures SqliteStore::figures() const {
    Figures figures;
    figures.commits = commits_;
    figures.writes = writes_;
    figures.bytes = file_size(path_);
    figures.log_bytes = file_size(path_ + "-wal");
    const std::lock_guard lock(queue_mutex_);
    figures.waiting = static_cast<std::int64_t>(queue_.size());
    return figures;
}

Result<void> prepare_tables(Connection& connection) {
    if (const int rc = connection.control("BEGIN IMMEDIATE"); rc != SQLITE_OK) return fail(sqlite::error_of(connection.raw(), rc));
    auto ran = migrate(connection, system_now());
    for (const char* guard : guards)
        if (ran) connection.control(guard);
    const int rc = connection.control(ran ? "COMMIT" : "ROLLBACK");
    if (!ran) return fail(std::move(ran.error()));
    if (rc != SQLITE_OK) return fail(sqlite::error_of(connection.raw(), rc));
    return {};
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder, const SqliteOptions& options) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(err::store_open, {{"path", folder}, {"detail", std::strerror(errno)}});
    ZHUPI_TRY(auto lock, FolderLock::take(folder));
    const auto path = folder + "/city.db";
    ZHUPI_TRY(auto writer, Connection::open(path, Connection::Mode::read_write));
    ZHUPI_CHECK(prepare_tables(*writer));
    std::vector<std::unique_ptr<Connection>> readers;
    for (int i = 0; i < options.readers; ++i) {
        ZHUPI_TRY(auto reader, Connection::open(path, Connection::Mode::read_only));
        readers.push_back(std::move(reader));
    }
    return std::make_unique<SqliteStore>(path, std::move(lock), std::move(writer), std::move(readers), options);
}

}  // namespace zhupi::store
