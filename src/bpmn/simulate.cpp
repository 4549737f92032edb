#include "bpmn/simulate.hpp"

#include "base/error_codes.hpp"
#include "bpmn/world.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <sstream>

namespace zhupi::bpmn {
namespace {

using Chances = std::vector<std::pair<std::string, double>>;  ///< outcomes and their weights

/// Draws that are the same on every machine: the standard's distributions are not.
class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    bool toss() { return engine_() & 1; }
    /// Exponential around a mean, at most ten times as long.
    std::int64_t time(std::int64_t mean) {
        const double unit = (static_cast<double>(engine_()) + 1) / 4294967297.0;
        return std::min(static_cast<std::int64_t>(-std::log(unit) * static_cast<double>(mean)), mean * 10);
    }

    /// One of them by its weight; empty when there are none.
    std::string pick(const Chances& chances) {
        double all = 0;
        for (const auto& [outcome, weight] : chances) all += weight;
        if (chances.empty()) return {};
        double left = static_cast<double>(engine_()) / 4294967296.0 * all;
        for (const auto& [outcome, weight] : chances)
            if ((left -= weight) < 0) return outcome;
        return chances.back().first;
    }

private:
    std::mt19937 engine_;
};

/// Decides what an expression leaves open.
class Tossing : public Expression {
public:
    Tossing(ExpressionPtr inner, Dice& dice) : inner_(std::move(inner)), dice_(dice) {}
    Result<json::Raw> evaluate(const Data& data) const override {
        auto value = inner_->evaluate(data);
        if (value && value->text != "null") return value;
        return json::Raw{dice_.toss() ? "true" : "false"};
    }

private:
    ExpressionPtr inner_;
    Dice& dice_;
};

class TossingLanguage : public ExpressionLanguage {
public:
    TossingLanguage(const ExpressionLanguage& inner, Dice& dice) : inner_(inner), dice_(dice) {}
    Result<ExpressionPtr> compile(std::string_view text) const override {
        auto compiled = inner_.compile(text);
        // What is no expression of ours ("[condition1]") is a choice all the same.
        return std::make_shared<const Tossing>(compiled ? *compiled : *opaque_language().compile(text), dice_);
    }

private:
    const ExpressionLanguage& inner_;
    Dice& dice_;
};

class Simulation {
public:
    Simulation(const Definition& definition, const Model& model, const SimulationOptions& options, Dice& dice)
        : definition_(definition),
          options_(options),
          dice_(dice),
          world_(definition, options.begin, [this](const Member&, const Work& work) { return done(work); }) {
        if (options.time) world_.keep_time(*options.time);
        world_.watch([this](const Member& member, const Event& event) { watch(member, event); });
        for (std::size_t node = 0; node < definition.labels.size(); ++node) {
            const auto element = drawn(model, static_cast<int>(node));
            chances_.push_back(chances_of(element.own_attribute("chances")));
            const auto span = element ? parse_span(element.own_attribute("takes")) : Result<Span>(Span());
            takes_.push_back(span && element && !element.own_attribute("takes").empty()
                                 ? span->days * std::int64_t{86'400'000} + span->ms
                                 : options.takes_ms);
        }
    }

    Result<SimulationResult> run() {
        const auto process = std::find_if(
            definition_.processes.begin(), definition_.processes.end(),
            [&](const Process& one) { return options_.process.empty() ? one.executable : one.id == options_.process; });
        if (process == definition_.processes.end() && !options_.process.empty())
            return fail(err::bpmn_no_process, {{"process", options_.process}});
        const auto& chosen = process == definition_.processes.end() ? definition_.processes.front() : *process;
        Start start{chosen.id, {}, options_.data};
        const auto& body = definition_.bodies[chosen.body];
        if (body.starts.empty())
            for (const auto& beginning : beginnings(definition_))
                if (beginning.node != none && definition_.nodes[beginning.node].body == chosen.body &&
                    start.node.empty())
                    start.node = definition_.labels[beginning.node].id;
        for (int i = 0; i < options_.cases; ++i) {
            world_.run_until(options_.begin.plus_ms(i * options_.every_ms));
            ZHUPI_CHECK(world_.start(start));
        }
        world_.run_until(options_.begin.plus_ms(options_.cases * options_.every_ms + options_.longest_ms));
        return sum_up();
    }

private:
    /// The element of a node, in whichever file its process is drawn.
    Node drawn(const Model& model, int node) const {
        const auto* process = definition_.process_of(node);
        const auto& id = definition_.labels[node].id;
        if (!process || model.find(process->id)) return model.find(id);
        for (const auto* other : options_.library)
            if (other->find(process->id)) return other->find(id);
        return {};
    }

    static Chances chances_of(std::string_view text) {
        Chances chances;
        std::istringstream words{std::string(text)};
        std::string outcome;
        double weight = 0;
        while (words >> outcome >> weight) chances.emplace_back(outcome, weight);
        return chances;
    }

    Done done(const Work& work) {
        Done made;
        made.after_ms = dice_.time(takes_[work.node]);
        made.outcome = dice_.pick(chances_[work.node]);
        if (!made.outcome.empty())
            made.data = [outcome = made.outcome](const State&) { return Values{{"outcome", {json::encode(outcome)}}}; };
        return made;
    }

    void watch(const Member& member, const Event& event) {
        const auto now = world_.now();
        if (event.kind == EventKind::started) started_[member.id] = now;
        if (event.kind == EventKind::ended) over_[member.id] = now;
        if (event.kind == EventKind::incident_raised) ++result_.incidents;
        if (event.kind == EventKind::token_waits) waiting_[{member.id, event.token}] = now;
        if (event.kind != EventKind::activity_done) return;
        auto& [times, total] = nodes_[event.node];
        ++times;
        const auto since = waiting_.find({member.id, event.token});
        if (since != waiting_.end()) total += now.ms - since->second.ms;
    }

    SimulationResult sum_up() {
        std::vector<std::int64_t> times;
        for (const auto& member : world_.members()) {
            ++result_.cases;
            switch (member.state.status) {
                case Status::completed:
                    ++result_.completed;
                    break;
                case Status::terminated:
                    ++result_.terminated;
                    break;
                case Status::failed:
                    ++result_.failed;
                    break;
                default:
                    ++result_.open;
                    continue;
            }
            times.push_back(over_[member.id].ms - started_[member.id].ms);
        }
        std::sort(times.begin(), times.end());
        if (!times.empty()) {
            std::int64_t sum = 0;
            for (const auto time : times) sum += time;
            const auto at = [&](std::size_t percent) {
                return times[std::min(times.size() - 1, times.size() * percent / 100)];
            };
            result_.mean_ms = sum / static_cast<std::int64_t>(times.size());
            result_.p50_ms = at(50);
            result_.p90_ms = at(90);
            result_.max_ms = times.back();
        }
        for (const auto& [node, count] : nodes_)
            result_.nodes.push_back({definition_.labels[node].id, definition_.labels[node].name, count.first,
                                     count.second / std::max(count.first, 1)});
        return std::move(result_);
    }

    const Definition& definition_;
    const SimulationOptions& options_;
    Dice& dice_;
    World world_;
    std::vector<std::int64_t> takes_;  ///< by node
    std::vector<Chances> chances_;     ///< the same
    std::map<int, Instant> started_, over_;
    std::map<std::pair<int, int>, Instant> waiting_;
    std::map<int, std::pair<int, std::int64_t>> nodes_;
    SimulationResult result_;
};

}  // namespace

Result<SimulationResult> simulate(const Model& model, const ExpressionLanguage& language,
                                  const SimulationOptions& options) {
    Dice dice(options.seed);
    ZHUPI_TRY(auto definition, compile(model, TossingLanguage(language, dice), options.library));
    // An abstract task passes at once in live work; here it stands for work that takes time.
    for (auto& node : definition.nodes)
        if (node.kind == Kind::task) node.kind = Kind::user_task;
    if (definition.processes.empty()) return fail(err::bpmn_no_process, {{"process", ""}});
    return Simulation(definition, model, options, dice).run();
}

}  // namespace zhupi::bpmn
