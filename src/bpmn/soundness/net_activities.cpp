// Activities: entered, and left.
#include "bpmn/soundness/net_builder.hpp"

namespace zhupi::bpmn {

void NetBuilder::fill_activity(int index, int at) {
    auto& frame = frames_[index];
    net_.activities.push_back(at);
    const auto running = frame.active.at(at);
    std::vector<int> starts;
    if (const auto inner = frame.frame_of.find(at); inner != frame.frame_of.end())
        starts = starts_of(frames_[inner->second]);
    const auto arms = armed(index, at);
    for (const auto way : ways_in(frame, at)) {
        Step step;
        step.node = at;
        step.begins = true;
        // Tokens of one flow; where several flows bring them, mixtures are left out.
        step.take.assign(gathered(at), way);
        step.absent = {running};
        step.give = {running};
        step.give.insert(step.give.end(), starts.begin(), starts.end());
        step.give.insert(step.give.end(), arms.begin(), arms.end());
        step.clear = arms;
        add(std::move(step));
    }
    complete(index, at);
}

void NetBuilder::complete(int index, int at) {
    auto& frame = frames_[index];
    const auto arms = armed(index, at);
    const auto inner = frame.frame_of.find(at);
    for (const auto& out : ways_out(frame, at)) {
        Step step;
        step.node = at;
        step.take = {frame.active.at(at)};
        step.give = out;
        step.clear = arms;
        if (inner != frame.frame_of.end()) {
            const auto& ending = net_.endings[frames_[inner->second].ending];
            step.absent = ending.inside;
            step.any_of = ending.ends;
            step.clear.insert(step.clear.end(), ending.ends.begin(), ending.ends.end());
            add(std::move(step));
            continue;
        }
        if (const auto rule = narrowing_.find(at); rule != narrowing_.end()) {
            const auto& domain = domains_.at(rule->second.variable);
            for (const auto& value : rule->second.values) {
                const auto known = std::find(domain.begin(), domain.end(), value);
                auto one = step;  // a value beyond what is told apart leaves everything open
                one.set = {{variables_.at(rule->second.variable),
                            known == domain.end() ? 0 : static_cast<int>(known - domain.begin()) + 1}};
                add(std::move(one));
            }
            continue;
        }
        if (node(at).kind == Kind::receive_task)
            add_receiving(step, at);
        else
            add_sending(step, at);
    }
}

}  // namespace zhupi::bpmn
