#pragma once
// The space of inputs of a decision table, cut up by its own cells: in each column the values fall into regions, and
// within a region no cell of the column can tell one value from another. A table is checked by looking at one value of
// each region (Calvanese et al., arXiv 1603.07466). Used by lint.hpp.

#include "dmn/index.hpp"
#include "dmn/table.hpp"
#include "feel/program.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zhupi::dmn {

using Bits = std::vector<Word>;  ///< one per rule

inline bool has(const Word* bits, std::size_t i) { return (bits[i / 64] >> (i % 64) & 1) != 0; }
inline bool has(const Bits& bits, std::size_t i) { return has(bits.data(), i); }

/// One input expression of the table. Columns that ask the same expression are one axis.
struct Axis {
    std::string heading;
    std::vector<std::size_t> columns;
    std::optional<Column> column;  ///< nothing when its constants have no common order
    struct Region {
        std::size_t index = 0;  ///< in the column; also its place in `regions`
        bool live = false;      ///< there is a value in it that may come in
        bool is_null = false;   ///< the last one: no value at all
        std::optional<feel::Value> sample;
        const Word* rules = nullptr;
    };
    std::vector<Region> regions;
    bool ordered = true;  ///< of numbers, dates …: neighbours make an interval. Not of texts and truths

    /// "[1..3)", "> 5", "\"a\", \"b\"": what lies in these regions, null aside; empty when it is everything, "null"
    /// when it is that alone.
    std::string text(const std::vector<bool>& regions_in) const;
};

/// A cell that cannot be analysed.
struct Opaque {
    std::size_t rule = 0, column = 0;
};

struct Space {
    std::vector<Axis> axes;
    std::size_t rules = 0, words = 0;
    Bits reachable;  ///< rules that hold somewhere, and whose cells can all be analysed
    std::vector<Opaque> opaque;
    struct Dead {  ///< a cell that nothing satisfies
        std::size_t rule = 0, column = 0;
    };
    std::vector<Dead> dead;
    bool complete = true;  ///< every axis has regions
};

Space space_of(const Table& table, const feel::Program& program);

}  // namespace zhupi::dmn
