#pragma once
// Who is to be told: people by what they do in a case, as the rows of people and cases say it now.

#include "notify/kinds.hpp"
#include "store/states.hpp"

namespace zhupi::notify {

using store::Id;

/// What an occasion is about, as far as it decides who hears of it.
struct About {
    Id organisation = 0, handler = 0;
    std::string department, district, item;
    std::string post;  ///< of To::asked: officer, reviewer, approver
};
/// Enabled people, each once, without `except` (nobody is told what they did themselves).
Result<std::vector<Id>> recipients(store::Snapshot& from, const std::vector<To>& to, const About& about, Id except);

}  // namespace zhupi::notify
