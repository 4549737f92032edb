#pragma once
// The page on which a stage is filed: items offered, the one form, the checklist, and what still keeps it from being
// handed in. The same checks run while it is edited and when it is filed, so that they cannot disagree.

#include "server/app.hpp"

namespace zhupi::server {

struct DraftPage {
    api::DraftView view;
    store::Draft draft;  ///< with what the system filled in
};

/// err::filing_stage_locked when the stage cannot be filed now.
Result<DraftPage> draft_page(App& app, store::Snapshot& from, const approval::Project& project, int stage);

}  // namespace zhupi::server
