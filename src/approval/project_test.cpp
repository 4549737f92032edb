#include "approval/testing.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::approval;

TEST_CASE("rules are told the district of the registration, whatever stands among the answers") {
    const auto city = approval::testing::small_city();
    ProjectFacts facts;
    facts.district = "990101";
    facts.answers = {{"district", "990102"}};
    CHECK(facts_for_rules(city, facts) == catalog::Answers{{"district", "990101"}});
}

TEST_CASE("a form is filled with what the project knows, and nothing is made up") {
    auto city = approval::testing::small_city();
    catalog::Question eia;
    eia.code = "eia";
    catalog::Option form;
    form.code = "form";
    form.name = {"报告表", "form"};
    eia.options = {form};
    city.questions = {eia};
    city.index();

    Project project;
    project.facts.name = "滨河小学";
    project.facts.district = "990101";
    project.facts.floor_area = Decimal::of(8'000);
    project.facts.answers = {{"eia", "form"}};
    project.results = {{"A", 1, 2, "甲字第 1 号", "", Date::of(2026, 3, 2), {}, false, true},
                       {"A", 1, 3, "甲字第 2 号", "", Date::of(2026, 3, 9), {}, false, false}};
    const auto known = [&](std::string_view source) { return known_value(city, project, source); };

    CHECK(known("project.name") == "滨河小学");
    CHECK(known("project.district") == "江南区");
    CHECK(known("project.floor_area") == "8000");
    CHECK(known("project.planned_start") == "");
    CHECK(known("answer.eia") == "报告表");  // as the applicant read it, not its code
    CHECK(known("answer.river") == "");
    CHECK(known("result.A.number") == "甲字第 2 号");  // the first was revoked
    CHECK(known("result.A.date") == "2026-03-09");
    CHECK(known("result.B.number") == "");
    CHECK(known("") == "");
}
