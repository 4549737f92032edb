#include "approval/mandate.hpp"

#include "base/error_codes.hpp"
#include "base/event_types.hpp"

#include <algorithm>

namespace zhupi::approval {

bool Mandate::has(Power power) const { return std::find(powers.begin(), powers.end(), power) != powers.end(); }

Result<void> apply(Mandate& mandate, std::string_view type, Instant at, Id actor) {
    if (type == event::mandate_accepted || type == event::mandate_declined) {
        mandate.state = type == event::mandate_accepted ? MandateState::active : MandateState::declined;
        mandate.answered_at = at;
        return {};
    }
    if (type != event::mandate_revoked) return fail(err::log_type, {{"type", std::string(type)}});
    mandate.state = MandateState::revoked;
    mandate.ended_at = at;
    mandate.ended_by = actor;
    return {};
}

}  // namespace zhupi::approval
