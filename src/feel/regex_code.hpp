#pragma once
// The inside of a Regex: instructions of a backtracking machine (after R. Cox, "Regular Expression Matching: the
// Virtual Machine Approach", with registers that stop empty loops), and sets of characters.

#include "feel/regex.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace zhupi::feel {

/// A character class: union of ranges and named sets, possibly negated, less another class.
struct CharacterClass {
    std::vector<std::pair<char32_t, char32_t>> ranges;
    std::vector<std::pair<std::function<bool(char32_t)>, bool>> sets;  ///< with "negated"
    bool negated = false;
    std::vector<CharacterClass> subtracted;  ///< none or one

    bool contains(char32_t c, bool ignore_case) const;
};

struct Regex::Code {
    enum class Op : std::uint8_t { character, any, set, split, jump, save, begin, end, reference, mark, check, match };
    struct Instruction {
        Op op;
        std::uint32_t operand = 0;           ///< character, class, register or group
        std::int32_t first = 0, second = 0;  ///< of split and jump, relative: the preferred way and the other
    };
    std::vector<Instruction> program;
    std::vector<CharacterClass> classes;
    std::size_t groups = 0;
    std::size_t registers = 0;  ///< two per group (with the whole match), then one per loop
    bool dot_all = false;
    bool multi_line = false;
    bool ignore_case = false;
};

char32_t fold(char32_t c);  ///< simple case folding

/// Named sets: "\d", "\w" …, categories "\p{Lu}" and blocks "\p{IsBasicLatin}". Empty when there is no such set.
std::function<bool(char32_t)> escape_set(char32_t letter);
std::function<bool(char32_t)> property_set(std::string_view name);

}  // namespace zhupi::feel
