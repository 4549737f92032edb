#pragma once
// Handing in (申报): which items of a stage can be filed now, which papers that takes and where they come from, and the
// event that opens an application.

#include "approval/context.hpp"
#include "catalog/plan.hpp"

#include <set>

namespace zhupi::approval {

/// Items of the project's applications that have not ended: they cannot be filed again.
using InFlight = std::set<std::string>;

struct Offer {
    const catalog::PlannedItem* planned = nullptr;
    bool can_file = false;
    std::string why_zh, why_en;  ///< why not, when it cannot
};

/// The items of a stage in the plan's order. An item whose prerequisites can be filed in the same hand-in is offered.
std::vector<Offer> offers(const Project& project, const catalog::Plan& plan, int stage, const InFlight& in_flight);

/// How a material is supplied this time.
enum class LineState : unsigned char {
    reused,     ///< a result, or a paper that an earlier hand-in used: nobody hands it in again
    uploaded,   ///< handed in for this application
    by_system,  ///< written from the form, or fetched from a shared register
    later,      ///< the result of an item of this very hand-in: taken over when that ends
    missing,
};

struct MaterialLine {
    const catalog::Material* material = nullptr;
    catalog::Necessity necessity = catalog::Necessity::required;  ///< the strictest of those who want it
    catalog::Source source = catalog::Source::applicant;          ///< who supplies it
    std::vector<std::string> items;
    LineState state = LineState::missing;
    const Paper* paper = nullptr;
    std::vector<const Paper*> others{};  ///< more documents of the material: a set of drawings has many
};

/// One line per material that the chosen items want, each asked for once however many want it. `papers` are the
/// applicant's own choices; without one the newest valid paper of the project's file is taken.
std::vector<MaterialLine> checklist(const catalog::Catalog& catalog, const Project& project, const catalog::Plan& plan,
                                    const std::vector<std::string>& items, const std::map<std::string, Id>& papers,
                                    Date today);

/// Papers asked for over all items, each item's for itself, and how many of these nobody had to bring. An optional
/// paper that is not there is not asked for; one that may come later counts as brought.
struct PaperCount {
    int needed = 0, saved = 0;
};
PaperCount count_papers(const std::vector<MaterialLine>& lines);

struct Filing {
    int stage = 1;
    std::vector<std::string> items;
    std::map<std::string, Id> papers;
    std::string intake_department;  ///< the counter's
    std::string values_digest;      ///< salted digest of the form
};

/// The rules of a ruling that held, those of one decision about one thing together.
std::vector<Reason> reasons_of(const std::vector<catalog::FiredRule>& fired);

/// Opens one case per item. Errors: filing_*. Whether form and papers are complete is asked before, where every gap can
/// be reported at once.
Result<ApplicationFiled> decide_filing(const Project& project, const catalog::Plan& plan, const Filing& filing,
                                       const InFlight& in_flight, const Context& context);

}  // namespace zhupi::approval
