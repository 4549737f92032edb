#pragma once
// Why a decision came out as it did, in words an official understands: which rules held, which cell kept the others
// from holding, what was null and where that came from.

#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>

namespace zhupi::dmn {

struct ExplainedInput {
    std::string name;   ///< the column's heading or expression; or a required element's name
    std::string value;  ///< as FEEL writes it
    bool is_null = false;
    std::vector<std::string> from = {};  ///< where a null comes from: the inputs and decisions that have no value
};

/// A cell that kept a rule from holding.
struct ExplainedMiss {
    std::string column;
    std::string cell;
    std::string value;
    bool is_null = false;                ///< the input was null, or the cell could not be worked out
    std::string must_zh, must_en;        ///< what the cell asks for: "大于 1000", "be more than 1000"
    std::vector<std::string> from = {};  ///< as in ExplainedInput
};

/// An "if" that was decided on the way.
struct ExplainedChoice {
    std::string condition;
    std::string answer;  ///< true, false or null
};

struct ExplainedRule {
    int number = 0;  ///< from 1
    bool held = false;
    std::optional<ExplainedMiss> miss;     ///< of a rule that did not hold: its first cell that failed
    std::vector<ExplainedMiss> misses;     ///< all of them
    std::vector<std::string> outputs;      ///< of one that did
    std::vector<std::string> annotations;  ///< what the authors wrote beside it
};

struct ExplainedTable {
    std::string hit_policy;
    std::vector<ExplainedInput> inputs;
    std::vector<ExplainedRule> rules;
    std::string result;
};

struct ExplainedDecision {
    std::string name;
    std::string kind;  ///< "input", "decision", "knowledge" or "service"
    std::string value;
    bool is_null = false;
    std::vector<ExplainedInput> requirements;
    std::vector<ExplainedTable> tables;
    std::vector<ExplainedChoice> choices;
    std::vector<std::string> notes_zh, notes_en;  ///< what went wrong on the way
};

/// In the order of evaluation: the decision that was asked for comes last.
struct Explanation {
    std::vector<ExplainedDecision> decisions;
};

BOOST_DESCRIBE_STRUCT(ExplainedInput, (), (name, value, is_null, from))
BOOST_DESCRIBE_STRUCT(ExplainedMiss, (), (column, cell, value, is_null, must_zh, must_en, from))
BOOST_DESCRIBE_STRUCT(ExplainedChoice, (), (condition, answer))
BOOST_DESCRIBE_STRUCT(ExplainedRule, (), (number, held, miss, misses, outputs, annotations))
BOOST_DESCRIBE_STRUCT(ExplainedTable, (), (hit_policy, inputs, rules, result))
BOOST_DESCRIBE_STRUCT(ExplainedDecision, (),
                      (name, kind, value, is_null, requirements, tables, choices, notes_zh, notes_en))
BOOST_DESCRIBE_STRUCT(Explanation, (), (decisions))

/// One sentence per line, the decision that was asked for first.
std::vector<std::string> in_chinese(const Explanation& explanation);
std::vector<std::string> in_english(const Explanation& explanation);

}  // namespace zhupi::dmn
