#include "bpmn/run.hpp"

#include "base/error_codes.hpp"
#include "bpmn/reach.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

/// Steps of one command; a model that wants more runs in circles without ever waiting.
constexpr int most_steps = 10'000;

bool has(const std::vector<int>& list, int value) { return std::find(list.begin(), list.end(), value) != list.end(); }

}  // namespace

const json::Raw* ScopeData::find(std::string_view name) const {
    const std::string key(name);
    if (extra_)
        if (const auto at = extra_->find(key); at != extra_->end()) return &at->second;
    for (const auto* scope = state_.scope(scope_); scope; scope = state_.scope(scope->parent))
        if (const auto at = scope->data.find(key); at != scope->data.end()) return &at->second;
    return outside_ ? outside_->find(name) : nullptr;
}

Run::Run(const Definition& definition, const State& state, const Environment& environment)
    : definition_(definition), state_(state), environment_(environment) {
    events_.reserve(12);
}

void Run::emit(Event event) {
    apply(state_, event);
    events_.push_back(std::move(event));
}

Result<json::Raw> Run::evaluate(const ExpressionPtr& expression, int scope, const Values* extra) const {
    return expression->evaluate(ScopeData(state_, scope, environment_.outside, extra));
}

/// Null and what is no truth value do not hold; where that leaves no way, an incident says so.
bool Run::holds(const ExpressionPtr& expression, int scope, const Values* extra) const {
    const auto value = evaluate(expression, scope, extra);
    return value && value->text == "true";
}

void Run::raise(int token, const Error& error, bool leaving) {
    emit({.kind = EventKind::incident_raised,
          .token = token,
          .node = state_.token(token)->node,
          .number = leaving,
          .text = std::string(error.code->code),
          .value = {json::encode(error.en())}});
}

int Run::place(int scope, int at, int by_flow, int parent, int slot) {
    const auto id = next_id();
    emit({.kind = EventKind::token_placed,
          .token = id,
          .scope = scope,
          .node = at,
          .flow = by_flow,
          .other = parent,
          .number = slot});
    queue(id);
    return id;
}

int Run::move(int token, int to, int by_flow) {
    const auto id = next_id();
    emit({.kind = EventKind::token_moved, .token = token, .node = to, .flow = by_flow, .other = id});
    return id;
}

void Run::end(int token) {
    const auto scope = state_.token(token)->scope;
    emit({.kind = EventKind::token_ended, .token = token, .node = state_.token(token)->node});
    emptied_.push_back(scope);
}

void Run::settle() {
    for (int steps = 0; !state_.over(); ++steps) {
        if (steps == most_steps) return give_up();
        if (conditions_stale_ && definition_.conditional) {
            conditions_stale_ = false;
            check_conditions();
        } else if (!ready_.empty()) {
            const auto token = ready_.front();
            ready_.pop_front();
            if (const auto* found = state_.token(token); found && found->state == TokenState::ready) enter(token);
        } else if (!emptied_.empty()) {
            const auto scope = emptied_.back();
            emptied_.pop_back();
            check_scope(scope);
        } else if (!throws_.empty()) {
            const auto token = throws_.front();
            throws_.pop_front();
            if (alive(token)) perform_throw(token);
        } else if (!fire_join()) {
            return;
        }
    }
}

/// No token may stay ready: what has not come to rest waits for someone to look into it.
void Run::give_up() {
    std::vector<int> restless(ready_.begin(), ready_.end());
    restless.insert(restless.end(), throws_.begin(), throws_.end());
    const Error error{&err::bpmn_endless, {}, {}};
    for (const auto token : restless)
        if (const auto* found = state_.token(token); found && found->state == TokenState::ready) raise(token, error);
}

void Run::enter(int token) {
    const auto& at = node_of(token);
    switch (at.kind) {
        case Kind::start_event:
        case Kind::boundary_event:
            return leave(token);
        case Kind::throw_event:
            if (at.triggers.empty()) return leave(token);
            if (at.triggers.front().kind == TriggerKind::link) {
                if (at.triggers.front().target == none) return raise(token, Error{&err::bpmn_no_link, {}, {}});
                return queue(move(token, at.triggers.front().target, none));
            }
            return throws_.push_back(token);
        case Kind::end_event:
            return at.triggers.empty() ? end(token) : throws_.push_back(token);
        case Kind::catch_event:
            if (!at.triggers.empty() && at.triggers.front().kind == TriggerKind::link) return leave(token);
            emit({.kind = EventKind::token_waits, .token = token, .node = state_.token(token)->node});
            arm(token, state_.token(token)->scope, state_.token(token)->node);
            conditions_stale_ = true;
            return;
        case Kind::event_based:
            emit({.kind = EventKind::token_waits, .token = token, .node = state_.token(token)->node});
            for (const auto out : at.out) arm(token, state_.token(token)->scope, flow(out).target);
            conditions_stale_ = true;
            return;
        case Kind::exclusive:
            return choose_one(token);
        case Kind::parallel:
            return enter_parallel(token);
        case Kind::inclusive:
        case Kind::complex:
            if (at.join == none || state_.token(token)->flow == none) return choose_some(token);
            emit({.kind = EventKind::token_arrived, .token = token, .node = state_.token(token)->node});
            return;
        case Kind::event_sub_process:
            emit({.kind = EventKind::token_waits, .token = token, .node = state_.token(token)->node});
            open_scope(token, at.inner);
            return;
        default:
            return enter_activity(token);
    }
}

/// Tokens that have come to a gateway in a scope, oldest first.
std::vector<int> Run::arrivals(int scope, int gateway) const {
    std::vector<int> list;
    for (const auto& token : state_.tokens)
        if (token.scope == scope && token.node == gateway && token.state == TokenState::arrived)
            list.push_back(token.id);
    return list;
}

/// Takes one token from every incoming flow; the same flow may have delivered twice, the second then waits.
void Run::enter_parallel(int token) {
    const auto here = *state_.token(token);
    const auto& gateway = node(here.node);
    if (gateway.in.size() < 2 || here.flow == none) return spread(token, gateway.out);
    emit({.kind = EventKind::token_arrived, .token = token, .node = here.node});
    std::vector<int> taken;
    for (const auto in : gateway.in) {
        const auto at = std::find_if(state_.tokens.begin(), state_.tokens.end(), [&](const Token& other) {
            return other.scope == here.scope && other.node == here.node && other.flow == in &&
                   other.state == TokenState::arrived;
        });
        if (at == state_.tokens.end()) return;
        taken.push_back(at->id);
    }
    for (const auto other : taken)
        if (other != taken.front()) end(other);
    spread(taken.front(), gateway.out);
}

void Run::choose_one(int token) {
    const auto here = *state_.token(token);
    const auto& gateway = node(here.node);
    for (const auto out : gateway.out) {
        if (out == gateway.default_flow) continue;
        if (!flow(out).condition || holds(flow(out).condition, here.scope)) return spread(token, {out});
    }
    if (gateway.default_flow != none) return spread(token, {gateway.default_flow});
    if (gateway.out.empty()) return end(token);
    raise(token, Error{&err::bpmn_no_flow, {}, {{"node", definition_.labels[here.node].id}}}, true);
}

void Run::choose_some(int token) {
    const auto here = *state_.token(token);
    const auto& gateway = node(here.node);
    std::vector<int> taken;
    for (const auto out : gateway.out)
        if (out != gateway.default_flow && (!flow(out).condition || holds(flow(out).condition, here.scope)))
            taken.push_back(out);
    if (taken.empty() && gateway.default_flow != none) taken.push_back(gateway.default_flow);
    if (taken.empty() && !gateway.out.empty())
        return raise(token, Error{&err::bpmn_no_flow, {}, {{"node", definition_.labels[here.node].id}}}, true);
    spread(token, taken);
}

/// Out of an event or activity: every flow without a condition, every one whose condition holds; the default flow when
/// there are conditions and none of them holds (BPMN 2.0.2, 13.3.1).
void Run::leave(int token) {
    const auto here = *state_.token(token);
    const auto& from = node(here.node);
    std::vector<int> taken;
    bool any_condition = false, any_held = false;
    for (const auto out : from.out) {
        if (out == from.default_flow) continue;
        if (flow(out).condition) {
            any_condition = true;
            if (!holds(flow(out).condition, here.scope)) continue;
            any_held = true;
        }
        taken.push_back(out);
    }
    if (from.default_flow != none && !any_held) taken.push_back(from.default_flow);
    if (taken.empty() && any_condition)
        return raise(token, Error{&err::bpmn_no_flow, {}, {{"node", definition_.labels[here.node].id}}}, true);
    spread(token, taken, from.completion_quantity);
}

void Run::spread(int token, const std::vector<int>& flows, int quantity) {
    if (flows.empty()) return end(token);
    if (flows.size() == 1 && quantity == 1) return queue(move(token, flow(flows.front()).target, flows.front()));
    const auto scope = state_.token(token)->scope;
    end(token);
    for (const auto out : flows)
        for (int i = 0; i < quantity; ++i) place(scope, flow(out).target, out);
}

/// Fires one inclusive or complex gateway that may fire. Asked when nothing else moves, so a token that has died or
/// gone elsewhere is seen; not only when one arrives.
bool Run::fire_join() {
    if (definition_.joins.empty()) return false;
    for (const auto& token : state_.tokens) {
        if (token.state != TokenState::arrived || node(token.node).join == none) continue;
        const auto scope = token.scope, at = token.node;
        const auto waiting = arrivals(scope, at);
        if (waiting.front() != token.id) continue;  // asked already
        if (node(at).kind == Kind::complex) {
            if (fire_complex(scope, at, waiting)) return true;
            continue;
        }
        std::vector<int> filled;
        for (const auto id : waiting) filled.push_back(state_.token(id)->flow);
        if (!inclusive_ready(*state_.scope(scope), node(at), filled)) continue;
        std::vector<int> taken, flows;
        for (const auto id : waiting)
            if (const auto by = state_.token(id)->flow; !has(flows, by)) {
                flows.push_back(by);
                taken.push_back(id);
            }
        for (const auto id : taken)
            if (id != taken.front()) end(id);
        choose_some(taken.front());
        return true;
    }
    return end_reset();
}

/// A complex gateway is ready to start again when every flow has delivered, or nothing more can come.
bool Run::end_reset() {
    for (const auto& reset : state_.resets) {
        const auto& gateway = node(reset.node);
        if (reset.flows.size() < gateway.in.size() &&
            !inclusive_ready(*state_.scope(reset.scope), gateway, reset.flows))
            continue;
        emit({.kind = EventKind::reset_ended, .scope = reset.scope, .node = reset.node});
        return true;
    }
    return false;
}

/// BPMN 2.0.2, 13.4.3: no token elsewhere can reach an empty incoming flow, unless it can also reach a filled one.
bool Run::inclusive_ready(const Scope& scope, const FlowNode& gateway, const std::vector<int>& filled) const {
    const auto& join = definition_.joins[gateway.join];
    std::vector<std::uint64_t> mask(join.words);
    for (std::size_t i = 0; i < gateway.in.size(); ++i)
        if (has(filled, gateway.in[i])) mask[i / 64] |= std::uint64_t{1} << (i % 64);
    for (const auto& token : state_.tokens) {
        if (token.scope != scope.id || token.node == join.node || token.parent != 0) continue;
        const auto* reach = row(join, definition_.places[token.node]);
        bool to_empty = false, to_filled = false;
        for (int word = 0; word < join.words; ++word) {
            to_empty |= (reach[word] & ~mask[word]) != 0;
            to_filled |= (reach[word] & mask[word]) != 0;
        }
        if (to_empty && !to_filled) return false;
    }
    return true;
}

/// Waiting for start: fires when the activation condition holds. Waiting for reset: swallows what still comes, until
/// nothing more can come, and is then ready to start again (BPMN 2.0.2, table 10.61).
bool Run::fire_complex(int scope, int at, const std::vector<int>& waiting) {
    const auto& gateway = node(at);
    const auto reset = std::find_if(state_.resets.begin(), state_.resets.end(),
                                    [&](const Reset& one) { return one.scope == scope && one.node == at; });
    if (reset != state_.resets.end()) {
        for (const auto id : waiting) {
            const auto by = state_.token(id)->flow;
            if (has(reset->flows, by)) continue;
            emit({.kind = EventKind::reset_flow, .scope = scope, .node = at, .flow = by});
            end(id);
            return true;
        }
        return false;
    }
    std::vector<int> flows, taken;
    for (const auto id : waiting)
        if (const auto by = state_.token(id)->flow; !has(flows, by)) {
            flows.push_back(by);
            taken.push_back(id);
        }
    const Values extra{{"activationCount", {std::to_string(flows.size())}}, {"waitingForStart", {"true"}}};
    const bool fires = gateway.condition
                           ? holds(gateway.condition, scope, &extra)
                           : flows.size() == gateway.in.size() || inclusive_ready(*state_.scope(scope), gateway, flows);
    if (!fires) return false;
    emit({.kind = EventKind::reset_begun, .scope = scope, .node = at});
    for (const auto by : flows) emit({.kind = EventKind::reset_flow, .scope = scope, .node = at, .flow = by});
    for (const auto id : taken)
        if (id != taken.front()) end(id);
    choose_some(taken.front());
    return true;
}

}  // namespace zhupi::bpmn
