#pragma once
// What a decision may look at besides the state: no clock, counter or file is reached for behind its back.

#include "approval/events.hpp"
#include "bpmn/timing.hpp"
#include "catalog/catalog.hpp"

#include <string>

namespace zhupi::approval {

/// Numbers that must be unique in the city. The command path draws them inside its transaction, so that a command that
/// fails leaves no gap in a year's series.
class Numbers {
public:
    virtual ~Numbers() = default;
    virtual Result<Id> next_id(std::string_view kind) = 0;  ///< "project", "application", "case", "paper"
    virtual Result<std::string> application_number() = 0;
    virtual Result<std::string> case_number(const catalog::Item& item) = 0;
    virtual Result<std::string> decision_number(const catalog::Item& item, Outcome outcome) = 0;
};

struct Context {
    const catalog::Catalog& catalog;
    Numbers& numbers;
    Instant now;
    Date today;  ///< in the city's zone
    Actor actor;
    const bpmn::TimeKeeper* time = nullptr;  ///< what the timers of flows count; civil time when absent

    Stamp stamp() const { return {now, actor}; }
};

}  // namespace zhupi::approval
