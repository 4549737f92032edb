#pragma once
// Regular expressions of XPath and XQuery Functions 3.1, 5.6.1: XML Schema's, with ^ $, back-references, reluctant
// quantifiers and the flags s m i x q. Class subtraction ([a-z-[aeiou]]) and back-references rule out the usual
// libraries. Works on code points, on a stack of its own, within a given number of steps.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

class Regex {
public:
    /// nullopt when pattern or flags are not valid.
    static std::optional<Regex> compile(std::string_view pattern, std::string_view flags);

    struct Match {
        std::size_t begin = 0, end = 0;  ///< code points
        /// Of each group from 1: begin and end, or npos for one that took no part.
        std::vector<std::pair<std::size_t, std::size_t>> groups;
    };
    static constexpr std::size_t npos = ~std::size_t{0};

    /// The first match at or after `from`. Takes what it costs from `steps`; when that reaches 0 the search was given
    /// up.
    std::optional<Match> search(std::u32string_view text, std::size_t from, std::uint64_t& steps) const;
    std::size_t group_count() const;

    struct Code;

private:
    std::shared_ptr<const Code> code_;
};

}  // namespace zhupi::feel
