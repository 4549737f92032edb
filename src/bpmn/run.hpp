#pragma once
// One command at work. Every change goes through emit(), which applies the event to the working state at once, so that
// what is decided next sees it.

#include "bpmn/engine.hpp"

#include <deque>
#include <functional>
#include <string_view>

namespace zhupi::bpmn {

/// The names an expression sees from within a scope.
class ScopeData : public Data {
public:
    ScopeData(const State& state, int scope, const Data* outside, const Values* extra = nullptr)
        : state_(state), scope_(scope), outside_(outside), extra_(extra) {}
    const json::Raw* find(std::string_view name) const override;

private:
    const State& state_;
    int scope_;
    const Data* outside_;
    const Values* extra_;
};

/// Someone who waits for a trigger.
struct Catcher {
    int holder = 0;  ///< token; for the start of an event sub-process the scope
    int node = none;
    int trigger = 0;
    bool in_scope = false;  ///< holder is a scope
};

class Run {
public:
    Run(const Definition& definition, const State& state, const Environment& environment);

    Result<void> operator()(const Start& command);
    Result<void> operator()(const Complete& command);
    Result<void> operator()(const ThrowError& command);
    Result<void> operator()(const Escalate& command);
    Result<void> operator()(const Deliver& command);
    Result<void> operator()(const Broadcast& command);
    Result<void> operator()(const SetData& command);
    Result<void> operator()(const Tick& command);
    Result<void> operator()(const Suspend& command);
    Result<void> operator()(const Resume& command);
    Result<void> operator()(const Cancel& command);
    Result<void> operator()(const Retry& command);
    Result<void> operator()(const Activate& command);
    Result<void> operator()(const AddSlot& command);
    Result<void> operator()(const RemoveSlot& command);
    Result<void> operator()(const Reassign& command);
    Result<void> operator()(const Reproject& command);

    void settle();  ///< until every token waits
    Decision take() { return {std::move(events_), std::move(state_)}; }
    const State& state() const { return state_; }

    // For moving tokens from outside (change/).
    void emit(Event event);
    int place(int scope, int node, int flow = none, int parent = 0, int slot = none);
    void cancel_token(int token);
    /// After tokens have been moved: joins count anew, timers of `fresh` boundary events begin, scopes may be over.
    void wake(const std::vector<int>& fresh);

private:
    const FlowNode& node(int index) const { return definition_.nodes[index]; }
    const Flow& flow(int index) const { return definition_.flows[index]; }
    const Body& body_of(const Scope& scope) const { return definition_.bodies[scope.body]; }
    const FlowNode& node_of(int token) const { return node(state_.token(token)->node); }
    bool alive(int token) const { return state_.token(token) != nullptr; }
    int next_id() const { return state_.next_id; }

    // Expressions (run.cpp)
    Result<json::Raw> evaluate(const ExpressionPtr& expression, int scope, const Values* extra = nullptr) const;
    bool holds(const ExpressionPtr& expression, int scope, const Values* extra = nullptr) const;
    void raise(int token, const Error& error, bool leaving = false);

    // Tokens and gateways (run.cpp)
    void queue(int token) { ready_.push_back(token); }
    int move(int token, int to, int by_flow);  ///< its new id
    void end(int token);
    void enter(int token);
    void enter_parallel(int token);
    void choose_one(int token);
    void choose_some(int token);
    void leave(int token);
    void spread(int token, const std::vector<int>& flows, int quantity = 1);
    bool fire_join();
    bool inclusive_ready(const Scope& scope, const FlowNode& gateway, const std::vector<int>& filled) const;
    std::vector<int> arrivals(int scope, int gateway) const;
    bool fire_complex(int scope, int gateway, const std::vector<int>& waiting);
    bool end_reset();
    void give_up();

    // Activities and loops (run_activity.cpp)
    void enter_activity(int token);
    void begin(int token);
    void activity_done(int token, const std::string& outcome = {});
    void leave_activity(int token);
    int open_scope(int token, int body);
    void check_scope(int scope);
    void complete_scope(int scope);
    void close_scope(int scope);
    void check_ad_hoc(int scope);
    void begin_rounds(int token);
    void begin_slot(int token, int slot);
    void round_done(int inner, const std::string& outcome);
    void continue_rounds(int token);
    bool rule_decided(const Loop& loop, const Rounds& rounds, bool& agreed) const;
    void finish_rounds(int token);
    Values counters(int token, int slot, const std::string& outcome) const;
    void record_undoable(int token, int inner);

    // Catching (run_catch.cpp)
    std::vector<Catcher> catchers(TriggerKind kind, std::string_view name) const;
    void caught(const Catcher& catcher, bool implicit = false);
    bool all_met(const Catcher& catcher);
    void fire_boundary(int token, int boundary, bool implicit);
    void start_event_sub(int scope, int start_event);
    void check_conditions();
    void arm(int token, int scope, int at);
    void arm_boundary(int token);
    void set_timer(int token, int scope, int at, int trigger);
    Result<TimerRule> timer_rule(const Trigger& trigger, int scope) const;
    void fire_timer(const Timer& timer);
    std::optional<Instant> due(Instant from, const Span& span) const;

    // Throwing, cancelling, undoing (run_throw.cpp)
    void perform_throw(int token);
    void finish_throw(int token);
    void throw_trigger(int token, const Trigger& trigger, bool implicit = false);
    void broadcast(std::string_view signal, int implicit_for = 0);
    void raise_error(int token, const std::string& code);
    bool catch_error(int scope, const std::string& code);
    bool escalate(int token, const std::string& code, bool implicit);
    int boundary_for(int token, TriggerKind kind, std::string_view code) const;
    int event_sub_for(const Scope& scope, TriggerKind kind, std::string_view code) const;
    void terminate(int scope);
    void cancel_scope(int scope);
    void cancel_all(int scope, int except = 0);
    void cancel_transaction(int token);
    void finish_cancel(int token);
    void begin_undoing(int token, int target, bool wait);
    void step_undoing(int thrower);
    void handler_done(int token);
    std::vector<Undoable> undoables(int scope, int target) const;

    // Commands (run_command.cpp)
    void set_data(int scope, const std::string& name, const json::Raw& value);
    void set_all(int scope, const Values& data);
    void map_outputs(int token, const Values& data);
    Result<int> waiting_token(int token) const;

    const Definition& definition_;
    State state_;
    const Environment& environment_;
    std::vector<Event> events_;
    std::deque<int> ready_;     ///< tokens about to be worked on
    std::deque<int> throws_;    ///< tokens at throwing events and send tasks
    std::vector<int> emptied_;  ///< scopes that may have ended
    bool conditions_stale_ = true;
};

}  // namespace zhupi::bpmn
