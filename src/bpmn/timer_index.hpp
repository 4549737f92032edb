#pragma once
// All timers of all instances, in the order in which they are due. A timer that is not due costs its place in the order
// and nothing else: nobody looks at it until it is first. Taking what is due happens in batches, so that ten thousand
// timers of one moment do not stand in the way of commands.

#include "base/time.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace zhupi::bpmn {

class TimerIndex {
public:
    using Key = std::uint64_t;  ///< of an instance, or of a timer: the caller's choice

    /// Sets or moves a timer; without a moment it waits for nothing and is removed.
    void set(Key key, std::optional<Instant> due);
    void remove(Key key) { set(key, std::nullopt); }

    std::size_t size() const { return due_.size(); }
    std::optional<Instant> next() const;
    /// Takes out at most `most` that are due, earliest first, and of one moment in the order of keys.
    std::vector<Key> take_due(Instant now, std::size_t most);

private:
    std::set<std::pair<std::int64_t, Key>> order_;
    std::unordered_map<Key, std::int64_t> due_;
};

}  // namespace zhupi::bpmn
