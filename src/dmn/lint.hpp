#pragma once
// What is wrong with a model before anybody relies on it: names and types that do not fit, and in its tables gaps,
// overlaps, rules that never hold or never take effect. Each finding in a table comes with an input that shows it.

#include "dmn/dmn.hpp"
#include "dmn/explain.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace zhupi::dmn {

struct Finding {
    enum class Kind : unsigned char {
        problem,      ///< unknown name, type error, syntax error, missing element
        gap,          ///< no rule holds
        overlap,      ///< several hold where one may, or where they must agree
        masked,       ///< rules before it, or of higher priority, cover all its cases
        subsumed,     ///< another rule says the same wherever it holds
        unreachable,  ///< one of its cells can never hold
        output,       ///< an output that its type or the list of output values does not know
        unchecked,    ///< a part of the table that is beyond analysis
    };
    enum class Severity : unsigned char { error, warning, note };
    Kind kind = Kind::problem;
    Severity severity = Severity::error;
    Error error;                          ///< the sentence and what to do; where: the place in the model
    std::string element;                  ///< decision or knowledge model
    std::vector<int> rules;               ///< from 1, the rule spoken of first
    std::vector<ExplainedInput> example;  ///< one value for each column that matters; the others may be anything
    std::vector<ExplainedInput> region;   ///< the same, as wide as the finding holds: "[1..3)"
    feel::Span span;                      ///< of a problem, within its text
    std::string text;                     ///< the piece of it
};

struct LintLimits {
    std::size_t findings = 50;        ///< per table and kind
    std::uint64_t steps = 2'000'000;  ///< per table: combinations of regions that are looked at
    std::size_t rules = 5'000;        ///< a larger table is left unchecked
};

/// All findings about the elements of the model itself (not about imported ones), in the order of its elements.
std::vector<Finding> lint(const Model& model, const LintLimits& limits = {});

std::string_view name_of(Finding::Kind kind);          ///< "gap" …
std::string_view name_of(Finding::Severity severity);  ///< "error", "warning", "note"

}  // namespace zhupi::dmn
