#pragma once
// Case mapping of whole strings, by Unicode and without a language's peculiarities.

#include <string>

namespace zhupi::feel {

std::string upper_case(const std::string& s);
std::string lower_case(const std::string& s);

}  // namespace zhupi::feel
