#include "approval/flow.hpp"

#include "base/error_codes.hpp"

#include <algorithm>
#include <charconv>

namespace zhupi::approval {
namespace {

using catalog::Flows;
using catalog::Step;

/// What the stage's multi-instance activity goes through: one for each case.
struct CaseItem {
    Id id = 0;
    std::string route;
    bool waits = false;
};
BOOST_DESCRIBE_STRUCT(CaseItem, (), (id, route, waits))

/// The id of an item. Asked for every open task in every command, so what receive() wrote is not parsed as a whole.
Id id_of(std::string_view item) {
    constexpr std::string_view beginning = "{\"id\":";
    Id id = 0;
    if (item.starts_with(beginning)) {
        const auto* end = item.data() + item.size();
        const auto read = std::from_chars(item.data() + beginning.size(), end, id);
        if (read.ec == std::errc{} && read.ptr != end && (*read.ptr == ',' || *read.ptr == '}')) return id;
    }
    const auto decoded = json::decode<CaseItem>(item, json::Unknown::ignore);
    return decoded ? decoded->id : 0;
}

constexpr const char* case_name = "case";
constexpr const char* cases_name = "cases";
constexpr int most_machines = 200;  ///< tasks that follow each other without anybody having a say

/// What conditions may ask besides the data of the flow: how the task was completed that leads to them.
class Outside : public bpmn::Data {
public:
    Outside(std::string_view outcome, std::string_view procedure)
        : outcome_{json::encode(std::string(outcome))}, procedure_{json::encode(std::string(procedure))} {}
    const json::Raw* find(std::string_view name) const override {
        return name == "outcome" ? &outcome_ : name == "procedure" ? &procedure_ : nullptr;
    }

private:
    json::Raw outcome_, procedure_;
};

Result<std::shared_ptr<const Flows>> edition(const Context& context, const std::string& version) {
    auto flows = context.catalog.flowbook->version(version);
    if (!flows) return fail(err::flows_edition_none, {{"version", version}});
    return flows;
}

/// The engine's reason why something cannot be done, inside ours.
tl::unexpected<Error> because(const ErrorCode& code, const Error& reason) {
    return fail(code, {{"detailZh", reason.zh()}, {"detail", reason.en()}});
}

}  // namespace

void advance(std::optional<Process>& process, const Moves& moves) {
    if (!process) process.emplace();
    const auto marking = process->marking.value();
    ensure(marking.has_value(), "a marking that cannot be read");
    const auto events = moves.events.value();
    ensure(events.has_value(), "moves that cannot be read");
    auto state = **marking;
    for (const auto& event : **events) bpmn::apply(state, event);
    process->over = state.over();
    process->marking = Marking(std::move(state));
    if (moves.edition) process->edition = *moves.edition;
    if (moves.tasks) process->tasks = *moves.tasks;
    process->due = moves.due;
}

std::string route_of(const Case& c) {
    if (!c.route.empty()) return c.route;
    return c.desks.size() == 1 ? "instant" : c.desks.size() == 2 ? "brief" : "standard";
}

Result<bpmn::State> marking_of(const Application& application) {
    if (!application.process) return bpmn::State{};
    ZHUPI_TRY(const auto marking, application.process->marking.value());
    return *marking;
}

Id case_of_scope(const bpmn::State& state, int id) {
    for (const auto* scope = state.scope(id); scope; scope = state.scope(scope->parent)) {
        const auto held = scope->data.find(case_name);
        if (held == scope->data.end()) continue;
        return id_of(held->second.text);
    }
    return 0;
}

std::string department_of(const Flows& flows, const bpmn::State& state, const bpmn::Work& work) {
    const auto& drawn = flows.task(work.node).department;
    if (!drawn.empty() || work.slot < 0) return drawn;
    const auto* token = state.token(work.token);
    const auto* rounds = token ? state.rounds_of(token->parent) : nullptr;
    if (!rounds) return {};
    const auto item = json::decode<std::string>(rounds->slots[static_cast<std::size_t>(work.slot)].item.text);
    return item ? *item : std::string{};
}

// Beginning -------------------------------------------------------------------------------------------------------

Result<void> FlowRun::begin() {
    flows_ = context_.catalog.flowbook->in_force();
    other_edition_ = true;
    return give(bpmn::Start{catalog::stage_process(application_.stage), {}, {}});
}

Result<void> FlowRun::resume() {
    ensure(application_.process.has_value(), "a flow that has not begun");
    ZHUPI_TRY(flows_, edition(context_, application_.process->edition));
    ZHUPI_TRY(state_, marking_of(application_));
    tasks_ = application_.process->tasks;
    return {};
}

Result<void> FlowRun::adopt() {
    ZHUPI_CHECK(begin());
    if (!application_.received_at) return {};
    ZHUPI_CHECK(receive());
    for (const auto& c : application_.cases)
        if (!has_ended(c.status)) ZHUPI_CHECK(bring(c));
    return {};
}

Result<void> FlowRun::bring(const Case& c) {
    if (c.status == Status::waiting || c.status == Status::received) return {};
    if (!c.accepted_at) {
        if (c.status == Status::correcting) return complete(c.id, Step::acceptance, "correction");
        return {};
    }
    ZHUPI_CHECK(complete(c.id, Step::acceptance, "accepted"));
    if (c.status == Status::correcting) return complete(c.id, Step::handling, "correction");
    if (c.status == Status::special) return complete(c.id, Step::handling, "special", c.specials.back().procedure);
    if (c.desk == Desk::review || c.desk == Desk::approval) ZHUPI_CHECK(complete(c.id, Step::handling, "proposed"));
    if (c.desk == Desk::approval && at(c.id, Step::review)) return complete(c.id, Step::review, "agreed");
    return {};
}

// Commands --------------------------------------------------------------------------------------------------------

Result<void> FlowRun::give(const bpmn::Command& command, std::string_view outcome, std::string_view procedure) {
    ZHUPI_CHECK(give_one(command, outcome, procedure));
    return pass_machines();
}

Result<void> FlowRun::give_one(const bpmn::Command& command, std::string_view outcome, std::string_view procedure) {
    const Outside outside(outcome, procedure);
    const auto incidents = state_.incidents.size();
    ZHUPI_TRY(auto decision,
              bpmn::decide(flows_->definition(), state_, command, {context_.now, context_.time, &outside}));
    if (decision.state.incidents.size() > incidents) {
        const auto& incident = decision.state.incidents.back();
        const auto* token = decision.state.token(incident.token);
        return fail(err::flow_stuck,
                    {{"detail", (token ? flows_->label(token->node).name + ": " : "") + incident.detail}});
    }
    state_ = std::move(decision.state);
    open_.reset();
    events_.insert(events_.end(), std::make_move_iterator(decision.events.begin()),
                   std::make_move_iterator(decision.events.end()));
    return {};
}

/// What is drawn for a machine and means nothing to a case is done at once.
Result<void> FlowRun::pass_machines() {
    const auto is_machines = [&](const bpmn::Work& work) {
        const auto kind = flows_->definition().nodes[static_cast<std::size_t>(work.node)].kind;
        return flows_->task(work.node).step == Step::none && kind != bpmn::Kind::user_task;
    };
    for (int passed = 0; passed < most_machines; ++passed) {
        const auto work = std::find_if(open().begin(), open().end(), is_machines);
        if (work == open().end()) return {};
        const int token = work->token;
        ZHUPI_CHECK(give_one(bpmn::Complete{token, {}, {}}));
    }
    return fail(err::flow_stuck, {{"detail", "自动任务循环不止 (tasks for machines go round in circles)"}});
}

Result<void> FlowRun::receive() {
    std::vector<CaseItem> items;
    for (const auto& c : application_.cases)
        if (!has_ended(c.status)) items.push_back({c.id, route_of(c), !c.after.empty()});
    const auto work = find(0, Step::intake);
    if (!work) return fail(err::flow_step);
    return give(bpmn::Complete{work->token, "received", {{cases_name, {json::encode(items)}}}}, "received");
}

Result<void> FlowRun::complete(Id case_id, Step step, std::string_view outcome, std::string_view procedure) {
    const auto work = find(case_id, step);
    if (!work) return fail(err::flow_step);
    return give(bpmn::Complete{work->token, std::string(outcome), {}}, outcome, procedure);
}

Result<void> FlowRun::answer(int token, std::string_view outcome) {
    // The engine counts one word as a voice against.
    const bool against = outcome == "disagree" || outcome == "fail";
    return give(bpmn::Complete{token, against ? "reject" : std::string(outcome), {}}, outcome);
}

Result<bool> FlowRun::tell(Id case_id, const char* message) {
    for (const auto& one : bpmn::listening(flows_->definition(), state_)) {
        if (one.kind != bpmn::TriggerKind::message || one.name != message) continue;
        const auto* token = state_.token(one.holder);
        if (case_of_scope(state_, token ? token->scope : one.holder) != case_id) continue;
        ZHUPI_CHECK(give(bpmn::Deliver{message, {}, one.holder}));
        return true;
    }
    return false;
}

Result<void> FlowRun::leave(Id case_id) {
    if (state_.over()) return {};
    ZHUPI_TRY(const bool told, tell(case_id, "withdrawn"));
    if (told) return {};
    // Nobody has drawn what happens then: its instance is taken out.
    for (const auto& rounds : state_.rounds)
        for (std::size_t slot = 0; slot < rounds.slots.size(); ++slot) {
            const auto item = json::decode<CaseItem>(rounds.slots[slot].item.text, json::Unknown::ignore);
            const bool open = rounds.slots[slot].state <= bpmn::SlotState::active;
            if (item && item->id == case_id && open)
                return give(bpmn::RemoveSlot{rounds.token, static_cast<int>(slot)});
        }
    return {};
}

Result<void> FlowRun::close() {
    ZHUPI_TRY(const bool told, tell(0, "withdrawn"));
    if (told && state_.over()) return {};
    return give(bpmn::Cancel{});
}

Result<bool> FlowRun::tick() {
    const auto before = events_.size();
    ZHUPI_CHECK(give(bpmn::Tick{}));
    return events_.size() > before;
}

Result<bool> FlowRun::reproject() {
    const auto before = events_.size();
    ZHUPI_CHECK(give(bpmn::Reproject{}));
    return events_.size() > before;
}

Result<void> FlowRun::move(Id case_id, Step from, Step to, const std::string& reason) {
    const auto work = find(case_id, from);
    if (!work) return fail(err::flow_step);
    const auto& definition = flows_->definition();
    const auto body = definition.nodes[static_cast<std::size_t>(work->node)].body;
    const auto& nodes = definition.bodies[static_cast<std::size_t>(body)].nodes;
    const auto target =
        std::find_if(nodes.begin(), nodes.end(), [&](int node) { return flows_->task(node).step == to; });
    if (target == nodes.end()) return fail(err::flow_step);
    auto plan = bpmn::jumping(work->token, flows_->label(*target).id);
    plan.reason = reason;
    auto moved = bpmn::change(definition, state_, definition, plan, {context_.now, context_.time, nullptr});
    if (!moved) return because(err::flow_move, moved.error());
    state_ = std::move(moved->state);
    open_.reset();
    events_.insert(events_.end(), moved->events.begin(), moved->events.end());
    return pass_machines();
}

Result<void> FlowRun::migrate(const std::shared_ptr<const Flows>& to, const std::string& reason) {
    auto plan = bpmn::migrating(flows_->definition(), to->definition());
    plan.reason = reason;
    auto moved =
        bpmn::change(flows_->definition(), state_, to->definition(), plan, {context_.now, context_.time, nullptr});
    if (!moved) return because(err::flow_migration, moved.error());
    state_ = std::move(moved->state);
    open_.reset();
    events_.insert(events_.end(), moved->events.begin(), moved->events.end());
    flows_ = to;
    other_edition_ = true;
    return pass_machines();
}

Result<bpmn::ChangeReport> try_migration(const Application& application, const Flows& from, const Flows& to,
                                         const bpmn::Environment& environment) {
    ZHUPI_TRY(const auto state, marking_of(application));
    const auto plan = bpmn::migrating(from.definition(), to.definition());
    return bpmn::try_change(from.definition(), state, to.definition(), plan, environment);
}

// Questions -------------------------------------------------------------------------------------------------------

const std::vector<bpmn::Work>& FlowRun::open() const {
    if (!open_) open_ = bpmn::open_work(flows_->definition(), state_);
    return *open_;
}

std::optional<bpmn::Work> FlowRun::find(Id case_id, Step step) const {
    for (const auto& work : open())
        if (flows_->task(work.node).step == step && case_of_scope(state_, state_.token(work.token)->scope) == case_id)
            return work;
    return std::nullopt;
}

bool FlowRun::at(Id case_id, Step step) const { return find(case_id, step).has_value(); }

Desk FlowRun::desk(Id case_id) const {
    bool joint = false;
    for (const auto& work : open()) {
        const auto step = flows_->task(work.node).step;
        const bool of_a_desk = step == Step::handling || step == Step::review || step == Step::approval;
        if (!of_a_desk && step != Step::task) continue;
        if (case_of_scope(state_, state_.token(work.token)->scope) != case_id) continue;
        if (of_a_desk)
            return step == Step::handling ? Desk::handling : step == Step::review ? Desk::review : Desk::approval;
        joint = true;
    }
    return joint ? Desk::joint : Desk::none;
}

/// When the first timer at a task, or at the activity whose instance it is, goes off.
std::optional<Instant> FlowRun::due(int id) const {
    const auto* token = state_.token(id);
    std::optional<Instant> first;
    for (const auto& timer : state_.timers)
        if (timer.due && timer.token != 0 && (timer.token == id || timer.token == token->parent) &&
            (!first || *timer.due < *first))
            first = timer.due;
    return first;
}

std::vector<OpenTask> FlowRun::open_tasks() const {
    std::vector<OpenTask> tasks;
    for (const auto& work : open()) {
        const auto& drawn = flows_->task(work.node);
        if (drawn.step != Step::task) continue;
        OpenTask task;
        task.token = work.token;
        task.case_id = case_of_scope(state_, state_.token(work.token)->scope);
        task.element = flows_->label(work.node).id;
        task.name = flows_->label(work.node).name;
        task.department = department_of(*flows_, state_, work);
        if (task.department.empty())
            if (const auto* c = application_.find(task.case_id)) task.department = c->department;
        task.post = drawn.post;
        task.outcomes = drawn.outcomes;
        const auto known =
            std::find_if(tasks_.begin(), tasks_.end(), [&](const OpenTask& one) { return one.token == task.token; });
        task.since = known == tasks_.end() ? context_.now : known->since;
        task.due = due(work.token);
        tasks.push_back(std::move(task));
    }
    return tasks;
}

Moves FlowRun::take() {
    Moves moves;
    if (other_edition_) moves.edition = flows_->version();
    moves.events = FlowEvents(std::move(events_));
    auto tasks = open_tasks();
    if (tasks != tasks_) moves.tasks = tasks;
    tasks_ = std::move(tasks);
    for (const auto& timer : state_.timers)
        if (timer.due && (!moves.due || *timer.due < *moves.due)) moves.due = timer.due;
    events_.clear();
    other_edition_ = false;
    return moves;
}

}  // namespace zhupi::approval
