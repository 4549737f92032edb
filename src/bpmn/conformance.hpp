#pragma once
// Runs a suite of execution tests in the form of betsy's expectations: models whose scripts are marks, and the marks
// that must be seen. `zhupi flow test FILE` prints what this finds.

#include "base/error.hpp"

#include <string>
#include <vector>

namespace zhupi::bpmn {

struct CaseResult {
    std::string test;  ///< id
    std::string input;
    std::vector<std::string> expected, seen;  ///< sorted
    bool passed = false;
};

struct SuiteResult {
    std::vector<CaseResult> cases;       ///< execution
    std::vector<CaseResult> rejections;  ///< models that must be refused
    int passed() const;
    int failed() const;
};

/// err::bpmn_suite when the file cannot be read; models are looked for beside it.
Result<SuiteResult> run_suite(const std::string& expected_file);

}  // namespace zhupi::bpmn
