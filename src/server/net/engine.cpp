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
    ++by_address_[session->remote()];
    connections_.add(1);
}

void Engine::leave(Session& session) {
    const auto place = sessions.find(&session);
    if (place == sessions.end()) return;
    const auto count = by_address_.find(session.remote());
    if (--count->second == 0) by_address_.erase(count);
    connections_.add(-1);
    sessions.erase(place);  // last: it may have been the session's only owner
}

bool Engine::crowded(const std::string& address) const {
    const auto count = by_address_.find(address);
    return count != by_address_.end() && count->second >= options.limits.connections_per_address && !trusts(address);
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

bool Engine::trusts(std::string_view address) const {
    const auto& list = options.trusted_proxies;
    return std::find(list.begin(), list.end(), address) != list.end();
}

void Engine::look_through_proxies(Request& request) const {
    if (!trusts(request.remote)) return;
    std::string told;  // some proxies lengthen the field, others add one of their own
    std::string_view scheme;
    for (const auto& [name, value] : request.headers.all()) {
        if (equal_ignoring_case(name, "X-Forwarded-For")) told += ',' + value;
        if (equal_ignoring_case(name, "X-Forwarded-Proto")) scheme = value;
    }
    // Each proxy appends whom it heard from: the last address that is not one of ours is the client.
    const auto hops = text::split(told, ',');
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const auto address = text::trim(*hop);
        if (address.empty()) break;
        request.remote = address;
        if (!trusts(address)) break;
    }
    request.secure = request.secure || scheme == "https";
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
