// Events: where tokens begin, end, are thrown and caught.
#include "bpmn/soundness/net_builder.hpp"

namespace zhupi::bpmn {

void NetBuilder::fill_start(int index, int at) {
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

void NetBuilder::fill_end(int index, int at) {
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

Step NetBuilder::thrown(Step step, int index, TriggerKind kind, const std::string& name) {
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

int NetBuilder::any_end(int root) const {
    const auto& ends = net_.endings[frames_[root].ending].ends;
    return ends.empty() ? net_.endings[frames_[root].ending].inside.front() : ends.front();
}

bool NetBuilder::fits(const Trigger& trigger, TriggerKind kind, const std::string& name) {
    return trigger.kind == kind && (trigger.name.empty() || trigger.name == name || kind == TriggerKind::cancel);
}

Catching NetBuilder::find_catching(int index, TriggerKind kind, const std::string& name) const {
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

void NetBuilder::begin_event_sub(Step& step, int index, int sub) {
    const auto inner = frames_[index].frame_of.at(sub);
    step.give.push_back(frames_[index].active.at(sub));
    const auto starts = starts_of(frames_[inner]);
    step.give.insert(step.give.end(), starts.begin(), starts.end());
}

void NetBuilder::fill_throw(int index, int at) {
    const auto& frame = frames_[index];
    const auto& triggers = node(at).triggers;
    for (const auto way : ways_in(frame, at)) {
        Step step;
        step.node = at;
        step.take = {way};
        if (!triggers.empty() && triggers.front().kind == TriggerKind::link) {
            const auto target = frame.entry.find(triggers.front().target);
            if (target == frame.entry.end()) continue;
            step.give = {target->second};
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

void NetBuilder::fill_catch(int index, int at) {
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

bool NetBuilder::comes_from_inside(int index, int activity, const Trigger& trigger) const {
    if (trigger.kind == TriggerKind::cancel || trigger.kind == TriggerKind::compensation) return true;
    if (trigger.kind != TriggerKind::error && trigger.kind != TriggerKind::escalation) return false;
    const auto inner = frames_[index].frame_of.find(activity);
    return inner != frames_[index].frame_of.end() && throws_inside(inner->second, trigger);
}

bool NetBuilder::throws_inside(int index, const Trigger& trigger) const {
    for (const auto at : definition_.bodies[frames_[index].body].nodes)
        if (is_throwing(node(at).kind))
            for (const auto& thrown : node(at).triggers)
                if (fits(trigger, thrown.kind, thrown.name)) return true;
    for (const auto& [owner, inner] : frames_[index].frame_of)
        if (throws_inside(inner, trigger)) return true;
    return false;
}

bool NetBuilder::once_only(int at) const {
    const auto& one = node(at);
    if (waits_for_message(at)) return false;
    return !std::any_of(one.triggers.begin(), one.triggers.end(), [](const Trigger& trigger) {
        if (trigger.kind != TriggerKind::timer) return false;
        return !trigger.expression && !trigger.rule.at && !trigger.rule.every;
    });
}

void NetBuilder::fill_boundary(int index, int at) {
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

int NetBuilder::once(int index, int at) {
    auto& frame = frames_[index];
    return place(frame.once, at, {PlaceKind::control, at, none, false});
}

std::vector<int> NetBuilder::armed(int index, int activity) {
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

void NetBuilder::fill_event_sub(int index, int at) {
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

}  // namespace zhupi::bpmn
