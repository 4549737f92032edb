#pragma once
// zhupi witness: remembers what the logs of others looked like and cosigns only what continues it
// (c2sp.org/tlog-witness).
namespace CLI {
class App;
}

namespace zhupi {

void add_witness_command(CLI::App& app, int& code);

}  // namespace zhupi
