#include "access/sessions.hpp"

#include <mutex>
#include <unordered_map>

#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "crypto/digest.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"

namespace zhupi::access {
namespace {

using store::Row;
using store::Snapshot;
using store::Tx;

/// How often a living session's last use is written down; between, the cache knows.
constexpr std::int64_t touch_every_ms = 60 * 1000;

struct Account {
    Id id = 0;
    std::string password;
    std::int64_t failures = 0;
    std::optional<Instant> locked_until;
};

Result<std::optional<Account>> find_account(Snapshot& from, std::string_view username) {
    std::optional<Account> found;
    ZHUPI_CHECK(from.query("SELECT id, password, failures, locked_until FROM person WHERE username = $1 AND enabled = 1",
                           {std::string(username)}, [&](const Row& row) {
                               found = Account{row.integer(0), std::string(row.text(1)), row.integer(2), {}};
                               if (!row.is_null(3)) found->locked_until = Instant{row.integer(3)};
                           }));
    return found;
}

struct SignInEvent {
    Id person = 0;
};
BOOST_DESCRIBE_STRUCT(SignInEvent, (), (person))

Result<void> record(Tx& tx, std::string_view type, Id person, Instant now) {
    const auto stream = "person/" + std::to_string(person);
    ZHUPI_TRY(const auto version, store::next_value(tx, "version/" + stream));
    const approval::Actor actor{person, {}, {}, 0};
    ZHUPI_CHECK(store::append(tx, {stream, version, std::string(type), now, json::encode(actor), {}, json::encode(SignInEvent{person})}));
    return {};
}

/// A hash that no password has: verified for unknown names, so that they take as long as known ones.
const std::string& nobodys_hash() {
    static const std::string hash = crypto::hash_password(crypto::random_token(24));
    return hash;
}

}  // namespace

struct Sessions::Cache {
    struct Entry {
        std::shared_ptr<const Session> session;
        Instant seen_at, written_at;
    };
    std::mutex mutex;
    std::unordered_map<std::string, Entry> by_digest;
};

Sessions::Sessions(store::Store& store, Clock clock)
    : store_(store), clock_(std::move(clock)), cache_(std::make_unique<Cache>()) {}
Sessions::~Sessions() = default;

Result<SignedIn> Sessions::sign_in(std::string_view username, std::string_view password) {
    const auto now = clock_();
    std::optional<Account> account;
    ZHUPI_CHECK(store_.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(account, find_account(from, username));
        return {};
    }));
    if (account && account->locked_until && *account->locked_until > now) {
        const auto minutes = (account->locked_until->ms - now.ms + 59'999) / 60'000;
        return fail(err::access_locked, {{"minutes", std::to_string(minutes)}});
    }
    const bool right = crypto::verify_password(password, account ? account->password : nobodys_hash()) && account;
    if (!account) return fail(err::access_wrong);
    if (!right) {
        ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
            const bool lock = account->failures + 1 >= failures_before_lock;
            ZHUPI_CHECK(tx.run("UPDATE person SET failures = $2, locked_until = $3 WHERE id = $1",
                               {account->id, lock ? 0 : account->failures + 1,
                                lock ? store::Value{now.ms + lock_ms} : store::Value{nullptr}}));
            return record(tx, event::user_sign_in_failed, account->id, now);
        }));
        return fail(err::access_wrong);
    }

    SignedIn signed_in;
    signed_in.token = crypto::random_token(32);
    const auto digest = crypto::sha256_hex(signed_in.token);
    signed_in.session.csrf = crypto::random_token(24);
    signed_in.session.started_at = now;
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        ZHUPI_TRY(signed_in.session.person, load_person(tx, account->id));
        ZHUPI_CHECK(tx.run("UPDATE person SET failures = 0, locked_until = NULL, last_sign_in = $2 WHERE id = $1", {account->id, now.ms}));
        ZHUPI_CHECK(tx.run("DELETE FROM session WHERE started_at < $1 OR seen_at < $2",
                           {now.ms - session_limit_ms, now.ms - idle_limit_ms}));
        ZHUPI_CHECK(tx.run("INSERT INTO session (token_digest, person, csrf, started_at, seen_at) VALUES ($1,$2,$3,$4,$4)",
                           {digest, account->id, signed_in.session.csrf, now.ms}));
        return record(tx, event::user_signed_in, account->id, now);
    }));
    const std::lock_guard lock(cache_->mutex);
    cache_->by_digest[digest] = {std::make_shared<const Session>(signed_in.session), now, now};
    return signed_in;
}

Result<std::shared_ptr<const Session>> Sessions::find(std::string_view token) {
    const auto now = clock_();
    if (token.empty()) return fail(err::access_session);
    const auto digest = crypto::sha256_hex(token);
    const auto living = [&](Instant started, Instant seen) {
        return now.ms - started.ms < session_limit_ms && now.ms - seen.ms < idle_limit_ms;
    };
    bool touch = false;
    std::shared_ptr<const Session> known;
    {
        const std::lock_guard lock(cache_->mutex);
        const auto found = cache_->by_digest.find(digest);
        if (found != cache_->by_digest.end()) {
            auto& entry = found->second;
            if (!living(entry.session->started_at, entry.seen_at)) {
                cache_->by_digest.erase(found);
                return fail(err::access_session);
            }
            entry.seen_at = now;
            touch = now.ms - entry.written_at.ms > touch_every_ms;
            if (touch) entry.written_at = now;
            known = entry.session;
        }
    }
    if (known) {
        if (touch)
            ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
                ZHUPI_CHECK(tx.run("UPDATE session SET seen_at = $2 WHERE token_digest = $1", {digest, now.ms}));
                return {};
            }));
        return known;
    }

    Session session;
    Instant seen;
    Id person = 0;
    ZHUPI_CHECK(store_.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_CHECK(from.query("SELECT person, csrf, started_at, seen_at FROM session WHERE token_digest = $1", {digest},
                               [&](const Row& row) {
                                   person = row.integer(0);
                                   session.csrf = row.text(1);
                                   session.started_at = Instant{row.integer(2)};
                                   seen = Instant{row.integer(3)};
                               }));
        if (person == 0 || !living(session.started_at, seen)) return fail(err::access_session);
        ZHUPI_TRY(session.person, load_person(from, person));
        return {};
    }));
    if (!session.person.enabled) return fail(err::access_session);
    known = std::make_shared<const Session>(std::move(session));
    const std::lock_guard lock(cache_->mutex);
    cache_->by_digest[digest] = {known, now, seen};
    return known;
}

Result<void> Sessions::sign_out(std::string_view token) {
    const auto digest = crypto::sha256_hex(token);
    Id person = 0;
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        ZHUPI_CHECK(tx.query("SELECT person FROM session WHERE token_digest = $1", {digest},
                             [&](const Row& row) { person = row.integer(0); }));
        if (person == 0) return {};
        ZHUPI_CHECK(tx.run("DELETE FROM session WHERE token_digest = $1", {digest}));
        return record(tx, event::user_signed_out, person, clock_());
    }));
    const std::lock_guard lock(cache_->mutex);
    cache_->by_digest.erase(digest);
    return {};
}

Result<void> Sessions::change_password(const Person& person, std::string_view old_password, std::string_view new_password) {
    std::optional<Account> account;
    ZHUPI_CHECK(store_.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_TRY(account, find_account(from, person.username));
        return {};
    }));
    if (!account || !crypto::verify_password(old_password, account->password)) return fail(err::access_wrong, {}, "/oldPassword");
    ZHUPI_CHECK(check_password(new_password, person.username));
    const auto hash = crypto::hash_password(new_password);
    const store::Acting acting{{person.id, {}, person.department, person.organisation}, clock_()};
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> { return access::change_password(tx, acting, hash); }));
    forget(person.id);
    return {};
}

void Sessions::forget(Id person) {
    const std::lock_guard lock(cache_->mutex);
    std::erase_if(cache_->by_digest, [&](const auto& entry) { return entry.second.session->person.id == person; });
}

}  // namespace zhupi::access
