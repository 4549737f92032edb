#pragma once
// The part of decide() that is about findings, notices, conditions and conflicts; internal to this room.

#include "approval/commands.hpp"
#include "approval/flow.hpp"

#include <functional>

namespace zhupi::approval {

/// What a decision in progress lends: the state as it is now, and how to go on with it.
struct Desktop {
    Application& state;
    const Context& context;
    FlowRun& flow;
    std::function<void(ApplicationEvent)> emit;  ///< applies and records
};

Result<void> carry_out(Desktop& desk, const command::NoteFinding& c);
Result<void> carry_out(Desktop& desk, const command::CloseFindings& c);
Result<void> carry_out(Desktop& desk, const command::RepeatFinding& c);
Result<void> carry_out(Desktop& desk, const command::HandInFindings& c);
Result<void> carry_out(Desktop& desk, const command::IssueNotice& c);
Result<void> carry_out(Desktop& desk, const command::AnswerNotice& c);
Result<void> carry_out(Desktop& desk, const command::StateConditions& c);
Result<void> carry_out(Desktop& desk, const command::SettleConflict& c);

/// A department's own correction in a later round: what it asks beyond its findings is noted as such first, with the
/// reasons that takes. Gives the requests with the findings they name.
Result<std::vector<CorrectionRequest>> own_requests(Desktop& desk, const Case& c,
                                                    std::vector<CorrectionRequest> requests);

/// By rule: the notice goes out once all have handed in; one that has nobody left to answer it is over.
Result<void> follow_findings(Desktop& desk);

/// err::findings_open
Result<void> need_findings_closed(const Application& application, Id case_id);
/// err::conflict_open
Result<void> need_conflicts_settled(const Application& application, Id case_id);

}  // namespace zhupi::approval
