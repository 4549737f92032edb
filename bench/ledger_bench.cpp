// The evidence log: how many events a second it takes durably, and how long a proof takes in a large log.
//
//   ledger_bench DIR [LEAVES] [SECONDS]      LEAVES: 10,000,000 without it
//
// The bar of the plan: 5,000 appends a second, durable; a proof in less than 1 ms (p99) among 10 million entries.
//
//   disk        what the folder's disk gives: one page and fdatasync
//   append      entries of events, both trees, signed checkpoints, everything synced; batches as the reader would take
//   them from store  the reader itself: events out of SQLite into the log, as after a start proof       entry, path and
//   checkpoint out of a log of LEAVES, places at random; tiles are in the system's cache as a
//               busy server's are, but nothing of ours is kept between two proofs

#include "ledger/keeper.hpp"
#include "ledger/test_keys.hpp"
#include "measure.hpp"
#include "store/sqlite/sqlite_store.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

using namespace zhupi;
using namespace zhupi::ledger;
using namespace zhupi::bench;
using ledger::testing::event_at;
using ledger::testing::make_keys;

namespace {

namespace fs = std::filesystem;

template <class T>
T need(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().en().c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Salts salts() { return Salts(crypto::Secret(std::string(32, 's'))); }

void add_events(store::Store& store, std::int64_t first, std::int64_t last) {
    need(store.write([&](store::Tx& tx) -> Result<void> {
        for (auto seq = first; seq <= last; ++seq) ZHUPI_CHECK(store::append(tx, event_at(seq)));
        return {};
    }));
}

void measure_appends(const std::string& folder, std::size_t batch, double seconds) {
    const auto place = folder + "/append" + std::to_string(batch);
    auto log = need(KeptLog::open(place, make_keys(), system_now()));
    const auto salt = salts();
    std::size_t done = 0;
    Latencies latencies;
    std::vector<float> mine;
    const auto begin = Steady::now();
    while (seconds_since(begin) < seconds) {
        std::vector<std::string> entries;
        for (std::size_t i = 0; i < batch; ++i)
            entries.push_back(evidence_of(event_at(static_cast<std::int64_t>(done + i + 1)), salt).text());
        const auto start = Steady::now();
        need(log.append(entries, system_now()));
        mine.push_back(static_cast<float>(seconds_since(start) * 1000));
        done += batch;
    }
    latencies.add(mine);
    say(("append, durable, batches of " + std::to_string(batch)).c_str(), 1, done, seconds_since(begin), latencies, 0);
    fs::remove_all(place);
}

void measure_reader(const std::string& folder, std::int64_t events) {
    const auto place = folder + "/city";
    fs::create_directories(place);
    auto store = need(store::open_sqlite(place));
    for (std::int64_t first = 1; first <= events; first += 5'000) add_events(*store, first, first + 4'999);
    Policy nobody;
    nobody.quorum = "none";
    const auto begin = Steady::now();
    {
        const Keeper keeper(
            *store, {place + "/ledger", 1'000, nobody}, make_keys(), salts(),
            [](const auto&, const auto&) -> Result<HttpAnswer> { return HttpAnswer{}; }, system_now);
        while (keeper.status().size < static_cast<std::uint64_t>(events))
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const auto seconds = seconds_since(begin);
    std::printf("%-44s %25.0f /s   (%lld events in %.1f s)\n", "from store: SQLite to log, durable",
                static_cast<double>(events) / seconds, static_cast<long long>(events), seconds);
    std::fflush(stdout);
    store.reset();
    fs::remove_all(place);
}

/// Writes without syncing: a large log to read from is wanted soon.
class Unsynced final : public TileStore {
public:
    explicit Unsynced(std::string folder) : folder_(std::move(folder)) {}
    Result<std::optional<std::string>> read(std::string_view) override { return std::nullopt; }
    Result<void> write(std::string_view path, std::string_view bytes) override {
        const fs::path file = folder_ + "/" + std::string(path);
        if (file.parent_path() != last_) fs::create_directories(last_ = file.parent_path());
        std::ofstream(file, std::ios::binary) << bytes;
        return {};
    }

private:
    std::string folder_;
    fs::path last_;
};

void measure_proofs(const std::string& folder, std::uint64_t leaves, double seconds) {
    const auto place = folder + "/large";
    Unsynced out(place);
    Tree tree(out, Hash::sha256, Keeps::entries);
    auto entry = evidence_of(event_at(1), salts()).text();
    for (std::uint64_t i = 0; i < leaves; ++i) {
        std::memcpy(entry.data() + 10, &i, sizeof i);  // unlike the others; nobody parses it here
        need(tree.add(entry));
    }
    need(tree.flush());
    const std::string root(bytes_of(tree.root()));
    std::atomic<std::uint64_t> wrong{0};
    for (const std::size_t clients : {1, 2})
        closed_loop("proof: entry, path, checkpoint", clients, seconds, [&](std::size_t client, bool& failed) {
            thread_local std::mt19937_64 random(client);
            const auto index = random() % leaves;
            FolderStore tiles(place);
            EntryReader entries(tiles, leaves);
            const auto found = need(entries.at(index));
            const auto path = need(prove_inclusion(Hash::sha256, index, leaves, nodes_of(tiles, Hash::sha256, leaves)));
            failed =
                !verify_inclusion(Hash::sha256, index, leaves, bytes_of(leaf_hash(Hash::sha256, found)), path, root);
            return true;
        });
    fs::remove_all(place);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fputs("ledger_bench DIR [LEAVES] [SECONDS]\n", stderr);
        return 2;
    }
    const std::string folder = arguments[1];
    const auto leaves = count > 2 ? std::stoull(arguments[2]) : 10'000'000ULL;
    const auto seconds = count > 3 ? std::stod(arguments[3]) : 10.0;
    fs::create_directories(folder);
    measure_disk(folder, seconds / 4);
    for (const std::size_t batch : {64, 512, 4096}) measure_appends(folder, batch, seconds);
    measure_reader(folder, 200'000);
    measure_proofs(folder, leaves, seconds);
}
