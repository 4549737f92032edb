#include "bpmn/change/change.hpp"

#include "base/error_codes.hpp"
#include "bpmn/change/marking.hpp"
#include "bpmn/change/migrate.hpp"
#include "bpmn/run.hpp"

#include <algorithm>
#include <set>

namespace zhupi::bpmn {
namespace {

/// A token may be put where it can wait or go on by itself.
bool may_stand(Kind kind) {
    return kind != Kind::boundary_event && kind != Kind::event_sub_process && kind != Kind::start_event;
}

/// Nodes that lie behind a node on its level.
std::set<int> behind(const Definition& definition, int node) {
    std::set<int> seen;
    std::vector<int> open{node};
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        if (!seen.insert(at).second) continue;
        for (const auto flow : definition.nodes[at].out) open.push_back(definition.flows[flow].target);
        for (const auto event : definition.nodes[at].boundary) open.push_back(event);
        if (definition.nodes[at].kind == Kind::throw_event)
            for (const auto& trigger : definition.nodes[at].triggers)
                if (trigger.target != none) open.push_back(trigger.target);
    }
    return seen;
}

class Trial {
public:
    Trial(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
          const Environment& environment)
        : from_(from), state_(state), to_(to), plan_(plan), environment_(environment) {}

    ChangeReport run() {
        if (state_.over()) return refused(Error{&err::bpmn_over, {}, {}});
        if (state_.status == Status::created) return refused(Error{&err::bpmn_not_begun, {}, {}});
        if (state_.definition != from_.fingerprint) return refused(Error{&err::bpmn_other_definition, {}, {}});
        check_tokens();
        if (!report_.reasons.empty()) return std::move(report_);
        auto translated = &from_ == &to_ ? state_ : translate(from_, state_, to_, plan_, leaving_, report_.reasons);
        if (!report_.reasons.empty()) return std::move(report_);
        check_targets(translated);
        if (!report_.reasons.empty()) return std::move(report_);
        carry_out(std::move(translated));
        judge();
        report_.possible = report_.reasons.empty();
        return std::move(report_);
    }

private:
    ChangeReport refused(Error error) {
        report_.reasons.push_back(std::move(error));
        return std::move(report_);
    }
    void refuse(const ErrorCode& code, Params params) {
        report_.reasons.push_back(Error{&code, {}, std::move(params)});
    }

    /// A round of a loop moves with the whole activity.
    int whole(int token) const {
        const auto* found = state_.token(token);
        return found && found->parent != 0 ? found->parent : token;
    }

    void check_tokens() {
        for (const auto& move : plan_.moves) leave(move.token);
        for (const auto token : plan_.cancel) leave(token);
    }
    void leave(int token) {
        if (!state_.token(token)) return refuse(err::bpmn_no_token, {{"token", std::to_string(token)}});
        leaving_.push_back(whole(token));
    }

    void check_targets(const State& translated) {
        for (const auto& move : plan_.moves) {
            const auto target = to_.find_node(move.to);
            if (target == none) {
                refuse(err::bpmn_no_node, {{"node", move.to}});
                continue;
            }
            const auto* token = translated.token(whole(move.token));
            if (!may_stand(to_.nodes[target].kind)) refuse(err::bpmn_cannot_stand, {{"target", move.to}});
            if (token && to_.nodes[target].body != translated.scope(token->scope)->body)
                refuse(err::bpmn_other_scope,
                       {{"node", from_.labels[state_.token(move.token)->node].id}, {"target", move.to}});
        }
        for (const auto& id : plan_.begin) {
            const auto target = to_.find_node(id);
            if (target == none)
                refuse(err::bpmn_no_node, {{"node", id}});
            else if (!may_stand(to_.nodes[target].kind))
                refuse(err::bpmn_cannot_stand, {{"target", id}});
            else if (to_.nodes[target].body != translated.scopes.front().body)
                refuse(err::bpmn_other_scope, {{"node", to_.processes.front().id}, {"target", id}});
        }
    }

    void carry_out(State translated) {
        Run run(to_, state_, environment_);
        if (&from_ != &to_)
            run.emit({.kind = EventKind::migrated,
                      .at = environment_.now,
                      .text = plan_.reason,
                      .value = {json::encode(translated)}});
        struct Placing {
            int scope, node, flow;
        };
        std::vector<Placing> placed;
        for (const auto& move : plan_.moves) {
            const auto* token = run.state().token(whole(move.token));
            if (!token) continue;
            placed.push_back(
                {token->scope, to_.find_node(move.to), arriving_on(run.state(), *token, to_.find_node(move.to))});
            report_.done.push_back(from_.labels[state_.token(move.token)->node].id + " → " + move.to);
        }
        for (const auto& id : plan_.begin) {
            placed.push_back({run.state().scopes.front().id, to_.find_node(id), none});
            report_.done.push_back("+ " + id);
        }
        // First put, then take away, so that no scope looks finished in between.
        for (const auto& one : placed) run.place(one.scope, one.node, one.flow);
        for (const auto token : leaving_) {
            if (!run.state().token(token)) continue;
            const bool moves = std::any_of(plan_.moves.begin(), plan_.moves.end(),
                                           [&](const MoveToken& move) { return whole(move.token) == token; });
            if (!moves) report_.done.push_back("− " + from_.labels[state_.token(token)->node].id);
            run.cancel_token(token);
        }
        if (&from_ != &to_) describe_migration(run.state());
        run.wake(fresh_boundaries());
        if (run.state().status == Status::running) run.settle();
        auto decision = run.take();
        report_.events = std::move(decision.events);
        report_.state = std::move(decision.state);
    }

    /// A token that is put on a join stands for a branch that has not arrived: the one it was on, if it was on one.
    int arriving_on(const State& now, const Token& token, int target) const {
        const auto& join = to_.nodes[target];
        if (join.in.size() < 2 ||
            (join.kind != Kind::parallel && join.kind != Kind::inclusive && join.kind != Kind::complex))
            return none;
        const auto ahead = behind(to_, token.node);
        int other = none;
        for (const auto in : join.in) {
            const bool filled = std::any_of(now.tokens.begin(), now.tokens.end(), [&](const Token& one) {
                return one.scope == token.scope && one.node == target && one.flow == in &&
                       one.state == TokenState::arrived;
            });
            if (filled) continue;
            if (ahead.contains(to_.flows[in].source)) return in;
            if (other == none) other = in;
        }
        return other;
    }

    /// Boundary events that the old version did not have.
    std::vector<int> fresh_boundaries() const {
        std::vector<int> list;
        if (&from_ == &to_) return list;
        std::set<std::string> old;
        for (const auto& label : from_.labels) {
            const auto named = plan_.nodes.find(label.id);
            old.insert(named == plan_.nodes.end() ? label.id : named->second);
        }
        for (int i = 0; i < static_cast<int>(to_.nodes.size()); ++i)
            if (to_.nodes[i].kind == Kind::boundary_event && !old.contains(to_.labels[i].id)) list.push_back(i);
        return list;
    }

    void describe_migration(const State& now) {
        for (const auto& token : state_.tokens) {
            if (token.parent != 0 || std::find(leaving_.begin(), leaving_.end(), token.id) != leaving_.end()) continue;
            const auto* moved = now.token(token.id);
            const auto& before = from_.labels[token.node].id;
            if (!moved)
                report_.done.push_back("− " + before);
            else if (to_.labels[moved->node].id != before)
                report_.done.push_back(before + " → " + to_.labels[moved->node].id);
            else
                report_.done.push_back("= " + before);
        }
    }

    /// An end must stay within reach whatever happens, unless it was not before either; then it must be within reach at
    /// all.
    void judge() {
        const auto after = prospects(to_, report_.state);
        report_.proven = after.decided;
        if (!after.decided || after.always_can_end) return;
        if (after.can_end) {
            const auto before = prospects(from_, state_);
            if (!before.decided || !before.always_can_end) return;
        }
        report_.way = after.way;
        refuse(err::bpmn_no_way_out, {{"node", after.stuck}});
    }

    const Definition& from_;
    const State& state_;
    const Definition& to_;
    const ChangePlan& plan_;
    const Environment& environment_;
    ChangeReport report_;
    std::vector<int> leaving_;
};

/// Nodes on all of whose ways from the start `node` lies: with it taken away they are out of reach.
std::set<int> only_through(const Definition& definition, int node) {
    const auto& body = definition.bodies[definition.nodes[node].body];
    std::set<int> reached;
    std::vector<int> open(body.starts);
    for (const auto at : body.nodes)
        if (definition.nodes[at].kind == Kind::start_event ||
            (definition.nodes[at].instantiate && definition.nodes[at].in.empty()))
            open.push_back(at);
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        if (at == node || !reached.insert(at).second) continue;
        for (const auto flow : definition.nodes[at].out) open.push_back(definition.flows[flow].target);
        for (const auto event : definition.nodes[at].boundary) open.push_back(event);
        if (definition.nodes[at].kind == Kind::throw_event)
            for (const auto& trigger : definition.nodes[at].triggers)
                if (trigger.target != none) open.push_back(trigger.target);
    }
    std::set<int> list;
    for (const auto at : body.nodes)
        if (!reached.contains(at)) list.insert(at);
    return list;
}

}  // namespace

ChangeReport try_change(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
                        const Environment& environment) {
    return Trial(from, state, to, plan, environment).run();
}

Result<Decision> change(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
                        const Environment& environment) {
    auto report = try_change(from, state, to, plan, environment);
    if (!report.possible) return fail(std::move(report.reasons.front()));
    return Decision{std::move(report.events), std::move(report.state)};
}

Result<ChangePlan> returning(const Definition& definition, const State& state, int token, const std::string& to) {
    const auto* found = state.token(token);
    if (!found) return fail(err::bpmn_no_token, {{"token", std::to_string(token)}});
    if (found->parent != 0) found = state.token(found->parent);
    const auto target = definition.find_node(to);
    if (target == none) return fail(err::bpmn_no_node, {{"node", to}});
    ChangePlan plan;
    plan.moves.push_back({found->id, to});
    const auto downstream = only_through(definition, target);
    for (const auto& other : state.tokens)
        if (other.id != found->id && other.parent == 0 && other.scope == found->scope &&
            downstream.contains(other.node))
            plan.cancel.push_back(other.id);
    return plan;
}

ChangePlan jumping(int token, const std::string& to) {
    ChangePlan plan;
    plan.moves.push_back({token, to});
    return plan;
}

Result<ChangePlan> withdrawing(const Definition& definition, const State& state, const std::string& task) {
    const auto target = definition.find_node(task);
    if (target == none) return fail(err::bpmn_no_node, {{"node", task}});
    // What the task set going: the next places where something waits, with nothing but gateways between.
    std::set<int> next, seen;
    std::vector<int> open{target};
    while (!open.empty()) {
        const auto at = open.back();
        open.pop_back();
        for (const auto flow : definition.nodes[at].out) {
            const auto to = definition.flows[flow].target;
            if (!seen.insert(to).second) continue;
            next.insert(to);
            const auto kind = definition.nodes[to].kind;
            const bool passes = kind == Kind::exclusive || kind == Kind::parallel || kind == Kind::inclusive ||
                                kind == Kind::task || kind == Kind::throw_event;
            if (passes) open.push_back(to);
        }
    }
    ChangePlan plan;
    for (const auto& token : state.tokens) {
        if (token.parent != 0 || !next.contains(token.node)) continue;
        if (const auto* rounds = state.rounds_of(token.id))
            if (std::any_of(rounds->slots.begin(), rounds->slots.end(),
                            [](const Slot& slot) { return slot.state == SlotState::done; }))
                return fail(err::bpmn_already_worked_on, {{"node", definition.labels[token.node].id}});
        if (plan.moves.empty())
            plan.moves.push_back({token.id, task});
        else
            plan.cancel.push_back(token.id);
    }
    if (!plan.moves.empty()) return plan;
    const auto later = behind(definition, target);
    for (const auto& token : state.tokens)
        if (later.contains(token.node))
            return fail(err::bpmn_already_worked_on, {{"node", definition.labels[token.node].id}});
    return fail(err::bpmn_no_node, {{"node", task}});
}

ChangePlan migrating(const Definition& from, const Definition& to) {
    ChangePlan plan;
    const auto unique = [](const Definition& definition, const std::string& name, Kind kind) {
        int found = none;
        for (int i = 0; i < static_cast<int>(definition.nodes.size()); ++i) {
            if (definition.labels[i].name != name || definition.nodes[i].kind != kind) continue;
            if (found != none) return none;
            found = i;
        }
        return found;
    };
    for (int i = 0; i < static_cast<int>(from.nodes.size()); ++i) {
        const auto& label = from.labels[i];
        if (to.find_node(label.id) != none || label.name.empty() || unique(from, label.name, from.nodes[i].kind) != i)
            continue;
        const auto found = unique(to, label.name, from.nodes[i].kind);
        if (found != none) plan.nodes[label.id] = to.labels[found].id;
    }
    return plan;
}

}  // namespace zhupi::bpmn
