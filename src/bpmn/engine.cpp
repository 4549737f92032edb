#include "bpmn/engine.hpp"

#include "base/error_codes.hpp"
#include "bpmn/run.hpp"

namespace zhupi::bpmn {
namespace {

/// What the status allows before the command itself is looked at.
Result<void> allowed(const Definition& definition, const State& state, const Command& command) {
    if (std::holds_alternative<Start>(command)) {
        if (state.status != Status::created) return fail(err::bpmn_begun);
        return {};
    }
    if (state.status == Status::created) return fail(err::bpmn_not_begun);
    if (state.over()) return fail(err::bpmn_over);
    if (state.definition != definition.fingerprint) return fail(err::bpmn_other_definition);
    const bool always = std::holds_alternative<Resume>(command) || std::holds_alternative<Cancel>(command) ||
                        std::holds_alternative<Reassign>(command) || std::holds_alternative<Reproject>(command);
    if (state.status == Status::suspended && !always) return fail(err::bpmn_suspended);
    return {};
}

}  // namespace

Result<Decision> decide(const Definition& definition, const State& state, const Command& command,
                        const Environment& environment) {
    ZHUPI_CHECK(allowed(definition, state, command));
    Run run(definition, state, environment);
    ZHUPI_CHECK(std::visit(run, command));
    if (run.state().status == Status::running) run.settle();
    return run.take();
}

std::vector<Work> open_work(const Definition& definition, const State& state) {
    std::vector<Work> list;
    for (const auto& token : state.tokens) {
        const auto& at = definition.nodes[token.node];
        if (token.state == TokenState::waiting && is_job(at.kind) && (at.loop == none || token.parent != 0))
            list.push_back({token.id, token.node, token.slot});
    }
    return list;
}

std::vector<Listening> listening(const Definition& definition, const State& state) {
    std::vector<Listening> list;
    const auto add = [&](int holder, int node) {
        for (const auto& trigger : definition.nodes[node].triggers)
            if (trigger.kind == TriggerKind::message || trigger.kind == TriggerKind::signal)
                list.push_back({trigger.kind, trigger.name, holder, node});
    };
    for (const auto& scope : state.scopes) {
        if (scope.state != ScopeState::open) continue;
        for (const auto sub : definition.bodies[scope.body].event_subs)
            if (const auto start = definition.bodies[definition.nodes[sub].inner].start_event; start != none)
                add(scope.id, start);
    }
    for (const auto& token : state.tokens) {
        if (token.state != TokenState::waiting) continue;
        const auto& at = definition.nodes[token.node];
        if (token.parent == 0)
            for (const auto boundary : at.boundary) add(token.id, boundary);
        if (at.kind == Kind::catch_event || (at.kind == Kind::receive_task && (at.loop == none || token.parent != 0)))
            add(token.id, token.node);
        if (at.kind == Kind::event_based)
            for (const auto out : at.out) add(token.id, definition.flows[out].target);
    }
    return list;
}

std::vector<Beginning> beginnings(const Definition& definition) {
    std::vector<Beginning> list;
    for (int process = 0; process < static_cast<int>(definition.processes.size()); ++process) {
        const auto& body = definition.bodies[definition.processes[process].body];
        if (!body.starts.empty()) list.push_back({process, none, nullptr});
        for (const auto node : body.nodes) {
            const auto& at = definition.nodes[node];
            if (at.kind == Kind::start_event || (at.kind == Kind::receive_task && at.instantiate))
                for (const auto& trigger : at.triggers) list.push_back({process, node, &trigger});
            if (at.kind == Kind::event_based && at.instantiate)
                for (const auto out : at.out)
                    for (const auto& trigger : definition.nodes[definition.flows[out].target].triggers)
                        list.push_back({process, definition.flows[out].target, &trigger});
        }
    }
    return list;
}

Values inputs(const Definition& definition, const State& state, int token, const Environment& environment) {
    Values values;
    const auto* found = state.token(token);
    if (!found) return values;
    const ScopeData data(state, found->scope, environment.outside);
    for (const auto& mapping : definition.nodes[found->node].inputs) {
        if (mapping.transformation) {
            if (auto value = mapping.transformation->evaluate(data)) values[mapping.to] = std::move(*value);
        } else if (const auto* value = data.find(mapping.from)) {
            values[mapping.to] = *value;
        }
    }
    return values;
}

}  // namespace zhupi::bpmn
