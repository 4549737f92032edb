#pragma once
// Writes the explanation down while decisions and tables are evaluated.

#include "dmn/compiled.hpp"
#include "dmn/explain.hpp"
#include "dmn/table.hpp"

#include <string>
#include <vector>

namespace zhupi::dmn {

class Observer final : public TableObserver, public DecisionObserver {
public:
    Observer(const Compiled& compiled, feel::Machine& machine) : compiled_(compiled), machine_(machine) {}

    void inputs(Evaluation& evaluation, const std::vector<std::size_t>& elements);
    void begin(std::size_t element) override;
    void end(std::size_t element, std::span<const feel::Value> requirements, const feel::Value& value) override;
    void table(const Table& table, feel::Machine& machine, Held held, const feel::Value& result) override;
    void chose(feel::Machine& machine, feel::NodeId condition, const feel::Value& answer) override;
    Explanation take() { return std::move(explanation_); }

private:
    struct Open {  ///< a decision that is being worked out; others may be inside, called through services
        ExplainedDecision decision;
        std::size_t first_diagnostic = 0;
    };
    ExplainedRule rule(const Table& table, const std::vector<ExplainedInput>& inputs, std::uint32_t number, bool held);

    const Compiled& compiled_;
    feel::Machine& machine_;
    std::vector<Open> open_;
    Explanation explanation_;
};

}  // namespace zhupi::dmn
