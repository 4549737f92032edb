#include "supervision/rules.hpp"

#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

namespace zhupi::supervision {
namespace {

std::string city_file(const std::string& name) {
    std::stringstream text;
    text << std::ifstream(std::string(ZHUPI_SOURCE_DIR) + "/city/supervision/" + name).rdbuf();
    return text.str();
}
std::vector<catalog::SourceFile> files(std::string warnings) {
    return {{"supervision/warnings.yaml", std::move(warnings)}, {"supervision/radar.yaml", city_file("radar.yaml")}};
}
std::string code_of(const std::vector<catalog::SourceFile>& wrong) {
    const auto loaded = load_rules(wrong);
    REQUIRE_FALSE(loaded.has_value());
    return std::string(loaded.error().front().code);
}
std::string step(const std::string& code, int left) {
    return "  - { step: " + code + ", name: { zh: 甲, en: A }, colour: red, left: " + std::to_string(left) + " }\n";
}

TEST_CASE("the demo city's ladder goes down, and its thresholds are read") {
    const auto rules = load_rules(files(city_file("warnings.yaml")));
    REQUIRE(rules.has_value());
    CHECK(rules->steps.size() == 5);
    CHECK(rules->step("red")->left == 1);
    CHECK(rules->step("red")->colour == Colour::red);
    CHECK(rules->step("purple") == nullptr);
    CHECK(rules->radar.batch_cases == 10);
    CHECK(rules->radar.silent_hours == 4);
}

TEST_CASE("a ladder that goes up, repeats a step or has none is refused") {
    CHECK(code_of(files("steps:\n" + step("a", 1) + step("b", 2))) == "supervision.steps_order");
    CHECK(code_of(files("steps:\n" + step("a", 1) + step("a", 0))) == "supervision.step_repeated");
    CHECK(code_of(files("steps: []\n")) == "supervision.steps_none");
    CHECK(code_of({{"supervision/radar.yaml", city_file("radar.yaml")}}) == "supervision.file");
    CHECK(code_of({{"supervision/warnings.yaml", city_file("warnings.yaml")},
                   {"supervision/radar.yaml", "pause_before_limit: { left: 1 }\n"}}) == "city.key_missing");
}

}  // namespace
}  // namespace zhupi::supervision
