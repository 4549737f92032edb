#pragma once
// States and events as short text: what the log and the state rows keep. Positional and without names, so a parallel
// approval of ten cases takes two kilobytes instead of twenty. A member, an enumerator and a kind of event keep their
// place for ever: new ones are added at the end.

#include "bpmn/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace zhupi::bpmn {

std::string pack(const State& state);
std::string pack(const std::vector<Event>& events);

/// err::bpmn_packed when the text was not written by pack().
Result<State> unpack_state(std::string_view text);
Result<std::vector<Event>> unpack_events(std::string_view text);

}  // namespace zhupi::bpmn
