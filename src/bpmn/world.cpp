#include "bpmn/world.hpp"

#include <algorithm>

namespace zhupi::bpmn {
namespace {

/// Things that happen at one moment; a flow that wants more goes round in circles without taking time.
constexpr int most_at_once = 20'000;

}  // namespace

World::World(const Definition& definition, Instant now, Worker worker)
    : definition_(definition), now_(now), worker_(std::move(worker)) {}

Result<int> World::start(const Start& command) {
    ZHUPI_TRY(const auto id, begin(command));
    settle();
    return id;
}

Result<void> World::command(int member, const Command& command) {
    ZHUPI_TRY(auto decision, decide(definition_, members_[member].state, command, environment()));
    take(members_[member], std::move(decision));
    settle();
    return {};
}

Result<int> World::begin(const Start& command) {
    ZHUPI_TRY(auto decision, decide(definition_, State(), command, environment()));
    members_.push_back({static_cast<int>(members_.size()), {}, {}});
    take(members_.back(), std::move(decision));
    return members_.back().id;
}

void World::take(Member& member, Decision decision) {
    member.state = std::move(decision.state);
    for (const auto& event : decision.events) {
        if (watcher_) watcher_(member, event);
        if (event.kind == EventKind::message_sent) messages_.push_back({event.text, member.id});
        if (event.kind == EventKind::signal_sent) signals_.push_back({event.text, member.id});
    }
    assign(member);
}

void World::assign(Member& member) {
    std::erase_if(member.assigned, [&](int token) { return !member.state.token(token); });
    if (member.state.status != Status::running) return;
    for (const auto& work : open_work(definition_, member.state)) {
        if (!member.assigned.insert(work.token).second) continue;
        auto done = worker_(member, work);
        jobs_.push_back({now_.plus_ms(done.after_ms), order_++, member.id, work.token, std::move(done)});
    }
}

/// Lets signals and messages find their catchers. A signal is gone when nobody waits; a message waits until someone can
/// take it.
void World::settle() {
    for (std::size_t i = 0; !signals_.empty() || i < messages_.size();) {
        if (!signals_.empty()) {
            const auto signal = signals_.front();
            signals_.pop_front();
            broadcast(signal);
            i = 0;
            continue;
        }
        const auto message = messages_[i];
        messages_.erase(messages_.begin() + static_cast<std::ptrdiff_t>(i));
        if (deliver(message)) {
            i = 0;
            continue;
        }
        messages_.insert(messages_.begin() + static_cast<std::ptrdiff_t>(i), message);
        ++i;
    }
}

bool World::deliver(const Sent& message) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (static_cast<int>(i) == message.from || members_[i].state.status != Status::running) continue;
        if (auto decision = decide(definition_, members_[i].state, Deliver{message.name, {}, 0}, environment())) {
            take(members_[i], std::move(*decision));
            return true;
        }
    }
    for (const auto& beginning : beginnings(definition_)) {
        if (!beginning.trigger || beginning.trigger->kind != TriggerKind::message ||
            beginning.trigger->name != message.name)
            continue;
        return begin({definition_.processes[beginning.process].id, definition_.labels[beginning.node].id, {}})
            .has_value();
    }
    return false;
}

void World::broadcast(const Sent& signal) {
    const auto present = members_.size();
    for (std::size_t i = 0; i < present; ++i) {
        if (static_cast<int>(i) == signal.from || members_[i].state.status != Status::running) continue;
        if (auto decision = decide(definition_, members_[i].state, Broadcast{signal.name, {}}, environment()))
            take(members_[i], std::move(*decision));
    }
    for (const auto& beginning : beginnings(definition_))
        if (beginning.trigger && beginning.trigger->kind == TriggerKind::signal &&
            beginning.trigger->name == signal.name)
            (void)begin({definition_.processes[beginning.process].id, definition_.labels[beginning.node].id, {}});
}

std::optional<Instant> World::next() const {
    std::optional<Instant> first;
    const auto consider = [&](Instant at) {
        if (!first || at < *first) first = at;
    };
    for (const auto& job : jobs_) consider(job.at);
    for (const auto& member : members_)
        if (member.state.status == Status::running)
            for (const auto& timer : member.state.timers)
                if (timer.due) consider(*timer.due);
    return first;
}

void World::run_until(Instant end) {
    int at_once = 0;
    while (const auto at = next()) {
        if (*at > end) break;
        at_once = *at > now_ ? 0 : at_once + 1;
        if (at_once > most_at_once) return;
        now_ = std::max(now_, *at);
        const auto job = std::min_element(jobs_.begin(), jobs_.end(), [](const Job& a, const Job& b) {
            return std::pair(a.at, a.order) < std::pair(b.at, b.order);
        });
        if (job != jobs_.end() && job->at <= now_) {
            const auto due = std::move(*job);
            jobs_.erase(job);
            finish(due);
        } else {
            tick(now_);
        }
        settle();
    }
    now_ = std::max(now_, end);
}

void World::finish(const Job& job) {
    auto& member = members_[job.member];
    if (member.state.status != Status::running || !member.state.token(job.token)) return;
    Command command = Complete{job.token, job.done.outcome, job.done.data ? job.done.data(member.state) : Values()};
    if (!job.done.error.empty()) command = ThrowError{job.token, job.done.error};
    if (auto decision = decide(definition_, member.state, command, environment())) take(member, std::move(*decision));
}

void World::tick(Instant at) {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        const auto& state = members_[i].state;
        const bool due = state.status == Status::running &&
                         std::any_of(state.timers.begin(), state.timers.end(),
                                     [&](const Timer& timer) { return timer.due && *timer.due <= at; });
        if (!due) continue;
        if (auto decision = decide(definition_, state, Tick{}, environment())) take(members_[i], std::move(*decision));
    }
}

}  // namespace zhupi::bpmn
