// Activities, scopes and loops.
#include "base/error_codes.hpp"
#include "bpmn/items.hpp"
#include "bpmn/run.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace zhupi::bpmn {
namespace {

constexpr std::int64_t most_instances = 10'000;

bool against(const Slot& slot) { return slot.outcome == "reject"; }

std::optional<std::int64_t> whole_number(const json::Raw& value) {
    std::int64_t number = 0;
    const auto* end = value.text.data() + value.text.size();
    const auto [stop, error] = std::from_chars(value.text.data(), end, number);
    if (error != std::errc() || stop != end) return std::nullopt;
    return number;
}

}  // namespace

void Run::enter_activity(int token) {
    const auto here = *state_.token(token);
    const auto& at = node(here.node);
    if (here.parent != 0) return begin(token);
    if (at.start_quantity > 1) {
        emit({.kind = EventKind::token_arrived, .token = token, .node = here.node});
        const auto waiting = arrivals(here.scope, here.node);
        if (static_cast<int>(waiting.size()) < at.start_quantity) return;
        for (const auto other : waiting)
            if (other != token) end(other);
    }
    if (at.kind == Kind::task && at.loop == none) return activity_done(token);
    emit({.kind = EventKind::token_waits, .token = token, .node = here.node});
    arm_boundary(token);
    if (state_.token(token)->state != TokenState::waiting) return;  // a timer could not be read
    if (at.loop != none)
        begin_rounds(token);
    else
        begin(token);
}

/// One instance of an activity: the token of the activity itself, or of one round.
void Run::begin(int token) {
    const auto here = *state_.token(token);
    const auto& at = node(here.node);
    if (at.kind == Kind::task) return activity_done(token);
    if (here.parent != 0) emit({.kind = EventKind::token_waits, .token = token, .node = here.node});
    if (at.kind == Kind::send_task) return throws_.push_back(token);
    if (at.inner == none) return;
    const auto scope = open_scope(token, at.inner);
    if (here.parent == 0) return;
    const auto& loop = definition_.loops[at.loop];
    emit({.kind = EventKind::data_set, .scope = scope, .text = "loopCounter", .value = {std::to_string(here.slot)}});
    const auto item = state_.rounds_of(here.parent)->slots[here.slot].item;
    if (!loop.item_name.empty())
        emit({.kind = EventKind::data_set, .scope = scope, .text = loop.item_name, .value = item});
}

int Run::open_scope(int token, int body) {
    const auto id = next_id();
    const auto owner = *state_.token(token);
    const auto& inside = definition_.bodies[body];
    emit({.kind = EventKind::scope_opened, .token = token, .scope = id, .node = body, .other = owner.scope});
    conditions_stale_ = true;
    for (const auto sub : inside.event_subs)
        if (const auto start = definition_.bodies[node(sub).inner].start_event; start != none) arm(0, id, start);
    if (inside.start_event != none && node(owner.node).kind == Kind::event_sub_process) {
        place(id, inside.start_event);
        return id;
    }
    const auto& at = node(owner.node);
    if (at.kind == Kind::ad_hoc && at.manual) return id;
    if (at.kind == Kind::ad_hoc && at.ordered && !inside.starts.empty()) {
        emit({.kind = EventKind::scope_advanced, .scope = id, .number = 1});
        place(id, inside.starts.front());
        return id;
    }
    for (const auto start : inside.starts) place(id, start);
    if (inside.starts.empty()) emptied_.push_back(id);
    return id;
}

void Run::activity_done(int token, const std::string& outcome) {
    const auto here = *state_.token(token);
    emit({.kind = EventKind::activity_done, .token = token, .node = here.node, .text = outcome});
    if (node(here.node).for_compensation) return handler_done(token);
    if (here.parent != 0) return round_done(token, outcome);
    if (node(here.node).loop == none) record_undoable(token, 0);
    leave_activity(token);
}

void Run::leave_activity(int token) {
    const auto scope = state_.token(token)->scope;
    leave(token);
    const auto* around = state_.scope(scope);
    if (!around || around->token == 0) return;
    if (node_of(around->token).kind == Kind::ad_hoc) check_ad_hoc(scope);
}

/// After each activity of an ad-hoc sub-process its completion condition is asked (BPMN 2.0.2, 13.3.5).
void Run::check_ad_hoc(int scope) {
    const auto owner = state_.scope(scope)->token;
    const auto& at = node_of(owner);
    if (!at.condition || !holds(at.condition, scope)) return;
    emit({.kind = EventKind::scope_advanced, .scope = scope, .number = std::numeric_limits<int>::max()});
    if (at.cancel_remaining) cancel_all(scope);
    emptied_.push_back(scope);
}

/// Ends a scope in which no token is left.
void Run::check_scope(int id) {
    const auto* scope = state_.scope(id);
    if (!scope || scope->state == ScopeState::kept) return;
    for (const auto& token : state_.tokens)
        if (token.scope == id) return;
    if (scope->parent == 0) {
        emit({.kind = EventKind::ended, .number = static_cast<int>(Status::completed)});
        return;
    }
    const auto& owner = node_of(scope->token);
    if (owner.kind == Kind::ad_hoc && scope->state == ScopeState::open) {
        const auto& starts = body_of(*scope).starts;
        const bool satisfied = scope->next == std::numeric_limits<int>::max();
        if (owner.manual && !satisfied) return;
        if (owner.ordered && scope->next < static_cast<int>(starts.size())) {
            const auto next = starts[scope->next];
            emit({.kind = EventKind::scope_advanced, .scope = id, .number = scope->next + 1});
            place(id, next);
            return;
        }
    }
    complete_scope(id);
}

void Run::complete_scope(int id) {
    const auto scope = *state_.scope(id);
    const auto owner = *state_.token(scope.token);
    const auto& at = node(owner.node);
    const bool to_undo =
        body_of(scope).compensation != none || std::any_of(state_.undoable.begin(), state_.undoable.end(),
                                                           [&](const Undoable& one) { return one.scope == id; });
    const bool keep = to_undo && at.kind != Kind::event_sub_process && !at.for_compensation && at.handler == none;
    if (keep)
        emit({.kind = EventKind::scope_kept, .scope = id});
    else
        close_scope(id);
    if (at.kind == Kind::event_sub_process) {
        for (const auto& one : state_.undoing)
            if (one.running == owner.id) return handler_done(owner.id);
        return end(owner.id);
    }
    if (keep) record_undoable(owner.id, id);
    activity_done(owner.id);
}

/// With the scopes that were kept below it.
void Run::close_scope(int id) {
    std::vector<int> below;
    for (const auto& scope : state_.scopes)
        if (scope.parent == id) below.push_back(scope.id);
    for (const auto inner : below) close_scope(inner);
    emit({.kind = EventKind::scope_closed, .scope = id});
}

/// Remembers that an activity can be undone: by its handler, or through its kept scope.
void Run::record_undoable(int token, int inner) {
    const auto here = *state_.token(token);
    if (inner == 0 && node(here.node).handler == none) return;
    Undoable made{next_id(), here.scope, here.node, inner};
    emit({.kind = EventKind::undoable_added, .undoables = {made}});
}

// --- Loops and multi-instance -------------------------------------------------------------------------------------

void Run::begin_rounds(int token) {
    const auto here = *state_.token(token);
    const auto& loop = definition_.loops[node(here.node).loop];
    std::vector<Slot> slots;
    if (loop.multi) {
        std::int64_t count = 1;
        if (loop.collection) {
            auto value = evaluate(loop.collection, here.scope);
            auto items = value ? items_of(*value) : fail(std::move(value.error()));
            if (!items) return raise(token, items.error());
            count = static_cast<std::int64_t>(items->size());
            for (auto& item : *items) slots.push_back({SlotState::pending, {}, {}, std::move(item)});
        } else if (loop.cardinality) {
            const auto value = evaluate(loop.cardinality, here.scope);
            if (!value) return raise(token, value.error());
            const auto number = whole_number(*value);
            if (!number || *number < 0)
                return raise(token, Error{&err::bpmn_cardinality, {}, {{"value", value->text}}});
            count = *number;
        }
        if (count > most_instances)
            return raise(token, Error{&err::bpmn_cardinality, {}, {{"value", std::to_string(count)}}});
        slots.resize(static_cast<std::size_t>(count));
    }
    emit({.kind = EventKind::rounds_begun, .token = token, .node = here.node, .slots = slots});
    if (loop.multi) return continue_rounds(token);
    if (loop.test_before && loop.condition && !holds(loop.condition, here.scope)) return finish_rounds(token);
    begin_slot(token, 0);
}

void Run::begin_slot(int token, int slot) {
    const auto here = *state_.token(token);
    const auto& slots = state_.rounds_of(token)->slots;
    auto one = slot < static_cast<int>(slots.size()) ? slots[slot] : Slot();
    one.state = SlotState::active;
    emit({.kind = EventKind::slot_set, .token = token, .number = slot, .slots = {std::move(one)}});
    place(here.scope, here.node, none, token, slot);
}

/// The attributes of table 10.30 and what our completion rules count.
Values Run::counters(int token, int slot, const std::string& outcome) const {
    int active = 0, done = 0, rejected = 0, all = 0;
    for (const auto& one : state_.rounds_of(token)->slots) {
        active += one.state == SlotState::active;
        done += one.state == SlotState::done;
        rejected += one.state == SlotState::done && against(one);
        all += one.state != SlotState::removed;
    }
    return {{"loopCounter", {std::to_string(slot)}},
            {"numberOfInstances", {std::to_string(all)}},
            {"numberOfActiveInstances", {std::to_string(active)}},
            {"numberOfCompletedInstances", {std::to_string(done)}},
            {"approved", {std::to_string(done - rejected)}},
            {"rejected", {std::to_string(rejected)}},
            {"outcome", {json::encode(outcome)}}};
}

void Run::round_done(int inner, const std::string& outcome) {
    const auto here = *state_.token(inner);
    const auto token = here.parent;
    const auto& loop = definition_.loops[node(here.node).loop];
    record_undoable(inner, 0);
    auto slot = state_.rounds_of(token)->slots[here.slot];
    slot.state = SlotState::done;
    slot.outcome = outcome;
    emit({.kind = EventKind::slot_set, .token = token, .number = here.slot, .slots = {std::move(slot)}});
    emit({.kind = EventKind::token_ended, .token = inner, .node = here.node});
    const auto extra = counters(token, here.slot, outcome);
    if (!loop.multi) {
        const auto done = here.slot + 1;
        const bool again = (loop.maximum == 0 || done < loop.maximum) && (loop.condition || loop.maximum > 0) &&
                           (!loop.condition || holds(loop.condition, here.scope, &extra));
        return again ? begin_slot(token, done) : finish_rounds(token);
    }
    const bool first = extra.at("numberOfCompletedInstances").text == "1";
    if (loop.behavior == Behavior::each || (loop.behavior == Behavior::first && first))
        for (const auto& trigger : loop.thrown) throw_trigger(token, trigger, true);
    bool finished = false;
    for (std::size_t i = 0; i < loop.conditions.size() && alive(token); ++i) {
        if (!holds(loop.conditions[i], here.scope, &extra)) continue;
        throw_trigger(token, loop.thrown[i], true);
        finished = true;
    }
    if (!alive(token)) return;
    if (finished || (loop.condition && holds(loop.condition, here.scope, &extra))) return finish_rounds(token);
    continue_rounds(token);
}

/// Is the completion rule satisfied, or out of reach? A slot that was removed does not count.
bool Run::rule_decided(const Loop& loop, const Rounds& rounds, bool& agreed) const {
    int all = 0, open = 0, yes = 0, no = 0;
    for (const auto& slot : rounds.slots) {
        if (slot.state == SlotState::removed) continue;
        ++all;
        if (slot.state != SlotState::done)
            ++open;
        else if (against(slot))
            ++no;
        else
            ++yes;
    }
    int needed = loop.amount;
    if (loop.completion == Completion::percent) needed = (all * loop.amount + 99) / 100;
    switch (loop.completion) {
        case Completion::all:
            agreed = no == 0;
            return open == 0;
        case Completion::veto:
            agreed = no == 0;
            return no > 0 || open == 0;
        case Completion::count:
        case Completion::percent:
            agreed = yes >= needed;
            return agreed || yes + open < needed || open == 0;
    }
    return true;
}

/// Ends a multi-instance activity, or begins what is to begin next.
void Run::continue_rounds(int token) {
    const auto& loop = definition_.loops[node_of(token).loop];
    const auto& rounds = *state_.rounds_of(token);
    bool agreed = false;
    if (rule_decided(loop, rounds, agreed)) return finish_rounds(token);
    if (loop.sequential && std::any_of(rounds.slots.begin(), rounds.slots.end(),
                                       [](const Slot& one) { return one.state == SlotState::active; }))
        return;
    const auto count = static_cast<int>(rounds.slots.size());
    for (int slot = 0; slot < count; ++slot) {
        if (state_.rounds_of(token)->slots[slot].state != SlotState::pending) continue;
        begin_slot(token, slot);
        if (loop.sequential) return;
    }
}

void Run::finish_rounds(int token) {
    const auto here = *state_.token(token);
    const auto& loop = definition_.loops[node(here.node).loop];
    std::vector<int> running;
    for (const auto& other : state_.tokens)
        if (other.parent == token) running.push_back(other.id);
    for (const auto inner : running) cancel_token(inner);
    bool agreed = true;
    if (loop.multi) rule_decided(loop, *state_.rounds_of(token), agreed);
    const std::string outcome = agreed ? "approve" : "reject";
    if (!loop.result_name.empty()) set_data(here.scope, loop.result_name, {json::encode(outcome)});
    emit({.kind = EventKind::rounds_ended, .token = token, .node = here.node});
    emit({.kind = EventKind::activity_done,
          .token = token,
          .node = here.node,
          .text = loop.multi ? outcome : std::string()});
    if (node(here.node).for_compensation) return handler_done(token);
    leave_activity(token);
}

}  // namespace zhupi::bpmn
