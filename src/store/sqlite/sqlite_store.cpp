#include "store/sqlite/sqlite_store.hpp"

#include "base/error_codes.hpp"
#include "base/time.hpp"
#include "store/group_writer.hpp"
#include "store/migrations.hpp"
#include "store/reader_pool.hpp"
#include "store/recent.hpp"
#include "store/sqlite/checkpointer.hpp"
#include "store/sqlite/dialect.hpp"
#include "store/sqlite/folder_lock.hpp"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

namespace zhupi::store {
namespace {

using namespace sqlite;

std::int64_t size_of(const std::string& path) {
    struct stat info{};
    return ::stat(path.c_str(), &info) == 0 ? info.st_size : 0;
}

class SqliteStore final : public Store {
public:
    SqliteStore(std::string path, FolderLock lock, std::unique_ptr<Connection> checkpointer,
                std::unique_ptr<Connection> writer, std::vector<std::unique_ptr<Channel>> readers,
                const SqliteOptions& options)
        : path_(std::move(path)),
          lock_(std::move(lock)),
          checkpointer_(std::move(checkpointer)),
          writer_(watched(std::move(writer)), options.most_waiting),
          readers_(std::move(readers)) {}

    using Store::write;
    void write(Write work, Done done, Wanted) override { writer_.submit(std::move(work), std::move(done), {}); }
    Result<void> read(const Read& work, std::int64_t limit_ms) override {
        return readers_.read(work, std::chrono::milliseconds(limit_ms));
    }
    Figures figures() const override {
        return {writer_.commits(), writer_.writes(), static_cast<std::int64_t>(writer_.waiting()), size_of(path_),
                size_of(path_ + "-wal")};
    }
    std::string_view name() const override { return "sqlite"; }
    void listen(std::function<void(std::string_view)> hear) override { writer_.set_hear(std::move(hear)); }

private:
    std::unique_ptr<Connection> watched(std::unique_ptr<Connection> writer) {
        checkpointer_.watch(*writer);
        writer->recent = &recent_;
        return writer;
    }

    std::string path_;
    FolderLock lock_;            // given back last
    Checkpointer checkpointer_;  // the writer tells it of every commit, so it goes after the writer
    RecentStates recent_;        // the writer's
    GroupWriter writer_;
    ReaderPool readers_;
};

/// Without a writer, a lock or a checkpointer: another process has these.
class ReadingStore final : public Store {
public:
    explicit ReadingStore(std::vector<std::unique_ptr<Channel>> readers) : readers_(std::move(readers)) {}
    using Store::write;
    void write(Write, Done done, Wanted) override { done(fail(err::store_read_only)); }
    Result<void> read(const Read& work, std::int64_t limit_ms) override {
        return readers_.read(work, std::chrono::milliseconds(limit_ms));
    }
    Figures figures() const override { return {}; }
    std::string_view name() const override { return "sqlite"; }
    void listen(std::function<void(std::string_view)>) override {}

private:
    ReaderPool readers_;
};

Result<void> bring_up_to_date(Connection& connection) {
    ZHUPI_CHECK(connection.control("BEGIN IMMEDIATE"));
    auto ready = migrate(connection, migrations(), translate, system_now());
    if (!ready) return fail(std::move(ready.error()));  // closing the connection rolls back
    ZHUPI_CHECK(guard_log(connection));
    return connection.control("COMMIT");
}

/// An error of opening, with the file it is about.
Error opening(const std::string& path, const Error& error) {
    if (error.is(err::store_read_only) || error.is(err::store_failed) || error.is(err::store_full))
        return {&err::store_open, {}, {{"path", path}, {"detail", error.en()}}};
    return error;
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const std::string& folder, const SqliteOptions& options) {
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(err::store_open, {{"path", folder}, {"detail", std::strerror(errno)}});
    ZHUPI_TRY(auto lock, FolderLock::take(folder));
    const auto path = folder + "/city.db";
    const auto open = [&]() -> Result<std::unique_ptr<Store>> {
        ZHUPI_TRY(auto writer, Connection::open(path, Mode::read_write));
        ZHUPI_CHECK(bring_up_to_date(*writer));
        ZHUPI_CHECK(writer->flush_apart(path));
        ZHUPI_TRY(auto checkpointer, Connection::open(path, Mode::read_write));
        std::vector<std::unique_ptr<Channel>> readers;
        for (int i = 0; i < options.readers; ++i) {
            ZHUPI_TRY(auto reader, Connection::open(path, Mode::read_only));
            readers.push_back(std::move(reader));
        }
        return std::make_unique<SqliteStore>(path, std::move(lock), std::move(checkpointer), std::move(writer),
                                             std::move(readers), options);
    };
    auto opened = open();
    if (!opened) return fail(opening(path, opened.error()));
    return opened;
}

Result<std::unique_ptr<Store>> open_sqlite_for_reading(const std::string& folder) {
    const auto path = folder + "/city.db";
    if (size_of(path) == 0) return fail(err::store_open, {{"path", path}, {"detail", std::strerror(ENOENT)}});
    auto reader = Connection::open(path, Mode::read_only);
    if (!reader) return fail(opening(path, reader.error()));
    std::int64_t found = 0;
    const auto asked =
        (*reader)->query("SELECT MAX(number) FROM migration", {}, [&](const Row& row) { found = row.integer(0); });
    if (!asked) return fail(opening(path, asked.error()));
    const auto known = migrations().back().number;
    if (found != known)
        return fail(found > known ? err::store_newer : err::store_older,
                    {{"found", std::to_string(found)}, {"known", std::to_string(known)}});
    std::vector<std::unique_ptr<Channel>> readers;
    readers.push_back(std::move(*reader));
    return std::make_unique<ReadingStore>(std::move(readers));
}

}  // namespace zhupi::store
