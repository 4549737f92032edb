#include "dmn/source.hpp"

#include "base/error_codes.hpp"
#include "base/text.hpp"
#include "dmn/xml.hpp"

#include <algorithm>
#include <array>

namespace zhupi::dmn::source {

namespace {

using xml::Element;
using Kind = Expression::Kind;

constexpr std::array<std::string_view, 7> policy_names{"UNIQUE",  "FIRST",      "PRIORITY",    "ANY",
                                                       "COLLECT", "RULE ORDER", "OUTPUT ORDER"};

/// "feel:number" of DMN 1.1 and "number" of later ones are the same.
std::string type_name(std::string_view reference) {
    const auto colon = reference.find(':');
    if (colon != std::string_view::npos) reference = reference.substr(colon + 1);
    return std::string(text::trim(reference));
}

/// As an attribute, or as the child element of DMN 1.1.
std::string type_of(const Element& e) {
    const std::string_view attribute = e.attribute("typeRef");
    return type_name(attribute.empty() ? std::string_view(e.child_text("typeRef")) : attribute);
}

Variable variable(const Element& e) { return {std::string(e.attribute("name")), type_of(e)}; }

std::string inner_text(const Element& parent, std::string_view name) {
    const Element* e = parent.child(name);
    return e == nullptr ? std::string() : e->child_text("text");
}

Reference reference(const Element& e) {
    const std::string_view href = e.attribute("href");
    const auto hash = href.find('#');
    if (hash == std::string_view::npos) return {{}, std::string(href)};
    return {std::string(href.substr(0, hash)), std::string(href.substr(hash + 1))};
}

std::vector<Reference> references(const Element& parent, std::string_view name) {
    std::vector<Reference> out;
    for (const Element* e : parent.all(name)) out.push_back(reference(*e));
    return out;
}

/// References one level down: informationRequirement > requiredDecision.
std::vector<Reference> requirements(const Element& parent, std::string_view kind) {
    std::vector<Reference> out;
    for (const Element* e : parent.all(kind))
        for (const Element& required : e->children)
            if (required.name.substr(0, 8) == "required") out.push_back(reference(required));
    return out;
}

Table table(const Element& e) {
    Table out;
    const std::string policy(e.attribute("hitPolicy"));
    const auto named = std::find(policy_names.begin(), policy_names.end(), policy);
    if (named != policy_names.end()) out.hit_policy = static_cast<Table::HitPolicy>(named - policy_names.begin());
    static constexpr std::array<std::string_view, 5> aggregations{"", "SUM", "COUNT", "MIN", "MAX"};
    const auto aggregation = std::find(aggregations.begin(), aggregations.end(), e.attribute("aggregation"));
    if (aggregation != aggregations.end())
        out.aggregation = static_cast<Table::Aggregation>(aggregation - aggregations.begin());
    out.output_label = e.attribute("outputLabel");
    for (const Element* i : e.all("input")) {
        Table::Input input;
        input.label = i->attribute("label");
        if (const Element* expression = i->child("inputExpression")) {
            input.text = expression->child_text("text");
            input.type = type_of(*expression);
        }
        input.values = inner_text(*i, "inputValues");
        out.inputs.push_back(std::move(input));
    }
    for (const Element* o : e.all("output"))
        out.outputs.push_back({std::string(o->attribute("name")), std::string(o->attribute("label")), type_of(*o),
                               inner_text(*o, "outputValues"), inner_text(*o, "defaultOutputEntry")});
    for (const Element* a : e.all("annotation")) out.annotations.emplace_back(a->attribute("name"));
    for (const Element* r : e.all("rule")) {
        Table::Rule rule;
        rule.id = r->attribute("id");
        rule.line = r->line;
        rule.description = r->child_text("description");
        for (const Element* cell : r->all("inputEntry")) rule.inputs.push_back(cell->child_text("text"));
        for (const Element* cell : r->all("outputEntry")) rule.outputs.push_back(cell->child_text("text"));
        for (const Element* cell : r->all("annotationEntry")) rule.annotations.push_back(cell->child_text("text"));
        out.rules.push_back(std::move(rule));
    }
    return out;
}

constexpr std::array<std::pair<std::string_view, Kind>, 12> kinds{{{"literalExpression", Kind::literal},
                                                                   {"decisionTable", Kind::table},
                                                                   {"context", Kind::context},
                                                                   {"invocation", Kind::invocation},
                                                                   {"list", Kind::list},
                                                                   {"relation", Kind::relation},
                                                                   {"functionDefinition", Kind::function},
                                                                   {"conditional", Kind::conditional},
                                                                   {"filter", Kind::filter},
                                                                   {"for", Kind::loop},
                                                                   {"some", Kind::some},
                                                                   {"every", Kind::every}}};

Expression expression(const Element& e);

/// The boxed expression among the children, or none.
Expression expression_in(const Element& parent) {
    for (const Element& child : parent.children)
        for (const auto& [name, kind] : kinds)
            if (child.name == name) return expression(child);
    return {};
}

Expression part(const Element& parent, std::string_view name) {
    const Element* e = parent.child(name);
    return e == nullptr ? Expression{} : expression_in(*e);
}

void read_function(const Element& e, Expression& out) {
    const std::string_view kind = e.attribute("kind");
    out.text = kind.empty() ? "FEEL" : std::string(kind);
    for (const Element* p : e.all("formalParameter")) out.variables.push_back(variable(*p));
    out.children.push_back(expression_in(e));
}

Expression expression(const Element& e) {
    Expression out;
    out.id = e.attribute("id");
    out.type = type_of(e);
    out.line = e.line;
    out.kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == e.name; })->second;
    switch (out.kind) {
        case Kind::none:
            break;
        case Kind::literal:
            if (const Element* t = e.child("text")) out.text = t->text;
            break;
        case Kind::table:
            out.table = std::make_shared<const Table>(table(e));
            break;
        case Kind::context:
            for (const Element* entry : e.all("contextEntry")) {
                const Element* v = entry->child("variable");
                out.variables.push_back(v == nullptr ? Variable{} : variable(*v));
                out.children.push_back(expression_in(*entry));
            }
            break;
        case Kind::invocation:
            out.children.push_back(expression_in(e));
            for (const Element* binding : e.all("binding")) {
                const Element* p = binding->child("parameter");
                out.variables.push_back(p == nullptr ? Variable{} : variable(*p));
                out.children.push_back(expression_in(*binding));
            }
            break;
        case Kind::list:
            for (const Element& child : e.children)
                if (std::any_of(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == child.name; }))
                    out.children.push_back(expression(child));
            break;
        case Kind::relation:
            for (const Element* column : e.all("column")) out.variables.push_back(variable(*column));
            for (const Element* row : e.all("row")) {
                std::size_t cells = 0;
                for (const Element& cell : row->children) {
                    if (cells == out.variables.size()) break;
                    if (std::none_of(kinds.begin(), kinds.end(), [&](const auto& k) { return k.first == cell.name; }))
                        continue;
                    out.children.push_back(expression(cell));
                    ++cells;
                }
                out.children.resize(out.children.size() + out.variables.size() - cells);
            }
            break;
        case Kind::function:
            read_function(e, out);
            break;
        case Kind::conditional:
            out.children = {part(e, "if"), part(e, "then"), part(e, "else")};
            break;
        case Kind::filter:
            out.children = {part(e, "in"), part(e, "match")};
            break;
        case Kind::loop:
        case Kind::some:
        case Kind::every:
            out.variables.push_back({std::string(e.attribute("iteratorVariable")), {}});
            out.children = {part(e, "in"), part(e, out.kind == Kind::loop ? "return" : "satisfies")};
            break;
    }
    return out;
}

Item item(const Element& e) {
    Item out;
    out.name = e.attribute("name");
    out.type = type_of(e);
    out.is_collection = e.attribute("isCollection") == "true";
    out.allowed_values = inner_text(e, "allowedValues");
    out.type_constraint = inner_text(e, "typeConstraint");
    for (const Element* component : e.all("itemComponent")) out.components.push_back(item(*component));
    if (const Element* f = e.child("functionItem")) {
        out.is_function = true;
        out.result = type_name(f->attribute("outputTypeRef"));
        for (const Element* p : f->all("parameters")) out.parameters.push_back(variable(*p));
    }
    return out;
}

Variable variable_in(const Element& e) {
    const Element* v = e.child("variable");
    Variable out = v == nullptr ? Variable{} : variable(*v);
    if (out.name.empty()) out.name = e.attribute("name");
    return out;
}

Decision decision(const Element& e) {
    Decision out;
    out.id = e.attribute("id");
    out.name = e.attribute("name");
    out.line = e.line;
    out.description = e.child_text("description");
    out.question = e.child_text("question");
    out.allowed_answers = e.child_text("allowedAnswers");
    out.variable = variable_in(e);
    out.information = requirements(e, "informationRequirement");
    out.knowledge = requirements(e, "knowledgeRequirement");
    out.logic = expression_in(e);
    return out;
}

Knowledge knowledge(const Element& e) {
    Knowledge out;
    out.id = e.attribute("id");
    out.name = e.attribute("name");
    out.line = e.line;
    out.variable = variable_in(e);
    out.knowledge = requirements(e, "knowledgeRequirement");
    if (const Element* logic = e.child("encapsulatedLogic")) {
        out.function.kind = Kind::function;
        out.function.line = logic->line;
        out.function.type = type_of(*logic);
        read_function(*logic, out.function);
    }
    return out;
}

Service service(const Element& e) {
    return {std::string(e.attribute("id")),  std::string(e.attribute("name")),      variable_in(e),
            references(e, "outputDecision"), references(e, "encapsulatedDecision"), references(e, "inputDecision"),
            references(e, "inputData")};
}

}  // namespace

std::string_view name_of(Table::HitPolicy policy) { return policy_names[static_cast<std::size_t>(policy)]; }

Result<Definitions> read(std::string_view text) {
    ZHUPI_TRY(const Element root, xml::parse(text));
    if (root.name != "definitions" || root.space.find("omg.org/spec/DMN/") == std::string::npos)
        return fail(err::dmn_not_dmn, {{"name", root.name}}, std::to_string(root.line));
    Definitions out;
    out.id = root.attribute("id");
    out.name = root.attribute("name");
    out.space = root.attribute("namespace");
    for (const Element& e : root.children) {
        if (e.name == "import")
            out.imports.push_back({std::string(e.attribute("name")), std::string(e.attribute("namespace")),
                                   std::string(e.attribute("locationURI"))});
        if (e.name == "itemDefinition") out.items.push_back(item(e));
        if (e.name == "inputData")
            out.inputs.push_back({std::string(e.attribute("id")), std::string(e.attribute("name")), variable_in(e)});
        if (e.name == "decision") out.decisions.push_back(decision(e));
        if (e.name == "businessKnowledgeModel") out.knowledge.push_back(knowledge(e));
        if (e.name == "decisionService") out.services.push_back(service(e));
    }
    return out;
}

}  // namespace zhupi::dmn::source
