#pragma once
// Signing in and staying signed in. The cookie holds a random token, the store its SHA-256: a stolen database opens no
// session. A session ends after 30 minutes without a request and 12 hours in any case.

#include <memory>

#include "access/people.hpp"

namespace zhupi::access {

constexpr std::int64_t idle_limit_ms = 30 * 60 * 1000;
constexpr std::int64_t session_limit_ms = 12 * 3600 * 1000;
constexpr int failures_before_lock = 5;
constexpr std::int64_t lock_ms = 15 * 60 * 1000;

struct Session {
    Person person;
    std::string csrf;
    Instant started_at;
};

struct SignedIn {
    std::string token;  ///< for the cookie
    Session session;
};

/// Sessions by token, with what they need in memory: a request costs no query. Thread-safe.
class Sessions {
  public:
    Sessions(store::Store& store, Clock clock);
    ~Sessions();

    /// err::access_wrong for an unknown name as for a wrong password, in the same time; err::access_locked after
    /// failures_before_lock failures in a row, for lock_ms. `before` is a session that this one replaces.
    Result<SignedIn> sign_in(std::string_view username, std::string_view password);
    /// err::access_session when there is none, or it has ended.
    Result<std::shared_ptr<const Session>> find(std::string_view token);
    Result<void> sign_out(std::string_view token);
    /// Verifies the old password and sets the new one; other sessions of the person end.
    Result<void> change_password(const Person& person, std::string_view old_password, std::string_view new_password);
    /// Forgets what is cached of a person, after a change: their next request reads it afresh.
    void forget(Id person);

  private:
    struct Cache;
    store::Store& store_;
    Clock clock_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace zhupi::access
