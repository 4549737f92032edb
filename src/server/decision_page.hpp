#pragma once
// A decision document as a page that prints well: number, parties, text, date, and how to appeal (行政许可法 38,
// 行政复议法).

#include "server/views.hpp"

#include <string>

namespace zhupi::server {

std::string decision_page(const World& world, const Directory& people, const approval::Project& project,
                          const approval::Application& application, const approval::Case& c);

}  // namespace zhupi::server
