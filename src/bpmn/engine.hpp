#pragma once
// The engine: what a command does to an instance. Pure: same definition, state, command and environment, same events.
//
//   State state;                                              // nothing has begun
//   auto decision = decide(definition, state, Start{"flow"}, environment);
//   state = decision->state;                                  // the same as applying decision->events to it
//   for (const auto& job : open_work(definition, state)) …    // tasks for people and machines
//
// Order is fixed (BPMN 2.0.2 leaves it open): conditions first, then tokens in the order in which they arose, then
// scopes that have emptied, then throwing events, then inclusive and complex joins. So whatever is about to wait for a
// signal of the same step does wait when it is thrown, and a throw has reached its catchers before the thrower goes on:
// when a catcher ends the thrower's scope, it does not go on at all.

#include "bpmn/definition.hpp"
#include "bpmn/event.hpp"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace zhupi::bpmn {

using Values = std::map<std::string, json::Raw>;

/// Begins a process: at its start events, or at the one named (a triggered start event, a receive task or an event
/// gateway that instantiates; of a gateway `node` is the event that has occurred).
struct Start {
    std::string process;
    std::string node;
    Values data;
};
/// A task is done, an ad-hoc sub-process is over. `outcome` counts for completion rules; "reject" is against.
struct Complete {
    int token = 0;
    std::string outcome;
    Values data;
};
struct ThrowError {  ///< a task ends with an error
    int token = 0;
    std::string code;
};
struct Escalate {  ///< a task reports upward and goes on
    int token = 0;
    std::string code;
};
struct Deliver {  ///< a message for whoever waits for it longest, or for one token
    std::string message;
    Values data;
    int token = 0;
};
struct Broadcast {  ///< a signal for all
    std::string signal;
    Values data;
};
struct SetData {
    Values data;
    int scope = 0;  ///< 0: where the name is known, else the process
};
struct Tick {};  ///< fires every timer that is due
struct Suspend {};
struct Resume {};
struct Cancel {};  ///< takes everything away
struct Retry {     ///< an incident has been mended
    int token = 0;
};
struct Activate {   ///< begins an activity of an ad-hoc sub-process
    int token = 0;  ///< of the sub-process
    std::string node;
};
struct AddSlot {  ///< one more instance of a multi-instance activity: 加签
    int token = 0;
    Slot slot;
};
struct RemoveSlot {  ///< one instance less: 减签
    int token = 0;
    int slot = 0;
};
struct Reassign {  ///< another assignee for an instance: 转办
    int token = 0;
    int slot = 0;
    std::string assignee;
};
struct Reproject {};  ///< works out all due times anew, after a calendar has changed

using Command = std::variant<Start, Complete, ThrowError, Escalate, Deliver, Broadcast, SetData, Tick, Suspend, Resume,
                             Cancel, Retry, Activate, AddSlot, RemoveSlot, Reassign, Reproject>;

struct Environment {
    Instant now;
    const TimeKeeper* time = nullptr;  ///< civil time in China when absent
    const Data* outside = nullptr;     ///< names that the instance itself does not hold
};

struct Decision {
    std::vector<Event> events;
    State state;  ///< after them
};

/// Errors leave the state as it is: err::bpmn_over, err::bpmn_suspended, err::bpmn_not_begun, err::bpmn_no_token,
/// err::bpmn_not_waiting, err::bpmn_no_receiver, err::bpmn_no_process, err::bpmn_no_node, err::bpmn_no_slot,
/// err::bpmn_other_definition.
Result<Decision> decide(const Definition& definition, const State& state, const Command& command,
                        const Environment& environment);

/// A task that waits for the caller.
struct Work {
    int token = 0;
    int node = none;
    int slot = none;  ///< of a loop
};
std::vector<Work> open_work(const Definition& definition, const State& state);

/// What an instance listens for: for the subscription tables of the store.
struct Listening {
    TriggerKind kind = TriggerKind::message;
    std::string name;
    int holder = 0;  ///< token or scope
    int node = none;
};
std::vector<Listening> listening(const Definition& definition, const State& state);

/// How a process may begin.
struct Beginning {
    int process = none;
    int node = none;  ///< none: plainly
    const Trigger* trigger = nullptr;
};
std::vector<Beginning> beginnings(const Definition& definition);

/// The input data of a task, by its data associations.
Values inputs(const Definition& definition, const State& state, int token, const Environment& environment);

}  // namespace zhupi::bpmn
