#pragma once
// Which rules hold for a value, without asking them one by one. Each input column of a table cuts its values into
// regions: its endpoints, and the gaps between them. For every region a bitset says which rules' cells hold there; a
// row of values is then one binary search per column and an AND of the bitsets.

#include "feel/program.hpp"
#include "feel/value.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace zhupi::dmn {

using Word = std::uint64_t;

/// A test in a form that can be cut into regions: what it says of null, and on which side of which endpoints it holds.
struct Condition {
    enum class Form : unsigned char {
        always,
        never,
        equal,
        unequal,
        less,
        less_equal,
        greater,
        greater_equal,
        interval,
        any_of,
        all_of,
        none_of
    };
    Form form = Form::always;
    feel::Value low, high;  ///< the operand is in low
    bool low_included = false, high_included = false;
    std::vector<Condition> parts;  ///< of any_of, all_of and none_of
};

/// What a cell says, if it says it by constants alone: "-", "> 5", "[1..3), 7", "not(\"a\")", "? > 1 and ? < 5".
std::optional<Condition> condition_of(const feel::Program& program, feel::NodeId cell, std::uint32_t slot);

/// Does it hold? Null and values of another kind included; unknown is what FEEL would call null.
feel::Truth holds(const Condition& condition, const feel::Value& value);

/// One column. Region 2i+1 is the i-th endpoint itself, region 2i the gap before it.
class Column {
public:
    /// nullopt when the constants are of several kinds, or of one without an order that suits.
    /// So it is when the bits would be more than `most` words.
    static std::optional<Column> build(std::span<const Condition> cells, std::size_t most = max_words);
    static constexpr std::size_t max_words = 4U << 20;
    std::size_t size() const { return bits_.size(); }

    /// The bits of the rules whose cell holds for the value; nullptr when it is of another kind than the column's, or
    /// cannot be compared with its endpoints (a time with a zone and times without).
    const Word* rules_for(const feel::Value& value) const;

    feel::Kind kind() const { return kind_; }  ///< null: the column tests nothing
    std::size_t regions() const { return endpoints_.size() * 2 + 1; }
    const std::vector<feel::Value>& endpoints() const { return endpoints_; }
    std::span<const Word> region(std::size_t i) const { return {bits_.data() + i * words_, words_}; }
    std::span<const Word> null_region() const { return {bits_.data() + regions() * words_, words_}; }
    /// A value that lies in the region, if there is one.
    std::optional<feel::Value> sample(std::size_t region) const;
    std::size_t region_of(const feel::Value& value) const;

private:
    std::size_t region_of_number(const feel::Number& n) const;
    std::size_t region_of_string(const std::string& s) const;
    void scale();

    feel::Kind kind_ = feel::Kind::null;
    bool zoned_ = false;  ///< of times: whether the endpoints have zones
    std::vector<feel::Value> endpoints_;
    std::vector<std::int64_t> scaled_;  ///< numbers × 10^scale_, when all fit
    int scale_ = 0;
    bool use_scaled_ = false;
    std::size_t words_ = 0;
    std::vector<Word> bits_;  ///< words_ per region, and one more for null
};

struct Index {
    std::vector<std::optional<Column>> columns;
    std::size_t rules = 0;
    std::size_t words() const { return (rules + 63) / 64; }
};

}  // namespace zhupi::dmn
