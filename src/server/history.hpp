#pragma once
// The log of one project or case in the reader's words.

#include "server/views.hpp"
#include "store/store.hpp"

namespace zhupi::server {

Result<std::vector<api::HistoryLine>> project_history_view(const World& world, const Directory& people,
                                                           store::Snapshot& from, const approval::Project& project);
/// Of a case: its own events, and those of its application that concern all cases.
Result<std::vector<api::HistoryLine>> case_history_view(const World& world, const Directory& people,
                                                        store::Snapshot& from, const approval::Application& application,
                                                        approval::Id case_id);

}  // namespace zhupi::server
