#pragma once
// Flows seen by those who draw them: what a file is, whether all files together may be published, how long cases would
// take, and what differs from another edition.

#include "bpmn/timing.hpp"
#include "catalog/flows.hpp"
#include "server/api_flows.hpp"

namespace zhupi::server {

/// Of a file that cannot be read only the name.
api::FlowFileView describe_flow(const catalog::SourceFile& file);

/// Constraints, the city's own rules (catalog/flows.hpp), limits that can never be met, and soundness of every process.
api::FlowCheck check_flows(const catalog::Catalog& catalog, std::vector<catalog::SourceFile> files);

/// err::flow_process_unknown, err::flows_compile.
Result<api::FlowSimulation> simulate_flow(const std::vector<catalog::SourceFile>& files,
                                          const api::FlowSimulate& wanted, const bpmn::TimeKeeper& time);

/// err::flows_compile when a file cannot be read.
Result<api::FlowDifference> flow_difference(const std::vector<catalog::SourceFile>& from,
                                            const std::vector<catalog::SourceFile>& to);

}  // namespace zhupi::server
