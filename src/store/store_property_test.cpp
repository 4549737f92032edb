// Random commands of random clients against a map, with failures of every kind in between.

#include "store/event_log.hpp"
#include "store/sequence.hpp"
#include "store/test_support.hpp"

#include <future>
#include <map>
#include <random>
#include <thread>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

/// What one command does to a key, and how it ends.
struct Command {
    enum class End : unsigned char { good, refused, thrown, duplicate };
    int key = 0;
    std::int64_t plus = 0;
    End end = End::good;
};

Result<void> perform(Tx& tx, const Command& command) {
    ZHUPI_CHECK(
        tx.run("INSERT INTO account (id, sum) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET sum = account.sum + $2",
               {command.key, command.plus}));
    const auto stream = "account/" + std::to_string(command.key);
    ZHUPI_TRY(const auto version, next_value(tx, "version/" + stream));
    ZHUPI_CHECK(
        append(tx, {stream, version, "account.changed", Instant{version}, "{}", "", std::to_string(command.plus)}));
    switch (command.end) {
        case Command::End::good:
            return {};
        case Command::End::refused:
            return fail(err::idempotency_mismatch);
        case Command::End::thrown:
            bug("thrown in the middle");
        case Command::End::duplicate:
            break;
    }
    ZHUPI_CHECK(tx.run("INSERT INTO account (id, sum) VALUES ($1, 0)", {command.key}));
    return {};
}

struct Account {
    std::int64_t sum = 0, version = 0;
    bool operator==(const Account&) const = default;
};
using Model = std::map<std::int64_t, Account>;

Model stored(Store& store) {
    Model model;
    must(store.read([&](Snapshot& from) -> Result<void> {
        return from.query(
            "SELECT a.id, a.sum, s.value FROM account a JOIN sequence s ON s.name = 'version/account/' || a.id", {},
            [&](const Row& row) { model[row.integer(0)] = {row.integer(1), row.integer(2)}; });
    }));
    return model;
}

/// The model folded from the log alone.
Model folded(Store& store) {
    Model model;
    must(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto head, log_head(from));
        ZHUPI_TRY(const auto verdict, verify_chain(from, 1, head.seq));
        CHECK(verdict.intact);
        CHECK(verdict.events == head.seq);
        ZHUPI_TRY(const auto events, read_after(from, 0, INT32_MAX));
        for (const auto& event : events) {
            auto& account = model[std::stoll(event.stream.substr(event.stream.find('/') + 1))];
            CHECK(event.version == ++account.version);
            account.sum += std::stoll(event.payload);
        }
        return {};
    }));
    return model;
}

}  // namespace

TEST_CASE("many clients at once leave what their acknowledged commands add up to, and the log says the same") {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        Folder folder;
        Model model;
        {
            auto store = open_store(folder.path());
            must(run(*store, "CREATE TABLE account (id BIGINT PRIMARY KEY, sum BIGINT NOT NULL)"));
            std::mutex mutex;
            std::vector<std::thread> clients;
            for (unsigned c = 0; c < 4; ++c)
                clients.emplace_back([&, c] {
                    std::mt19937 random(seed * 100 + c);
                    for (int i = 0; i < 60; ++i) {
                        const Command command{static_cast<int>(random() % 7), static_cast<std::int64_t>(random() % 100),
                                              static_cast<Command::End>(random() % 4)};
                        const auto result = store->write([&](Tx& tx) { return perform(tx, command); });
                        CHECK(result.has_value() == (command.end == Command::End::good));
                        if (!result) continue;
                        const std::lock_guard lock(mutex);
                        auto& account = model[command.key];
                        account.sum += command.plus;
                        ++account.version;
                    }
                });
            for (auto& client : clients) client.join();
            CHECK(stored(*store) == model);
            CHECK(folded(*store) == model);
        }
        auto reopened = open_store(folder.path());
        CHECK(stored(*reopened) == model);
        CHECK(folded(*reopened) == model);
    }
}
