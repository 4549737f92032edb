// What the radar sees in one case: pure functions of its state.

#include "base/text.hpp"
#include "supervision/radar.hpp"

namespace zhupi::supervision {
namespace {

std::string seconds_between(Instant from, Instant to) { return std::to_string((to.ms - from.ms) / 1000); }

/// How many days the clock had left at the moment a pause began.
std::optional<calendar::Reading> reading_before(const calendar::Ledger& clock, std::size_t pause,
                                                const calendar::WorkCalendar& calendar, Zone zone) {
    auto then = clock;
    const auto at = then.pauses[pause].from;
    then.pauses.resize(pause);
    then.ended.reset();
    auto reading = calendar::read(then, calendar, zone, at);
    return reading ? std::optional(std::move(*reading)) : std::nullopt;
}

class Case {
public:
    Case(const approval::Case& c, const Radar& radar, const calendar::WorkCalendar& calendar, Zone zone)
        : c_(c), radar_(radar), calendar_(calendar), zone_(zone) {}

    std::vector<Sign> signs() {
        pauses();
        corrections();
        if (c_.ended_at && c_.decision) {
            decided_at_once();
            worked_before();
        }
        return std::move(signs_);
    }

private:
    Sign& add(std::string pattern, const std::string& which, Id person, Instant at) {
        signs_.push_back({std::move(pattern), std::to_string(c_.id) + which, c_.id, person, at, {}});
        return signs_.back();
    }

    /// Who stopped the clock at this moment: a correction says so; of a special procedure the handler answers.
    Id stopped_by(Instant at) const {
        for (const auto& correction : c_.corrections)
            if (correction.asked_at == at) return correction.asked_by;
        return c_.handler.value_or(0);
    }

    void pauses() {
        for (std::size_t i = 0; i < c_.clock.pauses.size(); ++i) {
            const auto& pause = c_.clock.pauses[i];
            const auto before = reading_before(c_.clock, i, calendar_, zone_);
            if (!before || before->left > radar_.pause_left || before->used == 0) continue;
            auto& sign = add("pause_before_limit", "/" + std::to_string(i), stopped_by(pause.from), pause.from);
            auto& facts = sign.evidence.facts;
            facts["left"] = std::to_string(before->left);
            facts["budget"] = std::to_string(c_.clock.budget.amount);
            facts["pause"] = json::name_of(pause.kind);
            facts["basis"] = pause.basis;
            if (before->due) facts["due"] = before->due->iso();
            if (pause.to) facts["pausedSeconds"] = seconds_between(pause.from, *pause.to);
        }
    }

    void corrections() {
        for (const auto& correction : c_.corrections) trivial(correction);
        const auto rounds = static_cast<int>(c_.corrections.size());
        if (rounds < radar_.repeated_rounds) return;
        const auto& last = c_.corrections.back();
        auto& facts = add("repeated_correction", "", last.asked_by, last.asked_at).evidence.facts;
        facts["rounds"] = std::to_string(rounds);
        facts["firstAsked"] = c_.corrections.front().asked_at.iso();
    }

    void trivial(const approval::Correction& correction) {
        if (!correction.answered_at || correction.requests.empty()) return;
        std::size_t length = 0;
        std::string words;
        for (const auto& request : correction.requests) {
            if (request.kind == "material" || request.kind == "drawing") return;
            length += text::length(request.text);
            words += (words.empty() ? "" : "；") + request.text;
        }
        const auto took = correction.answered_at->ms - correction.asked_at.ms;
        if (static_cast<int>(correction.requests.size()) > radar_.trivial_requests ||
            static_cast<int>(length) > radar_.trivial_text || took > std::int64_t{radar_.trivial_minutes} * 60'000)
            return;
        auto& facts =
            add("trivial_correction", "/" + std::to_string(correction.round), correction.asked_by, correction.asked_at)
                .evidence.facts;
        facts["requests"] = std::to_string(correction.requests.size());
        facts["text"] = words;
        facts["answeredSeconds"] = seconds_between(correction.asked_at, *correction.answered_at);
    }

    void decided_at_once() {
        if (!c_.accepted_at || c_.clock.budget.amount <= radar_.instant_budget_over) return;
        const auto took = c_.ended_at->ms - c_.accepted_at->ms;
        if (took > std::int64_t{radar_.instant_seconds} * 1000) return;
        auto& facts = add("instant_decision", "", c_.decision->by, *c_.ended_at).evidence.facts;
        facts["accepted"] = c_.accepted_at->iso();
        facts["decidedSeconds"] = seconds_between(*c_.accepted_at, *c_.ended_at);
        facts["budget"] = std::to_string(c_.clock.budget.amount);
    }

    void worked_before() {
        if (!c_.received_at || c_.clock.budget.amount <= radar_.silent_budget_over) return;
        const auto silent = calendar_.workdays(zone_.date_of(c_.filed_at), zone_.date_of(*c_.received_at));
        const auto took = c_.ended_at->ms - c_.received_at->ms;
        if (!silent || *silent < radar_.silent_days || took > std::int64_t{radar_.silent_hours} * 3'600'000) return;
        auto& facts = add("work_before_receipt", "", c_.decision->by, *c_.ended_at).evidence.facts;
        facts["filed"] = c_.filed_at.iso();
        facts["received"] = c_.received_at->iso();
        facts["silentDays"] = std::to_string(*silent);
        facts["decidedSeconds"] = seconds_between(*c_.received_at, *c_.ended_at);
        facts["budget"] = std::to_string(c_.clock.budget.amount);
    }

    const approval::Case& c_;
    const Radar& radar_;
    const calendar::WorkCalendar& calendar_;
    Zone zone_;
    std::vector<Sign> signs_;
};

}  // namespace

std::vector<Sign> signs_in(const approval::Case& c, const Radar& radar, const calendar::WorkCalendar& calendar,
                           Zone zone) {
    return Case(c, radar, calendar, zone).signs();
}

}  // namespace zhupi::supervision
