#pragma once
// What awaits a project, before anything is filed: its flow, stages, items, materials, days and critical path.

#include "catalog/rules.hpp"

#include <string>
#include <vector>

namespace zhupi::catalog {

/// Checks answers against the questions: unknown codes, values not offered, required ones missing. Errors:
/// err::answer_*.
Result<void> check_answers(const Catalog& catalog, const Rules& rules, const Answers& answers);

/// Checks the answers, then lets the rules decide. Errors: err::answer_*, and those of Rules::decide.
Result<std::shared_ptr<const Ruling>> decide(const Catalog& catalog, const Rules& rules, const Answers& answers);

struct PlannedItem {
    const Item* item = nullptr;
    const FlowItem* in_flow = nullptr;
    const ItemRuling* ruling = nullptr;  ///< who handles it, with which materials, within which limits
    int stage = 1;
    int days = 0;         ///< promised in this flow
    int duration = 0;     ///< working days on the path: `days`, or none for what is decided at once or by a third party
    bool counts = false;  ///< toward the official total
    bool critical = false;  ///< on the longest path
    int start = 0;          ///< earliest start and finish in working days from the project's first filing, when nothing
    int finish = 0;         ///< waits for the applicant
    std::vector<std::vector<std::string>> after;  ///< prerequisites that are in this plan
};
struct PlannedStage {
    const FlowStage* stage = nullptr;
    std::vector<PlannedItem> items;  ///< in order of start, then of the catalogue
};
struct Plan {
    const Flow* flow = nullptr;
    std::shared_ptr<const Ruling> ruling;    ///< what it was made from
    std::vector<PlannedStage> stages;        ///< 1–4 as in the flow, then 5 when it has parallel items
    int official_total = 0;                  ///< sum of the counted steps of the main line
    int longest_path = 0;                    ///< working days along the dependencies
    std::vector<std::string> critical_path;  ///< item codes in order
    int papers_needed = 0;                   ///< materials over all items
    int papers_handed_in = 0;                ///< of these, what the applicant must bring at least once
};
/// The plan by the ruling's flow. Total: rules name only what their catalogue has.
Plan plan(const Catalog& catalog, std::shared_ptr<const Ruling> ruling);

}  // namespace zhupi::catalog
