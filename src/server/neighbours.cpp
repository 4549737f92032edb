#include "server/neighbours.hpp"

#include "base/event_types.hpp"
#include "base/log.hpp"
#include "store/flow_editions.hpp"
#include "store/rule_editions.hpp"

#include <charconv>

namespace zhupi::server {
namespace {

/// So many events fit into what may be told at once.
constexpr std::size_t most_noted = 20;

/// Tells those whom an event concerns: the company, the department, and everybody who follows the project.
void publish(App& app, const std::vector<store::Noted>& noted) {
    struct Told {
        std::string type;
        store::Id project = 0, application = 0, case_id = 0;
    };
    for (const auto& event : noted) {
        std::string data = "{\"type\":";
        json::put_string(data, event.type);
        data += ",\"project\":" + std::to_string(event.project) +
                ",\"application\":" + std::to_string(event.application) + ",\"case\":" + std::to_string(event.case_id) +
                "}";
        net::LiveEvent live;
        live.id = event.seq;
        live.name = "case";
        live.data = std::move(data);
        live.audience = {"everything", "organisation:" + std::to_string(event.organisation)};
        if (!event.department.empty()) live.audience.push_back("department:" + event.department);
        app.hub.publish(live);
    }
}

/// Rules and flows that another program published are in force here, too.
void reload_editions(App& app) {
    const auto loaded = app.store.read([&](store::Snapshot& from) -> Result<void> {
        ZHUPI_CHECK(store::load_rulebook(from, app.world.catalog));
        return store::load_flowbook(from, app.world.catalog);
    });
    if (!loaded) log::warn("neighbours.editions", {{"error", loaded.error().en()}});
}

void hear(App& app, std::string_view text) {
    if (text.empty()) {  // the connection was gone for a while
        app.hub.resync();
        reload_editions(app);
        static_cast<void>(app.names.reload());
        return;
    }
    const auto space = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, space), rest = text.substr(std::min(space + 1, text.size()));
    if (word == "noted") {
        const auto noted = json::decode<std::vector<store::Noted>>(rest, json::Unknown::ignore);
        if (!noted) return log::warn("neighbours.not_understood", {{"error", noted.error().en()}});
        if (std::any_of(noted->begin(), noted->end(), [](const auto& n) {
                return n.type == event::rules_published || n.type == event::flows_published;
            }))
            reload_editions(app);
        return publish(app, *noted);
    }
    store::Id person = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), person);
    app.sessions.forget(person);
    if (word != "person") return;
    if (const auto loaded = app.names.reload(); !loaded)
        log::warn("neighbours.names", {{"error", loaded.error().en()}});
}

}  // namespace

void tell_noted(store::Tx& tx, const std::vector<store::Noted>& noted) {
    for (std::size_t at = 0; at < noted.size(); at += most_noted) {
        const auto end = std::min(noted.size(), at + most_noted);
        const std::vector<store::Noted> some(noted.begin() + static_cast<std::ptrdiff_t>(at),
                                             noted.begin() + static_cast<std::ptrdiff_t>(end));
        tx.tell("noted " + json::encode(some));
    }
}

void listen_to_neighbours(App& app) {
    app.store.listen([&app](std::string_view text) { hear(app, text); });
}

}  // namespace zhupi::server
