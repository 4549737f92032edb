#pragma once
// `zhupi backup`, `restore` and `migrate`: a city as a file, and from one kind of store to the other.

namespace CLI {
class App;
}

namespace zhupi {

/// Adds the commands to the program. `code` receives the exit code of the one that runs: 0 well, 1 it failed, 3 the
/// restored or moved city is not what its log says.
void add_store_commands(CLI::App& app, int& code);

}  // namespace zhupi
