#pragma once
// Reading what providers answer: JSON whose names are theirs, of which we want a few members.

#include "base/json.hpp"

#include <map>
#include <string>
#include <string_view>

namespace zhupi::notify {

class Answer {
public:
    /// Empty when the text is no JSON object.
    explicit Answer(std::string_view text);
    bool readable() const { return readable_; }
    std::string text(std::string_view name) const;     ///< of a string or a number; empty otherwise
    std::int64_t number(std::string_view name) const;  ///< 0 otherwise
    bool has(std::string_view name) const;
    Answer object(std::string_view name) const;
    std::vector<Answer> list(std::string_view name) const;

private:
    std::map<std::string, json::Raw> members_;
    bool readable_ = false;
};

}  // namespace zhupi::notify
