#include "main/store_commands.hpp"

#include "base/error_codes.hpp"
#include "main/exit_codes.hpp"
#include "main/runtime.hpp"
#include "store/archive.hpp"
#include "store/copy.hpp"
#include "store/postgres/postgres_store.hpp"
#include "store/replay.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <CLI/CLI.hpp>

namespace zhupi {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t whole_city_ms = 24 * 3'600'000;  ///< a snapshot of a large city is read for long
constexpr const char* passphrase_variable = "ZHUPI_BACKUP_PASSPHRASE";
/// What a data folder holds besides rows; unfinished uploads are left to be begun anew.
const std::vector<std::string> parts = {"blobs", "city", "demo-accounts.json"};

int complain(const std::string& words) {
    std::fputs(words.c_str(), stderr);
    return failed;
}
int complain(const Error& error) { return complain(in_words(error)); }

struct Options {
    Place place;
    std::string file, key_file, to;
};

/// From the key file, or from the words in the environment: a command line is read by everybody on the machine.
Result<store::ArchiveKey> key_of(const Options& options) {
    if (!options.key_file.empty()) {
        std::ifstream file(options.key_file, std::ios::binary);
        std::stringstream bytes;
        if (file) bytes << file.rdbuf();
        if (bytes.str().size() < 32) return fail(err::archive_key_file, {{"path", options.key_file}});
        return store::ArchiveKey{bytes.str(), false};
    }
    const char* words = std::getenv(passphrase_variable);
    if (!words || std::string_view(words).size() < 12)
        return fail(err::archive_passphrase, {{"name", passphrase_variable}});
    return store::ArchiveKey{words, true};
}

Result<std::unique_ptr<store::Store>> open_for_reading(const Place& place) {
    if (!place.store.empty()) return store::open_postgres({place.store, "", 1, 1});
    return store::open_sqlite_for_reading(place.data);
}

/// Folds the log of a store and compares; says how it went.
Result<store::ReplayReport> replayed(store::Store& store, const City& city, const char* which) {
    store::ReplayReport report;
    ZHUPI_CHECK(store.read(
        [&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(report, store::verify_by_replay(from, {city.calendar, Zone{}}));
            return {};
        },
        whole_city_ms));
    for (const auto& difference : report.differences) std::printf("%s differs: %s\n", which, difference.c_str());
    std::printf("%s: %s events=%lld projects=%lld applications=%lld cases=%lld head=%s\n", which,
                report.exact() ? "verified" : "DIFFERS", static_cast<long long>(report.events),
                static_cast<long long>(report.projects), static_cast<long long>(report.applications),
                static_cast<long long>(report.cases), report.head.substr(0, 16).c_str());
    return report;
}

int backup(const Options& options) {
    const auto key = key_of(options);
    if (!key) return complain(key.error());
    auto store = open_for_reading(options.place);
    if (!store) return complain(store.error());
    store::ArchiveCounts counts;
    const auto done = (*store)->read(
        [&](store::Snapshot& from) -> Result<void> {
            ZHUPI_TRY(counts, store::write_archive(from, options.place.data, parts, options.file, *key));
            return {};
        },
        whole_city_ms);
    if (!done) return complain(done.error());
    std::printf("%s: rows=%lld files=%lld bytes=%lld\n", options.file.c_str(), static_cast<long long>(counts.rows),
                static_cast<long long>(counts.files), static_cast<long long>(counts.bytes));
    return well;
}

int restore(const Options& options) {
    const auto key = key_of(options);
    if (!key) return complain(key.error());
    if (fs::exists(options.place.data) && !fs::is_empty(options.place.data))
        return complain(Error{&err::store_not_empty, {}, {{"table", options.place.data}}});
    // The city's own configuration comes out of the backup, so that the runtime is opened only afterwards.
    {
        std::error_code ec;
        fs::create_directories(options.place.data, ec);
        auto store = options.place.store.empty() ? store::open_sqlite(options.place.data)
                                                 : store::open_postgres({options.place.store, "", 2, 10'000});
        if (!store) return complain(store.error());
        const auto counts = store::read_archive(options.file, *key, **store, options.place.data);
        if (!counts) return complain(counts.error());
        std::printf("%s: rows=%lld files=%lld\n", options.file.c_str(), static_cast<long long>(counts->rows),
                    static_cast<long long>(counts->files));
    }
    auto runtime = Runtime::open(options.place);
    if (!runtime) return complain(runtime.error());
    const auto report = replayed((*runtime)->store(), (*runtime)->city(), "restored");
    if (!report) return complain(report.error());
    return report->exact() ? well : differs;
}

/// Moves the rows of a SQLite city into PostgreSQL; files stay where they are.
int migrate(const Options& options) {
    if (!fs::exists(options.place.data + "/city.db"))
        return complain(options.place.data + ": 没有 SQLite 城市数据 / holds no SQLite city\n");
    auto runtime = Runtime::open({options.place.data, {}, {}});
    if (!runtime) return complain(runtime.error());
    auto& from = **runtime;
    const auto before = replayed(from.store(), from.city(), "sqlite");
    if (!before) return complain(before.error());
    if (!before->exact()) return differs;
    auto into = store::open_postgres({options.to, "", 2, 10'000});
    if (!into) return complain(into.error());
    if (const auto empty = store::need_empty(**into); !empty) return complain(empty.error());
    store::Loader loader(**into);
    const auto moved = from.store().read(
        [&](store::Snapshot& rows) -> Result<void> {
            ZHUPI_CHECK(store::copy_rows(rows, loader));
            return loader.finish();
        },
        whole_city_ms);
    if (!moved) return complain(moved.error());
    std::printf("moved: rows=%lld\n", static_cast<long long>(loader.rows()));
    const auto after = replayed(**into, from.city(), "postgres");
    if (!after) return complain(after.error());
    const bool equal = after->exact() && after->head == before->head && after->events == before->events;
    std::printf("%s\n", equal ? "equal" : "DIFFERENT");
    if (equal)
        std::printf("以后请用 from now on: zhupi serve --data %s --store %s\n", options.place.data.c_str(),
                    store::without_password(options.to).c_str());
    return equal ? well : differs;
}

void add_common(CLI::App& command, Options& options) {
    command.add_option("--data", options.place.data, "数据目录 data folder")->required()->envname("ZHUPI_DATA");
    command.add_option("--store", options.place.store, "PostgreSQL 地址 postgres://…")->envname("ZHUPI_STORE");
    command.add_option(
        "--key-file", options.key_file,
        "密钥文件，至少 32 字节；不写则用环境变量 ZHUPI_BACKUP_PASSPHRASE 的口令  file of 32 bytes or more; without "
        "it the words in ZHUPI_BACKUP_PASSPHRASE");
}

}  // namespace

void add_store_commands(CLI::App& app, int& code) {
    const auto options = std::make_shared<Options>();
    auto* backup_command =
        app.add_subcommand("backup", "备份（服务可继续运行） write an encrypted backup, also while serving");
    add_common(*backup_command, *options);
    backup_command->add_option("--to", options->file, "备份文件 file to write")->required();
    backup_command->callback([options, &code] { code = backup(*options); });

    auto* restore_command =
        app.add_subcommand("restore", "恢复并重放核对 restore into an empty place, and verify by replay");
    restore_command->add_option("file", options->file, "备份文件 the backup")->required();
    add_common(*restore_command, *options);
    restore_command->callback([options, &code] { code = restore(*options); });

    auto* migrate_command =
        app.add_subcommand("migrate", "从 SQLite 迁到 PostgreSQL 并核对 move a city from SQLite into PostgreSQL");
    migrate_command->add_option("--data", options->place.data, "数据目录 data folder")->required();
    migrate_command->add_option("--to", options->to, "PostgreSQL 地址 postgres://…")->required();
    migrate_command->callback([options, &code] { code = migrate(*options); });
}

}  // namespace zhupi
