#include "bpmn/change/marking.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

constexpr std::size_t most_states = 50'000;
constexpr std::uint8_t most_tokens = 3;  ///< on one place; beyond, nothing is told

class Marker {
public:
    Marker(const Definition& definition, const State& state)
        : definition_(definition), state_(state), net_(make_net(definition)) {}

    bool crowded() const { return crowded_; }

    Net mark() {
        std::fill(net_.initial.begin(), net_.initial.end(), std::uint8_t{0});
        for (const auto& scope : state_.scopes) {
            const auto frame = frame_of(scope);
            if (frame == none || scope.state == ScopeState::kept) continue;
            if (scope.parent == 0) put(net_.frames[frame].running);
            for (const auto& [node, place] : net_.frames[frame].once) put(place);
            // What is over inside is over: the scope may end when its last token does.
            for (const auto place : net_.endings[net_.frames[frame].ending].ends) net_.initial[place] = 1;
        }
        for (const auto& token : state_.tokens) place(token);
        return std::move(net_);
    }

private:
    void put(int place) {
        if (place == none) return;
        if (net_.initial[place] >= most_tokens)
            crowded_ = true;
        else
            ++net_.initial[place];
    }

    int frame_of(const Scope& scope) const {
        if (scope.parent == 0) {
            for (int i = 0; i < static_cast<int>(net_.frames.size()); ++i)
                if (net_.frames[i].parent == none && net_.frames[i].body == scope.body) return i;
            return none;
        }
        const auto* owner = state_.token(scope.token);
        const auto* around = state_.scope(scope.parent);
        if (!owner || !around) return none;
        const auto outer = frame_of(*around);
        if (outer == none) return none;
        const auto at = net_.frames[outer].frame_of.find(owner->node);
        return at == net_.frames[outer].frame_of.end() ? none : at->second;
    }

    static int find(const std::map<int, int>& by, int key) {
        const auto at = by.find(key);
        return at == by.end() ? none : at->second;
    }

    void place(const Token& token) {
        const auto* scope = state_.scope(token.scope);
        const auto frame_index = scope ? frame_of(*scope) : none;
        if (frame_index == none) return;
        const auto& frame = net_.frames[frame_index];
        // Rounds of a loop are one activity; it is marked by the token of the whole.
        if (token.parent != 0) return;
        const bool works = token.state == TokenState::waiting || token.state == TokenState::stuck ||
                           token.state == TokenState::blocked;
        // The net lets an activity run once at a time; a second token waits in front of it.
        if (const auto active = find(frame.active, token.node); works && active != none && net_.initial[active] == 0)
            return put(active);
        if (const auto flow = find(frame.flow_place, token.flow);
            flow != none && definition_.flows[token.flow].target == token.node)
            return put(flow);
        if (const auto entry = find(frame.entry, token.node); entry != none) return put(entry);
        for (const auto in : definition_.nodes[token.node].in)
            if (const auto flow = find(frame.flow_place, in); flow != none) return put(flow);
        // A compensation at work, a boundary event on its way: what comes next is what counts.
        for (const auto out : definition_.nodes[token.node].out) put(find(frame.flow_place, out));
    }

    const Definition& definition_;
    const State& state_;
    Net net_;
    bool crowded_ = false;
};

}  // namespace

Prospects prospects(const Definition& definition, const State& state) {
    Prospects made;
    if (state.over() || state.scopes.empty()) return made;
    Marker marker(definition, state);
    auto net = marker.mark();
    if (marker.crowded()) {
        made.decided = false;
        return made;
    }
    reduce(net);
    SpaceOptions options;
    options.most_states = most_states;
    const auto result = explore(net, options);
    made.decided = result.complete;
    if (!result.complete) return made;
    made.can_end = result.can_end;
    made.always_can_end = result.option_to_complete;
    for (const auto step : result.path_stuck)
        if (const auto node = net.steps[step].node; node != none) made.way.push_back(definition.labels[node].id);
    for (const auto place : result.stuck_at) {
        const auto& at = net.places[place];
        const auto node = at.flow != none ? definition.flows[at.flow].target : at.node;
        if (node != none && made.stuck.empty()) made.stuck = definition.labels[node].id;
    }
    return made;
}

}  // namespace zhupi::bpmn
