// What every store promises; run against the embedded one, and against PostgreSQL where ZHUPI_TEST_STORE names one.

#include "store/event_log.hpp"
#include "store/test_support.hpp"

#include <atomic>
#include <future>
#include <thread>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;

namespace {

/// Holds the writer's thread inside a work until told to let go.
class Plug {
public:
    explicit Plug(Store& store) {
        std::promise<void> inside;
        auto entered = inside.get_future();
        store.write(
            [this, &inside](Tx&) -> Result<void> {
                inside.set_value();
                released_.get_future().wait();
                return {};
            },
            [this](Result<void>) { answered_.set_value(); });
        entered.wait();
    }
    ~Plug() {
        released_.set_value();
        answered_.get_future().wait();
    }

private:
    std::promise<void> released_, answered_;
};

void make_table(Store& store) { must(run(store, "CREATE TABLE t (id BIGINT, v BIGINT)")); }

}  // namespace

TEST_CASE("a work that fails or throws is rolled back alone, while others share its commit") {
    Folder folder;
    auto store = open_store(folder.path());
    make_table(*store);
    const auto before = store->figures();
    std::vector<std::promise<Result<void>>> answers(9);
    {
        const Plug plug(*store);  // so that all of them are waiting when the next group is taken
        for (int i = 0; i < 9; ++i)
            store->write(
                [i](Tx& tx) -> Result<void> {
                    ZHUPI_CHECK(tx.run("INSERT INTO t (id, v) VALUES ($1, $1)", {i}));
                    if (i % 3 == 1) return fail(err::idempotency_mismatch);
                    if (i % 3 == 2) throw std::runtime_error("a bug");
                    return {};
                },
                [&answers, i](Result<void> result) {
                    answers[static_cast<std::size_t>(i)].set_value(std::move(result));
                });
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        CAPTURE(i);
        const auto result = answers[i].get_future().get();
        if (i % 3 == 0) CHECK(result);
        if (i % 3 == 1) CHECK(failed_with(result, err::idempotency_mismatch));
        if (i % 3 == 2) CHECK(failed_with(result, err::bug));
    }
    CHECK(number(*store, "SELECT COUNT(*) FROM t") == 3);
    CHECK(number(*store, "SELECT SUM(id) FROM t") == 0 + 3 + 6);
    const auto after = store->figures();
    CHECK(after.writes - before.writes == 10);
    CHECK(after.commits - before.commits == 2);
}

TEST_CASE("a work sees what the works before it in the same group have done") {
    Folder folder;
    auto store = open_store(folder.path());
    must(run(*store, "CREATE TABLE counter (n BIGINT NOT NULL)"));
    must(run(*store, "INSERT INTO counter VALUES (0)"));
    {
        const Plug plug(*store);
        for (int i = 0; i < 300; ++i)
            store->write(
                [](Tx& tx) -> Result<void> {
                    const auto n = number(tx, "SELECT n FROM counter");
                    ZHUPI_CHECK(tx.run("UPDATE counter SET n = $1", {n + 1}));
                    return {};
                },
                [](Result<void> result) { CHECK(result); });
    }
    must(run(*store, "UPDATE counter SET n = n + 0"));
    CHECK(number(*store, "SELECT n FROM counter") == 300);
}

TEST_CASE("an answer comes only after the commit: another connection sees the row") {
    Folder folder;
    auto store = open_store(folder.path());
    make_table(*store);
    for (int i = 1; i <= 50; ++i) {
        std::promise<std::int64_t> seen;
        store->write(
            [&](Tx& tx) -> Result<void> {
                ZHUPI_CHECK(tx.run("INSERT INTO t (id) VALUES ($1)", {i}));
                return {};
            },
            [&](Result<void>) { seen.set_value(number(*store, "SELECT MAX(id) FROM t")); });
        CHECK(seen.get_future().get() == i);
    }
}

TEST_CASE("an answer that throws hurts nobody else") {
    Folder folder;
    auto store = open_store(folder.path());
    make_table(*store);
    store->write([](Tx&) -> Result<void> { return {}; },
                 [](Result<void>) { throw std::runtime_error("a bug in the answer"); });
    CHECK(run(*store, "INSERT INTO t (v) VALUES (1)"));
}

TEST_CASE("what waits when the store closes is still done and answered") {
    Folder folder;
    std::atomic<int> answered{0};
    {
        auto store = open_store(folder.path());
        make_table(*store);
        auto plug = std::make_optional<Plug>(*store);
        for (int i = 0; i < 1000; ++i)
            store->write(
                [](Tx& tx) -> Result<void> {
                    ZHUPI_CHECK(tx.run("INSERT INTO t (v) VALUES (1)", {}));
                    return {};
                },
                [&](Result<void> result) { answered += result ? 1 : 0; });
        plug.reset();
    }
    CHECK(answered == 1000);
    auto store = open_store(folder.path());
    CHECK(number(*store, "SELECT COUNT(*) FROM t") == 1000);
}

TEST_CASE("when too many wait, further ones are refused at once") {
    Folder folder;
    auto store = open_store(folder.path(), {.readers = 1, .most_waiting = 2});
    int refused = 0;
    {
        const Plug plug(*store);
        for (int i = 0; i < 5; ++i)
            store->write([](Tx&) -> Result<void> { return {}; },
                         [&](Result<void> result) { refused += failed_with(result, err::store_busy) ? 1 : 0; });
        CHECK(refused == 3);
        CHECK(store->figures().waiting == 2);
    }
}

TEST_CASE("a read sees one moment, whatever is written meanwhile") {
    Folder folder;
    auto store = open_store(folder.path());
    make_table(*store);
    must(run(*store, "INSERT INTO t (id, v) VALUES (1, 500), (2, 500)"));
    std::atomic<bool> stop{false};
    std::thread mover([&] {
        for (std::int64_t i = 0; !stop; ++i) {
            const auto sum = (i * 7) % 1001;
            must(store->write([&](Tx& tx) -> Result<void> {
                ZHUPI_CHECK(tx.run("UPDATE t SET v = $1 WHERE id = 1", {sum}));
                ZHUPI_CHECK(tx.run("UPDATE t SET v = 1000 - $1 WHERE id = 2", {sum}));
                return {};
            }));
        }
    });
    std::atomic<int> torn{0};
    std::vector<std::thread> readers;
    for (int r = 0; r < 6; ++r)  // more than there are connections
        readers.emplace_back([&] {
            for (int i = 0; i < 100; ++i)
                must(store->read([&](Snapshot& from) -> Result<void> {
                    const auto one = number(from, "SELECT v FROM t WHERE id = 1");
                    std::this_thread::yield();
                    if (one + number(from, "SELECT v FROM t WHERE id = 2") != 1000) ++torn;
                    return {};
                }));
        });
    for (auto& reader : readers) reader.join();
    stop = true;
    mover.join();
    CHECK(torn == 0);
}

TEST_CASE("a read that throws gives its connection back") {
    Folder folder;
    auto store = open_store(folder.path(), {.readers = 1});
    for (int i = 0; i < 3; ++i)
        CHECK_THROWS_AS(static_cast<void>(store->read([](Snapshot&) -> Result<void> { bug("thrown"); })), BugError);
    CHECK(number(*store, "SELECT 5") == 5);
}

TEST_CASE("a read has a time limit, and so has waiting for a connection") {
    Folder folder;
    auto store = open_store(folder.path(), {.readers = 1});
    const auto endless = [](Snapshot& from) {
        return from.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n", {},
                          [](const Row&) {});
    };
    CHECK(failed_with(store->read(endless, 20), err::store_timeout));
    must(store->read([&](Snapshot&) -> Result<void> {
        std::async(std::launch::async, [&] {
            CHECK(failed_with(store->read([](Snapshot&) -> Result<void> { return {}; }, 20), err::store_busy));
        }).wait();
        return {};
    }));
    CHECK(number(*store, "SELECT 6") == 6);
}

TEST_CASE("events are never changed and never deleted") {
    Folder folder;
    auto store = open_store(folder.path());
    must(store->write([](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(append(tx, {"project/1", 1, "project.registered", Instant{5}, "{}", "", "{}"}));
        return {};
    }));
    for (const auto* sql : {"UPDATE event SET payload = 'x'", "DELETE FROM event"})
        CHECK_MESSAGE(failed_with(run(*store, sql), err::bug), sql);
    CHECK(number(*store, "SELECT COUNT(*) FROM event WHERE payload = '{}'") == 1);
}
