#pragma once
// FEEL text into tokens. FEEL names may hold spaces and operators ("Person name", "a-b"), so the lexer only yields the
// smallest pieces; the parser joins them to names, by what is in scope.

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::feel {

struct Token {
    enum class Kind : unsigned char { name, number, string, symbol, end };
    Kind kind = Kind::end;
    std::uint32_t begin = 0, end = 0;  ///< bytes of the source
    std::string_view text;             ///< as written; a view of the source
    std::string decoded;               ///< of a string: without quotes, escapes resolved

    bool is(std::string_view symbol_or_word) const { return kind != Kind::string && text == symbol_or_word; }
};

/// The last token is always Kind::end. The tokens view `source`, which must outlive them.
Result<std::vector<Token>> tokenize(std::string_view source);

/// The pieces of a name, as the lexer would cut it: {"Person", "name"}, {"a", "-", "b"}.
std::vector<std::string> name_pieces(std::string_view name);

}  // namespace zhupi::feel
