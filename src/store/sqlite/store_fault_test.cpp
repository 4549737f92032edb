// What is left when the machine lets us down: killed in the middle, a full disk, a reader that never ends.

#include "store/event_log.hpp"
#include "store/sequence.hpp"
#include "store/sqlite/connection.hpp"
#include "store/test_support.hpp"

#include <atomic>
#include <cstdlib>
#include <future>
#include <random>
#include <set>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

constexpr int acknowledgements = 3;  ///< the file descriptor on which the child tells what was answered
constexpr const char* folder_variable = "ZHUPI_TEST_FOLDER";

/// One command of the child: a row and an event that must both be there, or neither.
Result<std::int64_t> step(Tx& tx) {
    ZHUPI_TRY(const auto id, next_value(tx, "id/step"));
    ZHUPI_CHECK(tx.run("INSERT INTO step (id) VALUES ($1)", {id}));
    ZHUPI_CHECK(append(tx, {"step/" + std::to_string(id), 1, "step.made", Instant{id}, "{}", "", "{}"}));
    return id;
}

class Child {
public:
    /// This very program, told to run only the test case that is otherwise skipped.
    explicit Child(const std::string& folder) {
        int ends[2];
        if (::pipe(ends) != 0) bug("no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], acknowledgements);
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
        ::setenv(folder_variable, folder.c_str(), 1);
        std::string program = "store_test", only = "--test-case=child: writes until it is killed", all = "--no-skip";
        char* arguments[] = {program.data(), only.data(), all.data(), nullptr};
        const int failed = ::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        ::unsetenv(folder_variable);
        ::close(ends[1]);
        read_end_ = ends[0];
        if (failed != 0) bug("cannot start the child");
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        kill();
        ::close(read_end_);
    }

    /// The next step that was answered; nothing when the child is gone.
    std::optional<std::int64_t> next() const {
        std::int64_t id = 0;
        return ::read(read_end_, &id, sizeof id) == sizeof id ? std::optional(id) : std::nullopt;
    }
    void kill() {
        if (pid_ == 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

private:
    pid_t pid_ = 0;
    int read_end_ = -1;
};

/// A disk on which no file may grow beyond a size; given back at the end.
class SmallDisk {
public:
    explicit SmallDisk(std::int64_t largest_file) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{static_cast<rlim_t>(largest_file), before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, SIG_DFL);
    }

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("child: writes until it is killed" * doctest::skip()) {
    const char* folder = std::getenv(folder_variable);
    if (!folder) return;  // started by hand
    auto store = open_store(folder);
    std::vector<std::thread> clients;
    for (int c = 0; c < 4; ++c)
        clients.emplace_back([&] {
            for (;;) {
                std::int64_t id = 0;
                must(store->write([&](Tx& tx) -> Result<void> {
                    ZHUPI_TRY(id, step(tx));
                    return {};
                }));
                if (::write(acknowledgements, &id, sizeof id) != sizeof id) return;
            }
        });
    for (auto& client : clients) client.join();
}

TEST_CASE("after kill -9 everything that was answered is there, whole, and nothing is there twice") {
    Folder folder;
    must(run(*must(open_sqlite(folder.path())), "CREATE TABLE step (id INTEGER PRIMARY KEY) STRICT"));
    std::mt19937 random(11);
    std::set<std::int64_t> answered;
    for (int round = 0; round < 8; ++round) {
        CAPTURE(round);
        {
            Child child(folder.path());
            const auto enough = answered.size() + 20 + random() % 300;
            while (answered.size() < enough) {
                const auto id = child.next();
                REQUIRE(id);
                CHECK(answered.insert(*id).second);
            }
            child.kill();
            while (const auto id = child.next()) CHECK(answered.insert(*id).second);  // answered before it died
        }
        auto store = must(open_sqlite(folder.path()));
        must(store->read([&](Snapshot& from) -> Result<void> {
            std::set<std::int64_t> kept;
            ZHUPI_CHECK(from.query("SELECT id FROM step", {}, [&](const Row& row) { kept.insert(row.integer(0)); }));
            CHECK(std::includes(kept.begin(), kept.end(), answered.begin(), answered.end()));
            ZHUPI_TRY(const auto head, log_head(from));
            ZHUPI_TRY(const auto verdict, verify_chain(from, 1, head.seq));
            CHECK(verdict.intact);
            CHECK(head.seq == static_cast<std::int64_t>(kept.size()));
            CHECK(number(from, "SELECT COUNT(*) FROM step s JOIN event e ON e.stream = 'step/' || s.id") == head.seq);
            CHECK(number(from, "SELECT value FROM sequence WHERE name = 'id/step'") == head.seq);
            return {};
        }));
    }
}

TEST_CASE("on a full disk writes fail with a sentence, nothing is half done, and with room again the store goes on") {
    Folder folder;
    auto store = must(open_sqlite(folder.path()));
    must(run(*store, "CREATE TABLE page (id INTEGER PRIMARY KEY, v TEXT NOT NULL) STRICT"));
    const std::string text(20'000, 'x');
    std::atomic<std::int64_t> answered{0}, full{0}, other{0};
    const auto write_some = [&](int count) {
        std::vector<std::promise<void>> done(static_cast<std::size_t>(count));
        for (auto& one : done)
            store->write(
                [&](Tx& tx) -> Result<void> {
                    ZHUPI_CHECK(tx.run("INSERT INTO page (v) VALUES ($1)", {text}));
                    return {};
                },
                [&](Result<void> result) {
                    ++(result ? answered : result.error().is(err::store_full) ? full : other);
                    one.set_value();
                });
        for (auto& one : done) one.get_future().wait();
    };
    write_some(20);
    for (int round = 0; round < 3; ++round) {
        {
            const SmallDisk small(store->figures().log_bytes + 300'000);
            for (int i = 0; i < 4; ++i) write_some(30);
        }
        CHECK(full > 0);
        CHECK(number(*store, "SELECT COUNT(*) FROM page") == answered);
        full = 0;
        write_some(20);
        CHECK(full == 0);
        CHECK(number(*store, "SELECT COUNT(*) FROM page") == answered);
    }
    CHECK(other == 0);
    store.reset();
    store = must(open_sqlite(folder.path()));
    CHECK(number(*store, "SELECT COUNT(*) FROM page") == answered);
    must(store->read([](Snapshot& from) {
        return from.query("PRAGMA integrity_check", {}, [](const Row& row) { CHECK(row.text(0) == "ok"); });
    }));
}

TEST_CASE("a work larger than the disk takes its group with it, and nothing of the group is kept") {
    Folder folder;
    auto store = must(open_sqlite(folder.path()));
    must(run(*store, "CREATE TABLE page (id INTEGER PRIMARY KEY, v TEXT NOT NULL) STRICT"));
    const SmallDisk small(4'000'000);
    // More than the page cache holds: SQLite must spill to the disk in the middle of the work.
    const auto huge =
        run(*store,
            "INSERT INTO page (v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000) "
            "SELECT printf('%.*c', 20000, 'x') FROM n");
    CHECK(failed_with(huge, err::store_full));
    CHECK(number(*store, "SELECT COUNT(*) FROM page") == 0);
    must(run(*store, "INSERT INTO page (v) VALUES ('small')"));
    CHECK(number(*store, "SELECT COUNT(*) FROM page") == 1);
}

TEST_CASE("a reader that holds the log makes it grow; once it ends, the log starts over and is cut back") {
    Folder folder;
    auto store = must(open_sqlite(folder.path()));
    must(run(*store, "CREATE TABLE page (id INTEGER PRIMARY KEY, v TEXT NOT NULL) STRICT"));
    std::string text(1 << 20, 'x');
    const auto overwrite = [&] {
        for (std::size_t i = 0; i < text.size(); i += 100) ++text[i];  // pages that stay the same are not written
        must(run(*store, "INSERT INTO page (id, v) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET v = excluded.v",
                 {text}));
    };
    overwrite();
    must(store->read([&](Snapshot& from) -> Result<void> {
        CHECK(number(from, "SELECT COUNT(*) FROM page") == 1);
        for (int i = 0; i < 270; ++i) overwrite();
        return {};
    }));
    CHECK(store->figures().log_bytes > 270LL << 20);
    for (int waited = 0; store->figures().log_bytes > 256LL << 20 && waited < 600; ++waited) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        overwrite();
    }
    CHECK(store->figures().log_bytes <= 256LL << 20);
}
