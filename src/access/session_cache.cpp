#include "access/session_cache.hpp"

namespace zhupi::access {
namespace {

/// How often a living session's last use is written down; between, only the cache knows.
constexpr std::int64_t write_every_ms = 60 * 1000;

}  // namespace

SessionCache::Ticket SessionCache::ticket() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
}

void SessionCache::keep(Ticket ticket, const std::string& digest, std::shared_ptr<const Session> session,
                        Instant seen) {
    const std::lock_guard lock(mutex_);
    if (ticket == dropped_) by_digest_[digest] = {std::move(session), seen, seen};
}

SessionCache::Found SessionCache::use(const std::string& digest, Instant now) {
    const std::lock_guard lock(mutex_);
    const auto found = by_digest_.find(digest);
    if (found == by_digest_.end()) return {};
    auto& entry = found->second;
    if (!is_living(entry.session->started_at, entry.seen_at, now)) {
        by_digest_.erase(found);
        return {nullptr, true, false};
    }
    const auto& fresh_until = entry.session->person.fresh_until;
    if (fresh_until && *fresh_until <= now) {  // an authorisation or a leave has begun or ended: read it anew
        by_digest_.erase(found);
        return {};
    }
    entry.seen_at = now;
    const bool write_down = now.ms - entry.written_at.ms > write_every_ms;
    if (write_down) entry.written_at = now;
    return {entry.session, false, write_down};
}

void SessionCache::drop(const std::string& digest) {
    const std::lock_guard lock(mutex_);
    ++dropped_;
    by_digest_.erase(digest);
}

void SessionCache::drop_person(Id person) {
    const std::lock_guard lock(mutex_);
    ++dropped_;
    std::erase_if(by_digest_, [&](const auto& entry) { return entry.second.session->person.id == person; });
}

void SessionCache::drop_ended(Instant now) {
    const std::lock_guard lock(mutex_);
    std::erase_if(by_digest_, [&](const auto& entry) {
        return !is_living(entry.second.session->started_at, entry.second.seen_at, now);
    });
}

}  // namespace zhupi::access
