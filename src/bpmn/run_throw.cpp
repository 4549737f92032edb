// Throwing, cancelling and undoing.
#include "base/error_codes.hpp"
#include "bpmn/run.hpp"

#include <algorithm>
#include <limits>

namespace zhupi::bpmn {

void Run::perform_throw(int token) {
    const auto here = *state_.token(token);
    const auto& triggers = node(here.node).triggers;
    const Trigger* undo = nullptr;
    for (const auto& trigger : triggers) {
        switch (trigger.kind) {
            case TriggerKind::compensation:
                undo = &trigger;
                break;
            case TriggerKind::terminate:
                return terminate(here.scope);
            case TriggerKind::cancel:
                return cancel_transaction(token);
            default:
                throw_trigger(token, trigger);
        }
        if (!alive(token) || state_.over()) return;
    }
    if (undo) return begin_undoing(token, undo->target, undo->wait);
    finish_throw(token);
}

void Run::finish_throw(int token) {
    switch (node_of(token).kind) {
        case Kind::send_task:
            return activity_done(token);
        case Kind::end_event:
            return end(token);
        default:
            return leave(token);
    }
}

void Run::throw_trigger(int token, const Trigger& trigger, bool implicit) {
    const auto at = state_.token(token)->node;
    switch (trigger.kind) {
        case TriggerKind::message:
            emit({.kind = EventKind::message_sent, .token = token, .node = at, .text = trigger.name});
            break;
        case TriggerKind::signal:
            emit({.kind = EventKind::signal_sent, .token = token, .node = at, .text = trigger.name});
            broadcast(trigger.name, implicit ? token : 0);
            break;
        case TriggerKind::escalation:
            emit({.kind = EventKind::escalated, .token = token, .node = at, .text = trigger.name});
            escalate(token, trigger.name, implicit);
            break;
        case TriggerKind::error:
            raise_error(token, trigger.name);
            break;
        default:
            break;
    }
}

void Run::broadcast(std::string_view signal, int implicit_for) {
    for (const auto& catcher : catchers(TriggerKind::signal, signal))
        caught(catcher, implicit_for != 0 && catcher.holder == implicit_for);
}

// --- Errors and escalations: from the inside out --------------------------------------------------------------------

/// The boundary event of a token's activity that catches a code; one that names it goes before one that takes all.
int Run::boundary_for(int token, TriggerKind kind, std::string_view code) const {
    int any = none;
    for (const auto boundary : node_of(token).boundary)
        for (const auto& trigger : node(boundary).triggers) {
            if (trigger.kind != kind) continue;
            if (trigger.name == code) return boundary;
            if (trigger.name.empty()) any = boundary;
        }
    return any;
}

int Run::event_sub_for(const Scope& scope, TriggerKind kind, std::string_view code) const {
    int any = none;
    if (scope.state != ScopeState::open) return none;
    for (const auto sub : body_of(scope).event_subs) {
        const auto start = definition_.bodies[node(sub).inner].start_event;
        if (start == none) continue;
        for (const auto& trigger : node(start).triggers) {
            if (trigger.kind != kind) continue;
            if (trigger.name == code) return start;
            if (trigger.name.empty()) any = start;
        }
    }
    return any;
}

void Run::raise_error(int token, const std::string& code) {
    const auto here = *state_.token(token);
    emit({.kind = EventKind::error_thrown, .token = token, .node = here.node, .text = code});
    if (is_activity(node(here.node).kind)) {
        const auto outer = here.parent != 0 ? here.parent : token;
        if (const auto boundary = boundary_for(outer, TriggerKind::error, code); boundary != none)
            return fire_boundary(outer, boundary, false);
    }
    if (catch_error(here.scope, code)) return;
    cancel_all(state_.scopes.front().id);
    emit({.kind = EventKind::ended, .number = static_cast<int>(Status::failed), .text = code});
}

bool Run::catch_error(int id, const std::string& code) {
    for (const auto* scope = state_.scope(id); scope; scope = state_.scope(scope->parent)) {
        if (const auto start = event_sub_for(*scope, TriggerKind::error, code); start != none) {
            start_event_sub(scope->id, start);
            return true;
        }
        if (scope->token == 0) break;
        const auto* owner = state_.token(scope->token);
        if (!owner) continue;  // a kept scope whose activity is over
        const auto outer = owner->parent != 0 ? owner->parent : owner->id;
        if (const auto boundary = boundary_for(outer, TriggerKind::error, code); boundary != none) {
            fire_boundary(outer, boundary, false);
            return true;
        }
    }
    return false;
}

/// What nobody catches is no fault (BPMN 2.0.2, 10.5.6).
bool Run::escalate(int token, const std::string& code, bool implicit) {
    const auto here = *state_.token(token);
    if (is_activity(node(here.node).kind)) {
        const auto outer = here.parent != 0 ? here.parent : token;
        if (const auto boundary = boundary_for(outer, TriggerKind::escalation, code); boundary != none) {
            fire_boundary(outer, boundary, implicit);
            return true;
        }
    }
    for (const auto* scope = state_.scope(here.scope); scope; scope = state_.scope(scope->parent)) {
        if (const auto start = event_sub_for(*scope, TriggerKind::escalation, code); start != none) {
            start_event_sub(scope->id, start);
            return true;
        }
        const auto* owner = state_.token(scope->token);
        if (!owner) continue;
        const auto outer = owner->parent != 0 ? owner->parent : owner->id;
        if (const auto boundary = boundary_for(outer, TriggerKind::escalation, code); boundary != none) {
            fire_boundary(outer, boundary, false);
            return true;
        }
    }
    return false;
}

// --- Cancelling: from the inside out, so that every activity that is taken away is told ------------------------------

void Run::cancel_token(int token) {
    if (!alive(token)) return;
    std::vector<int> inner, scopes;
    for (const auto& other : state_.tokens)
        if (other.parent == token) inner.push_back(other.id);
    for (const auto& scope : state_.scopes)
        if (scope.token == token && scope.state != ScopeState::kept) scopes.push_back(scope.id);
    for (const auto& undoing : state_.undoing)
        if (undoing.thrower == token && undoing.running != 0) inner.push_back(undoing.running);
    for (const auto other : inner) cancel_token(other);
    for (const auto scope : scopes) cancel_scope(scope);
    const auto here = *state_.token(token);
    emit({.kind = EventKind::token_cancelled, .token = token, .node = here.node});
    emptied_.push_back(here.scope);
}

void Run::cancel_all(int scope, int except) {
    std::vector<int> list;
    for (const auto& token : state_.tokens)
        if (token.scope == scope && token.id != except && token.parent == 0) list.push_back(token.id);
    for (const auto token : list) cancel_token(token);
}

void Run::cancel_scope(int scope) {
    cancel_all(scope);
    close_scope(scope);
}

/// Ends the process or sub-process in which the end event stands, as if it had come to its end.
void Run::terminate(int id) {
    cancel_all(id);
    const auto* scope = state_.scope(id);
    if (scope->parent == 0) {
        emit({.kind = EventKind::ended, .number = static_cast<int>(Status::terminated)});
        return;
    }
    emit({.kind = EventKind::scope_advanced, .scope = id, .number = std::numeric_limits<int>::max()});
    emptied_.push_back(id);
}

/// Everything else in the transaction stops, what was done in it is undone, then its cancel boundary event takes over.
void Run::cancel_transaction(int token) {
    const auto here = *state_.token(token);
    const auto* scope = state_.scope(here.scope);
    while (scope && (scope->token == 0 || node_of(scope->token).kind != Kind::transaction))
        scope = state_.scope(scope->parent);
    if (!scope) return end(token);
    const auto id = scope->id;
    auto carrier = token;
    if (here.scope == id) {
        cancel_all(id, token);
    } else {
        cancel_all(id);
        carrier = place(id, here.node);
        ready_.pop_back();
    }
    begin_undoing(carrier, none, true);
}

void Run::finish_cancel(int token) {
    const auto scope = *state_.scope(state_.token(token)->scope);
    const auto outer = state_.token(scope.token)->parent != 0 ? state_.token(scope.token)->parent : scope.token;
    if (const auto boundary = boundary_for(outer, TriggerKind::cancel, {}); boundary != none)
        return fire_boundary(outer, boundary, false);
    cancel_token(outer);
}

// --- Compensation ----------------------------------------------------------------------------------------------------

/// What can be undone in a scope, last completed first.
std::vector<Undoable> Run::undoables(int scope, int target) const {
    std::vector<Undoable> list;
    for (auto one = state_.undoable.rbegin(); one != state_.undoable.rend(); ++one)
        if (one->scope == scope && (target == none || one->node == target)) list.push_back(*one);
    return list;
}

/// A throw inside an event sub-process undoes the scope around it (BPMN 2.0.2, 10.5.5).
void Run::begin_undoing(int token, int target, bool wait) {
    const auto here = *state_.token(token);
    const auto* scope = state_.scope(here.scope);
    while (scope->token != 0) {
        const auto owner = body_of(*scope).owner;
        if (owner == none || node(owner).kind != Kind::event_sub_process) break;
        scope = state_.scope(scope->parent);
    }
    auto list = undoables(scope->id, target);
    if (!wait) {
        const auto carrier = place(here.scope, here.node);
        ready_.pop_back();
        emit({.kind = EventKind::undoing_begun,
              .token = carrier,
              .node = here.node,
              .number = 1,
              .undoables = std::move(list)});
        finish_throw(token);
        return step_undoing(carrier);
    }
    emit({.kind = EventKind::undoing_begun, .token = token, .node = here.node, .undoables = std::move(list)});
    step_undoing(token);
}

void Run::step_undoing(int thrower) {
    while (true) {
        const auto at = std::find_if(state_.undoing.begin(), state_.undoing.end(),
                                     [&](const Undoing& one) { return one.thrower == thrower; });
        if (at->left.empty()) break;
        const auto next = at->left.front();
        emit({.kind = EventKind::undoable_removed, .node = next.node, .other = next.id});
        const bool by_event_sub = next.inner != 0 && body_of(*state_.scope(next.inner)).compensation != none;
        if (next.inner != 0 && !by_event_sub) {
            emit({.kind = EventKind::undoing_expanded, .token = thrower, .undoables = undoables(next.inner, none)});
            continue;
        }
        const auto running = next.inner == 0 ? place(next.scope, node(next.node).handler)
                                             : place(next.inner, body_of(*state_.scope(next.inner)).compensation);
        emit({.kind = EventKind::undoing_step, .token = thrower, .other = running});
        return;
    }
    const auto silent = std::find_if(state_.undoing.begin(), state_.undoing.end(), [&](const Undoing& one) {
                            return one.thrower == thrower;
                        })->silent;
    emit({.kind = EventKind::undoing_ended, .token = thrower});
    const auto& triggers = node_of(thrower).triggers;
    if (silent) return end(thrower);
    if (std::any_of(triggers.begin(), triggers.end(),
                    [](const Trigger& one) { return one.kind == TriggerKind::cancel; }))
        return finish_cancel(thrower);
    finish_throw(thrower);
}

void Run::handler_done(int token) {
    const auto at = std::find_if(state_.undoing.begin(), state_.undoing.end(),
                                 [&](const Undoing& one) { return one.running == token; });
    if (at == state_.undoing.end()) return end(token);
    const auto thrower = at->thrower;
    end(token);
    emit({.kind = EventKind::undoing_step, .token = thrower});
    step_undoing(thrower);
}

}  // namespace zhupi::bpmn
