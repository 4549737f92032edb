#pragma once
// XML as a plain tree, from text that nobody vouches for: no document type declarations (so no entities to blow up),
// limits on size, depth and number of elements.

#include "base/error.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zhupi::dmn::xml {

struct Element {
    std::string name;                                             ///< without prefix
    std::string space;                                            ///< the namespace's name
    std::string text;                                             ///< all character data directly inside
    int line = 0;                                                 ///< in the file, from 1
    std::vector<std::pair<std::string, std::string>> attributes;  ///< by name without prefix, save that of xsi:
    std::vector<std::pair<std::string, std::string>> prefixes;    ///< declared on this element
    std::vector<Element> children;

    std::string_view attribute(std::string_view name) const;  ///< empty when absent
    const Element* child(std::string_view name) const;        ///< the first of that name
    std::vector<const Element*> all(std::string_view name) const;
    std::string child_text(std::string_view name) const;  ///< trimmed; empty when absent
};

struct Limits {
    std::size_t bytes = 16U << 20;
    std::size_t elements = 500'000;
    int depth = 64;
};

Result<Element> parse(std::string_view text, const Limits& limits = {});

}  // namespace zhupi::dmn::xml
