#pragma once
// Living sessions in memory, by the digest of their token.

#include "access/sessions.hpp"

#include <mutex>
#include <unordered_map>

namespace zhupi::access {

inline bool is_living(Instant started, Instant seen, Instant now) {
    return now.ms - started.ms < session_limit_ms && now.ms - seen.ms < idle_limit_ms;
}

/// Thread-safe. What was read from the store before somebody's rights changed must not come in after it: readers take a
/// ticket first, and an entry with an old ticket is not kept.
class SessionCache {
public:
    using Ticket = std::uint64_t;
    struct Found {
        std::shared_ptr<const Session> session;  ///< null when it is not here, or has ended
        bool ended = false;                      ///< it was here, too long
        bool write_down = false;                 ///< its last use should be written down now
    };

    Ticket ticket() const;
    void keep(Ticket ticket, const std::string& digest, std::shared_ptr<const Session> session, Instant seen);
    Found use(const std::string& digest, Instant now);
    void drop(const std::string& digest);
    void drop_person(Id person);
    void drop_ended(Instant now);

private:
    struct Entry {
        std::shared_ptr<const Session> session;
        Instant seen_at, written_at;
    };
    mutable std::mutex mutex_;
    Ticket dropped_ = 0;
    std::unordered_map<std::string, Entry> by_digest_;
};

}  // namespace zhupi::access
