// Frames and their places.
#include "bpmn/soundness/net_builder.hpp"

namespace zhupi::bpmn {

namespace {

constexpr int deepest_call = 8;
constexpr int most_gathered = 20;         ///< start quantities beyond are taken for this
constexpr std::size_t most_frames = 400;  ///< beyond, a sub-process or call is taken for a plain task

}  // namespace

Net NetBuilder::build() {
    net_.inboxes = static_cast<int>(definition_.processes.size());
    for (int i = 0; i < net_.inboxes; ++i) {
        const auto called = is_called(definition_.processes[i].body);
        if (!called || net_.inboxes == 1) roots_.push_back(open_frame(definition_.processes[i].body, none, none, i, 0));
    }
    if (model_) add_channels();
    for (const auto& [node, outcomes] : narrowing_) {
        auto& domain = domains_[outcomes.variable];
        for (const auto& value : outcomes.values)
            if (domain.size() < 62 && std::find(domain.begin(), domain.end(), value) == domain.end())
                domain.push_back(value);
        if (!variables_.contains(outcomes.variable))
            variables_[outcomes.variable] = add_place({PlaceKind::control, node, none, false});
    }
    for (const auto root : roots_) begin_process(root);
    for (int i = 0; i < static_cast<int>(frames_.size()); ++i) fill(i);
    for (int i = 0; i < static_cast<int>(frames_.size()); ++i) fill_joins(i);
    net_.frames = std::move(frames_);
    return std::move(net_);
}

int NetBuilder::add_place(Place place) {
    net_.places.push_back(place);
    net_.initial.push_back(0);
    return static_cast<int>(net_.places.size()) - 1;
}

int NetBuilder::place(std::map<int, int>& by, int key, Place made) {
    const auto [at, added] = by.try_emplace(key, none);
    if (added) at->second = add_place(made);
    return at->second;
}

bool NetBuilder::is_called(int body) const {
    return std::any_of(definition_.nodes.begin(), definition_.nodes.end(),
                       [&](const FlowNode& one) { return one.kind == Kind::call_activity && one.inner == body; });
}

bool NetBuilder::compensates(int sub) const {
    const auto start = definition_.bodies[node(sub).inner].start_event;
    return start == none ||
           (!node(start).triggers.empty() && node(start).triggers.front().kind == TriggerKind::compensation);
}

int NetBuilder::open_frame(int body, int parent, int owner, int process, int depth) {
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
        if (at.inner == none || is_handler(inner) || depth >= deepest_call || frames_.size() >= most_frames) continue;
        if (at.kind == Kind::event_sub_process && compensates(inner)) continue;
        if (definition_.bodies[at.inner].nodes.empty()) continue;  // drawn without its inside: like a task
        const auto opened = open_frame(at.inner, index, inner, process, depth + (at.kind == Kind::call_activity));
        frames_[index].frame_of[inner] = opened;
        frames_[opened].running = frames_[index].active.at(inner);
    }
    return index;
}

void NetBuilder::add_places(int index) {
    auto& frame = frames_[index];
    auto& ending = net_.endings[frame.ending];
    const auto inside = [&](int made) { ending.inside.push_back(made); };
    for (const auto at : definition_.bodies[frame.body].nodes) {
        const auto& one = node(at);
        if (is_handler(at)) continue;
        for (const auto flow : one.out) {
            const auto made = place(frame.flow_place, flow, {PlaceKind::flow, at, flow});
            net_.places[static_cast<std::size_t>(made)].allowed = gathered(definition_.flows[flow].target);
            inside(made);
        }
        if (is_activity(one.kind) || one.kind == Kind::event_sub_process)
            inside(place(frame.active, at, {PlaceKind::active, at}));
        if (needs_entry(at)) inside(place(frame.entry, at, {PlaceKind::flow, at, none}));
        if (one.kind == Kind::start_event) place(frame.entry, at, {PlaceKind::start, at, none, frame.owner != none});
        if (is_leaf(at)) ending.ends.push_back(place(frame.ended, at, {PlaceKind::ended, at}));
    }
    for (const auto at : definition_.bodies[frame.body].nodes)
        if (node(at).kind == Kind::start_event && frame.owner != none) inside(frame.entry.at(at));
}

std::uint8_t NetBuilder::gathered(int at) const {
    return static_cast<std::uint8_t>(std::min(node(at).start_quantity, most_gathered));
}

bool NetBuilder::needs_entry(int at) const {
    const auto& one = node(at);
    if (one.kind == Kind::start_event || one.kind == Kind::boundary_event || one.kind == Kind::event_sub_process)
        return false;
    const bool caught_link =
        one.kind == Kind::catch_event && !one.triggers.empty() && one.triggers.front().kind == TriggerKind::link;
    return one.in.empty() || caught_link;
}

bool NetBuilder::is_leaf(int at) const {
    const auto& one = node(at);
    const bool jumps =
        one.kind == Kind::throw_event && !one.triggers.empty() && one.triggers.front().kind == TriggerKind::link;
    return (one.out.empty() && !jumps) || one.kind == Kind::end_event || one.kind == Kind::event_sub_process;
}

void NetBuilder::begin_process(int index) {
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

std::vector<int> NetBuilder::starts_of(const Frame& frame) const {
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

void NetBuilder::fill(int index) {
    for (const auto at : definition_.bodies[frames_[index].body].nodes) {
        if (is_handler(at)) continue;
        fill_node(index, at);
    }
}

void NetBuilder::fill_node(int index, int at) {
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

void NetBuilder::gather(int index, std::vector<int>& list) const {
    const auto& frame = frames_[index];
    const auto& ending = net_.endings[frame.ending];
    list.insert(list.end(), ending.inside.begin(), ending.inside.end());
    list.insert(list.end(), ending.ends.begin(), ending.ends.end());
    for (const auto& [at, made] : frame.once) list.push_back(made);
    for (const auto& [owner, inner] : frame.frame_of) gather(inner, list);
}

void NetBuilder::fill_joins(int index) {
    for (const auto& one : join_of_)
        if (one.frame == index) fill_join(one);
}

void NetBuilder::fill_join(const JoinAt& at) {
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
                if (const auto found = frame.flow_place.find(in); found != frame.flow_place.end())
                    before.insert(found->second);
                open.push_back(definition_.flows[in].source);
            }
            if (const auto found = frame.active.find(here); found != frame.active.end()) before.insert(found->second);
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

Net make_net(const Definition& definition, const Model& model, const Narrowing& narrowing) {
    return NetBuilder(definition, &model, narrowing).build();
}

Net make_net(const Definition& definition) { return NetBuilder(definition, nullptr, {}).build(); }

}  // namespace zhupi::bpmn
