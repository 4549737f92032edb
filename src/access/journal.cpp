#include "access/journal.hpp"

#include "store/event_log.hpp"
#include "store/sequence.hpp"

namespace zhupi::access {

Result<void> append_event(store::Tx& tx, const store::Acting& acting, Id person, std::string_view type,
                          std::string payload) {
    const auto stream = "person/" + std::to_string(person);
    ZHUPI_TRY(const auto version, store::next_value(tx, "version/" + stream));
    ZHUPI_CHECK(store::append(
        tx, {stream, version, std::string(type), acting.now, json::encode(acting.actor), {}, std::move(payload)}));
    return {};
}

}  // namespace zhupi::access
