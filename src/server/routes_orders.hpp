#pragma once
// Supervision over HTTP: warnings that were given, orders and inspections, the radar.

#include "server/app.hpp"
#include "supervision/rules.hpp"

namespace zhupi::server {

/// Both outlive the router.
void add_order_routes(net::Router& router, App& app);
void add_radar_routes(net::Router& router, App& app, const supervision::Rules& rules);

}  // namespace zhupi::server
