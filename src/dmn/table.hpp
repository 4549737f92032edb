#pragma once
// A decision table compiled into a program: input expressions, cells and outputs are nodes of it, so that they see the
// same names and slots as everything around them. Where cells allow, an index finds the rules that hold.

#include "dmn/index.hpp"
#include "dmn/source.hpp"
#include "feel/builder.hpp"
#include "feel/machine.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace zhupi::dmn {

/// Rules that hold, in order.
using Held = std::span<const std::uint32_t>;

/// Watches tables while they are evaluated; see explain.hpp.
class TableObserver : public feel::Host {
public:
    /// The input values are still in their slots.
    virtual void table(const class Table& table, feel::Machine& machine, Held held, const feel::Value& result) = 0;
};

class Table final : public feel::Extension {
public:
    struct Input {
        std::string heading;  ///< label, or else the expression
        feel::NodeId expression = feel::none;
        std::uint32_t slot = 0;             ///< where the value stands while cells are asked
        std::uint32_t origin = feel::none;  ///< the slot it comes from, when the expression is nothing but a name
        feel::NodeId allowed = feel::none;
        std::string allowed_text;
        feel::Type type;
        std::vector<feel::Builder::Named> sources;  ///< the names that the expression speaks of
    };
    struct Output {
        std::string name;
        feel::Type type;
        feel::NodeId fallback = feel::none;
        std::vector<feel::Value> priorities;  ///< highest first
    };

    feel::Value evaluate(feel::Machine& machine) const override;

    using Rules = feel::InlineVector<std::uint32_t, 32>;
    using Values = feel::InlineVector<const feel::Value*, 16>;  ///< of the inputs
    /// The rules that hold for these values; cells that the index does not cover are evaluated, and find them in the
    /// input slots.
    void matching(feel::Machine& machine, const Values& values, Rules& held) const;

    std::shared_ptr<const source::Table> written;
    std::string label;  ///< "决策 · 条目": where it stands
    std::vector<Input> inputs;
    std::vector<Output> outputs;
    std::vector<feel::NodeId> cells;          ///< rule by rule, one per input
    std::vector<feel::NodeId> output_cells;   ///< rule by rule, one per output
    std::vector<std::uint32_t> rule_numbers;  ///< in the table as written, from 0: rules that are no rules are left out
    std::size_t rule_count = 0;
    Index index;

private:
    feel::Value output(feel::Machine& machine, std::uint32_t rule) const;
    feel::Value fallback(feel::Machine& machine) const;
    feel::Value decide(feel::Machine& machine, Held held) const;
    feel::Value by_priority(feel::Machine& machine, Held held, bool all) const;
    feel::Value collect(feel::Machine& machine, Held held) const;
};

/// Compiles a table in the scope of the builder. `label` names it in diagnostics; `type` is that of the whole, if
/// known.
feel::Expr compile_table(feel::Builder& builder, const std::shared_ptr<const source::Table>& written,
                         const std::string& label, const feel::Type& type);

}  // namespace zhupi::dmn
