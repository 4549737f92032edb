// What PostgreSQL brings with it: servers that go and come back, several processes on one log, months.

#include "store/postgres/postgres_store.hpp"

#include "store/event_log.hpp"
#include "store/migrations.hpp"
#include "store/postgres/connection.hpp"
#include "store/test_support.hpp"

#include <future>
#include <thread>

using namespace zhupi;
using namespace zhupi::store;
using namespace zhupi::store::test;
using postgres::Connection;

namespace {

/// Skips the test, saying so, where there is no server.
struct Server {
    Folder folder;
    std::string url = test_server() ? schema_url(test_server(), folder.path()) : "";
    bool absent() const {
        if (url.empty()) MESSAGE("ABSENT: no PostgreSQL server in ZHUPI_TEST_STORE");
        return url.empty();
    }
    std::unique_ptr<Store> open(int readers = 2) const { return must(open_postgres({url, "", readers, 10'000})); }
    std::unique_ptr<Connection> connection() const {
        return must(Connection::open({url, postgres::Use::writing, nullptr}));
    }
};

NewEvent event_of(const std::string& stream, std::int64_t version, std::int64_t at = 1'790'000'000'000) {
    return {stream, version, "case.accepted", Instant{at}, "{}", "", "{}"};
}

Result<void> append_one(Store& store, NewEvent event) {
    return store.write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(append(tx, event));
        return {};
    });
}

ChainVerdict verdict_of(Store& store) {
    ChainVerdict verdict;
    must(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(const auto head, log_head(from));
        ZHUPI_TRY(verdict, verify_chain(from, 1, head.seq));
        return {};
    }));
    return verdict;
}

std::vector<std::string> schema(Connection& db) {
    std::vector<std::string> out;
    must(
        db.query("SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || "
                 "COALESCE(collation_name, '') FROM information_schema.columns WHERE table_schema = current_schema() "
                 "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
                 {}, [&](const Row& row) { out.emplace_back(row.text(0)); }));
    return out;
}

/// Cuts every connection to the schema's database but the one that asks.
void cut_connections(const Server& server) {
    const auto killer = server.connection();
    must(
        killer->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
                      "application_name = 'zhupi'",
                      {}, {}));
}

}  // namespace

TEST_CASE("from every earlier version the newest is reached on PostgreSQL, and it is the same one") {
    const Server fresh;
    if (fresh.absent()) return;
    const auto all = migrations();
    const auto reached = [&](std::size_t earlier) {
        const Server server;
        const auto db = server.connection();
        const auto go = [&](std::span<const Migration> steps) {
            must(db->begin());
            const auto ran = must(migrate(*db, steps, postgres::translate, Instant{1}));
            must(db->commit());
            return ran;
        };
        go(all.first(earlier));
        CHECK(go(all) == static_cast<int>(all.size() - earlier));
        CHECK(go(all) == 0);
        auto found = schema(*db);
        for (auto& line : found)  // definitions of indexes name their schema
            if (const auto at = line.find(schema_of(server.folder.path())); at != line.npos)
                line.replace(at, schema_of(server.folder.path()).size(), "city");
        return found;
    };
    const auto newest = reached(0);
    CHECK(newest.size() > 100);
    for (std::size_t earlier = 1; earlier <= all.size(); ++earlier) {
        CAPTURE(earlier);
        CHECK(reached(earlier) == newest);
    }
}

TEST_CASE("connections that were cut come back by themselves, and nothing is done twice") {
    const Server server;
    if (server.absent()) return;
    const auto store = server.open();
    for (int i = 1; i <= 5; ++i) {
        must(append_one(*store, event_of("s", i)));
        cut_connections(server);
        CHECK(number(*store, "SELECT COUNT(*) FROM event") == i);
    }
    CHECK(verdict_of(*store).intact);
    CHECK(number(*store, "SELECT COUNT(*) FROM event") == 5);
}

TEST_CASE("a connection cut in the middle of a work lets the work run again from its beginning") {
    const Server server;
    if (server.absent()) return;
    const auto store = server.open();
    int runs = 0;
    must(store->write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(append(tx, event_of("s", 1)));
        if (++runs == 1) cut_connections(server);
        ZHUPI_CHECK(tx.run("INSERT INTO sequence (name, value) VALUES ('x', 1)", {}));
        return {};
    }));
    CHECK(runs == 2);
    CHECK(number(*store, "SELECT COUNT(*) FROM event") == 1);
}

TEST_CASE("a server that is not there is said to be away, without the password") {
    const auto opened = open_postgres({"postgres://zhupi:secret@127.0.0.1:1/zhupi", "", 1, 1});
    REQUIRE(failed_with(opened, err::store_away));
    CHECK(opened.error().en().find("secret") == std::string::npos);
    CHECK(failed_with(open_postgres({"mysql://somewhere", "", 1, 1}), err::store_url));
}

TEST_CASE("two processes on one database keep one log, without gaps and without a conflict") {
    const Server server;
    if (server.absent()) return;
    const auto here = server.open(), there = server.open();
    constexpr int each = 100;
    std::atomic<int> failures{0};
    std::vector<std::thread> clients;
    for (int c = 0; c < 4; ++c)
        clients.emplace_back([&, c] {
            for (int i = 1; i <= each; ++i)
                if (!append_one(c % 2 == 0 ? *here : *there, event_of("client/" + std::to_string(c), i))) ++failures;
        });
    for (auto& client : clients) client.join();
    CHECK(failures == 0);
    CHECK(verdict_of(*here).intact);
    CHECK(verdict_of(*there).events == 4 * each);
}

TEST_CASE("what is told is heard by every process, in the order of commits, and not when it was undone") {
    const Server server;
    if (server.absent()) return;
    const auto here = server.open(), there = server.open();
    struct Ear {
        std::mutex mutex;
        std::vector<std::string> heard;
        std::promise<void> last;
        void hear(std::string_view text) {
            const std::lock_guard lock(mutex);
            heard.emplace_back(text);
            if (text == "last") last.set_value();
        }
    } ears[2];
    here->listen([&](std::string_view text) { ears[0].hear(text); });
    there->listen([&](std::string_view text) { ears[1].hear(text); });
    std::this_thread::sleep_for(std::chrono::milliseconds(300));  // LISTEN has no answer to wait for
    const auto tell = [](Store& store, std::string text, bool keep = true) {
        static_cast<void>(store.write([&](Tx& tx) -> Result<void> {
            tx.tell(text);
            return keep ? Result<void>{} : fail(err::idempotency_key);
        }));
    };
    tell(*here, "第一");
    tell(*there, "undone", false);
    tell(*there, "second");
    tell(*here, "last");
    for (auto& ear : ears) {
        REQUIRE(ear.last.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
        CHECK(ear.heard == std::vector<std::string>{"第一", "second", "last"});
    }
}

TEST_CASE("each month has a part of the log of its own, and the whole is read as one") {
    const Server server;
    if (server.absent()) return;
    const auto store = server.open();
    constexpr std::int64_t day = 86'400'000;
    for (std::int64_t i = 0; i < 12; ++i)
        must(append_one(*store, event_of("s", i + 1, 1'760'000'000'000 + i * 20 * day)));
    CHECK(verdict_of(*store).events == 12);
    CHECK(verdict_of(*store).intact);
    CHECK(number(*store,
                 "SELECT COUNT(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhparent "
                 "WHERE c.relname = 'event' AND c.relnamespace = current_schema()::regnamespace") == 8);
    must(store->read([](Snapshot& from) -> Result<void> {
        const auto stream = must(read_stream(from, "s"));
        for (std::size_t i = 0; i < stream.size(); ++i) CHECK(stream[i].version == static_cast<std::int64_t>(i) + 1);
        CHECK(stream.size() == 12);
        return {};
    }));
}

TEST_CASE("what no text can hold is an error of the caller, and the work before it is undone") {
    const Server server;
    if (server.absent()) return;
    const auto store = server.open();
    CHECK(failed_with(run(*store, "INSERT INTO sequence (name, value) VALUES ($1, 1)", {std::string("a\0b", 3)}),
                      err::store_text));
    CHECK(failed_with(run(*store, "INSERT INTO sequence (name, value) VALUES ($1, 1)", {"\xff\xfe"}), err::store_text));
    must(run(*store, "INSERT INTO sequence (name, value) VALUES ($1, 1)", {"二"}));
    CHECK(number(*store, "SELECT COUNT(*) FROM sequence") == 1);
}
