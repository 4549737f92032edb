#pragma once
// Notes which rules held while a decision is evaluated: what a case keeps of the decisions it rests on. Much cheaper
// than an explanation, which also asks why the others did not.

#include "dmn/compiled.hpp"
#include "dmn/table.hpp"

#include <vector>

namespace zhupi::dmn {

class Tracer final : public TableObserver, public DecisionObserver {
public:
    void begin(std::size_t element) override { open_.push_back(element); }
    void end(std::size_t, std::span<const feel::Value>, const feel::Value&) override { open_.pop_back(); }
    void table(const Table& table, feel::Machine&, Held held, const feel::Value&) override {
        if (open_.empty()) return;
        for (const std::uint32_t rule : held)
            fired_.push_back({open_.back(), static_cast<int>(table.rule_numbers[rule]) + 1});
    }
    std::vector<Fired> take() { return std::move(fired_); }

private:
    std::vector<std::size_t> open_;  ///< decisions being worked out, the innermost last
    std::vector<Fired> fired_;
};

}  // namespace zhupi::dmn
