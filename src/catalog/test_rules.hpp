#pragma once
// For tests only: rules for a small city that is made by hand, written as DMN like everybody else's.

#include "catalog/rules.hpp"

#include <stdexcept>

namespace zhupi::catalog::testing {

struct SmallItem {
    std::string code, department, posts;  ///< department by its Chinese name; posts as 办理岗位 has them
    std::string procedure;                ///< by its Chinese name; empty: none
    std::vector<std::pair<std::string, std::string>> needs;  ///< material, and 必要 / 非必要 / 容缺后补
};

/// Every item of the flow is needed, in 5 of 20 days; `sources`: material and where it comes from.
inline SourceFile small_rules(const std::string& flow, const std::vector<SmallItem>& items,
                              const std::vector<std::pair<std::string, std::string>>& sources) {
    int serial = 0;
    std::string xml =
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" id=\"small\" name=\"small\" "
        "namespace=\"urn:small\">";
    for (const char* name : {"事项", "审批流程", "材料"})
        xml += std::string("<inputData id=\"") + name + "\" name=\"" + name + "\"><variable name=\"" + name +
               "\" typeRef=\"string\"/></inputData>";
    const auto quoted = [](const std::string& s) { return "\"" + s + "\""; };
    const auto literal = [&](const char* name, const std::string& text) {
        xml += std::string("<decision id=\"d") + std::to_string(++serial) + "\" name=\"" + name +
               "\"><variable name=\"" + name + "\"/><literalExpression><text>" + text +
               "</text></literalExpression></decision>";
    };
    using Rows = std::vector<std::pair<std::string, std::vector<std::string>>>;
    const auto table = [&](const char* name, const char* hit, const char* input,
                           const std::vector<std::string>& outputs, const Rows& rows) {
        xml += std::string("<decision id=\"d") + std::to_string(++serial) + "\" name=\"" + name +
               "\"><variable name=\"" + name + "\"/><informationRequirement><requiredInput href=\"#" + input +
               "\"/></informationRequirement><decisionTable hitPolicy=\"" + hit + "\"><input><inputExpression><text>" +
               input + "</text></inputExpression></input>";
        for (const auto& output : outputs) xml += "<output name=\"" + output + "\"/>";
        for (const auto& [cell, given] : rows) {
            xml += "<rule><inputEntry><text>" + cell + "</text></inputEntry>";
            for (const auto& value : given) xml += "<outputEntry><text>" + value + "</text></outputEntry>";
            xml += "</rule>";
        }
        xml += "</decisionTable></decision>";
    };
    Rows all, departments, posts, procedures, needs, from;
    for (const auto& item : items) {
        all.push_back({"-", {quoted(item.code)}});
        departments.push_back({quoted(item.code), {quoted(item.department)}});
        posts.push_back({quoted(item.code), {quoted(item.posts)}});
        if (!item.procedure.empty()) procedures.push_back({quoted(item.code), {quoted(item.procedure)}});
        for (const auto& [material, necessity] : item.needs)
            needs.push_back({quoted(item.code), {quoted(material), quoted(necessity)}});
    }
    for (const auto& [material, source] : sources) from.push_back({quoted(material), {quoted(source)}});
    literal("提问", "[]");
    literal("适用流程", "[" + quoted(flow) + "]");
    literal("区域评估免评事项", "[]");
    literal("收费", "[]");
    table("办理事项", "COLLECT", "审批流程", {"事项"}, all);
    table("申报材料", "COLLECT", "事项", {"材料", "必要性"}, needs);
    table("材料来源", "UNIQUE", "材料", {"来源"}, from);
    table("办理时限", "FIRST", "事项", {"法定时限", "法定单位", "承诺时限", "承诺单位"},
          {{"-", {"20", "\"工作日\"", "5", "\"工作日\""}}});
    table("办理部门", "UNIQUE", "事项", {"部门"}, departments);
    table("办理岗位", "UNIQUE", "事项", {"岗位"}, posts);
    table("特别程序", "COLLECT", "事项", {"特别程序"}, procedures);
    table("告知承诺", "FIRST", "事项", {"告知承诺"}, {{"-", {"\"否\""}}});
    table("容缺受理", "FIRST", "事项", {"容缺受理"}, {{"-", {"\"是\""}}});
    return {"rules/small.dmn", xml + "</definitions>"};
}

inline void give_rules(Catalog& city, const SourceFile& file) {
    auto rules = compile_rules(city, {file});
    if (!rules) throw std::runtime_error(rules.error().front().file + ": " + rules.error().front().en);
    city.rulebook = std::make_shared<Rulebook>(std::move(*rules));
}

}  // namespace zhupi::catalog::testing
