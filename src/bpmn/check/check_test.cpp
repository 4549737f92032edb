#include "bpmn/check/check.hpp"

#include "base/json.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

using namespace zhupi;

namespace validation {
struct Case {
    std::string constraint, file;
    bool valid = false;
};
struct Suite {
    std::vector<Case> tests;
};
BOOST_DESCRIBE_STRUCT(Case, (), (constraint, file, valid))
BOOST_DESCRIBE_STRUCT(Suite, (), (tests))
}  // namespace validation

namespace {

std::optional<std::string> read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("models are accepted and refused as the published constraints say") {
    const std::string folder = ZHUPI_SOURCE_DIR "/../shared/suites/bpmn-validation/";
    const auto expectations = read(folder + "expected.json");
    if (!expectations) {
        MESSAGE("NOT RUN: the external suite bpmn-validation is not present");
        return;
    }
    const auto suite = json::decode<validation::Suite>(*expectations, json::Unknown::ignore);
    REQUIRE(suite.has_value());
    int passed = 0, named = 0, invalid = 0;
    for (const auto& one : suite->tests) {
        const auto text = read(folder + one.file);
        REQUIRE(text.has_value());
        bpmn::CheckOptions options;
        options.import = [&](const std::string& location) {
            return read(folder + one.file.substr(0, one.file.rfind('/') + 1) + location);
        };
        const auto model = bpmn::Model::read(*text);
        const auto findings = model ? bpmn::check(*model, options) : std::vector<bpmn::Finding>{{model.error(), "", 0}};
        const bool right = findings.empty() == one.valid;
        passed += right;
        auto code = "bpmn." + one.constraint;
        code.erase(code.find("EXT."), 4).insert(5, "ext");
        bool found = false;
        std::string all;
        for (const auto& finding : findings) {
            found |= finding.error.code->code == code;
            all += std::string(finding.error.code->code) + "@" + finding.error.where + " ";
        }
        invalid += !one.valid;
        named += !one.valid && found;
        if (!right)
            std::printf("validation miss: %s %s: %s\n", one.file.c_str(),
                        one.valid ? "should be valid" : "should be refused", all.c_str());
        if (right && !one.valid && !found)
            std::printf("validation other rule: %s %s: %s\n", one.file.c_str(), code.c_str(), all.c_str());
    }
    std::printf("validation: %d/%zu verdicts, %d/%d refusals by the constraint itself\n", passed, suite->tests.size(),
                named, invalid);
}
