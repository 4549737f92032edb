#pragma once
// Folding the whole log again and comparing what comes out with what is stored: states, case rows, project rows and
// messages. The log is the truth; a difference means that a row was changed behind its back, or a bug of ours.

#include "store/states.hpp"

#include <functional>

namespace zhupi::store {

struct ReplayReport {
    std::int64_t events = 0, projects = 0, applications = 0, cases = 0, messages = 0;
    std::string head;                      ///< hash of the last event
    std::vector<std::string> differences;  ///< at most 100, each naming what differs
    bool exact() const { return differences.empty(); }
};

/// `progress` is told the number of events read, now and then.
Result<ReplayReport> verify_by_replay(Snapshot& from, const Deriving& deriving,
                                      const std::function<void(std::int64_t)>& progress = {});

}  // namespace zhupi::store
