#pragma once
// Supervision writes its own streams: "supervision/12" for the warnings of case 12, "order/4", "finding/9".

#include "store/command_path.hpp"
#include "store/event_log.hpp"
#include "store/sequence.hpp"

namespace zhupi::supervision {

inline Result<std::int64_t> append_event(store::Tx& tx, const store::Acting& acting, const std::string& stream,
                                         std::string_view type, std::string payload) {
    ZHUPI_TRY(const auto version, store::next_value(tx, "version/" + stream));
    ZHUPI_TRY(
        const auto event,
        store::append(
            tx, {stream, version, std::string(type), acting.now, json::encode(acting.actor), {}, std::move(payload)}));
    return event.seq;
}

}  // namespace zhupi::supervision
