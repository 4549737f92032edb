// How long one evaluation of a decision takes, from input values to the decision's value: through the whole of
// dmn::evaluate, not just the table. Bars (issue "rules that officials can read"): 1,000 rules ≤ 1 µs, 20 × 4 ≤ 0.3 µs.
//
//   build/release/bench/dmn_bench                    one line per table; CPU time per evaluation, best of 15 rounds
//   build/release/bench/dmn_bench --only "20 rules"
//   build/release/bench/dmn_bench --tables FILE      also writes the tables, inputs and answers there as JSON, for a
//   peer bench/dmn_peer/run                               beside npm's feelin, in the same run

#include "dmn/dmn.hpp"
#include "feel/json.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

using namespace zhupi;
using feel::Number;
using feel::Value;

namespace {

struct Column {
    std::string name, type;
};

struct Case {
    std::string name, policy;
    double bar_ns;
    std::vector<Column> columns;
    std::vector<std::vector<std::string>> rules;  ///< input cells; the output is the rule's number
    std::vector<std::vector<Value>> inputs;
};

std::string cell(const std::string& tag, const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return "<" + tag + "><text>" + escaped + "</text></" + tag + ">";
}

std::string model(const Case& table) {
    std::string xml =
        R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="bench" name="bench">)";
    for (const Column& c : table.columns)
        xml += "<inputData id=\"" + c.name + "\" name=\"" + c.name + "\"><variable name=\"" + c.name + "\" typeRef=\"" +
               c.type + "\"/></inputData>";
    xml += "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>";
    for (const Column& c : table.columns)
        xml += "<informationRequirement><requiredInput href=\"#" + c.name + "\"/></informationRequirement>";
    xml += "<decisionTable hitPolicy=\"" + table.policy + "\">";
    for (const Column& c : table.columns)
        xml +=
            "<input><inputExpression typeRef=\"" + c.type + "\"><text>" + c.name + "</text></inputExpression></input>";
    xml += "<output/>";
    for (std::size_t r = 0; r < table.rules.size(); ++r) {
        xml += "<rule>";
        for (const std::string& text : table.rules[r]) xml += cell("inputEntry", text);
        xml += cell("outputEntry", std::to_string(r)) + "</rule>";
    }
    return xml + "</decisionTable></decision></definitions>";
}

Number decimal(int units) { return *Number::make(false, static_cast<feel::U128>(units), -1); }

constexpr int input_rows = 997;

/// 1,000 rules on two numbers: 40 bands of area by 25 of height.
Case thousand_rules() {
    Case out{"1,000 rules, 2 numbers", "UNIQUE", 1000, {{"area", "number"}, {"height", "number"}}, {}, {}};
    for (int a = 0; a < 40; ++a)
        for (int h = 0; h < 25; ++h)
            out.rules.push_back({"[" + std::to_string(a * 500) + ".." + std::to_string(a * 500 + 500) + ")",
                                 "[" + std::to_string(h * 4) + ".5.." + std::to_string(h * 4 + 4) + ".5)"});
    for (int i = 0; i < input_rows; ++i) out.inputs.push_back({Number(i * 37 % 20'000), decimal(i * 13 % 990 + 5)});
    return out;
}

/// 1,000 rules on one number, each a band of its own.
Case thousand_bands() {
    Case out{"1,000 rules, 1 number", "UNIQUE", 1000, {{"area", "number"}}, {}, {}};
    for (int i = 0; i < 1000; ++i)
        out.rules.push_back({"[" + std::to_string(i * 10) + ".." + std::to_string(i * 10 + 10) + ")"});
    for (int i = 0; i < input_rows; ++i) out.inputs.push_back({Number(i * 7919 % 10'000)});
    return out;
}

/// 20 rules on two numbers, a text and a truth, as an official would write them.
Case twenty_by_four() {
    Case out{"20 rules, 4 inputs",
             "FIRST",
             300,
             {{"area", "number"}, {"height", "number"}, {"kind", "string"}, {"listed", "boolean"}},
             {},
             {}};
    const char* cells[]{"\"residential\"", "\"industrial\"", "\"public\", \"mixed\"",
                        "not(\"residential\", \"industrial\")", "-"};
    for (int i = 0; i < 19; ++i)
        out.rules.push_back({i % 2 == 0 ? "< " + std::to_string(i * 1000 + 1000) : ">= " + std::to_string(i * 1000),
                             "[" + std::to_string(i) + ".." + std::to_string(i + 30) + "]", cells[i % 5],
                             i % 3 == 0 ? "true" : "-"});
    out.rules.push_back({"-", "-", "-", "-"});
    const char* kinds[]{"residential", "industrial", "public", "mixed", "other"};
    for (int i = 0; i < input_rows; ++i)
        out.inputs.push_back({Number(i * 37 % 20'000), Number(i % 45), Value(kinds[i % 5]), Value(i % 2 == 0)});
    return out;
}

double cpu_ns() {
    std::timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// Nanoseconds per evaluation: the best round, for the machine is not ours alone.
double measure(const dmn::Model& loaded, const Case& table) {
    const std::size_t decision = *loaded.find("d");
    constexpr int rounds = 15;
    constexpr int evaluations = 60'000;
    double best = 1e18;
    std::size_t answered = 0;
    for (int round = 0; round < rounds; ++round) {
        const double before = cpu_ns();
        for (int i = 0; i < evaluations; ++i) {
            const auto outcome =
                dmn::evaluate(loaded, decision, table.inputs[static_cast<std::size_t>(i) % table.inputs.size()]);
            answered += !outcome.value.is_null();
        }
        best = std::min(best, (cpu_ns() - before) / evaluations);
    }
    std::printf("%-28s %8.0f ns per evaluation   bar %6.0f ns   %3.0f %% answered\n", table.name.c_str(), best,
                table.bar_ns, 100.0 * static_cast<double>(answered) / (rounds * evaluations));
    return best;
}

std::string strings(const std::vector<std::string>& all) {
    std::vector<Value> out;
    for (const std::string& s : all) out.emplace_back(s);
    return feel::to_json(Value(std::move(out)));
}

std::string json(const dmn::Model& loaded, const Case& table, double ns) {
    std::string out = "{\"name\":" + feel::to_json(Value(table.name)) + ",\"policy\":\"" + table.policy +
                      "\",\"ns\":" + std::to_string(ns) + ",\"rules\":[";
    for (std::size_t r = 0; r < table.rules.size(); ++r) out += (r > 0 ? "," : "") + strings(table.rules[r]);
    out += "],\"inputs\":[";
    for (std::size_t i = 0; i < table.inputs.size(); ++i)
        out += (i > 0 ? "," : "") + feel::to_json(Value(table.inputs[i]));
    out += "],\"answers\":[";
    for (std::size_t i = 0; i < table.inputs.size(); ++i)
        out += (i > 0 ? "," : "") + feel::to_json(dmn::evaluate(loaded, *loaded.find("d"), table.inputs[i]).value);
    return out + "]}";
}

}  // namespace

int main(int count, char** arguments) {
    const auto option = [&](const char* name) {
        return count == 3 && std::strcmp(arguments[1], name) == 0 ? std::string(arguments[2]) : std::string();
    };
    const std::string only = option("--only");
    const std::string file = option("--tables");
    std::string all;
    for (const Case& table : {thousand_rules(), thousand_bands(), twenty_by_four()}) {
        if (table.name.find(only) == std::string::npos) continue;
        const auto loaded = dmn::load(model(table));
        if (!loaded || !loaded->problems().empty()) {
            std::printf("%-28s cannot be loaded: %s\n", table.name.c_str(),
                        loaded ? loaded->problems().front().error.en().c_str() : loaded.error().en().c_str());
            return 1;
        }
        const double ns = measure(*loaded, table);
        if (!file.empty()) all += (all.empty() ? "[" : ",\n") + json(*loaded, table, ns);
    }
    if (!file.empty()) std::ofstream(file) << all << "]\n";
    return 0;
}
