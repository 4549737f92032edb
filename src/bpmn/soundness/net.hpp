#pragma once
// A collaboration as a net of places and transitions: what may happen, with everything that depends on data, people or
// time left open. Marking and firing follow the published formal semantics of communicating BPMN processes (Houhou,
// Baarir, Poizat, Quéinnec, "A First-Order Logic Semantics for Communication-Parametric BPMN Collaborations", BPM
// 2019): tokens lie on flows and on nodes, an activity is not entered again while it runs, a process begins once.

#include "bpmn/definition.hpp"
#include "bpmn/model.hpp"

#include <map>
#include <string>
#include <vector>

namespace zhupi::bpmn {

enum class PlaceKind : std::uint8_t {
    flow,     ///< a sequence flow; two tokens on it are unsafe
    start,    ///< a start event that has not occurred; counts for nothing at the end
    active,   ///< an activity in progress, a process begun, a start inside a sub-process
    ended,    ///< an end event that has been reached
    message,  ///< a message flow
    control,  ///< bookkeeping: a value of a variable, an event that may still occur once
};

struct Place {
    PlaceKind kind = PlaceKind::flow;
    int node = none, flow = none;
    bool counts = true;        ///< must be empty for the process to be over (an `ended` place: at most one)
    std::uint8_t allowed = 1;  ///< tokens on a flow that are no fault: the start quantity of what it leads to
};

/// A message on its way: between which processes, and what it is.
struct Channel {
    int place = none;
    int to = none;       ///< inbox: of which process
    std::uint8_t key{};  ///< sender and message; what an inbox compares
};

struct Step {
    int node = none;                       ///< that acts; fairness is per node
    int choice = none;                     ///< outgoing flow chosen at a gateway: fairness is also per choice
    bool begins = false;                   ///< an activity begins
    std::vector<int> take, give;           ///< one token each
    std::vector<int> present, absent;      ///< must hold at least one; must hold none
    std::vector<int> clear;                ///< emptied, before `give`
    std::vector<int> any_of;               ///< at least one must hold a token, when there are any
    int busy = none;                       ///< scope that must not be about to end
    int join = none;                       ///< inclusive or complex gateway: index into joins
    int receives = none;                   ///< channel
    std::vector<int> sends;                ///< channels
    std::vector<std::pair<int, int>> set;  ///< place := value
    /// Choice that depends on decision results: (place, bits of values that allow it).
    std::vector<std::pair<int, std::uint64_t>> guards;
    bool eager = false;  ///< may be taken at once and alone without hiding anything (see reduce())
};

/// A process or sub-process: what must be empty or marked for it to end.
struct Ending {
    std::vector<int> inside;  ///< must be empty
    std::vector<int> ends;    ///< at least one must be marked
};

/// Inclusive join: places from which each incoming flow can still be reached.
struct InclusiveJoin {
    std::vector<int> in;
    std::vector<std::vector<int>> before;  ///< parallel to `in`, sorted
};

/// One body at work: a process, a sub-process, or one call of a process.
struct Frame {
    int body = none, parent = none;
    int owner = none;    ///< node in the parent frame; none for a process
    int ending = none;   ///< index into endings
    int running = none;  ///< place: active mark of the owner, or the process's own
    int process = none;  ///< pool it belongs to, for messages
    std::map<int, int> flow_place, active, ended, entry, once;  ///< places by flow and by node
    std::map<int, int> frame_of;                                ///< frames of inner bodies by owner
};

struct Net {
    std::vector<Frame> frames;
    std::vector<Place> places;
    std::vector<std::uint8_t> initial;
    std::vector<Step> steps;
    std::vector<Channel> channels;
    std::vector<Ending> endings;
    std::vector<InclusiveJoin> joins;
    int inboxes = 0;              ///< number of processes
    std::vector<int> activities;  ///< nodes that should be able to begin
};

/// What decisions may answer: for a business rule task, the values its result may take; conditions are asked with them.
struct Outcomes {
    std::string variable;
    std::vector<json::Raw> values;  ///< at most 63
};
using Narrowing = std::map<int, Outcomes>;  ///< by node

/// Message flows come from the model's collaborations. A message that comes from outside the file, a timer, a signal, a
/// condition and a fault of a task may occur at any time.
Net make_net(const Definition& definition, const Model& model, const Narrowing& narrowing = {});
/// Without message flows: every message may come at any time.
Net make_net(const Definition& definition);

}  // namespace zhupi::bpmn
