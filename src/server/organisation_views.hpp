#pragma once
// Organisations and people by name, in what several files of routes show.

#include "server/api_people.hpp"
#include "server/app.hpp"

namespace zhupi::server {

api::OrganisationCard organisation_card(const App& app, store::Id id);
api::PersonName person_name(const App& app, store::Id id);
/// The day on which something still holds that ends at this moment.
std::string last_day(const World& world, Instant end);

/// Runs a change that is nobody's aggregate (an authorisation, a leave) and waits for its commit; whoever it is about
/// is read anew from then on.
Result<void> change_now(App& app, const std::vector<store::Id>& people, const store::Write& change);

}  // namespace zhupi::server
