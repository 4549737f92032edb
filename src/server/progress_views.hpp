#pragma once
// Who held a project, an application or a case when, who has it now, and whom to call.

#include "approval/progress.hpp"
#include "server/api_guide.hpp"
#include "server/views.hpp"

#include <span>

namespace zhupi::server {

/// What a progress is about. `applications` are those whose cases count.
struct ProgressOf {
    const approval::Project& project;
    std::vector<const approval::Application*> applications;
    approval::Id only_case = 0;  ///< 0: all
    Instant since;
    std::optional<Instant> until;  ///< its end
    bool plan = false;             ///< departments that have not had anything yet are listed as well
};

api::Progress progress_view(const World& world, const Directory& people, const ProgressOf& of);

}  // namespace zhupi::server
