#pragma once
// Who belongs to a project besides the department: its owner (建设单位), those who design, supervise, build or act for
// it, owners that it had before, and a change of owner that is under way (变更建设单位). Plain data; people and
// organisations by id only.

#include "base/json.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::approval {

using Id = std::int64_t;

/// What each may do is said in access/person.cpp. `lead` is the owner itself; `former` an owner it had before.
enum class MemberRole : unsigned char { lead, designer, engineer, contractor, agent, reader, former };
BOOST_DESCRIBE_ENUM(MemberRole, lead, designer, engineer, contractor, agent, reader, former)

struct Member {
    Id organisation = 0;
    Id person = 0;  ///< of that organisation; 0: whoever acts for it
    MemberRole role = MemberRole::reader;
    Instant since;
};
BOOST_DESCRIBE_STRUCT(Member, (), (organisation, person, role, since))

struct FormerOwner {
    Id organisation = 0;
    Instant until;  ///< it goes on reading what had been filed by then
};
BOOST_DESCRIBE_STRUCT(FormerOwner, (), (organisation, until))

struct OwnerChange {
    Id to = 0;
    std::string reason;
    std::vector<Id> papers;  ///< of the project's file: the contract of transfer …
    std::string department;  ///< that decides
    Id asked_by = 0;
    Instant asked_at;
    std::optional<Id> consented_by;
    std::optional<Instant> consented_at;
};
BOOST_DESCRIBE_STRUCT(OwnerChange, (), (to, reason, papers, department, asked_by, asked_at, consented_by, consented_at))

// Automatic assignment ------------------------------------------------------------------------------------------------

/// An officer who could be asked when a case was handed out, and why it was not them.
struct Considered {
    Id user = 0;
    std::int64_t open = 0;  ///< cases in hand then
    std::string out;        ///< leave, recused, gave_back; empty: could have taken it
};
BOOST_DESCRIBE_STRUCT(Considered, (), (user, open, out))

/// Why the rule chose the officer it chose: the one with the fewest open cases of those who could take it.
struct AssignmentReason {
    std::vector<Considered> considered;
};
BOOST_DESCRIBE_STRUCT(AssignmentReason, (), (considered))

}  // namespace zhupi::approval
