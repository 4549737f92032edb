#pragma once
// What happened: the only thing that changes a state. decide() makes events, apply() carries them out, and nothing
// else does, so live work, replay, simulation and migration cannot disagree.

#include "bpmn/state.hpp"

namespace zhupi::bpmn {

enum class EventKind : std::uint8_t {
    started,  ///< scope, node: body
    ended,    ///< number: Status; text: uncaught error
    suspended,
    resumed,
    token_placed,       ///< token, scope, node, flow, other: parent, number: slot
    token_moved,        ///< token, node, flow, other: its new id
    token_waits,        ///< token: its activity has begun, or its event is awaited
    token_arrived,      ///< token: at a join that is not complete
    token_resumed,      ///< token: ready again (retry)
    token_ended,        ///< token: used up
    token_cancelled,    ///< token: taken away before its work was done
    activity_done,      ///< token, node, text: outcome; nothing changes by itself
    scope_opened,       ///< scope, token, other: parent, node: body
    scope_interrupted,  ///< scope
    scope_kept,         ///< scope
    scope_closed,       ///< scope
    scope_advanced,     ///< scope, number: next
    data_set,           ///< scope, text: name, value
    timer_set,          ///< timers: the one
    timer_removed,      ///< other: id
    rounds_begun,       ///< token, slots
    slot_set,           ///< token, number: which (one more than there are: added), slots: the one
    rounds_ended,       ///< token
    met,                ///< other: holder, node, number: trigger
    unmet,              ///< the same
    undoable_added,     ///< undoables: the one
    undoable_removed,   ///< other: id
    undoing_begun,      ///< token, number: silent, undoables
    undoing_step,       ///< token, other: token of the handler for the first of `left`; 0 when it is done
    undoing_expanded,   ///< token, undoables: what replaces the first of `left`
    undoing_ended,      ///< token
    reset_begun,        ///< scope, node
    reset_flow,         ///< scope, node, flow
    reset_ended,        ///< scope, node
    incident_raised,    ///< token, text: code, value: detail as a string, number: 1 when it was leaving
    message_sent,       ///< token, node, text: name
    signal_sent,        ///< token, node, text: name
    escalated,          ///< token, node, text: code
    error_thrown,       ///< token, node, text: code
    migrated,           ///< value: the new state
};
BOOST_DESCRIBE_ENUM(EventKind, started, ended, suspended, resumed, token_placed, token_moved, token_waits,
                    token_arrived, token_resumed, token_ended, token_cancelled, activity_done, scope_opened,
                    scope_interrupted, scope_kept, scope_closed, scope_advanced, data_set, timer_set, timer_removed,
                    rounds_begun, slot_set, rounds_ended, met, unmet, undoable_added, undoable_removed, undoing_begun,
                    undoing_step, undoing_expanded, undoing_ended, reset_begun, reset_flow, reset_ended,
                    incident_raised, message_sent, signal_sent, escalated, error_thrown, migrated)

struct Event {
    EventKind kind = EventKind::started;
    int token = 0, scope = 0, node = -1, flow = -1, other = 0, number = 0;
    Instant at{};
    std::string text{};
    json::Raw value{};
    std::vector<Slot> slots{};
    std::vector<Undoable> undoables{};
    std::vector<Timer> timers{};
    bool operator==(const Event&) const = default;
};

/// The only function that changes a state. Total: an event that does not fit its state is a bug and throws BugError.
void apply(State& state, const Event& event);

/// One line of JSON with only what the kind of event needs.
std::string encode(const std::vector<Event>& events);
Result<std::vector<Event>> decode_events(std::string_view json);

}  // namespace zhupi::bpmn
