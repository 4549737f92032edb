#pragma once
// What stands in a person's calendar: due days of the cases that wait for them, appointments, papers to be handed in
// later, special procedures that end.

#include "access/people.hpp"
#include "document/icalendar.hpp"
#include "server/views.hpp"
#include "store/store.hpp"

namespace zhupi::server {

/// At most 500 events, most urgent first; `base` is the address of the pages ("https://city.example"), or empty.
Result<document::Calendar> person_calendar(const World& world, store::Snapshot& from, const access::Person& person,
                                           const std::string& base);

}  // namespace zhupi::server
