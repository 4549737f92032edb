// How long one evaluation of a decision takes, from input values to the decision's value: through the whole of
// dmn::evaluate, not just the table. Bars (issue "rules that officials can read"): 1,000 rules ≤ 1 µs, 20 × 4 ≤ 0.3 µs.
//
//   build/release/bench/dmn_bench            one line per table; CPU time per evaluation, best of 9 rounds
//   build/release/bench/dmn_bench --only "20 rules"
//   build/release/bench/dmn_bench --models DIR   also writes the models there, so that a peer can be measured on them

#include "dmn/dmn.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

using namespace zhupi;
using feel::Number;
using feel::Value;

namespace {

std::string cell(const std::string& tag, const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return "<" + tag + "><text>" + escaped + "</text></" + tag + ">";
}

struct Column {
    std::string name, type;
};

std::string model(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rules,
                  const std::string& policy) {
    std::string xml =
        R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="bench" name="bench">)";
    for (const Column& c : columns)
        xml += "<inputData id=\"" + c.name + "\" name=\"" + c.name + "\"><variable name=\"" + c.name + "\" typeRef=\"" +
               c.type + "\"/></inputData>";
    xml += "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>";
    for (const Column& c : columns)
        xml += "<informationRequirement><requiredInput href=\"#" + c.name + "\"/></informationRequirement>";
    xml += "<decisionTable hitPolicy=\"" + policy + "\">";
    for (const Column& c : columns)
        xml +=
            "<input><inputExpression typeRef=\"" + c.type + "\"><text>" + c.name + "</text></inputExpression></input>";
    xml += "<output/>";
    for (std::size_t r = 0; r < rules.size(); ++r) {
        xml += "<rule>";
        for (const std::string& text : rules[r]) xml += cell("inputEntry", text);
        xml += cell("outputEntry", std::to_string(r)) + "</rule>";
    }
    return xml + "</decisionTable></decision></definitions>";
}

/// 1,000 rules on two numbers: 40 bands of area by 25 of height.
std::string thousand_rules() {
    std::vector<std::vector<std::string>> rules;
    for (int a = 0; a < 40; ++a)
        for (int h = 0; h < 25; ++h)
            rules.push_back({"[" + std::to_string(a * 500) + ".." + std::to_string(a * 500 + 500) + ")",
                             "[" + std::to_string(h * 4) + ".5.." + std::to_string(h * 4 + 4) + ".5)"});
    return model({{"area", "number"}, {"height", "number"}}, rules, "UNIQUE");
}

/// 1,000 rules on one number, each a band of its own.
std::string thousand_bands() {
    std::vector<std::vector<std::string>> rules;
    for (int i = 0; i < 1000; ++i)
        rules.push_back({"[" + std::to_string(i * 10) + ".." + std::to_string(i * 10 + 10) + ")"});
    return model({{"area", "number"}}, rules, "UNIQUE");
}

/// 20 rules on two numbers, a text and a truth, as an official would write them.
std::string twenty_by_four() {
    std::vector<std::vector<std::string>> rules;
    const char* kinds[]{"\"residential\"", "\"industrial\"", "\"public\", \"mixed\"",
                        "not(\"residential\", \"industrial\")", "-"};
    for (int i = 0; i < 19; ++i)
        rules.push_back({i % 2 == 0 ? "< " + std::to_string(i * 1000 + 1000) : ">= " + std::to_string(i * 1000),
                         "[" + std::to_string(i) + ".." + std::to_string(i + 30) + "]", kinds[i % 5],
                         i % 3 == 0 ? "true" : "-"});
    rules.push_back({"-", "-", "-", "-"});
    return model({{"area", "number"}, {"height", "number"}, {"kind", "string"}, {"listed", "boolean"}}, rules, "FIRST");
}

double cpu_ns() {
    std::timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

std::string wanted;  // a part of the names of the tables to measure

void measure(const char* name, const std::string& xml, const std::vector<std::vector<Value>>& inputs, double bar) {
    if (std::string_view(name).find(wanted) == std::string_view::npos) return;
    const auto model = dmn::load(xml);
    if (!model || !model->problems().empty()) {
        std::printf("%-28s cannot be loaded: %s\n", name,
                    model ? model->problems().front().error.en().c_str() : model.error().en().c_str());
        return;
    }
    const std::size_t decision = *model->find("d");
    constexpr int rounds = 9;
    constexpr int evaluations = 100'000;
    double best = 1e18;
    std::size_t answered = 0;
    for (int round = 0; round < rounds; ++round) {
        const double before = cpu_ns();
        for (int i = 0; i < evaluations; ++i) {
            const auto outcome = dmn::evaluate(*model, decision, inputs[static_cast<std::size_t>(i) % inputs.size()]);
            answered += !outcome.value.is_null();
        }
        best = std::min(best, (cpu_ns() - before) / evaluations);
    }
    std::printf("%-28s %8.0f ns per evaluation   bar %6.0f ns   %3.0f %% answered\n", name, best, bar,
                100.0 * static_cast<double>(answered) / (rounds * evaluations));
}

Number decimal(int units) { return *Number::make(false, static_cast<feel::U128>(units), -1); }

}  // namespace

int main(int count, char** arguments) {
    if (count == 3 && std::string(arguments[1]) == "--models") {
        const std::string folder = arguments[2];
        std::ofstream(folder + "/thousand_rules.dmn") << thousand_rules();
        std::ofstream(folder + "/thousand_bands.dmn") << thousand_bands();
        std::ofstream(folder + "/twenty_by_four.dmn") << twenty_by_four();
    }
    if (count == 3 && std::string(arguments[1]) == "--only") wanted = arguments[2];
    std::vector<std::vector<Value>> pairs, singles, rows;
    const char* kinds[]{"residential", "industrial", "public", "mixed", "other"};
    for (int i = 0; i < 997; ++i) {
        pairs.push_back({Number(i * 37 % 20'000), decimal(i * 13 % 990 + 5)});
        singles.push_back({Number(i * 7919 % 10'000)});
        rows.push_back({Number(i * 37 % 20'000), Number(i % 45), Value(kinds[i % 5]), Value(i % 2 == 0)});
    }
    measure("1,000 rules, 2 numbers", thousand_rules(), pairs, 1000);
    measure("1,000 rules, 1 number", thousand_bands(), singles, 1000);
    measure("20 rules, 4 inputs", twenty_by_four(), rows, 300);
    return 0;
}
