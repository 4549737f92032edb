#pragma once
// What a cell of a decision table asks for, in the words of an official: "大于 1000", "is at least 1000".

#include "dmn/index.hpp"

#include <string>
#include <string_view>

namespace zhupi::dmn {

struct InWords {
    std::string zh, en;
};

/// A predicate: it follows "应" or "must". `cell` is the text of a cell that has no Condition.
InWords in_words(const std::optional<Condition>& condition, std::string_view cell);

/// A value as it is said: “住宅”, 是, 1200, 没有值.
InWords in_words(const feel::Value& value);

}  // namespace zhupi::dmn
