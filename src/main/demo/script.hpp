#pragma once
// What the demo's applicants want to build, and what they write into forms. Everything is drawn from one generator with
// a fixed seed, so that two fills on the same day make the same city.

#include "approval/model.hpp"
#include "catalog/form.hpp"
#include "catalog/plan.hpp"

#include <random>

namespace zhupi::demo {

/// A generator with the few draws that the demo needs. std::distributions differ between libraries; these do not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    /// A whole number from least to most, both included.
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(most - least + 1));
    }
    bool chance(int percent) { return between(1, 100) <= percent; }
    template <class Range>
    auto& pick(Range& range) {
        return range[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(std::size(range)) - 1))];
    }

private:
    std::mt19937_64 engine_;
};

/// A project of one of the city's kinds, with answers that match a flow.
approval::ProjectFacts invent_project(Dice& dice, const catalog::Catalog& catalog, Date registered, int number);

/// A value that the field accepts and that a reader believes: a person where a person is asked for, storeys and areas
/// of a size with the project's.
std::string invent_value(Dice& dice, const forms::Field& field, const approval::ProjectFacts& facts, Date today);

}  // namespace zhupi::demo
