#include "bpmn/soundness/net.hpp"

#include "bpmn/reach.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace zhupi::bpmn {
namespace {

constexpr std::size_t most_flows_combined = 6;  ///< beyond, a splitting gateway is tried with one, two and all flows
constexpr int deepest_call = 8;

/// Where an event that interrupts or reports upward arrives.
struct Catching {
    int boundary = none;   ///< boundary event …
    int event_sub = none;  ///< … or start of an event sub-process
    int frame = none;      ///< in which it is caught: of the activity, or the scope that listens
};

class Builder {
public:
    Builder(const Definition& definition, const Model* model, const Narrowing& narrowing)
        : definition_(definition), model_(model), narrowing_(narrowing) {}

    Net build() {
        net_.inboxes = static_cast<int>(definition_.processes.size());
        for (int i = 0; i < net_.inboxes; ++i) {
            const auto called = is_called(definition_.processes[i].body);
            if (!called || net_.inboxes == 1)
                roots_.push_back(open_frame(definition_.processes[i].body, none, none, i, 0));
        }
        if (model_) add_channels();
        for (const auto& [node, outcomes] : narrowing_)
            if (!variables_.contains(outcomes.variable))
                variables_[outcomes.variable] = add_place({PlaceKind::control, node, none, false});
        for (const auto root : roots_) begin_process(root);
        for (int i = 0; i < static_cast<int>(frames_.size()); ++i) fill(i);
        for (int i = 0; i < static_cast<int>(frames_.size()); ++i) fill_joins(i);
        net_.frames = std::move(frames_);
        return std::move(net_);
    }

private:
    const FlowNode& node(int index) const { return definition_.nodes[index]; }

    int add_place(Place place) {
        net_.places.push_back(place);
        net_.initial.push_back(0);
        return static_cast<int>(net_.places.size()) - 1;
    }
    int place(std::map<int, int>& by, int key, Place made) {
        const auto [at, added] = by.try_emplace(key, none);
        if (added) at->second = add_place(made);
        return at->second;
    }

    bool is_called(int body) const {
        return std::any_of(definition_.nodes.begin(), definition_.nodes.end(),
                           [&](const FlowNode& one) { return one.kind == Kind::call_activity && one.inner == body; });
    }

    bool is_handler(int index) const { return node(index).for_compensation; }
    bool compensates(int sub) const {
        const auto start = definition_.bodies[node(sub).inner].start_event;
        return start == none ||
               (!node(start).triggers.empty() && node(start).triggers.front().kind == TriggerKind::compensation);
    }

    int open_frame(int body, int parent, int owner, int process, int depth) {
        const auto index = static_cast<int>(frames_.size());
        frames_.emplace_back();
        frames_[index].body = body;
        frames_[index].parent = parent;
        frames_[index].owner = owner;
        frames_[index].process = process;
        frames_[index].ending = static_cast<int>(net_.endings.size());
        net_.endings.emplace_back();
        add_places(index);
        for (const auto inner : definition_.bodies[body].nodes) {
            const auto& at = node(inner);
            if (at.inner == none || is_handler(inner) || depth >= deepest_call) continue;
            if (at.kind == Kind::event_sub_process && compensates(inner)) continue;
            const auto opened = open_frame(at.inner, index, inner, process, depth + (at.kind == Kind::call_activity));
            frames_[index].frame_of[inner] = opened;
            frames_[opened].running = frames_[index].active.at(inner);
        }
        return index;
    }

    void add_places(int index) {
        auto& frame = frames_[index];
        auto& ending = net_.endings[frame.ending];
        const auto inside = [&](int made) { ending.inside.push_back(made); };
        for (const auto at : definition_.bodies[frame.body].nodes) {
            const auto& one = node(at);
            if (is_handler(at)) continue;
            for (const auto flow : one.out) inside(place(frame.flow_place, flow, {PlaceKind::flow, at, flow}));
            if (is_activity(one.kind) || one.kind == Kind::event_sub_process)
                inside(place(frame.active, at, {PlaceKind::active, at}));
            if (needs_entry(at)) inside(place(frame.entry, at, {PlaceKind::flow, at, none}));
            if (one.kind == Kind::start_event)
                place(frame.entry, at, {PlaceKind::start, at, none, frame.owner != none});
            if (is_leaf(at)) ending.ends.push_back(place(frame.ended, at, {PlaceKind::ended, at}));
        }
        for (const auto at : definition_.bodies[frame.body].nodes)
            if (node(at).kind == Kind::start_event && frame.owner != none) inside(frame.entry.at(at));
    }

    /// A node that tokens reach otherwise than on a flow.
    bool needs_entry(int at) const {
        const auto& one = node(at);
        if (one.kind == Kind::start_event || one.kind == Kind::boundary_event || one.kind == Kind::event_sub_process)
            return false;
        return one.in.empty();
    }
    bool is_leaf(int at) const {
        const auto& one = node(at);
        const bool jumps =
            one.kind == Kind::throw_event && !one.triggers.empty() && one.triggers.front().kind == TriggerKind::link;
        return (one.out.empty() && !jumps) || one.kind == Kind::end_event || one.kind == Kind::event_sub_process;
    }

    // --- Messages -------------------------------------------------------------------------------------------------

    void add_channels() {
        std::map<std::string, int> by_id;
        for (int i = 0; i < static_cast<int>(definition_.labels.size()); ++i)
            by_id.try_emplace(definition_.labels[i].id, i);
        std::map<std::string, std::uint8_t> keys;
        for (const auto& flow : model_->all(Tag::messageFlow)) {
            const auto end = [&](std::string_view attribute) {
                const auto found = model_->resolve(flow.attribute(attribute));
                const auto at = found ? by_id.find(std::string(found.id())) : by_id.end();
                return at == by_id.end() ? none : at->second;
            };
            const auto from = end("sourceRef"), to = end("targetRef");
            if (from == none || to == none) continue;
            const auto sender = process_index(from), receiver = process_index(to);
            if (sender == none || receiver == none) continue;
            const auto message = flow.attribute("name").empty() ? flow.id() : flow.attribute("name");
            const auto key = std::to_string(sender) + ">" + std::to_string(receiver) + ":" + std::string(message);
            const auto number = keys.try_emplace(key, static_cast<std::uint8_t>(keys.size())).first->second;
            const auto channel = static_cast<int>(net_.channels.size());
            net_.channels.push_back({add_place({PlaceKind::message, to, none, true}), receiver, number});
            leaving_[from].push_back(channel);
            coming_[to].push_back(channel);
        }
    }
    int process_index(int at) const {
        const auto* process = definition_.process_of(at);
        return process ? static_cast<int>(process - definition_.processes.data()) : none;
    }
    /// Channels of a node that acts as a sender; a task that merely stands at a message flow sends when it is done.
    std::vector<int> sent_by(int at) const {
        const auto found = leaving_.find(at);
        return found == leaving_.end() ? std::vector<int>() : found->second;
    }
    std::vector<int> received_by(int at) const {
        const auto found = coming_.find(at);
        return found == coming_.end() ? std::vector<int>() : found->second;
    }
    bool waits_for_message(int at) const {
        const auto& one = node(at);
        const bool event = std::any_of(one.triggers.begin(), one.triggers.end(),
                                       [](const Trigger& trigger) { return trigger.kind == TriggerKind::message; });
        return event && !received_by(at).empty();
    }

    // --- Steps ----------------------------------------------------------------------------------------------------

    void add(Step step) { net_.steps.push_back(std::move(step)); }

    /// The step once for each message that may be received.
    void add_receiving(const Step& step, int at) {
        if (!waits_for_message(at)) return add(step);
        for (const auto channel : received_by(at)) {
            auto one = step;
            one.receives = channel;
            one.take.push_back(net_.channels[channel].place);
            add(std::move(one));
        }
    }
    /// The step once for each message that may be sent.
    void add_sending(const Step& step, int at) {
        const auto channels = sent_by(at);
        if (channels.empty()) return add(step);
        const bool one_of = node(at).kind == Kind::send_task || is_throwing(node(at).kind);
        if (!one_of) {
            auto one = step;
            one.sends = channels;
            return add(std::move(one));
        }
        for (const auto channel : channels) {
            auto one = step;
            one.sends = {channel};
            add(std::move(one));
        }
    }
    static bool is_throwing(Kind kind) { return kind == Kind::throw_event || kind == Kind::end_event; }

    /// Ways in which a token may arrive at a node.
    std::vector<int> ways_in(const Frame& frame, int at) const {
        std::vector<int> list;
        for (const auto flow : node(at).in)
            if (const auto found = frame.flow_place.find(flow); found != frame.flow_place.end())
                list.push_back(found->second);
        if (const auto found = frame.entry.find(at); found != frame.entry.end()) list.push_back(found->second);
        return list;
    }

    /// Sets of flows that an event or activity may leave on: all without a condition, and any of those with one.
    std::vector<std::vector<int>> ways_out(const Frame& frame, int at) const {
        const auto& one = node(at);
        std::vector<int> always, sometimes;
        for (const auto flow : one.out) {
            if (flow == one.default_flow) continue;
            (definition_.flows[flow].condition ? sometimes : always).push_back(frame.flow_place.at(flow));
        }
        std::vector<std::vector<int>> list;
        if (sometimes.empty()) {
            if (one.default_flow != none) always.push_back(frame.flow_place.at(one.default_flow));
            list.push_back(always);
        } else {
            for (auto chosen : subsets(sometimes, false)) {
                chosen.insert(chosen.end(), always.begin(), always.end());
                list.push_back(std::move(chosen));
            }
            if (one.default_flow != none) {
                always.push_back(frame.flow_place.at(one.default_flow));
                list.push_back(always);
            } else if (!always.empty()) {
                list.push_back(always);
            }
        }
        for (auto& way : list) {
            std::vector<int> again;
            for (int i = 0; i < one.completion_quantity; ++i) again.insert(again.end(), way.begin(), way.end());
            way = std::move(again);
        }
        if (one.out.empty()) list = {{frame.ended.at(at)}};
        return list;
    }
    static std::vector<std::vector<int>> subsets(const std::vector<int>& all, bool empty) {
        std::vector<std::vector<int>> list;
        if (all.size() <= most_flows_combined) {
            for (std::size_t bits = empty ? 0 : 1; bits < std::size_t{1} << all.size(); ++bits) {
                std::vector<int> one;
                for (std::size_t i = 0; i < all.size(); ++i)
                    if (bits >> i & 1) one.push_back(all[i]);
                list.push_back(std::move(one));
            }
            return list;
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            list.push_back({all[i]});
            for (std::size_t j = i + 1; j < all.size(); ++j) list.push_back({all[i], all[j]});
        }
        list.push_back(all);
        return list;
    }

    void begin_process(int index) {
        auto& frame = frames_[index];
        const auto& body = definition_.bodies[frame.body];
        frame.running = add_place({PlaceKind::active, none, none, false});
        bool any = false;
        for (const auto at : body.nodes) {
            if (node(at).kind != Kind::start_event) continue;
            any = true;
            net_.initial[frame.entry.at(at)] = 1;
        }
        if (any) return;
        const auto start = add_place({PlaceKind::start, none, none, false});
        net_.initial[start] = 1;
        Step step;
        step.take = {start};
        step.give = starts_of(frame);
        step.give.push_back(frame.running);
        if (step.give.size() > 1) add(std::move(step));
    }

    /// Where tokens lie when a body begins.
    std::vector<int> starts_of(const Frame& frame) const {
        std::vector<int> list;
        const auto& body = definition_.bodies[frame.body];
        if (body.start_event != none) return {frame.entry.at(body.start_event)};
        for (const auto start : body.starts)
            if (const auto found = frame.entry.find(start); found != frame.entry.end()) list.push_back(found->second);
        for (const auto at : body.nodes)
            if (node(at).instantiate)
                if (const auto found = frame.entry.find(at);
                    found != frame.entry.end() && std::find(list.begin(), list.end(), found->second) == list.end())
                    list.push_back(found->second);
        return list;
    }

    void fill(int index) {
        for (const auto at : definition_.bodies[frames_[index].body].nodes) {
            if (is_handler(at)) continue;
            fill_node(index, at);
        }
    }

    void fill_node(int index, int at) {
        const auto& one = node(at);
        switch (one.kind) {
            case Kind::start_event:
                return fill_start(index, at);
            case Kind::end_event:
                return fill_end(index, at);
            case Kind::throw_event:
                return fill_throw(index, at);
            case Kind::catch_event:
                return fill_catch(index, at);
            case Kind::boundary_event:
                return fill_boundary(index, at);
            case Kind::exclusive:
                return fill_exclusive(index, at);
            case Kind::parallel:
                return fill_parallel(index, at);
            case Kind::inclusive:
            case Kind::complex:
                return fill_inclusive(index, at);
            case Kind::event_based:
                return fill_event_based(index, at);
            case Kind::event_sub_process:
                return fill_event_sub(index, at);
            default:
                return fill_activity(index, at);
        }
    }

    void fill_start(int index, int at) {
        const auto& frame = frames_[index];
        for (const auto& way : ways_out(frame, at)) {
            Step step;
            step.node = at;
            step.take = {frame.entry.at(at)};
            step.give = way;
            if (frame.owner == none) {
                step.absent = {frame.running};
                step.give.push_back(frame.running);
            }
            if (frame.owner == none)
                add_receiving(step, at);
            else
                add(std::move(step));
        }
    }

    /// Everything in a frame and in those inside it.
    void gather(int index, std::vector<int>& list) const {
        const auto& frame = frames_[index];
        const auto& ending = net_.endings[frame.ending];
        list.insert(list.end(), ending.inside.begin(), ending.inside.end());
        list.insert(list.end(), ending.ends.begin(), ending.ends.end());
        for (const auto& [at, made] : frame.once) list.push_back(made);
        for (const auto& [owner, inner] : frame.frame_of) gather(inner, list);
    }

    void fill_end(int index, int at) {
        const auto& frame = frames_[index];
        const Trigger* decisive = nullptr;
        for (const auto& trigger : node(at).triggers)
            if (trigger.kind == TriggerKind::terminate || trigger.kind == TriggerKind::error ||
                trigger.kind == TriggerKind::cancel || trigger.kind == TriggerKind::escalation)
                decisive = &trigger;
        for (const auto way : ways_in(frame, at)) {
            Step step;
            step.node = at;
            step.take = {way};
            step.give = {frame.ended.at(at)};
            if (!decisive) {
                add_sending(step, at);
                continue;
            }
            if (decisive->kind == TriggerKind::terminate) {
                gather(index, step.clear);
                add(std::move(step));
                continue;
            }
            add(thrown(std::move(step), index, decisive->kind, decisive->name));
        }
    }

    /// What a throw does to its surroundings: the catcher begins, and what it interrupts is emptied. An error that
    /// nobody catches ends the process; an escalation that nobody catches is nothing.
    Step thrown(Step step, int index, TriggerKind kind, const std::string& name) {
        const auto found = find_catching(index, kind, name);
        if (found.frame == none) {
            if (kind == TriggerKind::escalation) return step;
            auto root = index;
            while (frames_[root].parent != none) root = frames_[root].parent;
            const auto mark = step.give;
            gather(root, step.clear);
            step.give = mark;
            if (root != index) step.give = {any_end(root)};
            return step;
        }
        if (found.event_sub != none) {
            const auto sub = definition_.bodies[node(found.event_sub).body].owner;
            if (node(found.event_sub).interrupting) {
                gather(found.frame, step.clear);
                step.give.clear();
            }
            begin_event_sub(step, found.frame, sub);
            return step;
        }
        const auto activity = node(found.boundary).attached_to;
        if (node(found.boundary).interrupting) {
            gather(frames_[found.frame].frame_of.at(activity), step.clear);
            step.clear.push_back(frames_[found.frame].active.at(activity));
            step.give.clear();
        }
        const auto ways = ways_out(frames_[found.frame], found.boundary);
        step.give.insert(step.give.end(), ways.front().begin(), ways.front().end());
        return step;
    }
    int any_end(int root) const {
        const auto& ends = net_.endings[frames_[root].ending].ends;
        return ends.empty() ? net_.endings[frames_[root].ending].inside.front() : ends.front();
    }

    static bool fits(const Trigger& trigger, TriggerKind kind, const std::string& name) {
        return trigger.kind == kind && (trigger.name.empty() || trigger.name == name || kind == TriggerKind::cancel);
    }
    Catching find_catching(int index, TriggerKind kind, const std::string& name) const {
        for (auto at = index; at != none; at = frames_[at].parent) {
            for (const auto sub : definition_.bodies[frames_[at].body].event_subs) {
                const auto start = definition_.bodies[node(sub).inner].start_event;
                if (start == none || !frames_[at].frame_of.contains(sub)) continue;
                for (const auto& trigger : node(start).triggers)
                    if (fits(trigger, kind, name)) return {none, start, at};
            }
            if (frames_[at].owner == none) break;
            for (const auto boundary : node(frames_[at].owner).boundary)
                for (const auto& trigger : node(boundary).triggers)
                    if (fits(trigger, kind, name)) return {boundary, none, frames_[at].parent};
        }
        return {};
    }

    void begin_event_sub(Step& step, int index, int sub) {
        const auto inner = frames_[index].frame_of.at(sub);
        step.give.push_back(frames_[index].active.at(sub));
        const auto starts = starts_of(frames_[inner]);
        step.give.insert(step.give.end(), starts.begin(), starts.end());
    }

    void fill_throw(int index, int at) {
        const auto& frame = frames_[index];
        const auto& triggers = node(at).triggers;
        for (const auto way : ways_in(frame, at)) {
            Step step;
            step.node = at;
            step.take = {way};
            if (!triggers.empty() && triggers.front().kind == TriggerKind::link) {
                if (triggers.front().target == none) continue;
                step.give = {frame.entry.at(triggers.front().target)};
                add(std::move(step));
                continue;
            }
            for (const auto& out : ways_out(frame, at)) {
                auto one = step;
                one.give = out;
                if (!triggers.empty() && triggers.front().kind == TriggerKind::escalation)
                    add(thrown(std::move(one), index, TriggerKind::escalation, triggers.front().name));
                else
                    add_sending(one, at);
            }
        }
    }

    void fill_catch(int index, int at) {
        const auto& frame = frames_[index];
        for (const auto way : ways_in(frame, at))
            for (const auto& out : ways_out(frame, at)) {
                Step step;
                step.node = at;
                step.take = {way};
                step.give = out;
                add_receiving(step, at);
            }
    }

    /// Errors, escalations and cancellations that a throw inside raises come with the throw; what else may happen to an
    /// activity may happen at any time.
    bool comes_from_inside(int index, int activity, const Trigger& trigger) const {
        if (trigger.kind == TriggerKind::cancel || trigger.kind == TriggerKind::compensation) return true;
        if (trigger.kind != TriggerKind::error && trigger.kind != TriggerKind::escalation) return false;
        const auto inner = frames_[index].frame_of.find(activity);
        return inner != frames_[index].frame_of.end() && throws_inside(inner->second, trigger);
    }
    bool throws_inside(int index, const Trigger& trigger) const {
        for (const auto at : definition_.bodies[frames_[index].body].nodes)
            if (is_throwing(node(at).kind))
                for (const auto& thrown : node(at).triggers)
                    if (fits(trigger, thrown.kind, thrown.name)) return true;
        for (const auto& [owner, inner] : frames_[index].frame_of)
            if (throws_inside(inner, trigger)) return true;
        return false;
    }

    /// An event from outside that does not interrupt occurs at most once while its activity lasts, except a cycle or a
    /// timer that names no time; a message that is sent here occurs as often as it is sent.
    bool once_only(int at) const {
        const auto& one = node(at);
        if (waits_for_message(at)) return false;
        return !std::any_of(one.triggers.begin(), one.triggers.end(), [](const Trigger& trigger) {
            if (trigger.kind != TriggerKind::timer) return false;
            return trigger.form == TimerForm::cycle || (!trigger.expression && !trigger.rule.at && !trigger.rule.every);
        });
    }

    void fill_boundary(int index, int at) {
        auto& frame = frames_[index];
        const auto& one = node(at);
        const auto activity = one.attached_to;
        if (is_handler(activity) || one.triggers.empty()) return;
        if (std::all_of(one.triggers.begin(), one.triggers.end(),
                        [&](const Trigger& trigger) { return comes_from_inside(index, activity, trigger); }))
            return;
        const auto inner = frame.frame_of.find(activity);
        const bool has_inside = inner != frame.frame_of.end();
        for (const auto& out : ways_out(frame, at)) {
            Step step;
            step.node = at;
            step.give = out;
            const auto running = frame.active.at(activity);
            if (one.interrupting) {
                step.take = {running};
                if (has_inside) {
                    step.busy = frames_[inner->second].ending;
                    gather(inner->second, step.clear);
                }
            } else {
                step.present = {running};
                if (once_only(at)) step.take = {once(index, at)};
            }
            add_receiving(step, at);
        }
    }

    /// Marked while an activity (or scope) runs and the event has not occurred.
    int once(int index, int at) {
        auto& frame = frames_[index];
        return place(frame.once, at, {PlaceKind::control, at, none, false});
    }
    /// What must be marked when an activity begins, so that its events may occur.
    std::vector<int> armed(int index, int activity) {
        std::vector<int> list;
        for (const auto boundary : node(activity).boundary)
            if (!node(boundary).interrupting && !node(boundary).triggers.empty() && once_only(boundary))
                list.push_back(once(index, boundary));
        if (const auto inner = frames_[index].frame_of.find(activity); inner != frames_[index].frame_of.end())
            for (const auto sub : definition_.bodies[frames_[inner->second].body].event_subs) {
                const auto start = definition_.bodies[node(sub).inner].start_event;
                if (start != none && frames_[inner->second].frame_of.contains(sub) && !node(start).interrupting &&
                    once_only(start))
                    list.push_back(once(inner->second, start));
            }
        return list;
    }

    void fill_event_sub(int index, int at) {
        auto& frame = frames_[index];
        if (!frame.frame_of.contains(at)) return;
        const auto start = definition_.bodies[node(at).inner].start_event;
        complete(index, at);
        if (start == none || node(start).triggers.empty()) return;
        const auto& trigger = node(start).triggers.front();
        if (trigger.kind == TriggerKind::error || trigger.kind == TriggerKind::escalation) {
            if (throws_inside(index, trigger)) return;
        }
        Step step;
        step.node = at;
        step.begins = true;
        step.present = {frame.running};
        step.busy = frame.ending;
        step.absent = {frame.active.at(at)};
        if (node(start).interrupting) {
            gather(index, step.clear);
        } else if (once_only(start)) {
            step.take = {once(index, start)};
            if (frame.owner == none) net_.initial[step.take.front()] = 1;
        }
        begin_event_sub(step, index, at);
        add_receiving(step, start);
    }

    void fill_exclusive(int index, int at) {
        const auto& frame = frames_[index];
        const auto& one = node(at);
        for (const auto way : ways_in(frame, at)) {
            if (one.out.empty()) {
                Step step;
                step.node = at;
                step.take = {way};
                step.give = {frame.ended.at(at)};
                add(std::move(step));
            }
            for (const auto out : one.out) {
                Step step;
                step.node = at;
                step.take = {way};
                step.give = {frame.flow_place.at(out)};
                step.choice = one.out.size() > 1 ? out : none;
                if (one.out.size() > 1) guard(step, at, out);
                add(std::move(step));
            }
        }
    }

    // --- Conditions that ask for the result of a decision ----------------------------------------------------------

    class OneValue : public Data {
    public:
        OneValue(const std::string& name, const json::Raw& value) : name_(name), value_(value) {}
        const json::Raw* find(std::string_view name) const override { return name == name_ ? &value_ : nullptr; }

    private:
        const std::string& name_;
        const json::Raw& value_;
    };

    enum class Truth : std::uint8_t { no, yes, open };
    static Truth truth(const ExpressionPtr& condition, const std::string& name, const json::Raw& value) {
        const auto answer = condition->evaluate(OneValue(name, value));
        if (!answer) return Truth::open;
        return answer->text == "true" ? Truth::yes : answer->text == "false" ? Truth::no : Truth::open;
    }
    /// Which values of a decision's result let an exclusive gateway choose this flow: those for which no earlier
    /// condition certainly holds, and this one does not certainly fail.
    void guard(Step& step, int at, int chosen) {
        const auto& one = node(at);
        for (const auto& [task, outcomes] : narrowing_) {
            std::uint64_t bits = 1;  // not decided yet: everything is possible
            for (std::size_t i = 0; i < outcomes.values.size() && i < 63; ++i) {
                bool allowed = true, taken = false;
                for (const auto out : one.out) {
                    if (out == one.default_flow) continue;
                    const auto& condition = definition_.flows[out].condition;
                    const auto answer =
                        condition ? truth(condition, outcomes.variable, outcomes.values[i]) : Truth::yes;
                    if (out == chosen) {
                        allowed = !taken && answer != Truth::no;
                        break;
                    }
                    taken |= answer == Truth::yes;
                }
                if (chosen == one.default_flow) allowed = !taken;
                if (allowed) bits |= std::uint64_t{2} << i;
            }
            step.guards.emplace_back(variables_.at(outcomes.variable), bits);
        }
    }

    void fill_parallel(int index, int at) {
        const auto& frame = frames_[index];
        Step step;
        step.node = at;
        step.take = ways_in(frame, at);
        for (const auto out : node(at).out) step.give.push_back(frame.flow_place.at(out));
        if (step.give.empty()) step.give = {frame.ended.at(at)};
        add(std::move(step));
    }

    void fill_inclusive(int index, int at) {
        const auto& frame = frames_[index];
        const auto& one = node(at);
        const auto join = static_cast<int>(net_.joins.size());
        net_.joins.push_back({ways_in(frame, at), {}});
        join_of_.push_back({index, at, join});
        std::vector<int> plain;
        for (const auto out : one.out)
            if (out != one.default_flow) plain.push_back(out);
        auto ways = subsets(plain, false);
        if (one.default_flow != none) ways.push_back({one.default_flow});
        if (one.out.empty()) ways = {{}};
        for (const auto& way : ways) {
            Step step;
            step.node = at;
            step.join = join;
            for (const auto out : way) step.give.push_back(frame.flow_place.at(out));
            if (one.out.empty()) step.give = {frame.ended.at(at)};
            step.choice = one.out.size() > 1 && way.size() == 1 ? way.front() : none;
            add(std::move(step));
        }
    }

    void fill_event_based(int index, int at) {
        const auto& frame = frames_[index];
        const auto& one = node(at);
        for (const auto way : ways_in(frame, at))
            for (const auto out : one.out) {
                const auto target = definition_.flows[out].target;
                Step step;
                step.node = at;
                step.take = {way};
                step.give = {frame.flow_place.at(out)};
                step.choice = one.out.size() > 1 ? out : none;
                if (!waits_for_message(target)) {
                    add(std::move(step));
                    continue;
                }
                for (const auto channel : received_by(target)) {
                    auto event = step;
                    event.present = {net_.channels[channel].place};
                    add(std::move(event));
                }
            }
    }

    void fill_activity(int index, int at) {
        auto& frame = frames_[index];
        net_.activities.push_back(at);
        const auto running = frame.active.at(at);
        std::vector<int> starts;
        if (const auto inner = frame.frame_of.find(at); inner != frame.frame_of.end())
            starts = starts_of(frames_[inner->second]);
        const auto arms = armed(index, at);
        for (const auto way : ways_in(frame, at)) {
            Step step;
            step.node = at;
            step.begins = true;
            step.take = {way};
            step.absent = {running};
            step.give = {running};
            step.give.insert(step.give.end(), starts.begin(), starts.end());
            step.give.insert(step.give.end(), arms.begin(), arms.end());
            step.clear = arms;
            add(std::move(step));
        }
        complete(index, at);
    }

    void complete(int index, int at) {
        auto& frame = frames_[index];
        const auto arms = armed(index, at);
        const auto inner = frame.frame_of.find(at);
        for (const auto& out : ways_out(frame, at)) {
            Step step;
            step.node = at;
            step.take = {frame.active.at(at)};
            step.give = out;
            step.clear = arms;
            if (inner != frame.frame_of.end()) {
                const auto& ending = net_.endings[frames_[inner->second].ending];
                step.absent = ending.inside;
                step.any_of = ending.ends;
                step.clear.insert(step.clear.end(), ending.ends.begin(), ending.ends.end());
                add(std::move(step));
                continue;
            }
            if (const auto rule = narrowing_.find(at); rule != narrowing_.end()) {
                for (std::size_t i = 0; i < rule->second.values.size() && i < 63; ++i) {
                    auto one = step;
                    one.set = {{variables_.at(rule->second.variable), static_cast<int>(i) + 1}};
                    add(std::move(one));
                }
                continue;
            }
            if (node(at).kind == Kind::receive_task)
                add_receiving(step, at);
            else
                add_sending(step, at);
        }
    }

    // --- Inclusive joins ------------------------------------------------------------------------------------------

    struct JoinAt {
        int frame, node, join;
    };
    void fill_joins(int index) {
        for (const auto& one : join_of_)
            if (one.frame == index) fill_join(one);
    }

    /// Places from which a token may still come to each incoming flow without passing the gateway, along sequence flows
    /// and links alone (BPMN 2.0.2, 13.4.3): an event that may yet occur on the way is no reason to wait.
    void fill_join(const JoinAt& at) {
        const auto& frame = frames_[at.frame];
        auto& join = net_.joins[at.join];
        for (const auto flow : node(at.node).in) {
            std::set<int> before, seen;
            std::vector<int> open{definition_.flows[flow].source};
            while (!open.empty()) {
                const auto here = open.back();
                open.pop_back();
                if (here == at.node || !seen.insert(here).second) continue;
                for (const auto in : node(here).in) {
                    before.insert(frame.flow_place.at(in));
                    open.push_back(definition_.flows[in].source);
                }
                if (const auto found = frame.active.find(here); found != frame.active.end())
                    before.insert(found->second);
                if (const auto found = frame.entry.find(here); found != frame.entry.end()) before.insert(found->second);
                for (const auto other : definition_.bodies[frame.body].nodes)
                    if (node(other).kind == Kind::throw_event)
                        for (const auto& trigger : node(other).triggers)
                            if (trigger.kind == TriggerKind::link && trigger.target == here) open.push_back(other);
            }
            join.before.emplace_back(before.begin(), before.end());
        }
        if (join.before.size() < join.in.size()) join.before.resize(join.in.size());
    }

    const Definition& definition_;
    const Model* model_;
    const Narrowing& narrowing_;
    Net net_;
    std::vector<Frame> frames_;
    std::vector<int> roots_;
    std::map<int, std::vector<int>> leaving_, coming_;
    std::map<std::string, int> variables_;
    std::vector<JoinAt> join_of_;
};

}  // namespace

Net make_net(const Definition& definition, const Model& model, const Narrowing& narrowing) {
    return Builder(definition, &model, narrowing).build();
}

Net make_net(const Definition& definition) { return Builder(definition, nullptr, {}).build(); }

}  // namespace zhupi::bpmn
