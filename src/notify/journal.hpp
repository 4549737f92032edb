#pragma once
// What happens to reminders goes into the log beside everything else.

#include "store/command_path.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"

namespace zhupi::notify {

/// The next event of a stream whose versions a counter gives.
inline Result<void> append_event(store::Tx& tx, const store::Acting& acting, const std::string& stream,
                                 std::string_view type, std::string payload) {
    ZHUPI_TRY(const auto version, store::next_value(tx, "version/" + stream));
    ZHUPI_CHECK(store::append(
        tx, {stream, version, std::string(type), acting.now, json::encode(acting.actor), {}, std::move(payload)}));
    return {};
}

}  // namespace zhupi::notify
