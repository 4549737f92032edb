#pragma once
// What the processes of one city tell each other after a commit (store::Tx::tell). A process hears itself too: that is
// how it learns the order in which all of them committed.
//
//   noted [JSON of store::Noted]   events were written: every process sends them to its own browsers
//   person ID                      a person was added or changed (access/people.cpp)
//   session ID                     sessions of a person have ended (access/sessions.cpp)

#include "server/app.hpp"

namespace zhupi::server {

void tell_noted(store::Tx& tx, const std::vector<store::Noted>& noted);
/// From now on, until the store closes; `app` must outlive it.
void listen_to_neighbours(App& app);

}  // namespace zhupi::server
