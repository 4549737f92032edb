#include "bpmn/change/migrate.hpp"

#include "base/error_codes.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

/// Kinds that can take each other's place while a token waits there.
bool alike(Kind a, Kind b) {
    const auto waits_at_join = [](Kind kind) {
        return kind == Kind::parallel || kind == Kind::inclusive || kind == Kind::complex;
    };
    const auto encloses = [](Kind kind) { return kind == Kind::sub_process || kind == Kind::transaction; };
    return a == b || (is_job(a) && is_job(b)) || (waits_at_join(a) && waits_at_join(b)) || (encloses(a) && encloses(b));
}

class Translator {
public:
    Translator(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
               const std::vector<int>& moved, std::vector<Error>& reasons)
        : from_(from), old_(state), to_(to), plan_(plan), moved_(moved), reasons_(reasons), made_(state) {}

    State run() {
        made_.definition = to_.fingerprint;
        for (auto& scope : made_.scopes) scope.body = body(scope);
        std::vector<Token> kept;
        for (auto token : made_.tokens)
            if (place(token)) kept.push_back(token);
        made_.tokens = std::move(kept);
        timers();
        std::erase_if(made_.met, [&](Met& one) { return !catcher(one.node, one.trigger); });
        std::erase_if(made_.undoable, [&](Undoable& one) {
            return !same(one.node) || (one.inner == 0 && to_.nodes[one.node].handler == none);
        });
        for (auto& undoing : made_.undoing) std::erase_if(undoing.left, [&](Undoable& one) { return !same(one.node); });
        resets();
        return std::move(made_);
    }

private:
    int counterpart(int node) const {
        const auto& id = from_.labels[node].id;
        const auto named = plan_.nodes.find(id);
        return to_.find_node(named == plan_.nodes.end() ? id : named->second);
    }
    bool same(int& node) const {
        node = counterpart(node);
        return node != none;
    }
    void refuse(const ErrorCode& code, int node, int target = none) {
        Params params{{"node", from_.labels[node].id}};
        if (target != none) params["target"] = to_.labels[target].id;
        reasons_.push_back(Error{&code, from_.labels[node].id, std::move(params)});
    }

    int body(const Scope& scope) {
        const auto owner = from_.bodies[scope.body].owner;
        if (owner == none) {
            for (const auto& process : from_.processes)
                if (process.body == scope.body) {
                    const auto found = to_.find_process(process.id);
                    if (found != none) return to_.processes[found].body;
                    if (to_.processes.size() == 1) return to_.processes.front().body;
                    reasons_.push_back(Error{&err::bpmn_no_counterpart, process.id, {{"node", process.id}}});
                    return scope.body;
                }
        }
        // A called process has no owner of its own: its caller leads to it.
        const auto* token = old_.token(scope.token);
        const auto caller = owner != none ? owner : token ? token->node : none;
        const auto found = caller == none ? none : counterpart(caller);
        if (found == none || to_.nodes[found].inner == none) {
            if (caller != none) refuse(err::bpmn_no_counterpart, caller);
            return scope.body;
        }
        return to_.nodes[found].inner;
    }

    bool is_moved(int token) const { return std::find(moved_.begin(), moved_.end(), token) != moved_.end(); }

    /// False when the token is dropped.
    bool place(Token& token) {
        if (is_moved(token.id)) {
            token.flow = none;
            const auto here = counterpart(token.node);
            // It leaves at once; until then it may stand on any node of its level.
            token.node = here != none ? here : to_.bodies[made_.scope(token.scope)->body].nodes.front();
            return true;
        }
        const auto old = token.node;
        const auto node = counterpart(old);
        if (node == none) {
            refuse(err::bpmn_no_counterpart, old);
            return true;
        }
        if (!alike(from_.nodes[old].kind, to_.nodes[node].kind) ||
            (made_.rounds_of(token.id) && to_.nodes[node].loop == none)) {
            refuse(err::bpmn_other_kind, old, node);
            return true;
        }
        if (to_.nodes[node].body != made_.scope(token.scope)->body) {
            refuse(err::bpmn_other_scope, old, node);
            return true;
        }
        token.node = node;
        const auto flow = token.flow;
        token.flow = flow == none ? none : flow_of(flow, node);
        if (token.flow != none || flow == none || token.state != TokenState::arrived) return true;
        if (plan_.vanished == Vanished::drop) return false;
        refuse(err::bpmn_no_counterpart, from_.flows[flow].source);
        return true;
    }

    /// The flow of the same id or name in the plan into the node; else the one from the same source.
    int flow_of(int flow, int into) const {
        const auto& id = from_.flow_ids[flow];
        const auto named = plan_.flows.find(id);
        const auto& wanted = named == plan_.flows.end() ? id : named->second;
        for (const auto in : to_.nodes[into].in)
            if (to_.flow_ids[in] == wanted) return in;
        const auto source = counterpart(from_.flows[flow].source);
        for (const auto in : to_.nodes[into].in)
            if (to_.flows[in].source == source) return in;
        return none;
    }

    bool catcher(int& node, int trigger) const {
        const auto kind = from_.nodes[node].triggers[trigger].kind;
        if (!same(node)) return false;
        const auto& triggers = to_.nodes[node].triggers;
        return trigger < static_cast<int>(triggers.size()) && triggers[trigger].kind == kind;
    }

    /// A running clock goes on as it was: what has been used of a budget stays used.
    void timers() {
        std::vector<Timer> kept;
        for (auto timer : made_.timers)
            if (catcher(timer.node, timer.trigger) && (timer.token == 0 || made_.token(timer.token)) &&
                !is_moved(timer.token))
                kept.push_back(std::move(timer));
        made_.timers = std::move(kept);
    }

    void resets() {
        std::erase_if(made_.resets,
                      [&](Reset& one) { return !same(one.node) || to_.nodes[one.node].kind != Kind::complex; });
        for (auto& one : made_.resets) {
            std::vector<int> flows;
            for (const auto flow : one.flows)
                if (const auto found = flow_of(flow, one.node); found != none) flows.push_back(found);
            one.flows = std::move(flows);
        }
    }

    const Definition& from_;
    const State& old_;
    const Definition& to_;
    const ChangePlan& plan_;
    const std::vector<int>& moved_;
    std::vector<Error>& reasons_;
    State made_;
};

}  // namespace

State translate(const Definition& from, const State& state, const Definition& to, const ChangePlan& plan,
                const std::vector<int>& moved, std::vector<Error>& reasons) {
    return Translator(from, state, to, plan, moved, reasons).run();
}

}  // namespace zhupi::bpmn
