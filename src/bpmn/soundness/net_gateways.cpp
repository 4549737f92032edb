// Gateways, and conditions that ask for the result of a decision.
#include "bpmn/soundness/net_builder.hpp"

namespace zhupi::bpmn {

namespace {

class OneValue : public Data {
public:
    OneValue(const std::string& name, const json::Raw& value) : name_(name), value_(value) {}
    const json::Raw* find(std::string_view name) const override { return name == name_ ? &value_ : nullptr; }

private:
    const std::string& name_;
    const json::Raw& value_;
};

enum class Truth : std::uint8_t { no, yes, open };

Truth truth(const ExpressionPtr& condition, const std::string& name, const json::Raw& value) {
    const auto answer = condition->evaluate(OneValue(name, value));
    if (!answer) return Truth::open;
    return answer->text == "true" ? Truth::yes : answer->text == "false" ? Truth::no : Truth::open;
}

}  // namespace

void NetBuilder::fill_exclusive(int index, int at) {
    const auto& frame = frames_[index];
    const auto& one = node(at);
    for (const auto way : ways_in(frame, at)) {
        if (one.out.empty()) {
            Step step;
            step.node = at;
            step.take = {way};
            step.give = {frame.ended.at(at)};
            add(std::move(step));
        }
        for (const auto out : one.out) {
            Step step;
            step.node = at;
            step.take = {way};
            step.give = {frame.flow_place.at(out)};
            step.choice = one.out.size() > 1 ? out : none;
            if (one.out.size() > 1) guard(step, at, {out});
            add(std::move(step));
        }
    }
}

void NetBuilder::guard(Step& step, int at, const std::vector<int>& chosen) {
    for (const auto& [variable, values] : domains_) {
        std::uint64_t bits = 1;  // not decided yet: everything is possible
        for (std::size_t i = 0; i < values.size(); ++i)
            if (may_choose(at, chosen, variable, values[i])) bits |= std::uint64_t{2} << i;
        step.guards.emplace_back(variables_.at(variable), bits);
    }
}

bool NetBuilder::may_choose(int at, const std::vector<int>& chosen, const std::string& variable,
                            const json::Raw& value) const {
    const auto& one = node(at);
    const auto is_chosen = [&](int flow) { return std::find(chosen.begin(), chosen.end(), flow) != chosen.end(); };
    bool taken = false;  // some condition certainly holds
    for (const auto out : one.out) {
        if (out == one.default_flow) continue;
        const auto& condition = definition_.flows[out].condition;
        const auto answer = condition ? truth(condition, variable, value) : Truth::yes;
        if (is_chosen(out) && answer == Truth::no) return false;
        if (one.kind == Kind::exclusive) {
            if (is_chosen(out)) return !taken;
        } else if (!is_chosen(out) && answer == Truth::yes) {
            return false;
        }
        taken |= answer == Truth::yes;
    }
    return one.kind != Kind::exclusive || !taken;
}

void NetBuilder::fill_parallel(int index, int at) {
    const auto& frame = frames_[index];
    Step step;
    step.node = at;
    step.take = ways_in(frame, at);
    for (const auto out : node(at).out) step.give.push_back(frame.flow_place.at(out));
    if (step.give.empty()) step.give = {frame.ended.at(at)};
    add(std::move(step));
}

void NetBuilder::fill_inclusive(int index, int at) {
    const auto& frame = frames_[index];
    const auto& one = node(at);
    const auto join = static_cast<int>(net_.joins.size());
    net_.joins.push_back({ways_in(frame, at), {}});
    join_of_.push_back({index, at, join});
    std::vector<int> plain;
    for (const auto out : one.out)
        if (out != one.default_flow) plain.push_back(out);
    auto ways = subsets(plain, false);
    if (one.default_flow != none) ways.push_back({one.default_flow});
    if (one.out.empty()) ways = {{}};
    for (const auto& way : ways) {
        Step step;
        step.node = at;
        step.join = join;
        for (const auto out : way) step.give.push_back(frame.flow_place.at(out));
        if (one.out.empty()) step.give = {frame.ended.at(at)};
        step.choice = one.out.size() > 1 && way.size() == 1 ? way.front() : none;
        if (one.out.size() > 1) guard(step, at, way);
        add(std::move(step));
    }
}

void NetBuilder::fill_event_based(int index, int at) {
    const auto& frame = frames_[index];
    const auto& one = node(at);
    for (const auto way : ways_in(frame, at))
        for (const auto out : one.out) {
            const auto target = definition_.flows[out].target;
            Step step;
            step.node = at;
            step.take = {way};
            step.give = {frame.flow_place.at(out)};
            step.choice = one.out.size() > 1 ? out : none;
            if (!waits_for_message(target)) {
                add(std::move(step));
                continue;
            }
            for (const auto channel : received_by(target)) {
                auto event = step;
                event.present = {net_.channels[channel].place};
                add(std::move(event));
            }
        }
}

}  // namespace zhupi::bpmn
