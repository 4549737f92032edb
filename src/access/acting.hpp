#pragma once
// For whom somebody acts, at this moment: the authorisations of an applicant, the desks that an official keeps for
// colleagues who are away, the relations they have declared.

#include "access/people.hpp"
#include "store/mandates.hpp"

namespace zhupi::access {

/// Kept in the session: one of ways_to_act(), by its authorisations. {0, 0}: the usual one.
struct Choice {
    Id mandate = 0, via = 0;
    bool operator==(const Choice&) const = default;
};

/// Every way in which the person may act for somebody now: their own organisations, then those that they are agents of,
/// by themselves or through their organisation. An agent's power ends with the narrower of the two authorisations.
Result<std::vector<ActingFor>> ways_to_act(store::Snapshot& from, Id person, Instant now);

/// The person as they act now. An applicant whose choice is no longer in force acts for nobody.
Result<Person> load_caller(store::Snapshot& from, Id person, const Choice& choice, Instant now);

/// Asked inside the transaction of every command: an authorisation or a leave that has ended stops acting at once,
/// whatever a session still remembers. Officials pass without a query unless they act for `absent`.
Result<void> check_acting(store::Snapshot& from, const Person& person, Id absent,
                          Instant now);  ///< err::access_mandate

}  // namespace zhupi::access
