#pragma once
// A DMN file as it was written: what stands in the XML, before names are looked up and expressions compiled.
// DMN 1.1 to 1.5 differ in little that matters here, and are read into the same structures.

#include "base/error.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::dmn::source {

struct Variable {
    std::string name;
    std::string type;  ///< typeRef; empty for any
};

struct Table;

/// A boxed expression (DMN 1.5, 10.2). What the parts mean depends on the kind.
struct Expression {
    enum class Kind : unsigned char {
        none,
        literal,      ///< text
        table,        ///< table
        context,      ///< children with their variables; a last one without a name is the result
        invocation,   ///< first child: the function; then the arguments with their parameters' names
        list,         ///< children
        relation,     ///< variables: columns; children: the cells, row after row
        function,     ///< variables: parameters; one child: the body; text: FEEL, Java or PMML
        conditional,  ///< if, then, else
        filter,       ///< in, match
        loop,         ///< in, return; one variable
        some,         ///< in, satisfies; one variable
        every,
    };
    Kind kind = Kind::none;
    std::string id;
    std::string type;  ///< typeRef
    std::string text;
    int line = 0;
    std::vector<Variable> variables;
    std::vector<Expression> children;
    std::shared_ptr<const Table> table;
};

struct Table {
    enum class HitPolicy : unsigned char { unique, first, priority, any, collect, rule_order, output_order };
    enum class Aggregation : unsigned char { none, sum, count, min, max };
    struct Input {
        std::string label, text, type;
        std::string values;  ///< unary tests that say what may come in
    };
    struct Output {
        std::string name, label, type;
        std::string values;        ///< in order of priority, highest first
        std::string default_text;  ///< when no rule matches
    };
    struct Rule {
        std::string id;
        std::string description;
        std::vector<std::string> inputs, outputs, annotations;
        int line = 0;
    };
    HitPolicy hit_policy = HitPolicy::unique;
    Aggregation aggregation = Aggregation::none;
    std::string output_label;
    std::vector<Input> inputs;
    std::vector<Output> outputs;
    std::vector<std::string> annotations;  ///< headings
    std::vector<Rule> rules;
};

struct Item {
    std::string name;
    std::string type;  ///< typeRef; empty when it has components
    bool is_collection = false;
    std::string allowed_values;   ///< unary tests on each value
    std::string type_constraint;  ///< DMN 1.5: unary tests on the whole, a collection included
    std::vector<Item> components;
    bool is_function = false;
    std::vector<Variable> parameters;  ///< of a function
    std::string result;
};

/// Reference to an element: "#id" here, or "namespace#id" elsewhere.
struct Reference {
    std::string space, id;
};

struct Decision {
    std::string id, name;
    std::string question, allowed_answers, description;
    Variable variable;
    std::vector<Reference> information, knowledge;
    Expression logic;
    int line = 0;
};

struct Input {
    std::string id, name;
    Variable variable;
};

struct Knowledge {  ///< business knowledge model
    std::string id, name;
    Variable variable;
    std::vector<Reference> knowledge;
    Expression function;
    int line = 0;
};

struct Service {  ///< decision service
    std::string id, name;
    Variable variable;
    std::vector<Reference> outputs, encapsulated, input_decisions, input_data;
};

struct Import {
    std::string name, space, location;
};

struct Definitions {
    std::string id, name, space;
    std::vector<Import> imports;
    std::vector<Item> items;
    std::vector<Input> inputs;
    std::vector<Decision> decisions;
    std::vector<Knowledge> knowledge;
    std::vector<Service> services;
};

/// Reads one DMN file. An error's place is the line in the file.
Result<Definitions> read(std::string_view xml);

std::string_view name_of(Table::HitPolicy policy);  ///< "UNIQUE", "RULE ORDER" …

}  // namespace zhupi::dmn::source
