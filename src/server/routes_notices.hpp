#pragma once
// Reminders over HTTP: everybody's own and their settings, and what administrators see and do.

#include "notify/courier.hpp"
#include "server/app.hpp"

namespace zhupi::server {

/// Both outlive the router.
void add_notice_routes(net::Router& router, App& app, const notify::Courier& courier);
void add_notice_management_routes(net::Router& router, App& app, const notify::Courier& courier);

}  // namespace zhupi::server
