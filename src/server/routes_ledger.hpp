#pragma once
// The evidence log over HTTP: what is public, as c2sp.org/tlog-tiles lays it out, below /ledger/ and, over SM3, below
// /ledger-sm3/; and what the people of the city may ask about their own events.

#include "ledger/keeper.hpp"
#include "server/app.hpp"

namespace zhupi::server {

/// `keeper` is null where no log is kept; otherwise it and `app` outlive the router.
void add_ledger_routes(net::Router& router, App& app, const ledger::Keeper* keeper);

}  // namespace zhupi::server
