#pragma once
// The applicant's inbox, derived from the log: one row per event that an applicant must know of or act on. The words
// are chosen when it is read, in the reader's language.

#include "approval/events.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace zhupi::store {

struct Noted;

/// What an event asks of the applicant, besides its type.
struct Asked {
    int stage = 0;   ///< that may be filed, or has been
    int things = 0;  ///< how many: papers that may come later
};
Asked asked_in(const approval::ApplicationEvent& event);
Asked asked_in(const approval::ProjectEvent& event);

/// Adds a message for the organisation when the event is one that concerns it, and settles what it answers of the
/// messages before.
Result<void> derive_message(Tx& tx, const Noted& noted, const Asked& asked, Instant at);

/// A message as it is stored: what replay compares.
struct MessageRow {
    std::int64_t id = 0, organisation = 0, at = 0;
    std::string type;
    std::int64_t project = 0, application = 0, case_id = 0;
    int stage = 0;
    bool to_do = false;
    int left_open = 0;  ///< how many things are still asked
    std::optional<std::int64_t> settled_at;
    bool operator==(const MessageRow&) const = default;
};
/// The same derivation in memory, event by event in the order of the log.
class MessageModel {
public:
    void fold(const Noted& noted, const Asked& asked, Instant at);
    const std::map<std::int64_t, MessageRow>& rows() const { return rows_; }

private:
    std::map<std::int64_t, MessageRow> rows_;
    std::map<std::int64_t, std::vector<std::int64_t>> open_;  ///< by project
};
Result<std::vector<MessageRow>> load_message_rows(Snapshot& from);  ///< all, in order

struct Message {
    std::int64_t id = 0;  ///< the event's place in the log
    Instant at;
    std::string type;  ///< of the event
    bool to_do = false;
    std::int64_t project = 0, application = 0, case_id = 0;
    std::string project_name, item;
    bool read = false;
    std::string department;  ///< of the case: the agency that it comes from
    int stage = 0;
    std::optional<Instant> settled_at;
};
/// To do: something is still asked. To know: nothing is, and the user has not read it. Done: settled, or read.
enum class Inbox : unsigned char { all, to_do, to_know, done };
/// Newest first; `before` is the id to go on from, 0 for the first page. `only`: about these projects, as the
/// authorisation of the user says; empty: all.
Result<std::vector<Message>> list_messages(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                           std::int64_t before, int limit, Inbox box = Inbox::all,
                                           const std::vector<std::int64_t>& only = {});
struct InboxCounts {
    std::int64_t to_do = 0, to_know = 0;
};
Result<InboxCounts> count_inbox(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                const std::vector<std::int64_t>& only = {});
Result<std::int64_t> count_unread(Snapshot& from, std::int64_t organisation, std::int64_t user,
                                  const std::vector<std::int64_t>& only = {});
Result<void> mark_read(Tx& tx, std::int64_t organisation, std::int64_t user, std::int64_t id);
Result<void> mark_all_read(Tx& tx, std::int64_t organisation, std::int64_t user,
                           const std::vector<std::int64_t>& only = {});

}  // namespace zhupi::store
