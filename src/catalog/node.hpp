#pragma once
// A piece of a city's YAML that remembers its line. Everything is text, a list or a map: what a text means is decided
// by whoever reads it, so that a code like 0100000 or an answer like "no" stays what was written.

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace zhupi::catalog {

struct Key {
    std::string text;
    int line = 0;
};

struct Node {
    enum class Kind : unsigned char { text, list, map };
    Kind kind = Kind::text;
    std::string text;
    int line = 0;                ///< from 1
    std::vector<Key> keys;       ///< of a map, one for each child
    std::vector<Node> children;  ///< of a list or map, in order

    const Node* find(std::string_view key) const;  ///< null when it has none
};

struct YamlError {
    int line = 0;
    std::string detail;
};

/// One document. Aliases are refused: a few of them can blow a small file up to any size.
tl::expected<Node, YamlError> parse_yaml(const std::string& text);

}  // namespace zhupi::catalog
