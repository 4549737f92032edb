// Who waits for what, and what happens when it comes.
#include "base/error_codes.hpp"
#include "bpmn/run.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

constexpr int most_skipped = 100'000;  ///< periods of a cycle that lie in the past

bool matches(const Trigger& trigger, TriggerKind kind, std::string_view name) {
    return trigger.kind == kind &&
           (kind == TriggerKind::conditional || kind == TriggerKind::timer || trigger.name == name);
}

}  // namespace

/// Oldest holder first: what surrounds is asked before what stands inside.
std::vector<Catcher> Run::catchers(TriggerKind kind, std::string_view name) const {
    std::vector<Catcher> list;
    const auto look = [&](int holder, int at, bool in_scope) {
        const auto& triggers = node(at).triggers;
        for (int i = 0; i < static_cast<int>(triggers.size()); ++i)
            if (matches(triggers[i], kind, name)) list.push_back({holder, at, i, in_scope});
    };
    for (const auto& scope : state_.scopes) {
        if (scope.state != ScopeState::open) continue;
        for (const auto sub : body_of(scope).event_subs)
            if (const auto start = definition_.bodies[node(sub).inner].start_event; start != none)
                look(scope.id, start, true);
    }
    for (const auto& token : state_.tokens) {
        if (token.state != TokenState::waiting) continue;
        const auto& at = node(token.node);
        if (token.parent == 0)
            for (const auto boundary : at.boundary) look(token.id, boundary, false);
        if (at.kind == Kind::catch_event || (at.kind == Kind::receive_task && (at.loop == none || token.parent != 0)))
            look(token.id, token.node, false);
        if (at.kind == Kind::event_based)
            for (const auto out : at.out) look(token.id, flow(out).target, false);
    }
    std::stable_sort(list.begin(), list.end(), [](const Catcher& a, const Catcher& b) { return a.holder < b.holder; });
    return list;
}

/// Of an event that needs all its triggers: is this the last?
bool Run::all_met(const Catcher& catcher) {
    const auto& at = node(catcher.node);
    if (!at.parallel_multiple || at.triggers.size() < 2) return true;
    const auto is_met = [&](int trigger) {
        const Met one{catcher.holder, catcher.node, trigger};
        return std::find(state_.met.begin(), state_.met.end(), one) != state_.met.end();
    };
    if (!is_met(catcher.trigger))
        emit({.kind = EventKind::met, .node = catcher.node, .other = catcher.holder, .number = catcher.trigger});
    for (int i = 0; i < static_cast<int>(at.triggers.size()); ++i)
        if (!is_met(i)) return false;
    for (int i = 0; i < static_cast<int>(at.triggers.size()); ++i)
        emit({.kind = EventKind::unmet, .node = catcher.node, .other = catcher.holder, .number = i});
    return true;
}

/// `implicit`: thrown by a multi-instance activity about itself, which never interrupts it.
void Run::caught(const Catcher& catcher, bool implicit) {
    if (catcher.in_scope) {
        const auto* scope = state_.scope(catcher.holder);
        if (scope && scope->state == ScopeState::open && all_met(catcher))
            start_event_sub(catcher.holder, catcher.node);
        return;
    }
    const auto* token = state_.token(catcher.holder);
    if (!token || token->state != TokenState::waiting) return;
    const auto& at = node(catcher.node);
    if (at.kind == Kind::boundary_event) {
        if (all_met(catcher)) fire_boundary(catcher.holder, catcher.node, implicit);
        return;
    }
    if (node(token->node).kind == Kind::event_based && token->node != catcher.node) {
        const auto out =
            std::find_if(at.in.begin(), at.in.end(), [&](int in) { return flow(in).source == token->node; });
        const auto moved = move(catcher.holder, catcher.node, *out);
        emit({.kind = EventKind::token_waits, .token = moved, .node = catcher.node});
        return caught({moved, catcher.node, catcher.trigger, false});
    }
    if (!all_met(catcher)) return;
    if (at.kind == Kind::receive_task) return activity_done(catcher.holder);
    leave(catcher.holder);
}

void Run::fire_boundary(int token, int boundary, bool implicit) {
    const auto scope = state_.token(token)->scope;
    if (node(boundary).interrupting && !implicit) cancel_token(token);
    place(scope, boundary);
}

/// The body of the start event belongs to an event sub-process; its node stands in the scope that listens.
void Run::start_event_sub(int scope, int start_event) {
    const auto sub = definition_.bodies[node(start_event).body].owner;
    if (node(start_event).interrupting) {
        cancel_all(scope);
        emit({.kind = EventKind::scope_interrupted, .scope = scope});
    }
    place(scope, sub);
}

/// Conditions fire when they become true; what is true when the waiting begins fires at once.
void Run::check_conditions() {
    for (const auto& catcher : catchers(TriggerKind::conditional, {})) {
        const auto* token = catcher.in_scope ? nullptr : state_.token(catcher.holder);
        const auto* scope = catcher.in_scope ? state_.scope(catcher.holder) : nullptr;
        if (!token && !scope) continue;
        const auto& trigger = node(catcher.node).triggers[catcher.trigger];
        const bool now = trigger.expression && holds(trigger.expression, token ? token->scope : scope->id);
        const Met one{catcher.holder, catcher.node, catcher.trigger};
        const bool before = std::find(state_.met.begin(), state_.met.end(), one) != state_.met.end();
        if (now == before) continue;
        emit({.kind = now ? EventKind::met : EventKind::unmet,
              .node = catcher.node,
              .other = catcher.holder,
              .number = catcher.trigger});
        if (now) caught(catcher);
    }
}

// --- Timers ---------------------------------------------------------------------------------------------------------

std::optional<Instant> Run::due(Instant from, const Span& span) const {
    static const CivilTime civil;
    const TimeKeeper& time = environment_.time ? *environment_.time : civil;
    auto at = time.due(from, span);
    return at ? std::optional(*at) : std::nullopt;
}

void Run::arm(int token, int scope, int at) {
    const auto& triggers = node(at).triggers;
    for (int i = 0; i < static_cast<int>(triggers.size()); ++i)
        if (triggers[i].kind == TriggerKind::timer) set_timer(token, scope, at, i);
}

void Run::arm_boundary(int token) {
    const auto here = *state_.token(token);
    for (const auto boundary : node(here.node).boundary) {
        arm(token, here.scope, boundary);
        conditions_stale_ = true;
    }
}

Result<TimerRule> Run::timer_rule(const Trigger& trigger, int scope) const {
    if (!trigger.expression) return trigger.rule;
    ZHUPI_TRY(const auto value, evaluate(trigger.expression, scope));
    ZHUPI_TRY(const auto text, json::decode<std::string>(value.text));
    return parse_timer(trigger.form, text, trigger.unit);
}

void Run::set_timer(int token, int scope, int at, int trigger) {
    auto rule = timer_rule(node(at).triggers[trigger], scope);
    if (!rule) {
        if (token != 0) raise(token, rule.error());
        return;
    }
    Timer timer;
    timer.id = next_id();
    timer.token = token;
    timer.scope = scope;
    timer.node = at;
    timer.trigger = trigger;
    timer.times = rule->times;
    timer.since = environment_.now;
    timer.until = rule->until;
    const bool repeats = rule->times != 1 && rule->every;
    if (repeats) timer.every = rule->every;
    if (rule->at && (!repeats || rule->at->ms > timer.since.ms)) {
        timer.due = rule->at;
    } else if (rule->every) {
        timer.span = rule->every;
        if (rule->at) timer.since = *rule->at;
        timer.due = due(timer.since, *rule->every);
        for (int i = 0; rule->at && timer.due && timer.due->ms <= environment_.now.ms && i < most_skipped; ++i) {
            timer.since = *timer.due;
            timer.due = due(timer.since, *rule->every);
        }
    } else {
        timer.due = environment_.now;
    }
    emit({.kind = EventKind::timer_set, .timers = {std::move(timer)}});
}

/// A late cycle goes on from its schedule and leaves out what it has missed: it never catches up.
void Run::fire_timer(const Timer& fired) {
    auto timer = fired;
    const bool last = timer.times == 1 || !timer.every;
    if (!last) {
        if (timer.times != for_ever) --timer.times;
        timer.span = timer.every;
        timer.since = *timer.due;
        timer.due = due(timer.since, *timer.every);
        for (int i = 0; timer.due && timer.due->ms <= environment_.now.ms && i < most_skipped; ++i) {
            timer.since = *timer.due;
            timer.due = due(timer.since, *timer.every);
        }
    }
    const bool over = last || (timer.until && timer.due && timer.due->ms > timer.until->ms);
    if (over)
        emit({.kind = EventKind::timer_removed, .node = timer.node, .other = timer.id});
    else
        emit({.kind = EventKind::timer_set, .node = timer.node, .timers = {timer}});
    const Catcher catcher{timer.token != 0 ? timer.token : timer.scope, timer.node, timer.trigger, timer.token == 0};
    const auto* token = state_.token(timer.token);
    if (!over && token && node(token->node).kind == Kind::catch_event) {
        // An intermediate event with a cycle lets a token go each time and itself goes on waiting.
        const auto copy = place(token->scope, token->node);
        ready_.pop_back();
        return leave(copy);
    }
    caught(catcher);
}

}  // namespace zhupi::bpmn
