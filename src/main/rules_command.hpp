#pragma once
// zhupi rules test | eval | lint: decision models on the command line, without a city.

#include <CLI/CLI.hpp>

namespace zhupi {

/// Adds the command; what it does is called while the command line is parsed, and says its exit code in `code`.
void add_rules_command(CLI::App& app, int& code);

}  // namespace zhupi
