#pragma once
// For tests only: the city of this repository, read once, and an ordinary project for each of its flows.

#include "catalog/load.hpp"
#include "catalog/rules.hpp"

#include <stdexcept>

namespace zhupi::catalog {

inline const Catalog& test_city() {
    static const Catalog city = [] {
        auto loaded = load(ZHUPI_SOURCE_DIR "/city");
        if (!loaded) {
            const auto& first = loaded.error().front();
            throw std::runtime_error(first.file + ":" + std::to_string(first.line) + ": " + first.en);
        }
        return std::move(*loaded);
    }();
    return city;
}

inline std::shared_ptr<const Rules> test_rules() { return test_city().rulebook->own(); }

struct OrdinaryProject {
    const char* flow;
    int official_total, longest_path;
    Answers answers;
};

/// No circumstance applies to these besides what chooses their flow.
inline std::vector<OrdinaryProject> ordinary_projects() {
    const Answers government{{"investment", "government"}}, enterprise{{"investment", "enterprise"}};
    const auto with = [](Answers answers, const Answers& more) {
        answers.insert(more.begin(), more.end());
        return answers;
    };
    return {
        {"G1", 54, 54, with(government, {{"works", "building"}, {"land", "allocation"}})},
        {"G2", 39, 41, with(government, {{"works", "linear"}, {"land", "allocation"}})},
        {"G2-EPC", 44, 46, with(government, {{"works", "linear"}, {"land", "allocation"}, {"epc", "yes"}})},
        {"G2-FX", 17, 17, with(government, {{"works", "pipe_renewal"}})},
        {"G2-GX", 36, 38, with(government, {{"works", "pipe_renewal"}, {"reroute", "yes"}, {"land", "allocation"}})},
        {"P1-HZ", 56, 56,
         with(enterprise, {{"works", "building"}, {"approval", "verification"}, {"land", "transfer"}})},
        {"P1-BA", 52, 52, with(enterprise, {{"works", "building"}, {"approval", "filing"}, {"land", "transfer"}})},
        {"P2", 13, 13,
         with(enterprise, {{"works", "building"},
                           {"approval", "filing"},
                           {"land", "own"},
                           {"area", "4800"},
                           {"height", "12"},
                           {"low_risk", "yes"}})},
        {"P3", 20, 20,
         with(
             enterprise,
             {{"works", "building"}, {"approval", "filing"}, {"industrial", "yes"}, {"land", "transfer_with_design"}})},
        {"R1", 12, 12, with(enterprise, {{"works", "fit_out"}})},
        {"R1-ZF", 17, 17, with(government, {{"works", "renewal"}})},
        {"R2-HZ", 36, 36, with(enterprise, {{"works", "linear"}, {"approval", "verification"}, {"land", "own"}})},
        {"R2-BA", 32, 32, with(enterprise, {{"works", "linear"}, {"approval", "filing"}, {"land", "own"}})},
    };
}

}  // namespace zhupi::catalog
