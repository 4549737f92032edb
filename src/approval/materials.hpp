#pragma once
// A project's file (一项一档): its documents and their versions, what a paper is worth today, and who uses it. A paper
// is one version; a document is all versions of one thing: of a drawing by its sheet number, of a result by the item
// that issues it, of anything else by the paper that it replaced. The newest version that was not removed stands for
// the document; older ones stay readable.

#include "approval/context.hpp"

#include <map>
#include <string>
#include <vector>

namespace zhupi::approval {

/// Whether two papers are versions of one document. Papers from before documents had names of their own are versions of
/// each other when they are of one material.
bool same_document(const Paper& a, const Paper& b);

/// The newest version of every document, in the order in which the documents came into the file. n log n.
std::vector<const Paper*> current_papers(const Project& project);

// What a paper is worth ---------------------------------------------------------------------------------------------

/// In the order in which they are asked: the first that fails is the verdict.
enum class Standing : unsigned char {
    valid,
    conditional,  ///< a result with papers still owed (容缺)
    removed,
    revoked,
    superseded,
    not_yet,  ///< its day has not come
    expired,
    out_of_scope,  ///< no result of this project, or of no item that issues this material
};
BOOST_DESCRIBE_ENUM(Standing, valid, conditional, removed, revoked, superseded, not_yet, expired, out_of_scope)

/// Each of the three questions on its own, for a reader who wants to see all answers.
struct Validity {
    Standing standing = Standing::valid;
    bool status = true, dates = true, scope = true;
    std::optional<int> days_left;  ///< until it expires, today counted; of a paper with an end
    bool usable() const { return standing == Standing::valid || standing == Standing::conditional; }
};

/// Status (revoked, removed, superseded), dates (from, until) and scope: an uploaded paper is this project's by being
/// in its file; a result has to be recorded in this project, by an item that issues the material. `replaced`: a later
/// version stands in its place; what current_papers() gives is not.
Validity validity_of(const catalog::Catalog& catalog, const Project& project, const Paper& paper, bool replaced,
                     Date today);

// Who uses it -------------------------------------------------------------------------------------------------------

struct Use {
    Id application = 0, case_id = 0;  ///< case_id 0: the hand-in itself
    std::string number;               ///< of the application, or of the case
    int stage = 1;
    std::string why;  ///< filing, correction, deferral
};
std::map<Id, std::vector<Use>> uses_of(const std::vector<Application>& applications);

// How much was spared -----------------------------------------------------------------------------------------------

/// Of the papers that the items of a hand-in wanted (each item's counted for itself), what nobody had to bring, and
/// why. saved = reused + by_system + later + shared, where shared are those that another item of the hand-in brought.
struct Savings {
    std::int64_t hand_ins = 0, needed = 0, saved = 0, reused = 0, by_system = 0, later = 0;
    std::int64_t shared() const { return saved - reused - by_system - later; }
    Savings& operator+=(const Savings& other);
    bool operator==(const Savings&) const = default;
};
Savings savings_of(const Application& application);

// Deciding ------------------------------------------------------------------------------------------------------------

/// How a new paper stands to those that are there.
struct Placing {
    std::optional<Id> replaces;  ///< a version of the document that this paper is of
    bool beside = false;         ///< another document of the material, when nothing else decides
};

/// A paper for the project's file. Of which document it is a version: of the one that `placing` names; else, with a
/// sheet number, of the drawing of that number; else, of a material that is a set of drawings or with `beside`, of the
/// document of that title, or a new one; else the next version of the material. Errors: paper_material, paper_none,
/// paper_issued, paper_sheet.
Result<PaperAdded> decide_paper(const Project& project, Paper paper, const Placing& placing, const Context& context);

/// The words of an uploaded paper. Errors: paper_none, paper_issued, paper_title, paper_sheet, paper_sheet_taken.
Result<PaperDescribed> decide_description(const Project& project, PaperDescribed wanted);

/// Errors: paper_none, paper_issued, paper_in_use (by a hand-in, or an answer to a correction: `uses`).
Result<PaperRemoved> decide_removal(const Project& project, Id paper, const std::map<Id, std::vector<Use>>& uses);

}  // namespace zhupi::approval
