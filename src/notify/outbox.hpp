#pragma once
// Deliveries: claimed before they are sent, settled afterwards, each step a transaction. Between the two stands the
// provider, which no transaction reaches: a claim whose settling was lost (a crash, a cut) is claimed again when its
// time is over, under the same key, and says that it is a repetition.

#include "notify/channel.hpp"
#include "notify/notices.hpp"
#include "notify/preferences.hpp"

namespace zhupi::notify {

struct Claimed {
    std::vector<Id> deliveries;  ///< the first one names the message; several of a digest
    Id person = 0;
    Instant at;  ///< when it was claimed
    Message message;
};

/// What is due on a channel, at most `limit` messages. What state has overtaken is dropped here, in the transaction
/// that has looked; what falls into somebody's quiet hours is put off.
Result<std::vector<Claimed>> claim(store::Tx& tx, const Desk& desk, const Settings& settings, Channel channel,
                                   Instant now, int limit);
/// Whether there may be something to claim: a look at an index.
Result<bool> anything_due(store::Snapshot& from, Channel channel, Instant now);

Result<void> settle(store::Tx& tx, const Settings& settings, Channel channel, const Claimed& claimed,
                    const Outcome& outcome, Instant now);

/// Accepted ones whose fate may be asked for, the longest unasked first.
struct Asked {
    Id delivery = 0;
    std::string address, provider, key;
    Instant at;
};
Result<std::vector<Asked>> unanswered(store::Snapshot& from, Channel channel, Instant now, int limit);
Result<void> note_receipt(store::Tx& tx, Id delivery, Receipt receipt, const std::string& problem, Instant now);

/// For the administrator's list.
struct Listed {
    Id id = 0, person = 0, project = 0, case_id = 0;
    std::string kind, channel, state, provider, problem, person_name, number;
    int attempts = 0;
    bool digest = false;
    Instant at, changed_at, next_at;
};
struct DeliveryFilter {
    std::string channel, state;
    Id person = 0;
};
Result<std::vector<Listed>> list_deliveries(store::Snapshot& from, const DeliveryFilter& filter, Id before, int limit);
/// From failed, given_up or unknown to waiting. Errors: notices.delivery_none, notices.delivery_state.
Result<void> retry(store::Tx& tx, const store::Acting& acting, Id delivery);

struct ChannelFigures {
    std::map<std::string, std::int64_t> by_state;  ///< of the last day
    std::string last_problem;
    std::optional<Instant> last_accepted;
};
Result<ChannelFigures> figures(store::Snapshot& from, Channel channel, Instant now);

/// A message about one notice, for whoever reads it.
Message message_of(const Desk& desk, const Kind& kind, const Notice& notice, const std::string& language, Instant now);

}  // namespace zhupi::notify
