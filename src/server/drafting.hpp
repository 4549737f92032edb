#pragma once
// The page on which a stage is filed: items offered, the one form, the checklist, and what still keeps it from being
// handed in. The same checks run while it is edited and when it is filed, so that they cannot disagree.

#include "catalog/form.hpp"
#include "server/app.hpp"

namespace zhupi::server {

struct DraftPage {
    api::DraftView view;
    store::Draft draft;       ///< with what the system filled in; what was written for other items is kept
    forms::Values handed_in;  ///< what of it counts: asked, and not empty
    std::string document;     ///< the same as JSON
    bool complete = false;    ///< nothing keeps it from being filed
};

/// err::filing_stage_locked when the stage cannot be filed now. `caller`: whose parts are "mine"; 0: nobody's.
Result<DraftPage> draft_page(App& app, store::Snapshot& from, const approval::Project& project, int stage,
                             store::Id caller = 0);

}  // namespace zhupi::server
