// What a step of a flow costs in memory. Bars (issue "flows that officials draw"): a step ≤ 2 µs; 1,000 completions on
// one join at the same moment without an error; 1,000,000 pending timers of which 10,000 fall due within a second,
// while commands go on undisturbed and no timer is late by more than a second.
//
//   build/release/bench/bpmn_bench            all of it, in some seconds
//   build/release/bench/bpmn_bench approval   only the five-task parallel approval (for bench/bpmn_peer)

#include "bpmn/compile.hpp"
#include "bpmn/engine.hpp"
#include "bpmn/feel_language.hpp"
#include "bpmn/soundness/soundness.hpp"
#include "bpmn/timer_index.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <random>
#include <thread>

using namespace zhupi;
using namespace zhupi::bpmn;

namespace {

double cpu_ns() {
    std::timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}
double wall_ns() { return static_cast<double>(std::chrono::steady_clock::now().time_since_epoch().count()); }

std::string flow(const std::string& from, const std::string& to, const std::string& condition = "") {
    const auto head =
        "<sequenceFlow id=\"" + from + "-" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"";
    return head +
           (condition.empty() ? "/>" : "><conditionExpression>" + condition + "</conditionExpression></sequenceFlow>");
}
std::string document(const std::string& body) {
    return R"(<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zhupi="http://zhupi.dev/schema/bpmn/1.0" targetNamespace="t"><process id="p" isExecutable="true">)" +
           body + "</process></definitions>";
}

/// submit → split → (three reviews) → join → agreed? → issue | refuse: five completions per instance. The same flow as
/// in bench/bpmn_peer/approval.bpmn.
std::string approval() {
    std::string body =
        "<startEvent id=\"start\"/><userTask id=\"submit\"/><parallelGateway id=\"split\"/><parallelGateway "
        "id=\"join\"/>"
        "<exclusiveGateway id=\"agreed\" default=\"agreed-refuse\"/><userTask id=\"issue\"/><userTask "
        "id=\"refuse\"/><endEvent id=\"end\"/>";
    for (const auto* review : {"fire", "land", "green"})
        body += "<userTask id=\"" + std::string(review) + "\"/>" + flow("split", review) + flow(review, "join");
    body += flow("start", "submit") + flow("submit", "split") + flow("join", "agreed") +
            flow("agreed", "issue", "approved = true") + flow("agreed", "refuse") + flow("issue", "end") +
            flow("refuse", "end");
    return document(body);
}

Definition compiled(const std::string& xml) {
    const auto model = Model::read(xml);
    if (!model) std::printf("%s\n", model.error().en().c_str()), std::exit(1);
    auto definition = compile(*model, FeelLanguage(*model));
    if (!definition) std::printf("%s\n", definition.error().en().c_str()), std::exit(1);
    return std::move(*definition);
}

State step(const Definition& definition, const State& state, const Command& command, Instant now = {}) {
    auto decision = decide(definition, state, command, {now});
    if (!decision) std::printf("%s\n", decision.error().en().c_str()), std::exit(1);
    return std::move(decision->state);
}

/// CPU time of one instance and of one command, best of several rounds.
std::pair<double, double> measure_approval(int rounds, int instances) {
    const auto definition = compiled(approval());
    double best = 1e18;
    int commands = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto before = cpu_ns();
        commands = 0;
        for (int i = 0; i < instances; ++i) {
            auto state = step(definition, {}, Start{"p", {}, {{"approved", {"true"}}}});
            ++commands;
            while (!state.over()) {
                state = step(definition, state, Complete{open_work(definition, state).front().token, {}, {}});
                ++commands;
            }
        }
        best = std::min(best, cpu_ns() - before);
    }
    return {best / instances, best / commands};
}

void measure_steps() {
    const auto [instance, command] = measure_approval(9, 5000);
    std::printf("five-task parallel approval  %8.2f us per instance\n", instance / 1000);
    std::printf("one command (a step)         %8.2f us   bar 2.00 us\n", command / 1000);
}

/// One multi-instance activity with a thousand officers, who all finish at the same moment from eight threads; the
/// instance has one writer, the others queue for it.
void measure_join() {
    constexpr int officers = 1000, threads = 8;
    const auto definition =
        compiled(document("<startEvent id=\"start\"/><userTask "
                          "id=\"review\"><multiInstanceLoopCharacteristics><loopCardinality>1000</loopCardinality></"
                          "multiInstanceLoopCharacteristics></userTask>"
                          "<endEvent id=\"end\"/>" +
                          flow("start", "review") + flow("review", "end")));
    auto state = step(definition, {}, Start{"p", {}, {}});
    const auto work = open_work(definition, state);
    std::mutex writer;
    std::atomic<int> errors = 0;
    std::vector<double> waits(officers);
    const auto before = wall_ns();
    {
        std::vector<std::jthread> crowd;
        for (int thread = 0; thread < threads; ++thread)
            crowd.emplace_back([&, thread] {
                for (int i = thread; i < officers; i += threads) {
                    const auto asked = wall_ns();
                    const std::scoped_lock one(writer);
                    auto decision =
                        decide(definition, state, Complete{work[static_cast<std::size_t>(i)].token, "approve", {}}, {});
                    if (decision)
                        state = std::move(decision->state);
                    else
                        ++errors;
                    waits[static_cast<std::size_t>(i)] = wall_ns() - asked;
                }
            });
    }
    const auto took = wall_ns() - before;
    std::sort(waits.begin(), waits.end());
    std::printf("%d completions on one join  %8.2f ms in all, p99 %.2f ms each   %d errors, %s   bar 0 errors\n",
                officers, took / 1e6, waits[officers * 99 / 100] / 1e6, errors.load(),
                state.status == Status::completed ? "completed" : "NOT completed");
}

/// A million timers wait; ten thousand fall due spread over a second, taken in batches between commands.
void measure_timers() {
    constexpr int pending = 1'000'000, due = 10'000, batch = 64;
    const auto definition = compiled(approval());
    const auto timed =
        compiled(document("<startEvent id=\"start\"/><intermediateCatchEvent "
                          "id=\"wait\"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></"
                          "intermediateCatchEvent><endEvent id=\"end\"/>" +
                          flow("start", "wait") + flow("wait", "end")));
    const auto waiting = step(timed, {}, Start{"p", {}, {}});
    TimerIndex index;
    std::mt19937_64 random(5);
    const auto now_ms = [] { return static_cast<std::int64_t>(wall_ns() / 1e6); };
    const auto filling = wall_ns();
    for (int i = due; i < pending; ++i)
        index.set(static_cast<TimerIndex::Key>(i),
                  Instant{now_ms() + 86'400'000 + static_cast<std::int64_t>(random() % 1'000'000'000)});
    const auto filled = (wall_ns() - filling) / (pending - due);
    const auto begin = now_ms();
    for (int i = 0; i < due; ++i)
        index.set(static_cast<TimerIndex::Key>(i), Instant{begin + 2000 + static_cast<std::int64_t>(random() % 1000)});
    auto state = step(definition, {}, Start{"p", {}, {{"approved", {"true"}}}});
    std::vector<double> quiet, busy;
    const auto command = [&](std::vector<double>& times) {
        const auto before = wall_ns();
        auto next = step(definition, state, Complete{open_work(definition, state).front().token, {}, {}});
        times.push_back(wall_ns() - before);
        state = next.over() ? step(definition, {}, Start{"p", {}, {{"approved", {"true"}}}}) : std::move(next);
    };
    while (wall_ns() / 1e6 < static_cast<double>(begin + 1900)) {
        index.take_due(Instant{static_cast<std::int64_t>(wall_ns() / 1e6)}, batch);  // asks, and gets none
        command(quiet);
    }
    std::size_t fired = 0;
    while (fired < due) {
        const auto now = wall_ns() / 1e6;
        for (const auto key : index.take_due(Instant{static_cast<std::int64_t>(now)}, batch)) {
            (void)key;
            (void)step(timed, waiting, Tick{}, Instant{3'600'000});
            ++fired;
        }
        command(busy);
    }
    const auto p99 = [](std::vector<double>& times) {
        std::sort(times.begin(), times.end());
        return times[times.size() * 99 / 100];
    };
    const auto lateness = wall_ns() / 1e6 - static_cast<double>(begin + 3000);
    std::printf(
        "1,000,000 pending timers     %8.2f us to set one; commands p99 %.2f us with none due, %.2f us while 10,000 "
        "fall due; the last one was %.0f ms late   bar: unaffected, < 1000 ms\n",
        filled / 1000, p99(quiet) / 1000, p99(busy) / 1000, std::max(lateness, 0.0));
}

void measure_soundness() {
    std::string body =
        "<startEvent id=\"start\"/><parallelGateway id=\"split\"/><parallelGateway id=\"join\"/><endEvent "
        "id=\"end\"/>" +
        flow("start", "split") + flow("join", "end");
    for (int i = 0; i < 17; ++i) {
        const auto id = "t" + std::to_string(i);
        body += "<task id=\"" + id + "\"/>" + flow("split", id) + flow(id, "join");
    }
    const auto model = Model::read(document(body));
    const auto definition = compile(*model, opaque_language());
    const auto before = cpu_ns();
    const auto verdict = verify(*definition, *model);
    std::printf("soundness, 2^17 states       %8.2f ms, %zu states looked at, %s   bar 50 ms\n",
                (cpu_ns() - before) / 1e6, verdict.bag.states, verdict.sound() ? "sound" : "NOT sound");
}

}  // namespace

int main(int count, char** arguments) {
    if (count > 1 && std::string(arguments[1]) == "approval") {
        std::printf("%.3f\n", measure_approval(5, 5000).first / 1e6);  // ms per instance
        return 0;
    }
    measure_steps();
    measure_join();
    measure_timers();
    measure_soundness();
    return 0;
}
