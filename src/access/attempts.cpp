#include "access/attempts.hpp"

#include "base/error_codes.hpp"
#include "crypto/digest.hpp"

#include <map>

namespace zhupi::access {

using store::Row;

std::string name_digest(std::string_view username) { return crypto::sha256_hex(username); }

Result<void> check_lock(store::Snapshot& from, std::string_view username, Instant now) {
    std::int64_t left = 0;
    const auto digest = name_digest(username);
    ZHUPI_CHECK(from.query("SELECT locked_until FROM sign_in_attempt WHERE name_digest = $1 AND locked_until > $2",
                           {digest, now.ms}, [&](const Row& row) { left = row.integer(0) - now.ms; }));
    if (left > 0) return fail(err::access_locked, {{"minutes", std::to_string((left + 59'999) / 60'000)}});
    return {};
}

Result<void> count_failure(store::Tx& tx, std::string_view username, Instant now) {
    ZHUPI_CHECK(tx.run("DELETE FROM sign_in_attempt WHERE at < $1", {now.ms - lock_ms}));
    const auto digest = name_digest(username);
    ZHUPI_CHECK(
        tx.run("INSERT INTO sign_in_attempt (name_digest, failures, at) VALUES ($1, 1, $2) "
               "ON CONFLICT (name_digest) DO UPDATE SET failures = sign_in_attempt.failures + 1, at = $2",
               {digest, now.ms}));
    // After the lock they have as many tries again.
    ZHUPI_CHECK(
        tx.run("UPDATE sign_in_attempt SET failures = 0, locked_until = $2 WHERE name_digest = $1 AND failures >= $3",
               {digest, now.ms + lock_ms, std::int64_t{failures_before_lock}}));
    return {};
}

Result<void> forgive(store::Tx& tx, std::string_view username) {
    const auto digest = name_digest(username);
    ZHUPI_CHECK(tx.run("DELETE FROM sign_in_attempt WHERE name_digest = $1", {digest}));
    return {};
}

Result<void> add_locks(store::Snapshot& from, std::vector<Person>& people) {
    std::map<std::string, Instant, std::less<>> locked;
    ZHUPI_CHECK(from.query("SELECT name_digest, locked_until FROM sign_in_attempt WHERE locked_until IS NOT NULL", {},
                           [&](const Row& row) { locked.emplace(row.text(0), Instant{row.integer(1)}); }));
    for (auto& person : people) {
        const auto found = locked.find(name_digest(person.username));
        if (found != locked.end()) person.locked_until = found->second;
    }
    return {};
}

}  // namespace zhupi::access
