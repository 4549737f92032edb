#pragma once
// Builds the net of a definition, node by node. The parts: frames and places (net_frames.cpp), ways in and out and
// messages (net_ways.cpp), events (net_events.cpp), gateways (net_gateways.cpp), activities (net_activities.cpp).

#include "bpmn/soundness/net.hpp"

#include <algorithm>
#include <set>

namespace zhupi::bpmn {

/// Where an event that interrupts or reports upward arrives.
struct Catching {
    int boundary = none;   ///< boundary event …
    int event_sub = none;  ///< … or start of an event sub-process
    int frame = none;      ///< in which it is caught: of the activity, or the scope that listens
};

class NetBuilder {
public:
    NetBuilder(const Definition& definition, const Model* model, const Narrowing& narrowing)
        : definition_(definition), model_(model), narrowing_(narrowing) {}
    Net build();

private:
    const FlowNode& node(int index) const { return definition_.nodes[index]; }
    int add_place(Place place);
    int place(std::map<int, int>& by, int key, Place made);
    bool is_called(int body) const;
    bool is_handler(int index) const { return node(index).for_compensation; }
    bool compensates(int sub) const;
    int open_frame(int body, int parent, int owner, int process, int depth);
    void add_places(int index);
    /// A node that tokens reach otherwise than on a flow.
    bool needs_entry(int at) const;
    std::uint8_t gathered(int at) const;  ///< tokens that an activity takes in to begin once
    bool is_leaf(int at) const;
    void add_channels();
    int process_index(int at) const;
    /// Channels of a node that acts as a sender; a task that merely stands at a message flow sends when it is done.
    std::vector<int> sent_by(int at) const;
    std::vector<int> received_by(int at) const;
    bool waits_for_message(int at) const;
    void add(Step step) { net_.steps.push_back(std::move(step)); }
    /// The step once for each message that may be received.
    void add_receiving(const Step& step, int at);
    /// The step once for each message that may be sent.
    void add_sending(const Step& step, int at);
    static bool is_throwing(Kind kind) { return kind == Kind::throw_event || kind == Kind::end_event; }
    /// Ways in which a token may arrive at a node.
    std::vector<int> ways_in(const Frame& frame, int at) const;
    /// Sets of flows that an event or activity may leave on: all without a condition, and any of those with one.
    std::vector<std::vector<int>> ways_out(const Frame& frame, int at) const;
    static std::vector<std::vector<int>> subsets(const std::vector<int>& all, bool empty);
    void begin_process(int index);
    /// Where tokens lie when a body begins.
    std::vector<int> starts_of(const Frame& frame) const;
    void fill(int index);
    void fill_node(int index, int at);
    void fill_start(int index, int at);
    /// Everything in a frame and in those inside it.
    void gather(int index, std::vector<int>& list) const;
    void fill_end(int index, int at);
    /// What a throw does to its surroundings: the catcher begins, and what it interrupts is emptied. An error that
    /// nobody catches ends the process; an escalation that nobody catches is nothing.
    Step thrown(Step step, int index, TriggerKind kind, const std::string& name);
    int any_end(int root) const;
    static bool fits(const Trigger& trigger, TriggerKind kind, const std::string& name);
    Catching find_catching(int index, TriggerKind kind, const std::string& name) const;
    void begin_event_sub(Step& step, int index, int sub);
    void fill_throw(int index, int at);
    void fill_catch(int index, int at);
    /// Errors, escalations and cancellations that a throw inside raises come with the throw; what else may happen to an
    /// activity may happen at any time.
    bool comes_from_inside(int index, int activity, const Trigger& trigger) const;
    bool throws_inside(int index, const Trigger& trigger) const;
    /// An event from outside that does not interrupt is taken to occur at most once while its activity lasts: a
    /// reminder is dealt with before the next one comes. A timer that names no time occurs at any time and as often as
    /// it likes; a message that is sent here occurs as often as it is sent.
    bool once_only(int at) const;
    void fill_boundary(int index, int at);
    /// Marked while an activity (or scope) runs and the event has not occurred.
    int once(int index, int at);
    /// What must be marked when an activity begins, so that its events may occur.
    std::vector<int> armed(int index, int activity);
    void fill_event_sub(int index, int at);
    void fill_exclusive(int index, int at);
    /// Which values of decisions' results let a gateway choose these flows.
    void guard(Step& step, int at, const std::vector<int>& chosen);
    /// An exclusive gateway takes the first whose condition holds, an inclusive one all of them; a condition that the
    /// value alone does not decide is left open.
    bool may_choose(int at, const std::vector<int>& chosen, const std::string& variable, const json::Raw& value) const;
    void fill_parallel(int index, int at);
    void fill_inclusive(int index, int at);
    void fill_event_based(int index, int at);
    void fill_activity(int index, int at);
    void complete(int index, int at);
    struct JoinAt {
        int frame, node, join;
    };
    void fill_joins(int index);
    /// Places from which a token may still come to each incoming flow without passing the gateway, along sequence flows
    /// and links alone (BPMN 2.0.2, 13.4.3): an event that may yet occur on the way is no reason to wait.
    void fill_join(const JoinAt& at);
    const Definition& definition_;
    const Model* model_;
    const Narrowing& narrowing_;
    Net net_;
    std::vector<Frame> frames_;
    std::vector<int> roots_;
    std::map<int, std::vector<int>> leaving_, coming_;
    std::map<std::string, int> variables_;                   ///< places of decisions' results
    std::map<std::string, std::vector<json::Raw>> domains_;  ///< what they may be, at most 62 values
    std::vector<JoinAt> join_of_;
};

}  // namespace zhupi::bpmn
