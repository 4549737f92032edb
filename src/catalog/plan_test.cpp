#include "catalog/plan.hpp"

#include "base/error_codes.hpp"
#include "catalog/test_city.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

namespace zhupi::catalog {
namespace {

const Rules& rules() { return *test_rules(); }

Plan plan_of(const Answers& answers) {
    const auto ruling = decide(test_city(), rules(), answers);
    REQUIRE(ruling);
    return plan(test_city(), *ruling);
}

const PlannedItem* find(const Plan& plan, std::string_view code) {
    for (const auto& stage : plan.stages)
        for (const auto& item : stage.items)
            if (item.item->code == code) return &item;
    return nullptr;
}

std::vector<std::string> codes(const Plan& plan) {
    std::vector<std::string> list;
    for (const auto& stage : plan.stages)
        for (const auto& item : stage.items) list.push_back(item.item->code);
    return list;
}

const OrdinaryProject& ordinary(std::string_view flow) {
    static const auto projects = ordinary_projects();
    return *std::find_if(projects.begin(), projects.end(), [&](const auto& p) { return p.flow == flow; });
}

bool includes(const Plan& plan, std::string_view code) { return find(plan, code) != nullptr; }

/// Answers as people give them: in order, each question either left out or answered with something it offers.
Answers random_answers(std::mt19937& random) {
    const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    Answers answers;
    for (const auto& question : test_city().questions) {
        const auto open = rules().asked(answers);
        const bool asked = std::find(open.begin(), open.end(), question.code) != open.end();
        if (!question.required && below(3) == 0) continue;
        if (!asked && below(4) != 0) continue;  // sometimes an answer is left over from before
        if (question.kind == AnswerKind::number) {
            constexpr const char* sizes[] = {"0", "300", "9000", "10000.5", "250000", "12", "80.5"};
            answers[question.code] = sizes[below(std::size(sizes))];
        } else if (question.kind == AnswerKind::yes_no) {
            answers[question.code] = below(2) == 0 ? "yes" : "no";
        } else {
            answers[question.code] = question.options[below(question.options.size())].code;
        }
    }
    return answers;
}

TEST_CASE("every flow reproduces the total that was published for it") {
    for (const auto& project : ordinary_projects()) {
        CAPTURE(project.flow);
        const auto plan = plan_of(project.answers);
        CHECK(plan.flow->code == project.flow);
        CHECK(plan.official_total == project.official_total);
        CHECK(plan.longest_path == project.longest_path);
    }
}

TEST_CASE("government buildings take 16, 21, 8 and 9 days in their four stages") {
    std::vector<int> limits;
    for (const auto& stage : plan_of(ordinary("G1").answers).stages) limits.push_back(stage.stage->limit);
    CHECK(limits == std::vector<int>{16, 21, 8, 9, 0});
}

TEST_CASE("allocation of land is not counted for linear works, but it is on the longest path") {
    for (const char* flow : {"G2", "G2-EPC"}) {
        const auto plan = plan_of(ordinary(flow).answers);
        const auto* allocation = find(plan, "A07");
        REQUIRE(allocation);
        CHECK_FALSE(allocation->counts);
        CHECK(allocation->critical);
    }
    CHECK(plan_of(ordinary("G2").answers).critical_path ==
          std::vector<std::string>{"A05", "C01", "C02", "A08", "A07", "D11", "E01"});
}

TEST_CASE("a special construction project is reviewed and accepted for fire, every other one files its acceptance") {
    auto answers = ordinary("G1").answers;
    const auto plain = plan_of(answers);
    CHECK_FALSE(includes(plain, "D02"));
    CHECK_FALSE(includes(plain, "E03"));
    CHECK(includes(plain, "E04"));
    answers["special_fire"] = "yes";
    const auto special = plan_of(answers);
    CHECK(includes(special, "D02"));
    CHECK(includes(special, "E03"));
    CHECK_FALSE(includes(special, "E04"));
    const auto why = rules().why_item(answers, "E03");
    CHECK(why.applies);
    CHECK(why.sentence.zh.find("“特殊建设工程”为“是”") != std::string::npos);
    const auto why_not = rules().why_item(answers, "E04");
    CHECK_FALSE(why_not.applies);
    CHECK(why_not.sentence.en.find("'Special construction project (fire)' is 'yes' where the rule wants 'no'") !=
          std::string::npos);
}

TEST_CASE("an air defence basement is approved when built or paid for, and accepted only when built") {
    auto answers = ordinary("G1").answers;
    CHECK_FALSE(includes(plan_of(answers), "C06"));
    answers["air_defence"] = "relocate";
    CHECK(includes(plan_of(answers), "C06"));
    CHECK_FALSE(includes(plan_of(answers), "E05"));
    answers["air_defence"] = "build";
    CHECK(includes(plan_of(answers), "E05"));
}

TEST_CASE("an area that has been assessed as a whole is not assessed again") {
    auto answers = ordinary("G1").answers;
    answers["soil_conservation"] = "yes";
    answers["geological_risk"] = "yes";
    CHECK(includes(plan_of(answers), "B03"));
    CHECK(includes(plan_of(answers), "B07"));
    answers["assessed_area"] = "yes";
    CHECK_FALSE(includes(plan_of(answers), "B03"));
    CHECK_FALSE(includes(plan_of(answers), "B07"));
    CHECK(includes(plan_of(answers), "B18"));
}

TEST_CASE("own land needs neither contract nor allocation, and buys no time in the published total") {
    auto answers = ordinary("P1-HZ").answers;
    answers["land"] = "own";
    const auto plan = plan_of(answers);
    CHECK_FALSE(includes(plan, "A05"));
    CHECK_FALSE(includes(plan, "A06"));
    CHECK_FALSE(includes(plan, "A07"));
    CHECK(plan.official_total == 56);
}

TEST_CASE("the short flow merges planning and construction permission into one stage") {
    const auto plan = plan_of(ordinary("P2").answers);
    CHECK(find(plan, "C05")->stage == 2);
    CHECK(find(plan, "D10")->stage == 2);
    CHECK(find(plan, "C05")->finish == find(plan, "D10")->finish);
    CHECK(plan.stages[1].stage->national == std::vector<int>{2, 3});
    auto dangerous = ordinary("P2").answers;
    dangerous["dangerous"] = "yes";
    CHECK(plan_of(dangerous).flow->code == "P1-BA");
}

TEST_CASE("of two flows that fit, the first of the rules is taken and the other is named") {
    const auto ruling = rules().decide(ordinary("P2").answers);
    REQUIRE(ruling);
    CHECK((*ruling)->flows == std::vector<std::string>{"P2", "P1-BA"});
}

TEST_CASE("most papers are not handed in by the applicant") {
    const auto plan = plan_of(ordinary("G1").answers);
    CHECK(plan.papers_needed > 2 * plan.papers_handed_in);
    CHECK(plan.papers_handed_in > 0);
}

TEST_CASE("answers are refused with the place where they stand") {
    const auto refused = [](Answers answers) {
        const auto result = decide(test_city(), rules(), answers);
        REQUIRE_FALSE(result);
        return result.error();
    };
    auto answers = ordinary("G1").answers;
    answers["colour"] = "red";
    CHECK(refused(answers).is(err::answer_unknown));
    CHECK(refused(answers).where == "/answers/colour");
    answers = ordinary("G1").answers;
    answers["works"] = "bridge";
    CHECK(refused(answers).is(err::answer_value));
    answers = ordinary("G1").answers;
    answers["area"] = "-1";
    CHECK(refused(answers).is(err::answer_number));
    CHECK(refused({{"investment", "government"}}).is(err::answer_missing));
    CHECK(refused({{"investment", "government"}}).where == "/answers/works");
}

TEST_CASE("an answer to a question that is no longer asked has no effect, whatever it says") {
    auto answers = ordinary("G1").answers;
    answers["approval"] = "anything";
    answers["epc"] = "yes";
    CHECK(plan_of(answers).flow->code == "G1");
    CHECK_FALSE(rules().relevant(answers).contains("epc"));
}

TEST_CASE("every project has a plan in which nothing starts before what it waits for") {
    std::mt19937 random(20261124);
    std::set<std::string> flows, items;
    for (int round = 0; round < 1000; ++round) {
        const auto answers = random_answers(random);
        const auto ruling = decide(test_city(), rules(), answers);
        if (!ruling) {
            // Left-over answers are ignored, so only a required question that was left out can be the reason.
            REQUIRE(ruling.error().is(err::answer_missing));
            continue;
        }
        const auto plan = zhupi::catalog::plan(test_city(), *ruling);
        flows.insert(plan.flow->code);
        CAPTURE(plan.flow->code);
        CAPTURE(round);
        CHECK(plan.official_total == plan.flow->official_total);

        const auto all = codes(plan);
        items.insert(all.begin(), all.end());
        CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());

        int longest = 0, length = 0;
        for (const auto& code : plan.critical_path) {
            length += find(plan, code)->duration;
            CHECK(find(plan, code)->critical);
        }
        CHECK(length == plan.longest_path);

        for (const auto& stage : plan.stages)
            for (const auto& item : stage.items) {
                CAPTURE(item.item->code);
                CHECK(item.finish == item.start + item.duration);
                if (!item.in_flow->optional) longest = std::max(longest, item.finish);
                for (const auto& group : item.after)
                    CHECK(std::any_of(group.begin(), group.end(),
                                      [&](const auto& before) { return find(plan, before)->finish <= item.start; }));
                if (stage.stage->number == 5) continue;
                for (const auto& earlier : plan.stages)
                    for (const auto& milestone : earlier.items)
                        if (earlier.stage->number < stage.stage->number && milestone.in_flow->milestone &&
                            !milestone.in_flow->optional)
                            CHECK(milestone.finish <= item.start);
            }
        CHECK(longest == plan.longest_path);
    }
    CHECK(flows.size() == test_city().flows.size());
    CHECK(items.size() == test_city().items.size());
}

TEST_CASE("nobody is asked for a result before the item that produces it has ended") {
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        const auto answers = random_answers(random);
        const auto ruling = decide(test_city(), rules(), answers);
        if (!ruling) continue;
        const auto plan = zhupi::catalog::plan(test_city(), *ruling);
        for (const auto& stage : plan.stages)
            for (const auto& item : stage.items)
                for (const auto& need : item.ruling->needs) {
                    const auto& material = *test_city().material(need.material);
                    if (need.source != Source::result || need.necessity != Necessity::required) continue;
                    std::vector<const PlannedItem*> producers;
                    for (const auto& code : material.produced_by)
                        if (const auto* producer = find(plan, code)) producers.push_back(producer);
                    if (producers.empty()) continue;  // does not exist for this project
                    CAPTURE(plan.flow->code);
                    CAPTURE(item.item->code);
                    CAPTURE(material.code);
                    // Items of one hand-in pass their results on among themselves.
                    CHECK(std::any_of(producers.begin(), producers.end(), [&](const PlannedItem* producer) {
                        return producer->finish <= item.start || producer->stage == item.stage;
                    }));
                }
    }
}

}  // namespace
}  // namespace zhupi::catalog
