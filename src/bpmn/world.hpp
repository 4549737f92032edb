#pragma once
// Many instances on one virtual clock: messages find their receivers, signals reach everyone, a worker does the tasks.
// The same engine as in live work, so what is simulated here is what would happen.

#include "bpmn/engine.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace zhupi::bpmn {

/// What a worker makes of a task.
struct Done {
    std::int64_t after_ms = 0;  ///< how long it takes
    std::string outcome;
    std::string error;                         ///< ends with this error instead
    std::function<Values(const State&)> data;  ///< what it returns, worked out when it is done
};

struct Member {
    int id = 0;
    State state;
    std::set<int> assigned;  ///< tokens whose task is being worked on
};

class World {
public:
    using Worker = std::function<Done(const Member&, const Work&)>;
    using Watcher = std::function<void(const Member&, const Event&)>;

    World(const Definition& definition, Instant now, Worker worker);
    void watch(Watcher watcher) { watcher_ = std::move(watcher); }
    void keep_time(const TimeKeeper& time) { time_ = &time; }

    /// Begins an instance; its id. Errors are those of decide().
    Result<int> start(const Start& command);
    /// Gives a command to one member and lets everything settle that follows at once.
    Result<void> command(int member, const Command& command);
    /// Lets time pass until then, or until nothing is left to happen; ends early when the world goes round in circles
    /// without time passing.
    void run_until(Instant end);

    Instant now() const { return now_; }
    const std::vector<Member>& members() const { return members_; }
    /// The earliest moment at which something will happen by itself.
    std::optional<Instant> next() const;

private:
    struct Job {
        Instant at;
        std::int64_t order;
        int member;
        int token;
        Done done;
    };
    struct Sent {
        std::string name;
        int from;
    };

    Environment environment() const { return {now_, time_, nullptr}; }
    Result<int> begin(const Start& command);
    void take(Member& member, Decision decision);
    void assign(Member& member);
    void settle();
    bool deliver(const Sent& message);
    void broadcast(const Sent& signal);
    void finish(const Job& job);
    void tick(Instant at);

    const Definition& definition_;
    Instant now_;
    Worker worker_;
    Watcher watcher_;
    const TimeKeeper* time_ = nullptr;
    std::vector<Member> members_;
    std::vector<Job> jobs_;
    std::vector<Sent> messages_;  ///< sent, and not received yet
    std::deque<Sent> signals_;
    std::int64_t order_ = 0;
};

}  // namespace zhupi::bpmn
