#include "dmn/dmn.hpp"

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::dmn;

namespace {

std::string literal(const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
    return "<literalExpression><text>" + escaped + "</text></literalExpression>";
}

std::string entry(const std::string& name, const std::string& type, const std::string& expression) {
    const std::string variable =
        name.empty() ? ""
                     : "<variable name=\"" + name + "\"" + (type.empty() ? "" : " typeRef=\"" + type + "\"") + "/>";
    return "<contextEntry>" + variable + expression + "</contextEntry>";
}

constexpr const char* items = R"(
<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<itemDefinition name="tUse"><typeRef>string</typeRef><allowedValues><text>"住宅","工业"</text></allowedValues></itemDefinition>
<itemDefinition name="tProject"><itemComponent name="面积"><typeRef>number</typeRef></itemComponent>
  <itemComponent name="用途"><typeRef>tUse</typeRef></itemComponent></itemDefinition>
<itemDefinition name="tShort" isCollection="true"><typeRef>number</typeRef>
  <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
<businessKnowledgeModel id="k1" name="twice"><variable name="twice"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/><literalExpression><text>n * 2</text></literalExpression>
  </encapsulatedLogic></businessKnowledgeModel>
<businessKnowledgeModel id="k2" name="down"><variable name="down"/>
  <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
  <literalExpression><text>if n = 0 then "end" else down(n - 1)</text></literalExpression></encapsulatedLogic>
</businessKnowledgeModel>
<inputData id="i1" name="given"><variable name="given" typeRef="number"/></inputData>
<decision id="e1" name="inner"><variable name="inner" typeRef="number"/>
  <informationRequirement><requiredInput href="#i1"/></informationRequirement>
  <literalExpression><text>given + 1</text></literalExpression></decision>
<decision id="e2" name="outer"><variable name="outer" typeRef="number"/>
  <informationRequirement><requiredDecision href="#e1"/></informationRequirement>
  <literalExpression><text>inner * 10</text></literalExpression></decision>
<decisionService id="s1" name="whole"><variable name="whole"/><outputDecision href="#e2"/>
  <encapsulatedDecision href="#e1"/><inputData href="#i1"/></decisionService>
<decisionService id="s2" name="half"><variable name="half"/><outputDecision href="#e2"/><inputDecision href="#e1"/>
</decisionService>
)";

/// The value of a decision with this logic, and the codes of its diagnostics.
std::string decide(const std::string& logic, const std::string& type = {}) {
    const std::string xml =
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"m\">" +
        std::string(items) + "<decision id=\"d\" name=\"d\"><variable name=\"d\"" +
        (type.empty() ? "" : " typeRef=\"" + type + "\"") +
        "/><knowledgeRequirement><requiredKnowledge href=\"#k1\"/></knowledgeRequirement>"
        "<knowledgeRequirement><requiredKnowledge href=\"#k2\"/></knowledgeRequirement>"
        "<knowledgeRequirement><requiredKnowledge href=\"#s1\"/></knowledgeRequirement>"
        "<knowledgeRequirement><requiredKnowledge href=\"#s2\"/></knowledgeRequirement>" +
        logic + "</decision></definitions>";
    const auto loaded = load(xml);
    if (!loaded) return loaded.error().en();
    const auto outcome = evaluate(*loaded, "d", {});
    REQUIRE(outcome);
    std::string out = feel::to_literal(outcome->value);
    for (const auto& d : outcome->diagnostics) out += " " + std::string(d.error.code->code);
    return out;
}

}  // namespace

TEST_CASE("the last entry of a boxed context without a name is its result") {
    CHECK(decide("<context>" + entry("a", "", literal("1")) + entry("b", "", literal("a + 1")) + "</context>") ==
          "{a: 1, b: 2}");
    CHECK(decide("<context>" + entry("a", "", literal("1")) + entry("", "", literal("a + 5")) + "</context>") == "6");
}

TEST_CASE("an entry is held to its type") {
    CHECK(decide("<context>" + entry("a", "number", literal("\"x\"")) + "</context>") == "{a: null} feel.type");
    CHECK(decide("<context>" + entry("a", "number", literal("[7]")) + "</context>") == "{a: 7}");
}

TEST_CASE("a decision's value is converted to its type, or is null") {
    CHECK(decide(literal("[5]"), "number") == "5");
    CHECK(decide(literal("5"), "tNumbers") == "[5]");
    CHECK(decide(literal("@\"2026-11-25\""), "date and time") == "2026-11-25T00:00:00Z");
    CHECK(decide(literal("\"5\""), "number") == "null dmn.output_type");
    CHECK(decide(literal("[1, \"a\"]"), "tNumbers") == "null dmn.output_type");
    CHECK(decide(literal("{面积: 1, 用途: \"住宅\", 其他: 2}"), "tProject") == "{面积: 1, 用途: \"住宅\", 其他: 2}");
    CHECK(decide(literal("{面积: 1}"), "tProject") == "null dmn.output_type");
}

TEST_CASE("allowed values hold for elements, a type constraint for the whole") {
    CHECK(decide(literal("\"住宅\""), "tUse") == "\"住宅\"");
    CHECK(decide(literal("\"商业\""), "tUse") == "null dmn.output_type");
    CHECK(decide(literal("{面积: 1, 用途: \"商业\"}"), "tProject") == "null dmn.output_type");
    CHECK(decide(literal("[1, 2]"), "tShort") == "[1, 2]");
    CHECK(decide(literal("[1, 2, 3]"), "tShort") == "null dmn.output_type");
}

TEST_CASE("knowledge is called by name, with arguments of its types") {
    CHECK(decide(literal("twice(4)")) == "8");
    CHECK(decide(literal("twice([4])")) == "8");
    CHECK(decide(literal("twice(\"4\")")) == "null feel.type");
    CHECK(decide("<invocation>" + literal("twice") + "<binding><parameter name=\"n\"/>" + literal("5") +
                 "</binding></invocation>") == "10");
    CHECK(decide(literal("down(100)")) == "\"end\"");
}

TEST_CASE("knowledge that calls itself without end is stopped") {
    CHECK(decide(literal("down(-1)")) == "null feel.too_deep");
}

TEST_CASE("a decision service is a function of its inputs and input decisions") {
    CHECK(decide(literal("whole(4)")) == "50");
    CHECK(decide(literal("half(4)")) == "40");
    CHECK(decide(literal("half(inner: 4)")) == "40");
    CHECK(decide(literal("whole(\"x\")")) == "null feel.type");
}

TEST_CASE("lists, relations and functions in boxes") {
    CHECK(decide("<list>" + literal("1") + literal("\"a\"") + "</list>") == "[1, \"a\"]");
    CHECK(decide("<relation><column name=\"a\"/><column name=\"b\"/><row>" + literal("1") + literal("2") +
                 "</row><row>" + literal("3") + literal("4") + "</row></relation>") == "[{a: 1, b: 2}, {a: 3, b: 4}]");
    CHECK(
        decide("<context>" +
               entry("f", "",
                     "<functionDefinition><formalParameter name=\"x\"/>" + literal("x + 1") + "</functionDefinition>") +
               entry("", "", literal("f(f(1))")) + "</context>") == "3");
}

TEST_CASE("conditions, loops and filters in boxes") {
    CHECK(decide("<conditional><if>" + literal("1 > 2") + "</if><then>" + literal("1") + "</then><else>" +
                 literal("2") + "</else></conditional>") == "2");
    CHECK(decide("<filter><in>" + literal("[1, 2, 3]") + "</in><match>" + literal("item > 1") + "</match></filter>") ==
          "[2, 3]");
    CHECK(decide("<for iteratorVariable=\"i\"><in>" + literal("[1..3]") + "</in><return>" + literal("i * i") +
                 "</return></for>") == "[1, 4, 9]");
    CHECK(decide("<some iteratorVariable=\"i\"><in>" + literal("[1, 2]") + "</in><satisfies>" + literal("i > 1") +
                 "</satisfies></some>") == "true");
    CHECK(decide("<every iteratorVariable=\"i\"><in>" + literal("[1, 2]") + "</in><satisfies>" + literal("i > 1") +
                 "</satisfies></every>") == "false");
}

TEST_CASE("a decision without logic is null and says so") { CHECK(decide("") == "null dmn.no_logic"); }

TEST_CASE("models import one another by name, or without one into their own names") {
    const std::string head = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"";
    const std::string library =
        head +
        "lib\" namespace=\"lib\"><itemDefinition name=\"tPositive\"><typeRef>number</typeRef><allowedValues>"
        "<text>&gt; 0</text></allowedValues></itemDefinition>"
        "<businessKnowledgeModel id=\"k\" name=\"twice\"><variable name=\"twice\"/><encapsulatedLogic>"
        "<formalParameter name=\"n\" typeRef=\"tPositive\"/>" +
        literal("n * 2") + "</encapsulatedLogic></businessKnowledgeModel></definitions>";
    const auto value = [&](const std::string& import, const std::string& prefix, const std::string& argument) {
        const std::string main =
            head + "main\" namespace=\"main\"><import name=\"" + import +
            "\" namespace=\"lib\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>"
            "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"" +
            prefix + "tPositive\"/><knowledgeRequirement><requiredKnowledge href=\"lib#k\"/></knowledgeRequirement>" +
            literal(prefix + "twice(" + argument + ")") + "</decision></definitions>";
        const auto loaded = load(main, [&](const std::string& space, const std::string&) {
            return space == "lib" ? std::optional(library) : std::nullopt;
        });
        REQUIRE(loaded);
        CHECK(loaded->problems().empty());
        const auto outcome = evaluate(*loaded, "d", {});
        REQUIRE(outcome);
        return feel::to_literal(outcome->value);
    };
    CHECK(value("my lib", "my lib.", "4") == "8");
    CHECK(value("my lib", "my lib.", "-4") == "null");
    CHECK(value("", "", "4") == "8");
}

TEST_CASE("older versions of the standard read the same") {
    for (const char* space :
         {"http://www.omg.org/spec/DMN/20180521/MODEL/", "https://www.omg.org/spec/DMN/20191111/MODEL/",
          "https://www.omg.org/spec/DMN/20211108/MODEL/"}) {
        const auto loaded =
            load("<d:definitions xmlns:d=\"" + std::string(space) +
                 "\" name=\"m\" namespace=\"m\"><d:decision id=\"d\" name=\"d\"><d:variable name=\"d\"/>"
                 "<d:literalExpression><d:text>1 + 1</d:text></d:literalExpression></d:decision>"
                 "</d:definitions>");
        REQUIRE(loaded);
        CHECK(feel::to_literal(evaluate(*loaded, "d", {})->value) == "2");
    }
}

TEST_CASE("item definitions that rest on one another too deeply are refused, not followed") {
    std::string xml = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"m\">";
    for (int i = 0; i < 50'000; ++i)
        xml += "<itemDefinition name=\"t" + std::to_string(i) + "\"><typeRef>t" + std::to_string(i + 1) +
               "</typeRef></itemDefinition>";
    const auto loaded = load(xml + "</definitions>");
    REQUIRE(loaded);
    CHECK_FALSE(loaded->problems().empty());
}
