#pragma once
// The program's own log: JSON lines on standard error. Not the event log of the city, which is in the store.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace zhupi::log {

enum class Level : unsigned char { debug, info, warn, error };
using Field = std::pair<std::string_view, std::string>;

void set_level(Level level);
/// `log::info("server.listening", {{"port", "8080"}});` An event name in dots, then facts. Never personal data.
void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void debug(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::debug, event, f); }
inline void info(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::info, event, f); }
inline void warn(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::warn, event, f); }
inline void error(std::string_view event, std::initializer_list<Field> f = {}) { write(Level::error, event, f); }

}  // namespace zhupi::log
