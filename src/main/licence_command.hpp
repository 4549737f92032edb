#pragma once
// zhupi licence verify: the verdict on a sealed OFD, with its reasons.
namespace CLI {
class App;
}

namespace zhupi {

void add_licence_command(CLI::App& app, int& code);

}  // namespace zhupi
