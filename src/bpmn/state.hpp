#pragma once
// A running instance: explicit tokens in nested scopes, and what they wait for. Flat, small (a parallel approval is
// some hundred bytes) and complete: with its definition and the caller's data it says everything that can happen next.
// Between two commands every token waits for something outside; that is what `quiescent` means.

#include "base/json.hpp"
#include "bpmn/timing.hpp"

#include <map>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::bpmn {

enum class TokenState : std::uint8_t {
    ready,         ///< about to be worked on; never in a state between commands
    waiting,       ///< at an activity in progress, a catching event, an event gateway
    arrived,       ///< at a join or at an activity whose start quantity is not reached
    compensating,  ///< at a throwing event until its compensation is done
    stuck,         ///< an incident on the way in: an expression failed; `Retry` enters again
    blocked,       ///< an incident on the way out: no flow fits; `Retry` leaves again
};
BOOST_DESCRIBE_ENUM(TokenState, ready, waiting, arrived, compensating, stuck, blocked)

struct Token {
    int id = 0;  ///< rises through the life of the instance; scopes and timers count along
    int scope = 0;
    int node = -1;
    int flow = -1;   ///< on which it came; -1 when it began here
    int parent = 0;  ///< of an instance of a loop: the token of the activity as a whole
    int slot = -1;   ///< of an instance of a loop: which
    TokenState state = TokenState::ready;
    bool operator==(const Token&) const = default;
};
BOOST_DESCRIBE_STRUCT(Token, (), (id, scope, node, flow, parent, slot, state))

enum class ScopeState : std::uint8_t {
    open,
    interrupted,  ///< an event sub-process has taken over; no other may begin
    kept,         ///< over, but may be compensated
};
BOOST_DESCRIBE_ENUM(ScopeState, open, interrupted, kept)

struct Scope {
    int id = 0;
    int parent = 0;  ///< 0 for the process itself
    int token = 0;   ///< that waits for it in the parent
    int body = 0;
    int next = 0;  ///< ad hoc, sequential: how many activities have begun
    ScopeState state = ScopeState::open;
    std::map<std::string, json::Raw> data;
    bool operator==(const Scope&) const = default;
};
BOOST_DESCRIBE_STRUCT(Scope, (), (id, parent, token, body, next, state, data))

struct Timer {
    int id = 0;
    int token = 0;  ///< for which it runs; 0 for the start of an event sub-process
    int scope = 0;
    int node = -1;  ///< the catching event
    int trigger = 0;
    int times = 1;                 ///< firings left; -1 for ever
    std::optional<Span> span;      ///< budget left at `since`; none for a date
    std::optional<Span> every;     ///< period, when it repeats
    std::optional<Instant> until;  ///< end of a cycle
    Instant since;                 ///< the budget has been running since
    std::optional<Instant> due;    ///< worked out from `since` and `span`; none until the year's calendar is published
    bool operator==(const Timer&) const = default;
};
BOOST_DESCRIBE_STRUCT(Timer, (), (id, token, scope, node, trigger, times, span, every, until, since, due))

enum class SlotState : std::uint8_t { pending, active, done, removed };
BOOST_DESCRIBE_ENUM(SlotState, pending, active, done, removed)

struct Slot {
    SlotState state = SlotState::pending;
    std::string assignee;  ///< for the caller; the engine only keeps it
    std::string outcome;   ///< as given on completion
    json::Raw item;        ///< of the collection
    bool operator==(const Slot&) const = default;
};
BOOST_DESCRIBE_STRUCT(Slot, (), (state, assignee, outcome, item))

/// A loop or multi-instance activity in progress.
struct Rounds {
    int token = 0;  ///< of the activity as a whole
    std::vector<Slot> slots;
    bool operator==(const Rounds&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rounds, (), (token, slots))

/// A condition or one trigger of several that has been met: conditions fire when they become true, not while they are.
struct Met {
    int holder = 0;  ///< token, or scope for the start of an event sub-process
    int node = -1;
    int trigger = 0;
    bool operator==(const Met&) const = default;
};
BOOST_DESCRIBE_STRUCT(Met, (), (holder, node, trigger))

/// A completed activity that can be undone.
struct Undoable {
    int id = 0;
    int scope = 0;
    int node = -1;  ///< the activity
    int inner = 0;  ///< its kept scope; 0 when it has a handler of its own
    bool operator==(const Undoable&) const = default;
};
BOOST_DESCRIBE_STRUCT(Undoable, (), (id, scope, node, inner))

struct Undoing {
    int thrower = 0;             ///< token that waits for it
    int running = 0;             ///< token of the handler at work
    bool silent = false;         ///< nobody waits: the thrower only carries it (waitForCompletion="false")
    std::vector<Undoable> left;  ///< last completed first
    bool operator==(const Undoing&) const = default;
};
BOOST_DESCRIBE_STRUCT(Undoing, (), (thrower, running, silent, left))

/// A complex gateway that has fired and now takes in what still comes, until nothing more can (BPMN 2.0.2,
/// table 10.61).
struct Reset {
    int scope = 0;
    int node = -1;
    std::vector<int> flows;  ///< that have delivered since the last reset
    bool operator==(const Reset&) const = default;
};
BOOST_DESCRIBE_STRUCT(Reset, (), (scope, node, flows))

struct Incident {
    int token = 0;
    std::string code;    ///< an error code of lists/errors
    std::string detail;  ///< in English, for the log
    bool operator==(const Incident&) const = default;
};
BOOST_DESCRIBE_STRUCT(Incident, (), (token, code, detail))

enum class Status : std::uint8_t { created, running, suspended, completed, terminated, failed };
BOOST_DESCRIBE_ENUM(Status, created, running, suspended, completed, terminated, failed)

struct State {
    std::string definition;  ///< fingerprint
    Status status = Status::created;
    std::string error;  ///< code of the error that nobody caught, when failed
    int next_id = 1;
    Instant suspended_at;
    std::vector<Token> tokens;  ///< by id
    std::vector<Scope> scopes;  ///< by id; the first is the process
    std::vector<Timer> timers;
    std::vector<Rounds> rounds;
    std::vector<Met> met;
    std::vector<Undoable> undoable;  ///< in order of completion
    std::vector<Undoing> undoing;
    std::vector<Reset> resets;
    std::vector<Incident> incidents;

    bool operator==(const State&) const = default;
    bool over() const { return status >= Status::completed; }

    const Token* token(int id) const;
    const Scope* scope(int id) const;
    const Rounds* rounds_of(int token) const;
    const Timer* timer(int id) const;
};
BOOST_DESCRIBE_STRUCT(State, (),
                      (definition, status, error, next_id, suspended_at, tokens, scopes, timers, rounds, met, undoable,
                       undoing, resets, incidents))

}  // namespace zhupi::bpmn
