#include "bpmn/conformance.hpp"

#include <cstdio>
#include <fstream>

#include <doctest/doctest.h>

using namespace zhupi;

namespace {

std::string joined(const std::vector<std::string>& marks) {
    std::string text;
    for (const auto& mark : marks) text += (text.empty() ? "" : " ") + mark;
    return "[" + text + "]";
}

}  // namespace

TEST_CASE("flows run as betsy's expectations say") {
    const std::string file = ZHUPI_SOURCE_DIR "/../shared/suites/bpmn-execution/betsy/expected.json";
    if (!std::ifstream(file)) {
        MESSAGE("NOT RUN: the external suite bpmn-execution/betsy is not present");
        return;
    }
    const auto result = bpmn::run_suite(file);
    REQUIRE(result.has_value());
    int passed = 0, rejected = 0;
    for (const auto& one : result->cases) {
        passed += one.passed;
        if (!one.passed)
            std::printf("betsy miss: %s input '%s' expected %s saw %s\n", one.test.c_str(), one.input.c_str(),
                        joined(one.expected).c_str(), joined(one.seen).c_str());
    }
    for (const auto& one : result->rejections) {
        rejected += one.passed;
        if (!one.passed) std::printf("betsy not rejected: %s\n", one.test.c_str());
    }
    std::printf("betsy: %d/%zu cases, %d/%zu rejections\n", passed, result->cases.size(), rejected,
                result->rejections.size());
}
