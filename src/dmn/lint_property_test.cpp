// Random small tables against looking at every point: what lint finds is there, and what is there it finds.

#include "dmn/lint.hpp"
#include "dmn/testing.hpp"
#include "feel/feel.hpp"

#include <random>
#include <set>

#include <doctest/doctest.h>

using namespace zhupi;
using namespace zhupi::dmn;
using namespace zhupi::dmn::testing;

namespace {

/// Constants are 0 … 3; the points are they and what lies between.
const std::vector<std::string> points{"-0.5", "0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5"};

std::string random_cell(std::mt19937& random) {
    const auto number = [&](unsigned least) { return std::to_string(least + random() % (4 - least)); };
    switch (random() % 8) {
        case 0:
            return "-";
        case 1:
            return "< " + number(0);
        case 2:
            return ">= " + number(0);
        case 3:
            return number(0) + ", " + number(0);
        case 4:
            return "not(" + number(0) + ")";
        case 5:
            return "? > 0 and ? <= " + number(1);
        default: {
            const unsigned low = static_cast<unsigned>(random() % 3);
            return (random() % 2 == 0 ? "[" : "(") + std::to_string(low) + ".." + number(low + 1) +
                   (random() % 2 == 0 ? "]" : ")");
        }
    }
}

bool holds(const std::string& cell, const std::string& point) {
    const auto program = feel::compile_tests(cell, feel::Type(feel::Kind::number), {});
    REQUIRE(program);
    const feel::Value v = *feel::Number::parse(point);
    return feel::evaluate(**program, std::span(&v, 1)).value.is_true();
}

struct Truth {
    bool gap = false;
    std::set<std::pair<int, int>> overlaps;
    std::set<int> never_first;  ///< rules that no point is decided by
};

Truth look_at_every_point(const Rows& rows) {
    Truth out;
    for (std::size_t r = 0; r < rows.size(); ++r) out.never_first.insert(static_cast<int>(r) + 1);
    for (const std::string& x : points) {
        for (const std::string& y : points) {
            std::vector<int> held;
            for (std::size_t r = 0; r < rows.size(); ++r)
                if (holds(rows[r][0], x) && holds(rows[r][1], y)) held.push_back(static_cast<int>(r) + 1);
            out.gap |= held.empty();
            if (!held.empty()) out.never_first.erase(held.front());
            for (std::size_t i = 0; i < held.size(); ++i)
                for (std::size_t j = i + 1; j < held.size(); ++j) out.overlaps.emplace(held[i], held[j]);
        }
    }
    return out;
}

std::vector<Finding> linted(const std::string& policy, const Rows& rows) {
    const auto loaded = load(model(policy, {{"x", "number", ""}, {"y", "number", ""}}, rows));
    REQUIRE(loaded);
    return lint(*loaded);
}

/// The example shows what the finding says: `count` rules hold for it (others may too, unless none should).
void check_example(const Finding& f, const Rows& rows) {
    std::string x = "0.5", y = "0.5";
    for (const ExplainedInput& i : f.example) (i.name == "x" ? x : y) = i.value;
    if (x == "null" || y == "null") return;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const bool held = holds(rows[r][0], x) && holds(rows[r][1], y);
        if (f.kind == Finding::Kind::gap) CHECK_FALSE(held);
        if (f.kind == Finding::Kind::overlap &&
            (static_cast<int>(r) + 1 == f.rules[0] || static_cast<int>(r) + 1 == f.rules[1]))
            CHECK(held);
    }
}

}  // namespace

TEST_CASE("lint finds exactly the gaps, overlaps and masked rules that are there") {
    std::mt19937 random(20261125);
    for (int round = 0; round < 150; ++round) {
        Rows rows;
        const auto count = 1 + random() % 5;
        for (unsigned r = 0; r < count; ++r)
            rows.push_back({random_cell(random), random_cell(random), "\"" + std::to_string(r) + "\""});
        const Truth truth = look_at_every_point(rows);
        std::set<std::pair<int, int>> overlaps;
        bool gap = false;
        for (const Finding& f : linted("UNIQUE", rows)) {
            gap |= f.kind == Finding::Kind::gap;
            if (f.kind == Finding::Kind::overlap) overlaps.emplace(f.rules[0], f.rules[1]);
            check_example(f, rows);
        }
        CHECK(gap == truth.gap);
        for (const auto& pair : truth.overlaps) CHECK(overlaps.contains(pair));
        for (const auto& pair : overlaps) {
            // A pair may also meet where an input is not given.
            const bool at_null = rows[static_cast<std::size_t>(pair.first) - 1][0] == "-" ||
                                 rows[static_cast<std::size_t>(pair.first) - 1][1] == "-" ||
                                 rows[static_cast<std::size_t>(pair.first) - 1][0].starts_with("not") ||
                                 rows[static_cast<std::size_t>(pair.first) - 1][1].starts_with("not");
            CHECK((truth.overlaps.contains(pair) || at_null));
        }
        for (const Finding& f : linted("FIRST", rows)) {
            if (f.kind == Finding::Kind::masked || f.kind == Finding::Kind::unreachable)
                CHECK(truth.never_first.contains(f.rules[0]));
        }
    }
}
