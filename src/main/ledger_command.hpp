#pragma once
// zhupi ledger verify | show | renew: the evidence log from the outside.

#include "main/runtime.hpp"

namespace CLI {
class App;
}

namespace zhupi {

void add_ledger_command(CLI::App& app, int& code);
/// --ledger, --ledger-origin, --witnesses … of whoever serves a city.
void add_ledger_options(CLI::App& command, LedgerOptions& options);

}  // namespace zhupi
