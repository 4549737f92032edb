#include "store/postgres/postgres_store.hpp"

#include "base/error_codes.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "store/group_writer.hpp"
#include "store/migrations.hpp"
#include "store/postgres/connection.hpp"
#include "store/postgres/listener.hpp"
#include "store/reader_pool.hpp"

#include <atomic>

namespace zhupi::store {
namespace {

using namespace postgres;

constexpr int oldest_version = 150000;
constexpr std::int64_t standby_rest_ms = 5'000;  ///< a standby that failed is not asked again for so long

Result<std::vector<std::unique_ptr<Channel>>> open_all(const Address& address, int count) {
    std::vector<std::unique_ptr<Channel>> channels;
    for (int i = 0; i < count; ++i) {
        ZHUPI_TRY(auto one, Connection::open(address));
        channels.push_back(std::move(one));
    }
    return channels;
}

class PostgresStore final : public Store {
public:
    PostgresStore(std::unique_ptr<Channel> writer, std::vector<std::unique_ptr<Channel>> readers,
                  std::vector<std::unique_ptr<Channel>> standby, const Address& listening, std::size_t most_waiting)
        : listener_(listening),
          has_standby_(!standby.empty()),
          readers_(std::move(readers)),
          standby_(std::move(standby)),
          writer_(std::move(writer), most_waiting) {}

    using Store::write;
    void write(Write work, Done done, Wanted wanted) override {
        writer_.submit(std::move(work), std::move(done), wanted);
    }

    Result<void> read(const Read& work, std::int64_t limit_ms) override {
        const std::chrono::milliseconds limit(limit_ms);
        if (has_standby_ && system_now().ms >= standby_rests_until_) {
            bool begun = false;
            auto result = standby_.read(
                [&](Snapshot& from) {
                    begun = true;
                    return work(from);
                },
                limit);
            if (result || begun) return result;
            // It is behind, or away: the primary answers.
            if (!result.error().is(err::store_busy)) standby_rests_until_ = system_now().ms + standby_rest_ms;
        }
        return readers_.read(work, limit);
    }

    Figures figures() const override {
        Figures figures{writer_.commits(), writer_.writes(), static_cast<std::int64_t>(writer_.waiting()), 0, 0};
        const auto sized = readers_.read(
            [&](Snapshot& from) {
                return from.query("SELECT pg_database_size(current_database())", {},
                                  [&](const Row& row) { figures.bytes = row.integer(0); });
            },
            std::chrono::milliseconds(2000));
        if (!sized) figures.bytes = -1;
        return figures;
    }
    std::string_view name() const override { return "postgres"; }
    void listen(std::function<void(std::string_view)> hear) override { listener_.start(std::move(hear)); }

private:
    Listener listener_;
    const bool has_standby_;
    std::atomic<std::int64_t> standby_rests_until_{0};
    mutable ReaderPool readers_;
    ReaderPool standby_;
    GroupWriter writer_;  // goes first: it finishes what waits
};

Result<void> check_server(Connection& connection) {
    if (connection.server_version() < oldest_version)
        return fail(err::store_postgres_version, {{"found", std::to_string(connection.server_version() / 10000)}});
    std::string encoding;
    ZHUPI_CHECK(connection.query("SHOW server_encoding", {}, [&](const Row& row) { encoding = row.text(0); }));
    if (encoding != "UTF8") return fail(err::store_encoding, {{"found", encoding}});
    return {};
}

/// Whether part of a text can be found by an index; asked rather than tried, for an error would end the transaction.
Result<bool> have_trigrams(Connection& connection) {
    bool there = false, may_be_made = false;
    ZHUPI_CHECK(
        connection.query("SELECT installed_version IS NOT NULL, has_database_privilege(current_database(), 'CREATE') "
                         "FROM pg_available_extensions WHERE name = 'pg_trgm'",
                         {}, [&](const Row& row) { there = row.integer(0) != 0, may_be_made = row.integer(1) != 0; }));
    if (!there && may_be_made) {
        ZHUPI_CHECK(connection.run("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public", {}));
        there = true;
    }
    if (!there) log::warn("store.no_trigrams", {{"hint", "install postgresql-contrib for a faster search"}});
    return there;
}

Result<void> bring_up_to_date(Connection& connection) {
    ZHUPI_CHECK(check_server(connection));
    ZHUPI_CHECK(connection.begin());
    ZHUPI_TRY(const bool trigrams, have_trigrams(connection));
    ZHUPI_CHECK(migrate(connection, migrations(), translate, system_now()));
    ZHUPI_CHECK(guard_log(connection));
    ZHUPI_CHECK(add_own_indexes(connection, trigrams));
    return connection.commit();
}

}  // namespace

bool is_postgres_url(std::string_view url) {
    return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

std::string without_password(std::string_view url) {
    std::string out(url);
    const auto user = out.find("://"), at = out.find('@');
    if (user == out.npos || at == out.npos) return out;
    const auto colon = out.find(':', user + 3);
    if (colon < at) out.erase(colon, at - colon);
    return out;
}

Result<std::unique_ptr<Store>> open_postgres(const PostgresOptions& options) {
    if (!is_postgres_url(options.url)) return fail(err::store_url, {{"url", without_password(options.url)}});
    const auto committed = std::make_shared<Committed>();
    const Address writing{options.url, Use::writing, committed}, reading{options.url, Use::reading, committed},
        standby{options.standby, Use::standby, committed};
    ZHUPI_TRY(auto writer, Connection::open(writing));
    ZHUPI_CHECK(bring_up_to_date(*writer));
    ZHUPI_TRY(auto readers, open_all(reading, options.readers));
    std::vector<std::unique_ptr<Channel>> standbys;
    if (!options.standby.empty()) {
        ZHUPI_TRY(standbys, open_all(standby, options.readers));
    }
    return std::make_unique<PostgresStore>(std::move(writer), std::move(readers), std::move(standbys), reading,
                                           options.most_waiting);
}

}  // namespace zhupi::store
