#pragma once
// Runs test cases in the form of the DMN TCK (testCases.xsd): a folder with *.dmn and *-test-*.xml, or a tree of them.
// What a test expects is compared as the kit's own runners do: numbers within 10⁻⁸, everything else exactly.

#include <string>
#include <vector>

namespace zhupi::dmn::tck {

struct Verdict {
    std::string folder;  ///< name of the folder
    std::string test;    ///< id of the test case
    std::string node;    ///< the result that was asked for
    bool passed = false;
    std::string expected, actual;  ///< as FEEL writes them
    std::string reason;            ///< the first diagnostic, or why the model could not be loaded
};

struct Report {
    std::vector<Verdict> verdicts;  ///< one per result node
    int cases_passed = 0;           ///< a case passes when all its results do
    int cases_failed = 0;
    std::vector<std::string> problems;  ///< files that could not be read
};

/// The folder itself and all folders below it, in order of name.
Report run(const std::string& folder);

}  // namespace zhupi::dmn::tck
