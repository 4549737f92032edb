#pragma once
// An authorisation (授权): who may act for an organisation, with which powers, on which projects, and until when.
// People and organisations by id only. Folded from the events of the organisation's stream.

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::approval {

using Id = std::int64_t;

/// staff: a person of the organisation. agent (代办): somebody else, a person or an organisation.
enum class MandateKind : unsigned char { staff, agent };
BOOST_DESCRIBE_ENUM(MandateKind, staff, agent)

/// read 查看; file 填报: register, draft, file, answer; sign 签署: withdraw, change the owner; manage 管理: authorise
/// others.
enum class Power : unsigned char { read, file, sign, manage };
BOOST_DESCRIBE_ENUM(Power, read, file, sign, manage)

enum class MandateState : unsigned char { invited, active, declined, revoked };
BOOST_DESCRIBE_ENUM(MandateState, invited, active, declined, revoked)

struct Mandate {
    Id id = 0, organisation = 0;
    MandateKind kind = MandateKind::staff;
    Id person = 0;  ///< who may act; 0 when it is an organisation
    Id holder = 0;  ///< the agent's organisation: whoever acts for it
    std::vector<Power> powers;
    std::vector<Id> projects;  ///< empty: all of the organisation's
    Instant from;
    std::optional<Instant> until;  ///< the first moment after it; none for the first manager of an organisation
    MandateState state = MandateState::invited;
    Id granted_by = 0;
    Instant granted_at;  ///< 0: from before authorisations were kept
    std::optional<Instant> answered_at, ended_at;
    Id ended_by = 0;

    bool has(Power power) const;
    bool in_force(Instant now) const {
        return state == MandateState::active && from <= now && (!until || now < *until);
    }
    bool operator==(const Mandate&) const = default;
};
BOOST_DESCRIBE_STRUCT(Mandate, (),
                      (id, organisation, kind, person, holder, powers, projects, from, until, state, granted_by,
                       granted_at, answered_at, ended_at, ended_by))

struct MandateNote {  ///< the payload of what happens to one that was granted
    Id mandate = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(MandateNote, (), (mandate, reason))

/// What an event of the organisation's stream does to the mandate; err::log_type for others.
Result<void> apply(Mandate& mandate, std::string_view type, Instant at, Id actor);

// Of officers -----------------------------------------------------------------------------------------------------

struct Leave {
    Id id = 0, person = 0, substitute = 0;
    Instant from, until;  ///< the first moment after it
    std::optional<Instant> ended_at;
    bool operator==(const Leave&) const = default;
};
BOOST_DESCRIBE_STRUCT(Leave, (), (id, person, substitute, from, until, ended_at))

/// A declared relation (回避): to an organisation or to a project. Why is in the event's basis.
struct Recusal {
    Id id = 0, person = 0, organisation = 0, project = 0;
    Instant declared_at;
    std::optional<Instant> ended_at;
    bool operator==(const Recusal&) const = default;
};
BOOST_DESCRIBE_STRUCT(Recusal, (), (id, person, organisation, project, declared_at, ended_at))

}  // namespace zhupi::approval
