// The store alone, beside the disk's own limit and in one run: durable commands of one event and two rows, reads while
// nothing and while everything is written, and how fast the log is verified.
//
//   build/release/bench/store_bench [--seconds 3] [--data FOLDER]

#include "measure.hpp"
#include "store/event_log.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <cstdlib>
#include <filesystem>

namespace {

using namespace zhupi;
using namespace zhupi::bench;
using namespace zhupi::store;

constexpr std::int64_t rows = 100'000;

Result<void> make_tables(Store& store) {
    return store.write([](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(tx.run(
            "CREATE TABLE state (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL) STRICT", {}));
        ZHUPI_CHECK(tx.run(
            "CREATE TABLE work (id INTEGER PRIMARY KEY, due INTEGER NOT NULL, status TEXT NOT NULL) STRICT", {}));
        ZHUPI_CHECK(tx.run("CREATE INDEX work_due ON work (due, id)", {}));
        const std::string many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT $1) ";
        ZHUPI_CHECK(tx.run("INSERT INTO state " + many + "SELECT i, 0, printf('%.*c', 600, '{') FROM n", {rows}));
        ZHUPI_CHECK(tx.run("INSERT INTO work " + many + "SELECT i, i % 365, 'accepted' FROM n", {rows}));
        return {};
    });
}

/// What a case step costs the store: read a state, append an event, write the state and the row of a work list.
Result<void> command(Tx& tx, std::int64_t id, const std::string& state) {
    std::int64_t version = 0;
    ZHUPI_CHECK(tx.query("SELECT version, state FROM state WHERE id = $1", {id},
                         [&](const Row& row) { version = row.integer(0); }));
    ZHUPI_CHECK(
        append(tx, {"application/" + std::to_string(id), ++version, "case.accepted", Instant{1'790'000'000'000},
                    R"({"user":17,"role":"officer","department":"zrzy","organisation":0})", "",
                    R"({"caseId":8812,"note":"checked drawings A-01 to A-12","at":"2026-11-24T03:11:06.123Z"})"}));
    ZHUPI_CHECK(
        tx.run("INSERT INTO state (id, version, state) VALUES ($1, $2, $3) "
               "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state",
               {id, version, state}));
    ZHUPI_CHECK(
        tx.run("INSERT INTO work (id, due, status) VALUES ($1, $2, $3) "
               "ON CONFLICT (id) DO UPDATE SET due = excluded.due, status = excluded.status",
               {id, version % 365, "accepted"}));
    return {};
}

/// Numbers that look random and are the same in every run.
std::int64_t scattered(std::size_t client, std::size_t round) {
    std::uint64_t x = (client * 1'000'003 + round + 1) * 0x9E3779B97F4A7C15;
    x ^= x >> 29;
    return static_cast<std::int64_t>(x % static_cast<std::uint64_t>(rows)) + 1;
}

void measure_commands(Store& store, std::size_t clients, double seconds) {
    const std::string state(600, '}');
    std::vector<std::size_t> rounds(clients);
    const auto before = store.figures();
    closed_loop("commands: event + 2 rows, durable", clients, seconds, [&](std::size_t client, bool& failed) {
        const auto id = scattered(client, rounds[client]++);
        failed = !store.write([&](Tx& tx) { return command(tx, id, state); });
        return true;
    });
    const auto after = store.figures();
    std::printf("%44s   %.1f commands in a commit, write-ahead log %.0f MB\n", "",
                static_cast<double>(after.writes - before.writes) / static_cast<double>(after.commits - before.commits),
                static_cast<double>(after.log_bytes) / 1e6);
}

void measure_reads(const char* what, Store& store, std::size_t clients, double seconds) {
    std::vector<std::size_t> rounds(clients);
    closed_loop(what, clients, seconds, [&](std::size_t client, bool& failed) {
        std::int64_t version = -1;
        failed = !store.read([&](Snapshot& from) {
            return from.query("SELECT version, state FROM state WHERE id = $1", {scattered(client, rounds[client]++)},
                              [&](const Row& row) { version = row.integer(0); });
        });
        failed = failed || version < 0;
        return true;
    });
}

void measure_chain(Store& store) {
    const auto begin = Steady::now();
    ChainVerdict verdict;
    const auto read = store.read(
        [&](Snapshot& from) -> Result<void> {
            ZHUPI_TRY(const auto head, log_head(from));
            ZHUPI_TRY(verdict, verify_chain(from, 1, head.seq));
            return {};
        },
        600'000);
    std::printf("%-44s %lld events  %8.0f /s   %s\n", "verifying the chain of hashes",
                static_cast<long long>(verdict.events), static_cast<double>(verdict.events) / seconds_since(begin),
                read && verdict.intact ? "intact" : "BROKEN");
}

}  // namespace

int main(int argc, char** argv) {
    double seconds = 3;
    std::string data = "build/bench-store";
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--seconds") seconds = std::atof(argv[i + 1]);
        if (name == "--data") data = argv[i + 1];
    }
    std::filesystem::remove_all(data);
    std::filesystem::create_directories(data);
    measure_disk(data, seconds / 2);
    auto store = open_sqlite(data);
    if (!store) return std::fprintf(stderr, "%s\n", store.error().en().c_str()), 1;
    if (const auto made = make_tables(**store); !made)
        return std::fprintf(stderr, "%s\n", made.error().en().c_str()), 1;
    for (const std::size_t clients : {1, 8, 64, 256}) measure_commands(**store, clients, seconds);
    for (const std::size_t clients : {1, 4}) measure_reads("reads: a state by its id", **store, clients, seconds / 2);
    {
        std::thread busy([&] { measure_commands(**store, 16, seconds); });
        measure_reads("reads beside 16 writing clients", **store, 4, seconds / 2);
        busy.join();
    }
    measure_chain(**store);
    store->reset();
    std::filesystem::remove_all(data);
}
