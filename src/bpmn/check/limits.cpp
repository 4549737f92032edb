#include "bpmn/check/limits.hpp"

#include "base/error_codes.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace zhupi::bpmn {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();
constexpr double ms_per_day = 86'400'000;

/// A span in days of its unit, from below: what is counted otherwise counts as nothing. A working day is at least a
/// civil day, so working time counts as civil time too.
double days_of(const Span& span, bool working) {
    if (working) return span.unit == TimeUnit::civil ? 0 : span.days;
    const double month = 28;
    return span.months * month + span.days +
           static_cast<double>(span.unit == TimeUnit::civil ? span.ms : 0) / ms_per_day;
}

class Reckoning {
public:
    Reckoning(const Definition& definition, bool working) : definition_(definition), working_(working) {}

    /// The least time from the beginning of a body to its first end.
    double through(int body_index) const {
        const auto& body = definition_.bodies[body_index];
        const auto [known, fresh] = least_.try_emplace(body_index, 0.0);  // a process that calls itself: not reckoned
        if (!fresh) return known->second;
        std::vector<double> done(body.nodes.size(), never);  // when a node can be behind us, at the earliest
        const auto at = [&](int node) -> double& { return done[definition_.places[node]]; };
        for (bool changed = true; changed;) {
            changed = false;
            for (const auto node : body.nodes) {
                const auto earliest = arrival(node, at, body) + takes(node);
                if (earliest < at(node)) {
                    at(node) = earliest;
                    changed = true;
                }
            }
        }
        double best = never;
        for (const auto node : body.nodes)
            if (definition_.nodes[node].out.empty() && !jumps(node)) best = std::min(best, at(node));
        return least_[body_index] = best == never ? 0 : best;
    }

    double takes(int node) const {
        const auto& one = definition_.nodes[node];
        if (one.inner != none && one.kind != Kind::event_sub_process) return through(one.inner);
        if (one.kind != Kind::catch_event) return 0;
        double least = one.triggers.empty() ? 0 : never;
        for (const auto& trigger : one.triggers)
            least = std::min(least, trigger.kind == TriggerKind::timer && trigger.rule.every
                                        ? days_of(*trigger.rule.every, working_)
                                        : 0);
        return least;
    }

private:
    bool jumps(int node) const {
        const auto& one = definition_.nodes[node];
        return one.kind == Kind::throw_event && !one.triggers.empty() && one.triggers.front().kind == TriggerKind::link;
    }

    template <class At>
    double arrival(int node, const At& at, const Body& body) const {
        const auto& one = definition_.nodes[node];
        if (one.kind == Kind::boundary_event) {
            const auto& host = definition_.nodes[one.attached_to];
            return earliest_in(host, at, one.attached_to, body);
        }
        return earliest_in(one, at, node, body);
    }
    template <class At>
    double earliest_in(const FlowNode& one, const At& at, int node, const Body& body) const {
        if (one.in.empty()) {
            for (const auto other : body.nodes)
                if (jumps(other) && definition_.nodes[other].triggers.front().target == node) return at(other);
            return 0;
        }
        double best = one.kind == Kind::parallel ? 0 : never;
        for (const auto flow : one.in) {
            const auto before = at(definition_.flows[flow].source);
            best = one.kind == Kind::parallel ? std::max(best, before) : std::min(best, before);
        }
        return best;
    }

    const Definition& definition_;
    bool working_;
    mutable std::map<int, double> least_;  ///< by body
};

class LimitCheck {
public:
    LimitCheck(const Definition& definition, const Model& model)
        : definition_(definition), model_(model), civil_(definition, false), working_(definition, true) {}

    std::vector<Finding> run() {
        for (const auto& process : definition_.processes)
            if (const auto element = model_.find(process.id)) own_limit(element, process.body);
        for (int node = 0; node < static_cast<int>(definition_.nodes.size()); ++node) {
            const auto& one = definition_.nodes[node];
            const auto element = model_.find(definition_.labels[node].id);
            if (one.inner == none || !element) continue;
            own_limit(element, one.inner);
            for (const auto boundary : one.boundary) border(element, one.inner, definition_.nodes[boundary]);
        }
        return std::move(findings_);
    }

private:
    void own_limit(Node element, int body) {
        const auto text = element.own_attribute("limit");
        if (text.empty()) return;
        const auto unit = element.own_attribute("limitUnit");
        const auto span = parse_span(text, unit == "civil"          ? TimeUnit::civil
                                           : unit == "working_time" ? TimeUnit::working_time
                                                                    : TimeUnit::working_days);
        if (span) compare(element, body, *span);
    }
    void border(Node element, int body, const FlowNode& boundary) {
        if (!boundary.interrupting || boundary.triggers.size() != 1) return;
        const auto& trigger = boundary.triggers.front();
        if (trigger.kind == TriggerKind::timer && trigger.rule.every) compare(element, body, *trigger.rule.every);
    }
    void compare(Node element, int body, const Span& limit) {
        const bool working = limit.unit != TimeUnit::civil;
        const auto least = (working ? working_ : civil_).through(body);
        const auto allowed = working ? limit.days + (limit.ms > 0 ? 1.0 : 0.0)
                                     : limit.months * 31.0 + days_of({0, limit.days, limit.ms, limit.unit}, false);
        if (least <= allowed) return;
        const auto whole = [](double days) { return std::to_string(static_cast<long>(days + 0.999)); };
        const std::string id(element.id());
        findings_.push_back({Error{&err::bpmn_limit_never_met,
                                   id + ":" + std::to_string(element.line()),
                                   {{"element", id},
                                    {"line", std::to_string(element.line())},
                                    {"limit", whole(allowed)},
                                    {"least", whole(least)}}},
                             id, element.line()});
    }

    const Definition& definition_;
    const Model& model_;
    Reckoning civil_, working_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_limits(const Definition& definition, const Model& model) {
    return LimitCheck(definition, model).run();
}

}  // namespace zhupi::bpmn
