#pragma once
// Signing in and staying signed in. The cookie holds a random token, the store its SHA-256: a stolen database opens no
// session. A session ends after 30 minutes without a request and 12 hours in any case (GB/T 22239 8.1.4.1 b).

#include "access/acting.hpp"

#include <memory>

namespace zhupi::access {

constexpr std::int64_t idle_limit_ms = 30 * 60 * 1000;
constexpr std::int64_t session_limit_ms = 12 * 3600 * 1000;

struct Session {
    Person person;
    std::string csrf;
    Instant started_at;
    Instant confirmed_at{};  ///< when the password was given again, in this session
};
/// What binds an organisation or gives rights away asks for the password of the last five minutes.
constexpr std::int64_t confirmed_for_ms = 5 * 60 * 1000;
inline bool recently_confirmed(const Session& session, Instant now) {
    return now.ms - std::max(session.started_at, session.confirmed_at).ms < confirmed_for_ms;
}

struct Credentials {
    std::string_view username, password;
    std::optional<std::string_view> code;  ///< of an authenticator app, where the account asks for it
    std::string_view replaces;             ///< the token of a session that this one takes the place of, or empty
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

    /// err::access_wrong for an unknown name as for a wrong password or code, in the same time; err::access_code when
    /// the password was right and the code is missing; err::access_locked after failures_before_lock failures in a row.
    Result<SignedIn> sign_in(const Credentials& credentials);
    /// err::access_session when there is none, or it has ended.
    Result<std::shared_ptr<const Session>> find(std::string_view token);
    Result<void> sign_out(std::string_view token);
    /// Verifies the old password, sets the new one and ends the person's other sessions. Wrong old passwords count as
    /// failures do at the door. Errors: access_session, access_wrong, access_locked, access_weak, access_same.
    Result<void> change_password(std::string_view token, std::string_view old_password, std::string_view new_password);
    /// From now on the session acts in this way, which must be one of ways_to_act(): err::access_mandate.
    Result<Session> act_for(std::string_view token, const Choice& choice);
    /// The password once more (GB/T 22239: before what is sensitive); wrong ones count towards the lock.
    Result<void> confirm(std::string_view token, std::string_view password);
    /// Forgets what is cached of a person, after a change: their next request reads it afresh.
    void forget(Id person);

private:
    struct Cache;
    store::Store& store_;
    Clock clock_;
    std::unique_ptr<Cache> cache_;
};

}  // namespace zhupi::access
