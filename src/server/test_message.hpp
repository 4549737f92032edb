#pragma once
// What an administrator sends to see whether a channel works.

#include "notify/channel.hpp"
#include "server/app.hpp"

namespace zhupi::server {

notify::Message test_message(const App& app, const std::string& address);

}  // namespace zhupi::server
