#pragma once
// How reminders leave the city, as options, as lines of the configuration file, and, for what is secret, as variables
// of the environment. docs/notices.md says what each is for.

#include "notify/settings.hpp"

namespace CLI {
class App;
}

namespace zhupi {

void add_notify_options(CLI::App& command, notify::Settings& settings);

}  // namespace zhupi
