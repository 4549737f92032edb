#include "bpmn/event.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

/// Tokens and scopes are kept in the order of their ids.
template <class List>
auto by_id(List& list, int id) {
    const auto at =
        std::lower_bound(list.begin(), list.end(), id, [](const auto& one, int wanted) { return one.id < wanted; });
    return at != list.end() && at->id == id ? &*at : nullptr;
}

template <class List>
auto& must(List& list, int id) {
    auto* found = by_id(list, id);
    ensure(found != nullptr, "an event names a token or scope that is not there");
    return *found;
}

template <class List, class Is>
auto* first(List& list, Is is) {
    const auto at = std::find_if(list.begin(), list.end(), is);
    return at == list.end() ? nullptr : &*at;
}

auto& rounds(State& state, int token) {
    auto* found = first(state.rounds, [&](const Rounds& one) { return one.token == token; });
    ensure(found != nullptr, "an event names a loop that is not there");
    return *found;
}

auto& undoing(State& state, int thrower) {
    auto* found = first(state.undoing, [&](const Undoing& one) { return one.thrower == thrower; });
    ensure(found != nullptr, "an event names a compensation that is not there");
    return *found;
}

void clear_incident(State& state, int token) {
    std::erase_if(state.incidents, [&](const Incident& one) { return one.token == token; });
}

/// A token goes, and with it everything that hangs on it alone. Tokens and scopes below it have gone before.
void remove_token(State& state, int id) {
    auto* token = by_id(state.tokens, id);
    ensure(token != nullptr, "a token ends that is not there");
    state.tokens.erase(state.tokens.begin() + (token - state.tokens.data()));
    std::erase_if(state.timers, [&](const Timer& timer) { return timer.token == id; });
    std::erase_if(state.rounds, [&](const Rounds& one) { return one.token == id; });
    std::erase_if(state.met, [&](const Met& one) { return one.holder == id; });
    std::erase_if(state.undoing, [&](const Undoing& one) { return one.thrower == id; });
    clear_incident(state, id);
}

void remove_scope(State& state, int id) {
    std::erase_if(state.scopes, [&](const Scope& scope) { return scope.id == id; });
    std::erase_if(state.timers, [&](const Timer& timer) { return timer.scope == id && timer.token == 0; });
    std::erase_if(state.met, [&](const Met& one) { return one.holder == id; });
    std::erase_if(state.undoable, [&](const Undoable& one) { return one.scope == id; });
    std::erase_if(state.resets, [&](const Reset& one) { return one.scope == id; });
}

/// Where a token stands has changed: what it waited for there is no longer awaited.
void leave_place(State& state, int token) {
    std::erase_if(state.timers, [&](const Timer& timer) { return timer.token == token; });
    std::erase_if(state.met, [&](const Met& one) { return one.holder == token; });
    clear_incident(state, token);
}

/// A token that goes on gets a new number: who answers an old task twice must not answer the next one.
void move_token(State& state, const Event& event) {
    auto moved = must(state.tokens, event.token);
    remove_token(state, event.token);
    moved.id = event.other;
    moved.node = event.node;
    moved.flow = event.flow;
    moved.state = TokenState::ready;
    state.tokens.push_back(moved);
    state.next_id = event.other + 1;
}

void set_slot(State& state, const Event& event) {
    auto& slots = rounds(state, event.token).slots;
    const auto at = static_cast<std::size_t>(event.number);
    ensure(at <= slots.size() && event.slots.size() == 1, "a slot is set out of order");
    if (at == slots.size()) slots.emplace_back();
    slots[at] = event.slots.front();
}

Reset& reset(State& state, const Event& event) {
    auto* found =
        first(state.resets, [&](const Reset& one) { return one.scope == event.scope && one.node == event.node; });
    ensure(found != nullptr, "an event names a reset that is not there");
    return *found;
}

}  // namespace

const Token* State::token(int id) const { return by_id(tokens, id); }
const Scope* State::scope(int id) const { return by_id(scopes, id); }
const Rounds* State::rounds_of(int id) const {
    return first(rounds, [&](const Rounds& one) { return one.token == id; });
}
const Timer* State::timer(int id) const {
    return first(timers, [&](const Timer& one) { return one.id == id; });
}

void apply(State& state, const Event& event) {
    switch (event.kind) {
        case EventKind::started:
            state.status = Status::running;
            state.definition = event.text;
            state.scopes.push_back({event.scope, 0, 0, event.node, 0, ScopeState::open, {}});
            state.next_id = event.scope + 1;
            break;
        case EventKind::ended:
            state.status = static_cast<Status>(event.number);
            state.error = event.text;
            break;
        case EventKind::suspended:
            state.status = Status::suspended;
            state.suspended_at = event.at;
            break;
        case EventKind::resumed:
            state.status = Status::running;
            break;
        case EventKind::token_placed:
            state.tokens.push_back(
                {event.token, event.scope, event.node, event.flow, event.other, event.number, TokenState::ready});
            state.next_id = event.token + 1;
            break;
        case EventKind::token_moved:
            move_token(state, event);
            break;
        case EventKind::token_waits:
            must(state.tokens, event.token).state = TokenState::waiting;
            break;
        case EventKind::token_arrived:
            must(state.tokens, event.token).state = TokenState::arrived;
            break;
        case EventKind::token_resumed:
            must(state.tokens, event.token).state = TokenState::ready;
            leave_place(state, event.token);
            break;
        case EventKind::token_ended:
        case EventKind::token_cancelled:
            remove_token(state, event.token);
            break;
        case EventKind::scope_opened:
            state.scopes.push_back({event.scope, event.other, event.token, event.node, 0, ScopeState::open, {}});
            state.next_id = event.scope + 1;
            break;
        case EventKind::scope_interrupted:
            must(state.scopes, event.scope).state = ScopeState::interrupted;
            break;
        case EventKind::scope_kept:
            must(state.scopes, event.scope).state = ScopeState::kept;
            std::erase_if(state.timers,
                          [&](const Timer& timer) { return timer.scope == event.scope && timer.token == 0; });
            break;
        case EventKind::scope_closed:
            remove_scope(state, event.scope);
            break;
        case EventKind::scope_advanced:
            must(state.scopes, event.scope).next = event.number;
            break;
        case EventKind::data_set:
            must(state.scopes, event.scope).data[event.text] = event.value;
            break;
        case EventKind::timer_set:
            ensure(event.timers.size() == 1, "a timer is set without saying which");
            std::erase_if(state.timers, [&](const Timer& timer) { return timer.id == event.timers.front().id; });
            state.timers.push_back(event.timers.front());
            state.next_id = std::max(state.next_id, event.timers.front().id + 1);
            break;
        case EventKind::timer_removed:
            std::erase_if(state.timers, [&](const Timer& timer) { return timer.id == event.other; });
            break;
        case EventKind::rounds_begun:
            state.rounds.push_back({event.token, event.slots});
            break;
        case EventKind::slot_set:
            set_slot(state, event);
            break;
        case EventKind::rounds_ended:
            std::erase_if(state.rounds, [&](const Rounds& one) { return one.token == event.token; });
            break;
        case EventKind::met:
            state.met.push_back({event.other, event.node, event.number});
            break;
        case EventKind::unmet:
            std::erase(state.met, Met{event.other, event.node, event.number});
            break;
        case EventKind::undoable_added:
            ensure(event.undoables.size() == 1, "something can be undone without saying what");
            state.undoable.push_back(event.undoables.front());
            state.next_id = event.undoables.front().id + 1;
            break;
        case EventKind::undoable_removed:
            std::erase_if(state.undoable, [&](const Undoable& one) { return one.id == event.other; });
            break;
        case EventKind::undoing_begun:
            must(state.tokens, event.token).state = TokenState::compensating;
            state.undoing.push_back({event.token, 0, event.number != 0, event.undoables});
            break;
        case EventKind::undoing_step: {
            auto& one = undoing(state, event.token);
            one.running = event.other;
            if (event.other == 0 && !one.left.empty()) one.left.erase(one.left.begin());
            break;
        }
        case EventKind::undoing_expanded: {
            auto& left = undoing(state, event.token).left;
            ensure(!left.empty(), "nothing is left to expand");
            left.erase(left.begin());
            left.insert(left.begin(), event.undoables.begin(), event.undoables.end());
            break;
        }
        case EventKind::undoing_ended:
            std::erase_if(state.undoing, [&](const Undoing& one) { return one.thrower == event.token; });
            break;
        case EventKind::reset_begun:
            state.resets.push_back({event.scope, event.node, {}});
            break;
        case EventKind::reset_flow:
            reset(state, event).flows.push_back(event.flow);
            break;
        case EventKind::reset_ended:
            std::erase_if(state.resets,
                          [&](const Reset& one) { return one.scope == event.scope && one.node == event.node; });
            break;
        case EventKind::incident_raised:
            must(state.tokens, event.token).state = event.number != 0 ? TokenState::blocked : TokenState::stuck;
            state.incidents.push_back({event.token, event.text, event.value.text});
            break;
        case EventKind::migrated: {
            auto moved = json::decode<State>(event.value.text, json::Unknown::ignore);
            ensure(moved.has_value(), "a migrated state cannot be read");
            state = std::move(*moved);
            break;
        }
        case EventKind::activity_done:
        case EventKind::message_sent:
        case EventKind::signal_sent:
        case EventKind::escalated:
        case EventKind::error_thrown:
            break;
    }
}

}  // namespace zhupi::bpmn
