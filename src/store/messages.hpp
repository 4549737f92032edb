#pragma once
// The applicant's inbox, derived from the log: one row per event that an applicant must know of or act on. The words
// are chosen when it is read, in the reader's language.

#include "base/time.hpp"
#include "store/store.hpp"

#include <vector>

namespace zhupi::store {

struct Noted;

/// Whether an applicant hears of events of this type.
bool concerns_applicant(std::string_view type);

/// Adds a message for the organisation when the event is one that concerns it; nothing otherwise.
Result<void> derive_message(Tx& tx, const Noted& noted, Instant at);

struct Message {
    std::int64_t id = 0;  ///< the event's place in the log
    Instant at;
    std::string type;  ///< of the event
    bool to_do = false;
    std::int64_t project = 0, application = 0, case_id = 0;
    std::string project_name, item;
    bool read = false;
};
/// Newest first; `before` is the id to go on from, 0 for the first page.
Result<std::vector<Message>> list_messages(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                           std::int64_t before, int limit);
Result<std::int64_t> count_unread(Snapshot& from, std::int64_t organisation, std::int64_t user);
Result<void> mark_read(Tx& tx, std::int64_t organisation, std::int64_t user, std::int64_t id);
Result<void> mark_all_read(Tx& tx, std::int64_t organisation, std::int64_t user);

}  // namespace zhupi::store
