#pragma once
// The event log: append-only, numbered without gaps, each event carrying the hash of the one before it. Whoever
// changes, removes or inserts an event changes every hash after it; `zhupi replay --verify` and the auditor's page
// recompute them.
//
//   hash = SHA-256( seq ‖ stream ‖ version ‖ type ‖ at ‖ actor ‖ basis ‖ payload ‖ previous hash )
//
// where numbers are 8 bytes, big-endian, and texts are preceded by their length in the same way, so that no two events
// share an encoding.

#include "base/time.hpp"
#include "store/store.hpp"

#include <vector>

namespace zhupi::store {

struct NewEvent {
    std::string stream;        ///< "application/12"
    std::int64_t version = 0;  ///< of the stream, from 1; a second event of the same version is refused
    std::string type;          ///< lists/event_types.json
    Instant at;
    std::string actor;    ///< JSON
    std::string basis;    ///< legal basis, often empty
    std::string payload;  ///< JSON
};

struct Event : NewEvent {
    std::int64_t seq = 0;  ///< from 1
    std::string hash;      ///< 32 raw bytes
};

/// A version that the stream already has is err::store_duplicate, at the latest when the work ends: callers load a
/// state and write its next version in one transaction, so that only a bug brings it about.
Result<Event> append(Tx& tx, NewEvent event);

Result<std::vector<Event>> read_stream(Snapshot& from, std::string_view stream);
/// Events with seq > place, in order.
Result<std::vector<Event>> read_after(Snapshot& from, std::int64_t place, int limit);

struct EventFilter {
    std::string stream, type;  ///< empty: any
    std::int64_t before = 0;   ///< 0: from the newest
};
/// Newest first.
Result<std::vector<Event>> read_back(Snapshot& from, const EventFilter& filter, int limit);

/// The last event; 0 and 32 zero bytes of an empty log.
Result<LogEnd> log_head(Snapshot& from);

/// Everything that the hash is made of but the previous hash: what whoever keeps evidence of an event speaks of.
std::string event_content(const Event& event);
std::string event_hash(const Event& event, std::string_view previous);

struct ChainVerdict {
    bool intact = true;
    std::int64_t events = 0;
    std::int64_t broken_at = 0;  ///< seq of the first event that does not fit
};
/// Recomputes the hashes of events first … last.
Result<ChainVerdict> verify_chain(Snapshot& from, std::int64_t first, std::int64_t last);

}  // namespace zhupi::store
