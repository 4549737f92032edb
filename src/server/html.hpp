#pragma once
// The five characters that text must not bring into a page.

#include <string>
#include <string_view>

namespace zhupi::server {

std::string html(std::string_view text);

}  // namespace zhupi::server
