// How tokens come to a node and leave it, and what is sent and received on the way.
#include "bpmn/soundness/net_builder.hpp"

namespace zhupi::bpmn {

namespace {

constexpr std::size_t most_flows_combined = 6;  ///< beyond, a splitting gateway is tried with one, two and all flows

}  // namespace

void NetBuilder::add_channels() {
    std::map<std::string, int> by_id;
    for (int i = 0; i < static_cast<int>(definition_.labels.size()); ++i)
        by_id.try_emplace(definition_.labels[i].id, i);
    std::map<std::string, std::uint8_t> keys;
    for (const auto& flow : model_->all(Tag::messageFlow)) {
        const auto end = [&](std::string_view attribute) {
            const auto found = model_->resolve(flow.attribute(attribute));
            const auto at = found ? by_id.find(std::string(found.id())) : by_id.end();
            return at == by_id.end() ? none : at->second;
        };
        const auto from = end("sourceRef"), to = end("targetRef");
        if (from == none || to == none) continue;
        const auto sender = process_index(from), receiver = process_index(to);
        if (sender == none || receiver == none) continue;
        const auto message = flow.attribute("name").empty() ? flow.id() : flow.attribute("name");
        const auto key = std::to_string(sender) + ">" + std::to_string(receiver) + ":" + std::string(message);
        const auto number = keys.try_emplace(key, static_cast<std::uint8_t>(keys.size())).first->second;
        const auto channel = static_cast<int>(net_.channels.size());
        net_.channels.push_back({add_place({PlaceKind::message, to, none, true}), receiver, number});
        leaving_[from].push_back(channel);
        coming_[to].push_back(channel);
    }
}

int NetBuilder::process_index(int at) const {
    const auto* process = definition_.process_of(at);
    return process ? static_cast<int>(process - definition_.processes.data()) : none;
}

std::vector<int> NetBuilder::sent_by(int at) const {
    const auto found = leaving_.find(at);
    return found == leaving_.end() ? std::vector<int>() : found->second;
}

std::vector<int> NetBuilder::received_by(int at) const {
    const auto found = coming_.find(at);
    return found == coming_.end() ? std::vector<int>() : found->second;
}

bool NetBuilder::waits_for_message(int at) const {
    const auto& one = node(at);
    const bool event = std::any_of(one.triggers.begin(), one.triggers.end(),
                                   [](const Trigger& trigger) { return trigger.kind == TriggerKind::message; });
    return event && !received_by(at).empty();
}

void NetBuilder::add_receiving(const Step& step, int at) {
    if (!waits_for_message(at)) return add(step);
    for (const auto channel : received_by(at)) {
        auto one = step;
        one.receives = channel;
        one.take.push_back(net_.channels[channel].place);
        add(std::move(one));
    }
}

void NetBuilder::add_sending(const Step& step, int at) {
    const auto channels = sent_by(at);
    if (channels.empty()) return add(step);
    const bool one_of = node(at).kind == Kind::send_task || is_throwing(node(at).kind);
    if (!one_of) {
        auto one = step;
        one.sends = channels;
        return add(std::move(one));
    }
    for (const auto channel : channels) {
        auto one = step;
        one.sends = {channel};
        add(std::move(one));
    }
}

std::vector<int> NetBuilder::ways_in(const Frame& frame, int at) const {
    std::vector<int> list;
    for (const auto flow : node(at).in)
        if (const auto found = frame.flow_place.find(flow); found != frame.flow_place.end())
            list.push_back(found->second);
    if (const auto found = frame.entry.find(at); found != frame.entry.end()) list.push_back(found->second);
    return list;
}

std::vector<std::vector<int>> NetBuilder::ways_out(const Frame& frame, int at) const {
    const auto& one = node(at);
    std::vector<int> always, sometimes;
    for (const auto flow : one.out) {
        if (flow == one.default_flow) continue;
        (definition_.flows[flow].condition ? sometimes : always).push_back(frame.flow_place.at(flow));
    }
    std::vector<std::vector<int>> list;
    if (sometimes.empty()) {
        if (one.default_flow != none) always.push_back(frame.flow_place.at(one.default_flow));
        list.push_back(always);
    } else {
        for (auto chosen : subsets(sometimes, false)) {
            chosen.insert(chosen.end(), always.begin(), always.end());
            list.push_back(std::move(chosen));
        }
        if (one.default_flow != none) {
            always.push_back(frame.flow_place.at(one.default_flow));
            list.push_back(always);
        } else if (!always.empty()) {
            list.push_back(always);
        }
    }
    for (auto& way : list) {
        std::vector<int> again;
        for (int i = 0; i < one.completion_quantity; ++i) again.insert(again.end(), way.begin(), way.end());
        way = std::move(again);
    }
    if (one.out.empty()) list = {{frame.ended.at(at)}};
    return list;
}

std::vector<std::vector<int>> NetBuilder::subsets(const std::vector<int>& all, bool empty) {
    std::vector<std::vector<int>> list;
    if (all.size() <= most_flows_combined) {
        for (std::size_t bits = empty ? 0 : 1; bits < std::size_t{1} << all.size(); ++bits) {
            std::vector<int> one;
            for (std::size_t i = 0; i < all.size(); ++i)
                if (bits >> i & 1) one.push_back(all[i]);
            list.push_back(std::move(one));
        }
        return list;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        list.push_back({all[i]});
        for (std::size_t j = i + 1; j < all.size(); ++j) list.push_back({all[i], all[j]});
    }
    list.push_back(all);
    return list;
}

}  // namespace zhupi::bpmn
