#include "server/net/engine.hpp"

#include "base/text.hpp"
#include "server/net/session.hpp"

#include <algorithm>
#include <cstdio>

namespace zhupi::net {

Engine::Engine(ServerOptions chosen, Router table, Metrics& registry)
    : options(std::move(chosen)),
      router(std::move(table)),
      secure(!options.certificate_file.empty()),
      metrics_(registry),
      connections_(registry.gauge("zhupi_http_connections", "Open connections")),
      streams_(registry.gauge("zhupi_http_event_streams", "Open event streams")),
      random_(std::random_device()()) {}

void Engine::join(const std::shared_ptr<Session>& session) {
    sessions.emplace(session.get(), session);
    connections_.add(1);
}

void Engine::leave(Session& session) {
    if (sessions.erase(&session) > 0) connections_.add(-1);
}

void Engine::count_streams(int change) {
    streams += static_cast<std::size_t>(change);
    streams_.add(change);
}

std::string Engine::new_trace() {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%016llx%016llx", static_cast<unsigned long long>(random_()),
                  static_cast<unsigned long long>(random_() | 1));  // an all-zero trace id is invalid
    return std::string(buffer, 32);
}

void Engine::look_through_proxies(Request& request) const {
    const auto trusted = [this](std::string_view address) {
        const auto& list = options.trusted_proxies;
        return std::find(list.begin(), list.end(), address) != list.end();
    };
    if (!trusted(request.remote)) return;
    // Each proxy appends whom it heard from: the last address that is not one of ours is the client.
    const auto hops = text::split(request.headers.get("X-Forwarded-For"), ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const auto address = text::trim(*hop);
        if (address.empty()) break;
        request.remote = address;
        if (!trusted(address)) break;
    }
    request.secure = request.secure || request.headers.get("X-Forwarded-Proto") == "https";
}

void Engine::count(const Route* route, int status, double seconds) {
    auto& counters = counters_[route];
    const auto label = [route] {
        return route == nullptr ? "none" : route->operation.empty() ? route->pattern : route->operation;
    };
    if (counters.seconds == nullptr)
        counters.seconds =
            &metrics_.histogram("zhupi_http_request_seconds", "From head to answer", {{"route", label()}});
    counters.seconds->observe(seconds);
    auto& counter = counters.by_status[status];
    if (counter == nullptr)
        counter = &metrics_.counter("zhupi_http_requests_total", "Answers given",
                                    {{"route", label()}, {"status", std::to_string(status)}});
    counter->add();
}

}  // namespace zhupi::net
