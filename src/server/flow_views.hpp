#pragma once
// Where an application stands in its flow, drawn: what has been passed, what waits, on whom and until when. What has
// been passed is read from the log, so the diagram shows what happened and not what should have.

#include "server/api_flows.hpp"
#include "server/views.hpp"
#include "store/states.hpp"

namespace zhupi::server {

/// Errors: flows_edition_none, and those of the store.
Result<api::LiveFlow> live_flow(const World& world, const Directory& people, store::Snapshot& from,
                                const approval::Application& application);

/// The tasks of a case that others have to answer.
std::vector<api::OpenTaskView> task_views(const World& world, const approval::Application& application,
                                          approval::Id case_id);

}  // namespace zhupi::server
