#pragma once
// Changing an instance while it runs. Jump, return, withdrawal and migration to another version are one operation: a
// plan says which tokens stand where afterwards, in which definition; the plan is tried on a copy, the copy is examined
// (is an end still within reach?), and only what passes becomes events.
//
//   auto report = try_change(old, state, fresh, migrating(old, fresh), environment);   // dry run
//   if (report.possible) state = change(...)->state;
//
// Legal in every state between two commands, half-filled joins included: what has arrived at a join stays arrived.

#include "bpmn/engine.hpp"

#include <map>
#include <string>
#include <vector>

namespace zhupi::bpmn {

/// A token that has arrived at a join on a flow that the other version does not have.
enum class Vanished : std::uint8_t {
    refuse,  ///< the change is not possible
    drop,    ///< its token is taken away
};

struct MoveToken {
    int token = 0;
    std::string to;  ///< element id, in the target definition, on the token's level
};

struct ChangePlan {
    std::map<std::string, std::string> nodes;  ///< element ids, old to new; what is not named keeps its id
    std::map<std::string, std::string> flows;  ///< sequence flow ids, old to new
    Vanished vanished = Vanished::refuse;
    std::vector<MoveToken> moves;
    std::vector<int> cancel;         ///< tokens taken away
    std::vector<std::string> begin;  ///< elements of the process's own level where a token is put
    std::string reason;              ///< kept in the event
};

struct ChangeReport {
    bool possible = false;
    bool proven = true;             ///< false when the states ahead are too many to show that an end stays within reach
    std::vector<Error> reasons;     ///< why not
    std::vector<std::string> done;  ///< "review → check": what becomes of each token, for people
    std::vector<std::string> way;   ///< how it would come to a halt, when that is the reason
    State state;                    ///< afterwards
    std::vector<Event> events;
};

/// Tries a plan and says what would happen; changes nothing. `to` may be the same definition.
ChangeReport try_change(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
                        const Environment& environment);

/// The same as a decision; the first reason when it is not possible. Errors: err::bpmn_no_counterpart,
/// bpmn_other_kind, bpmn_other_scope, bpmn_cannot_stand, bpmn_no_way_out, and those of decide().
Result<Decision> change(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
                        const Environment& environment);

/// Back to an earlier element of the token's level: every token that can only have come from there is taken away, and
/// one is put on it. err::bpmn_no_node, err::bpmn_no_token.
Result<ChangePlan> returning(const Definition& definition, const State& state, int token, const std::string& to);
/// One token goes elsewhere on its level, forward or back; its parallel branches stay.
ChangePlan jumping(int token, const std::string& to);
/// Takes back a task that was completed last: its token stands there again. err::bpmn_already_worked_on when something
/// behind it has been done.
Result<ChangePlan> withdrawing(const Definition& definition, const State& state, const std::string& task);
/// To another version: elements correspond by id, else by name and kind when both are unique.
ChangePlan migrating(const Definition& from, const Definition& to);

}  // namespace zhupi::bpmn
