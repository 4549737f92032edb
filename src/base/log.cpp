#include "base/log.hpp"

#include "base/json.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace zhupi::log {
namespace {

spdlog::logger& logger() {
    static const auto shared = [] {
        auto made = std::make_shared<spdlog::logger>("zhupi", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})");
        made->flush_on(spdlog::level::warn);
        return made;
    }();
    return *shared;
}

spdlog::level::level_enum level_of(Level level) {
    constexpr spdlog::level::level_enum levels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                    spdlog::level::err};
    return levels[static_cast<std::size_t>(level)];
}

}  // namespace

void set_level(Level level) { logger().set_level(level_of(level)); }

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    if (!logger().should_log(level_of(level))) return;
    std::string line = "\"event\":";
    json::put_string(line, event);
    for (const auto& [name, value] : fields) {
        line += ',';
        json::put_string(line, name);
        line += ':';
        json::put_string(line, value);
    }
    logger().log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace zhupi::log
