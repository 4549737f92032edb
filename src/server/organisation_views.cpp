#include "server/organisation_views.hpp"

namespace zhupi::server {

api::OrganisationCard organisation_card(const App& app, store::Id id) {
    return {id, app.names.directory().organisation(id), app.names.credit_code(id)};
}

api::PersonName person_name(const App& app, store::Id id) { return {id, app.names.directory().person(id).name}; }

std::string last_day(const World& world, Instant end) { return world.zone.date_of(end.plus_ms(-1)).iso(); }

Result<void> change_now(App& app, const std::vector<store::Id>& people, const store::Write& change) {
    ZHUPI_CHECK(app.store.write(store::Write([&](store::Tx& tx) -> Result<void> {
        ZHUPI_CHECK(change(tx));
        for (const auto id : people) tx.tell("session " + std::to_string(id));
        return {};
    })));
    for (const auto id : people) app.sessions.forget(id);
    return {};
}

}  // namespace zhupi::server
