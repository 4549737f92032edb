#pragma once
// Decision tables as XML, for tests.

#include <string>
#include <vector>

namespace zhupi::dmn::testing {

struct ColumnText {
    std::string name, type, values;
};
using Rows = std::vector<std::vector<std::string>>;  // the last cell of each is the output

inline std::string escaped(const std::string& s) {
    std::string out;
    for (const char c : s) out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return out;
}

inline std::string text(const std::string& tag, const std::string& s) {
    return "<" + tag + "><text>" + escaped(s) + "</text></" + tag + ">";
}

inline std::string model(const std::string& policy, const std::vector<ColumnText>& columns, const Rows& rows,
                         const std::string& output = "<output typeRef=\"string\"/>", const std::string& items = {}) {
    std::string xml =
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"m\">" + items;
    std::string requirements;
    for (const ColumnText& c : columns) {
        xml += "<inputData id=\"i" + c.name + "\" name=\"" + c.name + "\"><variable name=\"" + c.name +
               "\" typeRef=\"" + c.type + "\"/></inputData>";
        requirements += "<informationRequirement><requiredInput href=\"#i" + c.name + "\"/></informationRequirement>";
    }
    xml += "<decision id=\"d\" name=\"d\"><variable name=\"d\"/>" + requirements + "<decisionTable hitPolicy=\"" +
           policy + "\">";
    for (const ColumnText& c : columns) {
        xml += "<input><inputExpression typeRef=\"" + c.type + "\"><text>" + c.name + "</text></inputExpression>";
        if (!c.values.empty()) xml += text("inputValues", c.values);
        xml += "</input>";
    }
    xml += output;
    for (const auto& row : rows) {
        xml += "<rule>";
        for (std::size_t i = 0; i < row.size(); ++i)
            xml += text(i < columns.size() ? "inputEntry" : "outputEntry", row[i]);
        xml += "</rule>";
    }
    return xml + "</decisionTable></decision></definitions>";
}

}  // namespace zhupi::dmn::testing
