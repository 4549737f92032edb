// Commands: what they demand of the state, and the first thing they do to it.
#include "base/error_codes.hpp"
#include "bpmn/run.hpp"

#include <algorithm>
#include <limits>

namespace zhupi::bpmn {
namespace {

std::string number(int value) { return std::to_string(value); }

}  // namespace

void Run::set_data(int id, const std::string& name, const json::Raw& value) {
    auto target = state_.scopes.front().id;
    for (const auto* scope = state_.scope(id); scope; scope = state_.scope(scope->parent))
        if (scope->data.contains(name)) {
            target = scope->id;
            break;
        }
    emit({.kind = EventKind::data_set, .scope = target, .text = name, .value = value});
    conditions_stale_ = true;
}

void Run::set_all(int scope, const Values& data) {
    for (const auto& [name, value] : data) set_data(scope, name, value);
}

/// Data output associations choose and rename what a task returns; without them everything is kept under its name.
void Run::map_outputs(int token, const Values& data) {
    const auto here = *state_.token(token);
    const auto& outputs = node(here.node).outputs;
    if (outputs.empty()) return set_all(here.scope, data);
    for (const auto& mapping : outputs) {
        if (mapping.transformation) {
            if (const auto value = evaluate(mapping.transformation, here.scope, &data))
                set_data(here.scope, mapping.to, *value);
        } else if (const auto at = data.find(mapping.from); at != data.end()) {
            set_data(here.scope, mapping.to, at->second);
        }
    }
}

/// A token at a job, or of an ad-hoc sub-process that the caller may end.
Result<int> Run::waiting_token(int token) const {
    const auto* found = state_.token(token);
    if (!found) return fail(err::bpmn_no_token, {{"token", number(token)}});
    if (found->state != TokenState::waiting || state_.rounds_of(token))
        return fail(err::bpmn_not_waiting, {{"token", number(token)}, {"node", definition_.labels[found->node].id}});
    return token;
}

Result<void> Run::operator()(const Start& command) {
    const auto process = definition_.find_process(command.process);
    if (process == none) return fail(err::bpmn_no_process, {{"process", command.process}});
    const auto body = definition_.processes[process].body;
    const auto scope = next_id();
    emit({.kind = EventKind::started, .scope = scope, .node = body, .text = definition_.fingerprint});
    set_all(scope, command.data);
    for (const auto sub : definition_.bodies[body].event_subs)
        if (const auto start = definition_.bodies[node(sub).inner].start_event; start != none) arm(0, scope, start);
    if (command.node.empty()) {
        for (const auto start : definition_.bodies[body].starts) place(scope, start);
        if (definition_.bodies[body].starts.empty()) emptied_.push_back(scope);
        return {};
    }
    const auto& nodes = definition_.bodies[body].nodes;
    const auto at =
        std::find_if(nodes.begin(), nodes.end(), [&](int one) { return definition_.labels[one].id == command.node; });
    if (at == nodes.end()) return fail(err::bpmn_no_node, {{"node", command.node}});
    const auto token = place(scope, *at);
    ready_.pop_back();
    // What the start waited for has happened already.
    emit({.kind = EventKind::token_waits, .token = token, .node = *at});
    if (node(*at).kind == Kind::receive_task)
        activity_done(token);
    else
        leave(token);
    return {};
}

Result<void> Run::operator()(const Complete& command) {
    ZHUPI_TRY(const auto token, waiting_token(command.token));
    const auto& at = node_of(token);
    if (at.kind == Kind::ad_hoc) {
        const auto scope = std::find_if(state_.scopes.begin(), state_.scopes.end(),
                                        [&](const Scope& one) { return one.token == token; });
        emit({.kind = EventKind::scope_advanced, .scope = scope->id, .number = std::numeric_limits<int>::max()});
        if (at.cancel_remaining) cancel_all(scope->id);
        emptied_.push_back(scope->id);
        return {};
    }
    if (!is_job(at.kind))
        return fail(err::bpmn_not_waiting,
                    {{"token", number(token)}, {"node", definition_.labels[state_.token(token)->node].id}});
    map_outputs(token, command.data);
    activity_done(token, command.outcome);
    return {};
}

Result<void> Run::operator()(const ThrowError& command) {
    ZHUPI_TRY(const auto token, waiting_token(command.token));
    raise_error(token, command.code);
    return {};
}

Result<void> Run::operator()(const Escalate& command) {
    ZHUPI_TRY(const auto token, waiting_token(command.token));
    emit({.kind = EventKind::escalated, .token = token, .node = state_.token(token)->node, .text = command.code});
    escalate(token, command.code, false);
    return {};
}

Result<void> Run::operator()(const Deliver& command) {
    for (const auto& catcher : catchers(TriggerKind::message, command.message)) {
        if (command.token != 0 && catcher.holder != command.token) continue;
        const auto* token = catcher.in_scope ? nullptr : state_.token(catcher.holder);
        set_all(token ? token->scope : catcher.holder, command.data);
        caught(catcher);
        return {};
    }
    return fail(err::bpmn_no_receiver, {{"message", command.message}});
}

Result<void> Run::operator()(const Broadcast& command) {
    set_all(state_.scopes.front().id, command.data);
    broadcast(command.signal);
    return {};
}

Result<void> Run::operator()(const SetData& command) {
    if (command.scope == 0) {
        set_all(state_.scopes.front().id, command.data);
        return {};
    }
    if (!state_.scope(command.scope)) return fail(err::bpmn_no_token, {{"token", number(command.scope)}});
    for (const auto& [name, value] : command.data)
        emit({.kind = EventKind::data_set, .scope = command.scope, .text = name, .value = value});
    conditions_stale_ = true;
    return {};
}

Result<void> Run::operator()(const Tick&) {
    while (!state_.over()) {
        const auto first =
            std::min_element(state_.timers.begin(), state_.timers.end(), [](const Timer& a, const Timer& b) {
                return std::pair(a.due.value_or(Instant{std::numeric_limits<std::int64_t>::max()}), a.id) <
                       std::pair(b.due.value_or(Instant{std::numeric_limits<std::int64_t>::max()}), b.id);
            });
        if (first == state_.timers.end() || !first->due || first->due->ms > environment_.now.ms) return {};
        const auto timer = *first;
        fire_timer(timer);
        settle();
    }
    return {};
}

Result<void> Run::operator()(const Suspend&) {
    emit({.kind = EventKind::suspended, .at = environment_.now});
    return {};
}

/// What was left of a budget when the instance was suspended is what is left now.
Result<void> Run::operator()(const Resume&) {
    if (state_.status != Status::suspended) return fail(err::bpmn_not_suspended);
    const auto stopped = state_.suspended_at;
    emit({.kind = EventKind::resumed, .at = environment_.now});
    static const CivilTime civil;
    const TimeKeeper& time = environment_.time ? *environment_.time : civil;
    for (auto timer : std::vector<Timer>(state_.timers)) {
        if (!timer.span) continue;
        ZHUPI_TRY(timer.span, time.left(timer.since, stopped, *timer.span));
        timer.since = environment_.now;
        timer.due = due(timer.since, *timer.span);
        emit({.kind = EventKind::timer_set, .node = timer.node, .timers = {timer}});
    }
    return {};
}

Result<void> Run::operator()(const Cancel&) {
    cancel_all(state_.scopes.front().id);
    emit({.kind = EventKind::ended, .number = static_cast<int>(Status::terminated)});
    return {};
}

Result<void> Run::operator()(const Retry& command) {
    const auto* token = state_.token(command.token);
    if (!token) return fail(err::bpmn_no_token, {{"token", number(command.token)}});
    if (token->state != TokenState::stuck && token->state != TokenState::blocked)
        return fail(err::bpmn_not_waiting,
                    {{"token", number(command.token)}, {"node", definition_.labels[token->node].id}});
    const bool blocked = token->state == TokenState::blocked;
    emit({.kind = EventKind::token_resumed, .token = command.token, .node = token->node});
    conditions_stale_ = true;
    if (!blocked) {
        queue(command.token);
        return {};
    }
    switch (node_of(command.token).kind) {
        case Kind::exclusive:
            choose_one(command.token);
            break;
        case Kind::inclusive:
        case Kind::complex:
            choose_some(command.token);
            break;
        default:
            leave(command.token);
    }
    return {};
}

Result<void> Run::operator()(const Activate& command) {
    const auto* token = state_.token(command.token);
    if (!token) return fail(err::bpmn_no_token, {{"token", number(command.token)}});
    const auto scope = std::find_if(state_.scopes.begin(), state_.scopes.end(),
                                    [&](const Scope& one) { return one.token == command.token; });
    if (node(token->node).kind != Kind::ad_hoc || scope == state_.scopes.end())
        return fail(err::bpmn_not_waiting,
                    {{"token", number(command.token)}, {"node", definition_.labels[token->node].id}});
    const auto& nodes = body_of(*scope).nodes;
    const auto at =
        std::find_if(nodes.begin(), nodes.end(), [&](int one) { return definition_.labels[one].id == command.node; });
    if (at == nodes.end() || !is_activity(node(*at).kind)) return fail(err::bpmn_no_node, {{"node", command.node}});
    place(scope->id, *at);
    return {};
}

Result<void> Run::operator()(const AddSlot& command) {
    const auto* rounds = state_.rounds_of(command.token);
    if (!rounds || !definition_.loops[node_of(command.token).loop].multi)
        return fail(err::bpmn_no_slot, {{"slot", "+"}});
    auto slot = command.slot;
    slot.state = SlotState::pending;
    slot.outcome.clear();
    emit({.kind = EventKind::slot_set,
          .token = command.token,
          .number = static_cast<int>(rounds->slots.size()),
          .slots = {std::move(slot)}});
    continue_rounds(command.token);
    return {};
}

Result<void> Run::operator()(const RemoveSlot& command) {
    const auto* rounds = state_.rounds_of(command.token);
    if (!rounds || command.slot < 0 || command.slot >= static_cast<int>(rounds->slots.size()))
        return fail(err::bpmn_no_slot, {{"slot", number(command.slot)}});
    auto slot = rounds->slots[command.slot];
    if (slot.state != SlotState::pending && slot.state != SlotState::active)
        return fail(err::bpmn_no_slot, {{"slot", number(command.slot)}});
    slot.state = SlotState::removed;
    emit({.kind = EventKind::slot_set, .token = command.token, .number = command.slot, .slots = {std::move(slot)}});
    std::vector<int> running;
    for (const auto& token : state_.tokens)
        if (token.parent == command.token && token.slot == command.slot) running.push_back(token.id);
    for (const auto token : running) cancel_token(token);
    continue_rounds(command.token);
    return {};
}

Result<void> Run::operator()(const Reassign& command) {
    const auto* rounds = state_.rounds_of(command.token);
    if (!rounds || command.slot < 0 || command.slot >= static_cast<int>(rounds->slots.size()))
        return fail(err::bpmn_no_slot, {{"slot", number(command.slot)}});
    auto slot = rounds->slots[command.slot];
    if (slot.state != SlotState::pending && slot.state != SlotState::active)
        return fail(err::bpmn_no_slot, {{"slot", number(command.slot)}});
    slot.assignee = command.assignee;
    emit({.kind = EventKind::slot_set, .token = command.token, .number = command.slot, .slots = {std::move(slot)}});
    return {};
}

Result<void> Run::operator()(const Reproject&) {
    for (auto timer : std::vector<Timer>(state_.timers)) {
        if (!timer.span) continue;
        const auto before = timer.due;
        timer.due = due(timer.since, *timer.span);
        if (timer.due != before) emit({.kind = EventKind::timer_set, .at = environment_.now, .timers = {timer}});
    }
    return {};
}

void Run::wake(const std::vector<int>& fresh) {
    conditions_stale_ = true;
    for (const auto& token : std::vector<Token>(state_.tokens)) {
        const auto& at = node(token.node);
        if (token.state == TokenState::arrived && at.join == none) {
            emit({.kind = EventKind::token_resumed, .token = token.id, .node = token.node});
            queue(token.id);
        }
        if (token.state != TokenState::waiting || token.parent != 0) continue;
        for (const auto boundary : at.boundary)
            if (std::find(fresh.begin(), fresh.end(), boundary) != fresh.end()) arm(token.id, token.scope, boundary);
    }
    for (const auto& scope : state_.scopes) emptied_.push_back(scope.id);
}

}  // namespace zhupi::bpmn
