#include "dmn/tck.hpp"

#include <filesystem>

#include <doctest/doctest.h>

using namespace zhupi::dmn;

namespace {

void passes(const char* folder) {
    const std::string path = std::string(ZHUPI_SOURCE_DIR) + "/../shared/suites/dmn-tck/" + folder;
    if (!std::filesystem::exists(path)) {
        MESSAGE("!!! The DMN TCK is not beside the project; nothing was checked: " << std::string(folder));
        return;
    }
    const tck::Report report = tck::run(path);
    for (const std::string& problem : report.problems) MESSAGE(problem);
    for (const tck::Verdict& v : report.verdicts)
        if (!v.passed)
            MESSAGE(v.folder << " " << v.test << " " << v.node << ": expected " << v.expected << ", got " << v.actual
                             << "  (" << v.reason << ")");
    MESSAGE(std::string(folder) << ": " << report.cases_passed << " passed, " << report.cases_failed << " failed");
    CHECK(report.cases_failed == 0);
    CHECK(report.cases_passed > 0);
}

}  // namespace

TEST_CASE("every case of the DMN TCK, level 2") { passes("compliance-level-2"); }
TEST_CASE("every case of the DMN TCK, level 3") { passes("compliance-level-3"); }
TEST_CASE("what the kit keeps apart as beyond the standard") { passes("non-compliant"); }
