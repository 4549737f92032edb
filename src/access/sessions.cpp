#include "access/sessions.hpp"

#include "access/attempts.hpp"
#include "access/journal.hpp"
#include "access/session_cache.hpp"
#include "base/encoding.hpp"
#include "base/error_codes.hpp"
#include "base/event_types.hpp"
#include "crypto/digest.hpp"
#include "crypto/password.hpp"
#include "crypto/random.hpp"
#include "crypto/totp.hpp"

namespace zhupi::access {
namespace {

using store::Row;
using store::Snapshot;
using store::Tx;

struct Account {
    Id id = 0;
    std::string password, totp_secret;
    std::int64_t totp_used = 0;
};

Result<std::optional<Account>> find_account(Snapshot& from, std::string_view username) {
    std::optional<Account> found;
    ZHUPI_CHECK(from.query(
        "SELECT id, password, totp_secret, totp_used FROM person WHERE username = $1 AND enabled = 1", {username},
        [&](const Row& row) {
            found = Account{row.integer(0), std::string(row.text(1)), std::string(row.text(2)), row.integer(3)};
        }));
    return found;
}

struct SignInEvent {
    Id person = 0;
};
BOOST_DESCRIBE_STRUCT(SignInEvent, (), (person))

Result<void> record(Tx& tx, std::string_view type, Id person, Instant now) {
    return append_event(tx, {{person, {}, {}, 0}, now}, person, type, json::encode(SignInEvent{person}));
}

/// A hash that no password has: verified for unknown names, so that they take as long as known ones.
const std::string& nobodys_hash() {
    static const std::string hash = crypto::hash_password(crypto::random_token(24));
    return hash;
}

/// The step of the code, or 0 for an account without codes.
Result<std::int64_t> check_code(const Account& account, std::optional<std::string_view> code, Instant now) {
    if (account.totp_secret.empty()) return 0;
    if (!code || code->empty()) return fail(err::access_code);
    const auto secret = encoding::from_base32(account.totp_secret);
    ensure(secret.has_value(), "a kept one-time code's secret is base32");
    const auto step = crypto::verify_totp(*secret, *code, now, account.totp_used);
    if (!step) return fail(err::access_wrong);
    return *step;
}

}  // namespace

struct Sessions::Cache : SessionCache {};

Sessions::Sessions(store::Store& store, Clock clock)
    : store_(store), clock_(std::move(clock)), cache_(std::make_unique<Cache>()) {}
Sessions::~Sessions() = default;

Result<SignedIn> Sessions::sign_in(const Credentials& given) {
    const auto now = clock_();
    std::optional<Account> account;
    ZHUPI_CHECK(store_.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_CHECK(check_lock(from, given.username, now));
        ZHUPI_TRY(account, find_account(from, given.username));
        return {};
    }));
    const bool right = crypto::verify_password(given.password, account ? account->password : nobodys_hash()) && account;
    auto step = right ? check_code(*account, given.code, now) : fail(err::access_wrong);
    if (!step && step.error().is(err::access_wrong)) {
        ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
            ZHUPI_CHECK(count_failure(tx, given.username, now));
            if (account) return record(tx, event::user_sign_in_failed, account->id, now);
            return {};
        }));
    }
    if (!step) return fail(std::move(step.error()));

    const auto rehashed =
        crypto::should_rehash(account->password) ? crypto::hash_password(given.password) : account->password;
    SignedIn signed_in{crypto::random_token(32), {{}, crypto::random_token(24), now}};
    const auto digest = crypto::sha256_hex(signed_in.token), replaced = crypto::sha256_hex(given.replaces);
    const auto ticket = cache_->ticket();
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        // While the password was verified, guesses may have locked the name, or an administrator changed the account.
        ZHUPI_CHECK(check_lock(tx, given.username, now));
        ZHUPI_TRY(const auto still, find_account(tx, given.username));
        if (!still || still->password != account->password || still->totp_secret != account->totp_secret ||
            still->totp_used != account->totp_used)
            return fail(err::access_wrong);
        ZHUPI_CHECK(forgive(tx, given.username));
        ZHUPI_CHECK(tx.run("UPDATE person SET password = $2, totp_used = $3, last_sign_in = $4 WHERE id = $1",
                           {account->id, rehashed, *step == 0 ? account->totp_used : *step, now.ms}));
        ZHUPI_CHECK(tx.run("DELETE FROM session WHERE started_at < $1 OR seen_at < $2 OR token_digest = $3",
                           {now.ms - session_limit_ms, now.ms - idle_limit_ms, replaced}));
        ZHUPI_CHECK(
            tx.run("INSERT INTO session (token_digest, person, csrf, started_at, seen_at) VALUES ($1, $2, $3, $4, $4)",
                   {digest, account->id, signed_in.session.csrf, now.ms}));
        ZHUPI_TRY(signed_in.session.person, load_caller(tx, account->id, {}, now));
        if (const auto& way = signed_in.session.person.acting)
            ZHUPI_CHECK(tx.run("UPDATE session SET mandate = $2, via = $3 WHERE token_digest = $1",
                               {digest, way->mandate, way->via}));
        return record(tx, event::user_signed_in, account->id, now);
    }));
    cache_->drop_ended(now);
    cache_->keep(ticket, digest, std::make_shared<const Session>(signed_in.session), now);
    if (!given.replaces.empty()) cache_->drop(replaced);
    return signed_in;
}

Result<std::shared_ptr<const Session>> Sessions::find(std::string_view token) {
    if (token.empty()) return fail(err::access_session);
    const auto now = clock_();
    const auto digest = crypto::sha256_hex(token);
    auto cached = cache_->use(digest, now);
    if (cached.ended) return fail(err::access_session);
    if (cached.session) {
        if (cached.write_down) {
            // Nobody waits for it, and a full disk signs nobody out.
            store_.write(
                [digest, now](Tx& tx) -> Result<void> {
                    ZHUPI_CHECK(tx.run("UPDATE session SET seen_at = $2 WHERE token_digest = $1", {digest, now.ms}));
                    return {};
                },
                [](const Result<void>&) {});
        }
        return std::move(cached.session);
    }

    const auto ticket = cache_->ticket();
    Session session;
    Instant seen;
    Id person = 0;
    ZHUPI_CHECK(store_.read([&](Snapshot& from) -> Result<void> {
        Choice choice;
        ZHUPI_CHECK(from.query(
            "SELECT person, csrf, started_at, seen_at, mandate, via, confirmed_at FROM session WHERE token_digest = $1",
            {digest}, [&](const Row& row) {
                person = row.integer(0);
                session.csrf = row.text(1);
                session.started_at = Instant{row.integer(2)};
                seen = Instant{row.integer(3)};
                choice = {row.integer(4), row.integer(5)};
                session.confirmed_at = Instant{row.integer(6)};
            }));
        if (person == 0 || !is_living(session.started_at, seen, now)) return fail(err::access_session);
        ZHUPI_TRY(session.person, load_caller(from, person, choice, now));
        return {};
    }));
    if (!session.person.enabled) return fail(err::access_session);
    auto known = std::make_shared<const Session>(std::move(session));
    cache_->keep(ticket, digest, known, seen);
    cache_->use(digest, now);
    return known;
}

Result<void> Sessions::sign_out(std::string_view token) {
    const auto digest = crypto::sha256_hex(token);
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        Id person = 0;
        ZHUPI_CHECK(tx.query("SELECT person FROM session WHERE token_digest = $1", {digest},
                             [&](const Row& row) { person = row.integer(0); }));
        if (person == 0) return {};
        ZHUPI_CHECK(tx.run("DELETE FROM session WHERE token_digest = $1", {digest}));
        tx.tell("session " + std::to_string(person));
        return record(tx, event::user_signed_out, person, clock_());
    }));
    cache_->drop(digest);
    return {};
}

/// For whoever gives the password of the account again.
static Result<Account> unlocked_account(store::Store& store, std::string_view username, Instant now) {
    std::optional<Account> account;
    ZHUPI_CHECK(store.read([&](Snapshot& from) -> Result<void> {
        ZHUPI_CHECK(check_lock(from, username, now));
        ZHUPI_TRY(account, find_account(from, username));
        return {};
    }));
    if (!account) return fail(err::access_session);
    return std::move(*account);
}

Result<void> Sessions::change_password(std::string_view token, std::string_view old_password,
                                       std::string_view new_password) {
    const auto now = clock_();
    ZHUPI_TRY(const auto session, find(token));
    const auto& person = session->person;
    ZHUPI_TRY(const auto account, unlocked_account(store_, person.username, now));
    if (!crypto::verify_password(old_password, account.password)) {
        ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
            ZHUPI_CHECK(count_failure(tx, person.username, now));
            return record(tx, event::user_sign_in_failed, person.id, now);
        }));
        return fail(err::access_wrong, {}, "/oldPassword");
    }
    ZHUPI_CHECK(check_password(new_password, person.username));
    if (new_password == old_password) return fail(err::access_same, {}, "/newPassword");
    const auto secret = chosen_secret(new_password);
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        ZHUPI_TRY(const auto changed,
                  tx.run("UPDATE person SET password = $2, must_change = 0 WHERE id = $1 AND password = $3",
                         {person.id, secret.hash, account.password}));
        if (changed == 0) return fail(err::access_wrong, {}, "/oldPassword");  // an administrator was faster
        ZHUPI_CHECK(tx.run("DELETE FROM session WHERE person = $1 AND token_digest <> $2",
                           {person.id, crypto::sha256_hex(token)}));
        tx.tell("session " + std::to_string(person.id));
        return append_event(tx, {{person.id, {}, person.department, person.organisation}, now}, person.id,
                            event::user_password_set, R"({"changed":["own"]})");
    }));
    forget(person.id);
    return {};
}

Result<Session> Sessions::act_for(std::string_view token, const Choice& choice) {
    const auto now = clock_();
    ZHUPI_TRY(const auto session, find(token));
    const auto digest = crypto::sha256_hex(token);
    auto changed = *session;
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        ZHUPI_TRY(changed.person, load_caller(tx, session->person.id, choice, now));
        if (!changed.person.acting || choice == Choice{}) return fail(err::access_mandate);
        ZHUPI_CHECK(tx.run("UPDATE session SET mandate = $2, via = $3 WHERE token_digest = $1",
                           {digest, choice.mandate, choice.via}));
        tx.tell("session " + std::to_string(session->person.id));
        return {};
    }));
    cache_->drop(digest);
    return changed;
}

Result<void> Sessions::confirm(std::string_view token, std::string_view password) {
    const auto now = clock_();
    ZHUPI_TRY(const auto session, find(token));
    const auto& person = session->person;
    ZHUPI_TRY(const auto account, unlocked_account(store_, person.username, now));
    const bool right = crypto::verify_password(password, account.password);
    const auto digest = crypto::sha256_hex(token);
    ZHUPI_CHECK(store_.write([&](Tx& tx) -> Result<void> {
        if (!right) {
            ZHUPI_CHECK(count_failure(tx, person.username, now));
            return record(tx, event::user_sign_in_failed, person.id, now);
        }
        ZHUPI_CHECK(check_lock(tx, person.username, now));
        ZHUPI_CHECK(tx.run("UPDATE session SET confirmed_at = $2 WHERE token_digest = $1", {digest, now.ms}));
        tx.tell("session " + std::to_string(person.id));
        return {};
    }));
    if (!right) return fail(err::access_wrong, {}, "/password");
    cache_->drop(digest);
    return {};
}

void Sessions::forget(Id person) { cache_->drop_person(person); }

}  // namespace zhupi::access
