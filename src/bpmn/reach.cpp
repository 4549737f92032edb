#include "bpmn/reach.hpp"

namespace zhupi::bpmn {
namespace {

const FlowNode& at(const Definition& definition, int node) { return definition.nodes[node]; }

/// Predecessors of each node, by place in the body.
std::vector<std::vector<int>> predecessors(const Definition& definition, const Body& body) {
    std::vector<std::vector<int>> list(body.nodes.size());
    for (const auto node : body.nodes)
        each_successor(definition, node, [&](int next) { list[definition.places[next]].push_back(node); });
    return list;
}

Join make_join(const Definition& definition, int gateway, const std::vector<std::vector<int>>& before) {
    const auto& in = at(definition, gateway).in;
    Join join{gateway, static_cast<int>((in.size() + 63) / 64), {}};
    join.reach.resize(before.size() * join.words);
    const auto place = [&](int node) { return definition.places[node]; };
    for (std::size_t i = 0; i < in.size(); ++i) {
        const auto bit = std::uint64_t{1} << (i % 64);
        std::vector<int> open{definition.flows[in[i]].source};
        while (!open.empty()) {
            const auto node = open.back();
            open.pop_back();
            auto& word = join.reach[place(node) * join.words + i / 64];
            if (node == gateway || (word & bit)) continue;
            word |= bit;
            open.insert(open.end(), before[place(node)].begin(), before[place(node)].end());
        }
    }
    return join;
}

}  // namespace

void each_successor(const Definition& definition, int node, const std::function<void(int)>& visit) {
    const auto& from = at(definition, node);
    for (const auto flow : from.out) visit(definition.flows[flow].target);
    if (from.kind == Kind::throw_event)
        for (const auto& trigger : from.triggers)
            if (trigger.kind == TriggerKind::link && trigger.target != none) visit(trigger.target);
}

void add_joins(Definition& definition) {
    for (const auto& body : definition.bodies) {
        std::vector<std::vector<int>> before;
        for (const auto node : body.nodes) {
            auto& gateway = definition.nodes[node];
            if ((gateway.kind != Kind::inclusive && gateway.kind != Kind::complex) || gateway.in.size() < 2) continue;
            if (before.empty()) before = predecessors(definition, body);
            gateway.join = static_cast<int>(definition.joins.size());
            definition.joins.push_back(make_join(definition, node, before));
        }
    }
}

}  // namespace zhupi::bpmn
