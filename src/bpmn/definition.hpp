#pragma once
// A model compiled for execution: plain arrays that refer to one another by index. Immutable and shared; a running
// instance names its definition by fingerprint and holds indices into it.

#include "bpmn/expression.hpp"
#include "bpmn/timing.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace zhupi::bpmn {

constexpr int none = -1;

enum class Kind : std::uint8_t {
    task,  ///< abstract or manual: nothing to do here, passes at once
    user_task,
    service_task,
    script_task,
    business_rule_task,
    send_task,
    receive_task,
    sub_process,
    transaction,
    ad_hoc,
    call_activity,
    event_sub_process,
    start_event,
    end_event,
    catch_event,
    throw_event,
    boundary_event,
    exclusive,
    parallel,
    inclusive,
    complex,
    event_based,
};
inline bool is_activity(Kind kind) { return kind <= Kind::call_activity; }
/// Left to the caller until it says `complete`.
inline bool is_job(Kind kind) { return kind >= Kind::user_task && kind <= Kind::business_rule_task; }
inline bool has_body(Kind kind) { return kind >= Kind::sub_process && kind <= Kind::event_sub_process; }

enum class TriggerKind : std::uint8_t {
    message,
    signal,
    timer,
    error,
    escalation,
    cancel,
    compensation,
    conditional,
    link,
    terminate,
};
BOOST_DESCRIBE_ENUM(TriggerKind, message, signal, timer, error, escalation, cancel, compensation, conditional, link,
                    terminate)

struct Trigger {
    TriggerKind kind = TriggerKind::message;
    std::string name;          ///< of the message or signal; error or escalation code, empty catches every one
    int target = none;         ///< link: the catching node; compensation: the activity meant, or none for all
    bool wait = true;          ///< compensation: waitForCompletion
    ExpressionPtr expression;  ///< conditional: the condition; timer: the text, when it is no literal
    TimerForm form = TimerForm::duration;
    TimeUnit unit = TimeUnit::civil;
    TimerRule rule;  ///< timer: when it is a literal
};

/// When a multi-instance activity is decided. Of m slots that count:
enum class Completion : std::uint8_t {
    all,      ///< all are done
    count,    ///< `amount` agree, or no longer can
    percent,  ///< `amount` % agree, rounded up, or no longer can
    veto,     ///< one rejects, or all are done
};
/// Which events a multi-instance activity throws by itself (BPMN 2.0.2, table 10.31).
enum class Behavior : std::uint8_t {
    quiet,    ///< "All": none
    each,     ///< "None": one for every instance that completes
    first,    ///< "One": one for the first
    complex,  ///< "Complex": those whose condition holds, and then it is over
};

struct Loop {
    bool multi = false;  ///< multi-instance; otherwise a standard loop
    bool sequential = false;
    bool test_before = false;
    int maximum = 0;            ///< of a standard loop; 0 is unlimited
    ExpressionPtr condition;    ///< standard loop: as long as it holds; multi-instance: ends early when it holds
    ExpressionPtr cardinality;  ///< number of instances
    ExpressionPtr collection;   ///< or one instance for each of its items
    std::string item_name;      ///< under which an instance finds its item
    Completion completion = Completion::all;
    int amount = 0;
    std::string result_name;  ///< data name that receives "approve" or "reject" from the completion rule
    Behavior behavior = Behavior::quiet;
    std::vector<Trigger> thrown;            ///< each, first: the event thrown
    std::vector<ExpressionPtr> conditions;  ///< complex: parallel to `thrown`
};

/// A data association: `to` := the value named `from`, or of the transformation.
struct Mapping {
    std::string from, to;
    ExpressionPtr transformation;
};

struct FlowNode {
    Kind kind = Kind::task;
    bool interrupting = true;  ///< boundary event, start of an event sub-process
    bool parallel_multiple = false;
    bool instantiate = false;  ///< receive task or event gateway that begins a process
    bool for_compensation = false;
    bool ordered = false;          ///< ad hoc: sequential
    bool manual = false;           ///< ad hoc: activities begin when the caller says so
    bool cancel_remaining = true;  ///< ad hoc: completion condition cancels what is left
    int body = none;               ///< in which it stands
    int inner = none;              ///< its own body: sub-process, called process
    int attached_to = none;        ///< boundary event: the activity
    int default_flow = none;
    int handler = none;  ///< activity that compensates this one
    int loop = none;
    int start_quantity = 1, completion_quantity = 1;
    int join = none;            ///< inclusive or complex gateway with more than one incoming flow: index of its Join
    ExpressionPtr condition;    ///< complex: activation; ad hoc: completion
    std::vector<int> in, out;   ///< flows
    std::vector<int> boundary;  ///< boundary events
    std::vector<Trigger> triggers;  ///< thrown or caught; of a receive or send task its message
    std::vector<Mapping> inputs, outputs;
};

struct Flow {
    int source = none, target = none;
    ExpressionPtr condition;
};

/// The inside of a process, sub-process or event sub-process.
struct Body {
    int owner = none;   ///< node; none for a process
    int parent = none;  ///< body around it
    std::vector<int> nodes;
    std::vector<int> starts;      ///< where tokens begin when nothing says otherwise
    std::vector<int> event_subs;  ///< nodes of event sub-processes
    int compensation = none;      ///< the event sub-process that compensates the whole
    int start_event = none;       ///< event sub-process: its one start event
};

/// From which nodes an incoming flow of a gateway can still be reached without passing the gateway. Bit i of a row
/// stands for the i-th incoming flow.
struct Join {
    int node = none;
    int words = 1;                     ///< 64-bit words in a row
    std::vector<std::uint64_t> reach;  ///< row of node n, counted within its body, begins at n's place * words
};

struct Process {
    std::string id, name;
    int body = none;
    bool executable = false;
};

/// What the arrays no longer say, for people: parallel to nodes.
struct NodeLabel {
    std::string id, name;
    int line = 0;
};

struct Definition {
    std::string fingerprint;  ///< of the source text
    std::vector<Process> processes;
    std::vector<FlowNode> nodes;
    std::vector<Flow> flows;
    std::vector<Body> bodies;
    std::vector<Loop> loops;
    std::vector<Join> joins;
    bool conditional = false;  ///< some event waits for a condition
    std::vector<int> places;   ///< a node's place within its body
    std::vector<NodeLabel> labels;
    std::vector<std::string> flow_ids;
    std::vector<std::string> scripts;  ///< of script tasks and global script tasks, by node; else empty

    int find_node(std::string_view id) const;     ///< none when there is no such
    int find_process(std::string_view id) const;  ///< index into processes
    const Process* process_of(int node) const;    ///< the process in whose body it stands
};

}  // namespace zhupi::bpmn
