#pragma once
// `zhupi flow`: check, test, simulate and rewrite flows from the command line, without a city and without a server.

namespace CLI {
class App;
}

namespace zhupi {

/// Adds `flow` with its subcommands to the program. `code` receives the exit code of the one that runs: 0 well,
/// 1 a file cannot be read, 3 a check or test found something.
void add_flow_command(CLI::App& app, int& code);

}  // namespace zhupi
