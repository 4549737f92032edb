#include "bpmn/timer_index.hpp"

namespace zhupi::bpmn {

void TimerIndex::set(Key key, std::optional<Instant> due) {
    if (const auto at = due_.find(key); at != due_.end()) {
        if (due && at->second == due->ms) return;
        order_.erase({at->second, key});
        if (!due) {
            due_.erase(at);
            return;
        }
        at->second = due->ms;
    } else if (due) {
        due_.emplace(key, due->ms);
    }
    if (due) order_.emplace(due->ms, key);
}

std::optional<Instant> TimerIndex::next() const {
    if (order_.empty()) return std::nullopt;
    return Instant{order_.begin()->first};
}

std::vector<TimerIndex::Key> TimerIndex::take_due(Instant now, std::size_t most) {
    std::vector<Key> keys;
    while (keys.size() < most && !order_.empty() && order_.begin()->first <= now.ms) {
        keys.push_back(order_.begin()->second);
        due_.erase(order_.begin()->second);
        order_.erase(order_.begin());
    }
    return keys;
}

}  // namespace zhupi::bpmn
