#pragma once
// An application on its way through the flow that the city has drawn (catalog/flows.hpp): which task is whose, what
// completing one leads to, and what the log keeps of it. One engine instance carries the whole application: the stage's
// process, and within it for every case the process of its item.

#include "approval/context.hpp"
#include "bpmn/change/change.hpp"
#include "catalog/flows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::approval {

/// Folds what the log keeps of the engine's events into what the state keeps of the engine.
void advance(std::optional<Process>& process, const Moves& moves);

/// Which flow of an item a case takes; the desks of a case from before the flows were drawn say which it would have
/// had.
std::string route_of(const Case& c);

/// The engine's state of an application; err::bpmn_packed.
Result<bpmn::State> marking_of(const Application& application);

/// The case to whose part of the flow a scope belongs; 0 for the stage's own.
Id case_of_scope(const bpmn::State& state, int scope);
/// The department that has an open task: the one it is drawn for, the item of its instance, or else empty.
std::string department_of(const catalog::Flows& flows, const bpmn::State& state, const bpmn::Work& work);

/// One decision's hand on the flow. Commands are given to a copy; take() says what became of it, for one event.
class FlowRun {
public:
    /// Application and context outlive this.
    FlowRun(const Application& application, const Context& context) : application_(application), context_(context) {}

    /// Begins the stage's process in the edition that is in force.
    Result<void> begin();
    /// An application of before the flows were drawn: begins, and brings every case to where it stands.
    Result<void> adopt();
    /// Goes on with an application whose flow has begun.
    Result<void> resume();

    /// The counter has received it: the cases that are still open begin.
    Result<void> receive();
    /// Completes the case's task of this step. err::flow_step when the case is elsewhere.
    Result<void> complete(Id case_id, catalog::Step step, std::string_view outcome, std::string_view procedure = {});
    Result<void> answer(int token, std::string_view outcome);
    /// A message for the case's part of the flow; false when nobody waits for it.
    Result<bool> tell(Id case_id, const char* message);
    /// The case ends before its flow does.
    Result<void> leave(Id case_id);
    /// Every case has ended, and the flow has not: it is ended too.
    Result<void> close();
    /// Fires what is due. False when nothing was.
    Result<bool> tick();
    /// After a change of the calendar. False when nothing is due at another time than before.
    Result<bool> reproject();
    /// Puts the case's task of one step onto the task of another, in the same part of the flow.
    Result<void> move(Id case_id, catalog::Step from, catalog::Step to, const std::string& reason);
    /// To another edition.
    Result<void> migrate(const std::shared_ptr<const catalog::Flows>& to, const std::string& reason);

    bool at(Id case_id, catalog::Step step) const;
    /// Where the case stands by its flow: the desk of 承办, 审核 or 批准, `joint` while others have to answer first.
    Desk desk(Id case_id) const;
    bool over() const { return state_.over(); }
    /// What has changed since the last take().
    Moves take();

private:
    Result<void> give(const bpmn::Command& command, std::string_view outcome = {}, std::string_view procedure = {});
    Result<void> give_one(const bpmn::Command& command, std::string_view outcome = {}, std::string_view procedure = {});
    Result<void> pass_machines();
    const std::vector<bpmn::Work>& open() const;
    std::optional<bpmn::Work> find(Id case_id, catalog::Step step) const;
    std::vector<OpenTask> open_tasks() const;
    std::optional<Instant> due(int token) const;
    Result<void> bring(const Case& c);

    const Application& application_;
    const Context& context_;
    std::shared_ptr<const catalog::Flows> flows_;
    bpmn::State state_;
    mutable std::optional<std::vector<bpmn::Work>> open_;  ///< of `state_`, when it has been asked for
    std::vector<bpmn::Event> events_;
    std::vector<OpenTask> tasks_;  ///< as the application's state has them
    bool other_edition_ = false;   ///< begun or migrated since the last take()
};

/// Dry run of a migration: what would become of each token, or why not.
Result<bpmn::ChangeReport> try_migration(const Application& application, const catalog::Flows& from,
                                         const catalog::Flows& to, const bpmn::Environment& environment);

}  // namespace zhupi::approval
