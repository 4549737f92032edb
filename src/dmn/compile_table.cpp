#include "base/error_codes.hpp"
#include "dmn/table.hpp"

#include <algorithm>

namespace zhupi::dmn {

namespace {

using feel::Builder;
using feel::Expr;
using feel::Kind;
using feel::Type;
using feel::Value;

Type type_of(const Builder& builder, const std::string& name) {
    return name.empty() ? Type() : builder.type_named(name).value_or(Type());
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

/// The values of a list of output values, when all are constants.
std::vector<Value> constants(Builder& builder, const std::string& label, const std::string& text) {
    if (is_blank(text)) return {};
    const Expr list = builder.expression(label, "[" + text + "]");
    std::vector<Value> out;
    const feel::Node& n = builder.node(list.node);
    if (n.op != feel::Op::list) return out;
    for (std::uint32_t i = 0; i < n.b; ++i) {
        const Value* v = builder.constant_of(builder.word(n.a + i));
        if (v == nullptr) return {};
        out.push_back(*v);
    }
    return out;
}

Type result_type(const source::Table& table, const Table& compiled) {
    using HitPolicy = source::Table::HitPolicy;
    Type one;
    if (compiled.outputs.size() == 1) {
        one = compiled.outputs.front().type;
    } else {
        Type::Members members;
        for (const auto& o : compiled.outputs) members.emplace_back(o.name, o.type);
        one = Type::context_of(std::move(members));
    }
    const bool list = table.hit_policy == HitPolicy::rule_order || table.hit_policy == HitPolicy::output_order ||
                      (table.hit_policy == HitPolicy::collect && table.aggregation == source::Table::Aggregation::none);
    return list ? Type::list_of(one) : one;
}

void index_columns(const Builder& builder, Table& table) {
    table.index.rules = table.rule_count;
    std::size_t left = Column::max_words;  // for all columns together
    for (std::size_t c = 0; c < table.inputs.size(); ++c) {
        std::vector<Condition> conditions;
        for (std::size_t r = 0; r < table.rule_count; ++r) {
            auto condition =
                condition_of(builder.program(), table.cells[r * table.inputs.size() + c], table.inputs[c].slot);
            if (!condition) break;
            conditions.push_back(std::move(*condition));
        }
        table.index.columns.push_back(conditions.size() == table.rule_count ? Column::build(conditions, left)
                                                                            : std::nullopt);
        if (table.index.columns.back()) left -= table.index.columns.back()->size();
    }
}

}  // namespace

Expr compile_table(Builder& builder, const std::shared_ptr<const source::Table>& written, const std::string& label,
                   const Type& type) {
    auto table = std::make_shared<Table>();
    table->written = written;
    table->label = label;
    const std::uint32_t whole = builder.source(label, "");
    const feel::Span span{whole, 0, 0};
    for (const auto& i : written->inputs) {
        Table::Input input;
        input.heading = !i.label.empty() ? i.label : i.text;
        Expr expression;
        input.sources =
            builder.used_by([&] { expression = builder.expression(label + " · " + input.heading, i.text); });
        input.expression = expression.node;
        input.type = i.type.empty() ? expression.type : type_of(builder, i.type);
        input.slot = builder.new_slot();
        const feel::Node& node = builder.node(expression.node);
        if (node.op == feel::Op::slot) input.origin = node.a;
        if (!is_blank(i.values)) {
            input.allowed_text = i.values;
            input.allowed = builder.unary_tests(label + " · " + input.heading, i.values, input.slot, input.type).node;
        }
        table->inputs.push_back(std::move(input));
    }
    for (std::size_t k = 0; k < written->outputs.size(); ++k) {
        const auto& o = written->outputs[k];
        Table::Output output;
        output.name = o.name;
        output.type = o.type.empty() && written->outputs.size() == 1 ? type : type_of(builder, o.type);
        const std::string place = label + " · " + (o.name.empty() ? written->output_label : o.name);
        if (!is_blank(o.default_text)) output.fallback = builder.expression(place, o.default_text).node;
        output.priorities = constants(builder, place, o.values);
        table->outputs.push_back(std::move(output));
    }
    if (table->outputs.empty()) return builder.problem(err::dmn_no_logic, {{"name", label}}, span);

    for (std::size_t r = 0; r < written->rules.size(); ++r) {
        const auto& rule = written->rules[r];
        const std::string place = label + " · #" + std::to_string(r + 1);
        if (rule.inputs.size() != table->inputs.size() || rule.outputs.size() != table->outputs.size()) {
            builder.warn({Error{&err::dmn_cells, place, {{"rule", std::to_string(r + 1)}}}, span});
            continue;
        }
        for (std::size_t c = 0; c < rule.inputs.size(); ++c) {
            const Table::Input& input = table->inputs[c];
            const std::string& cell = is_blank(rule.inputs[c]) ? "-" : rule.inputs[c];
            table->cells.push_back(
                builder.unary_tests(place + " · " + input.heading, cell, input.slot, input.type).node);
        }
        for (std::size_t c = 0; c < rule.outputs.size(); ++c) {
            const std::string& cell = is_blank(rule.outputs[c]) ? "null" : rule.outputs[c];
            table->output_cells.push_back(builder.expression(place + " · " + written->outputs[c].name, cell).node);
        }
        table->rule_numbers.push_back(static_cast<std::uint32_t>(r));
    }
    table->rule_count = table->rule_numbers.size();
    index_columns(builder, *table);
    const Type result = result_type(*written, *table);
    return builder.emit(feel::Op::extension, result, span, builder.extension(table));
}

}  // namespace zhupi::dmn
