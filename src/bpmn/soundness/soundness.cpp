#include "bpmn/soundness/soundness.hpp"

#include "base/error_codes.hpp"

#include <algorithm>
#include <set>

namespace zhupi::bpmn {
namespace {

class Verifier {
public:
    Verifier(const Definition& definition, const Model& model, const SoundnessOptions& options)
        : definition_(definition),
          model_(model),
          options_(options),
          net_(make_net(definition, model, options.narrowing)) {
        reduce(net_);
    }

    Soundness run() {
        const auto bag = look(Network::bag);
        const auto inbox = net_.channels.empty() ? bag : look(Network::inbox);
        made_.bag = verdict(bag);
        made_.inbox = verdict(inbox);
        report(bag);
        std::stable_sort(made_.findings.begin(), made_.findings.end(),
                         [](const auto& a, const auto& b) { return a.finding.line < b.finding.line; });
        return std::move(made_);
    }

private:
    SpaceResult look(Network network) const {
        SpaceOptions options;
        options.network = network;
        options.reduced = options_.reduced;
        options.most_states = options_.most_states;
        return explore(net_, options);
    }

    NetworkVerdict verdict(const SpaceResult& result) const {
        NetworkVerdict made{result.states, result.transitions, result.complete, result.bounded, {}, {}, {}, {}, {}, {}};
        if (!result.safe || result.complete) made.safe = result.safe;
        if (!result.proper_completion || result.complete) made.proper_completion = result.proper_completion;
        if (!result.complete) return made;
        made.sound = result.sound;
        made.message_sound = result.sound_but_messages;
        made.option_to_complete = result.option_to_complete;
        for (const auto node : result.dead) made.dead_activities.push_back(definition_.labels[node].id);
        return made;
    }

    Way way(const std::vector<int>& steps) const {
        Way list;
        for (const auto step : steps) {
            const auto node = net_.steps[step].node;
            if (node == none) continue;
            const auto& id = definition_.labels[node].id;
            if (list.empty() || list.back() != id) list.push_back(id);
        }
        return list;
    }

    void report(const SpaceResult& result) {
        if (!result.safe) {
            const auto& id = definition_.flow_ids[result.unsafe_flow];
            add(err::bpmn_unsafe, id, way(result.path_unsafe));
        }
        if (!result.complete) return add(err::bpmn_too_many_states, definition_.processes.front().id, {});
        if (!result.option_to_complete) add(err::bpmn_stuck, stuck_element(result), way(result.path_stuck));
        for (const auto node : result.dead) add(err::bpmn_never_begins, definition_.labels[node].id, {});
    }

    /// Where a token waits in vain: rather a node than the flow in front of it.
    std::string stuck_element(const SpaceResult& result) const {
        for (const auto place : result.stuck_at) {
            const auto& at = net_.places[place];
            if (at.flow != none) return definition_.labels[definition_.flows[at.flow].target].id;
            if (at.node != none) return definition_.labels[at.node].id;
        }
        return definition_.processes.front().id;
    }

    void add(const ErrorCode& code, const std::string& id, Way found) {
        const auto element = model_.find(id);
        const auto line = element ? element.line() : 0;
        SoundnessFinding made;
        made.finding = {
            Error{&code, id + ":" + std::to_string(line), {{"element", id}, {"line", std::to_string(line)}}}, id, line};
        made.way = std::move(found);
        made_.findings.push_back(std::move(made));
    }

    const Definition& definition_;
    const Model& model_;
    const SoundnessOptions& options_;
    Net net_;
    Soundness made_;
};

}  // namespace

Soundness verify(const Definition& definition, const Model& model, const SoundnessOptions& options) {
    if (definition.processes.empty()) return {};
    return Verifier(definition, model, options).run();
}

}  // namespace zhupi::bpmn
