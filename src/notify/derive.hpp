#pragma once
// The reader of the log that makes notices: each event that a kind waits for becomes one notice for each person, once,
// in the transaction that moves the reader's place. What was made twice by a bug or a rebuilt place meets the unique
// key (person, subject, kind, round).

#include "notify/notices.hpp"
#include "notify/preferences.hpp"
#include "store/event_log.hpp"

#include <set>

namespace zhupi::notify {

struct Derived {
    int events = 0, notices = 0;
};
/// Takes the next events behind the reader's place, at most `most`. `channels` are those that are set up. The first
/// time, the place is the end of the log: a city that has lived without reminders does not send years of them.
Result<Derived> derive(store::Tx& tx, const Desk& desk, const std::set<Channel>& channels, Instant now, int most);

/// Where the reader is; nothing before its first step.
Result<std::optional<std::int64_t>> reader_place(store::Snapshot& from);

}  // namespace zhupi::notify
