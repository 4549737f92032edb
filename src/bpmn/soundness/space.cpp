#include "bpmn/soundness/space.hpp"

#include "bpmn/soundness/fair.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>

namespace zhupi::bpmn {
namespace {

/// More tokens than this on one place: first try, and again when the first try met it. Two is what tells unsafe from
/// safe; a model that goes beyond grows without end.
constexpr std::uint8_t first_limit = 4, second_limit = 2;
constexpr std::uint8_t many = 2;  ///< end events count none, one, many

struct Edge {
    std::uint32_t to;
    std::uint32_t step;
};

class Space {
public:
    /// With `give_up_at_limit` the exploration ends where a place would hold more.
    Space(const Net& net, const SpaceOptions& options, std::uint8_t limit, bool give_up_at_limit)
        : net_(net),
          options_(options),
          limit_(limit),
          give_up_at_limit_(give_up_at_limit),
          places_(net.places.size()),
          fired_(net.steps.size()) {
        table_.assign(1 << 12, none_index);
        eager_from_.assign(places_, none);
        for (std::size_t i = 0; i < net.steps.size(); ++i)
            if (net.steps[i].eager) eager_from_[net.steps[i].take.front()] = static_cast<int>(i);
    }

    bool hit_limit() const { return hit_limit_; }

    SpaceResult run() {
        std::vector<std::uint8_t> first(net_.initial);
        first.resize(places_ + (options_.network == Network::inbox ? net_.inboxes : 0));
        begin_settled(first);
        add(first, none_index, none_index);
        for (std::uint32_t at = 0; at < count_; ++at) {
            if (count_ > options_.most_states) {
                result_.complete = false;
                break;
            }
            expand(at);
            if (hit_limit_ && give_up_at_limit_) return {};
        }
        first_edge_.push_back(static_cast<std::uint32_t>(edges_.size()));
        finish();
        return std::move(result_);
    }

private:
    static constexpr std::uint32_t none_index = 0xffffffff;
    using State = std::vector<std::uint8_t>;

    // --- Storage: states one after another in one block, found by a table of their numbers -------------------------

    std::span<const std::uint8_t> state(std::uint32_t at) const {
        return {block_.data() + begin_[at], begin_[at + 1] - begin_[at]};
    }

    static std::uint64_t hash(std::span<const std::uint8_t> bytes) {
        std::uint64_t value = 0x9e3779b97f4a7c15;
        std::size_t i = 0;
        for (; i + 8 <= bytes.size(); i += 8) {
            std::uint64_t word;
            std::memcpy(&word, bytes.data() + i, 8);
            value = (value ^ word) * 0xff51afd7ed558ccd;
            value ^= value >> 32;
        }
        for (; i < bytes.size(); ++i) value = (value ^ bytes[i]) * 0x100000001b3;
        return value ^ value >> 29;
    }

    std::uint32_t add(const State& made, std::uint32_t from, std::uint32_t by) {
        if (count_ * 2 > table_.size()) grow();
        auto slot = hash(made) & (table_.size() - 1);
        for (; table_[slot] != none_index; slot = (slot + 1) & (table_.size() - 1)) {
            const auto other = state(table_[slot]);
            if (other.size() == made.size() && std::equal(other.begin(), other.end(), made.begin()))
                return table_[slot];
        }
        table_[slot] = count_;
        if (begin_.empty()) begin_.push_back(0);
        block_.insert(block_.end(), made.begin(), made.end());
        begin_.push_back(block_.size());
        parent_.push_back(from);
        by_.push_back(by);
        flags_.push_back(look(made, count_));
        return count_++;
    }
    void grow() {
        std::vector<std::uint32_t> bigger(table_.size() * 4, none_index);
        for (std::uint32_t i = 0; i < count_; ++i) {
            auto slot = hash(state(i)) & (bigger.size() - 1);
            while (bigger[slot] != none_index) slot = (slot + 1) & (bigger.size() - 1);
            bigger[slot] = i;
        }
        table_.swap(bigger);
    }

    // --- What a state says -----------------------------------------------------------------------------------------

    static constexpr std::uint8_t empty = 1, at_end = 2, no_messages = 4;

    std::uint8_t look(const State& made, std::uint32_t index) {
        bool over = true, once = true, quiet = true;
        for (std::size_t i = 0; i < places_; ++i) {
            if (made[i] == 0) continue;
            const auto& place = net_.places[i];
            switch (place.kind) {
                case PlaceKind::flow:
                    over = false;
                    if (made[i] > place.allowed && place.flow != none) found_unsafe(place.flow, index);
                    break;
                case PlaceKind::ended:
                    if (made[i] > 1) once = result_.proper_completion = false;
                    break;
                case PlaceKind::message:
                    quiet = false;
                    break;
                case PlaceKind::start:
                case PlaceKind::active:
                    if (place.counts) over = false;
                    break;
                case PlaceKind::control:
                    break;
            }
        }
        return static_cast<std::uint8_t>((over ? empty : 0) | (over && once ? at_end : 0) | (quiet ? no_messages : 0));
    }
    void found_unsafe(int flow, std::uint32_t index) {
        if (!result_.safe) return;
        result_.safe = false;
        result_.unsafe_flow = flow;
        unsafe_state_ = index;
    }

    // --- Steps -----------------------------------------------------------------------------------------------------

    bool may_end(const Ending& ending, std::span<const std::uint8_t> now) const {
        for (const auto place : ending.inside)
            if (now[place] != 0) return false;
        return ending.ends.empty() ||
               std::any_of(ending.ends.begin(), ending.ends.end(), [&](int place) { return now[place] != 0; });
    }

    /// Incoming flows filled, and nothing on its way to an empty one that could not also go to a filled one.
    bool join_ready(const InclusiveJoin& join, std::span<const std::uint8_t> now) const {
        bool any = false;
        ignored_.clear();
        for (std::size_t i = 0; i < join.in.size(); ++i)
            if (now[join.in[i]] != 0) {
                any = true;
                ignored_.insert(ignored_.end(), join.before[i].begin(), join.before[i].end());
            }
        if (!any) return false;
        for (std::size_t i = 0; i < join.in.size(); ++i) {
            if (now[join.in[i]] != 0) continue;
            for (const auto place : join.before[i])
                if (now[place] != 0 && std::find(ignored_.begin(), ignored_.end(), place) == ignored_.end())
                    return false;
        }
        return true;
    }

    std::span<const std::uint8_t> queue(std::span<const std::uint8_t> now, int inbox) const {
        auto at = places_;
        for (int i = 0; i < inbox; ++i) at += now[at] + 1u;
        return now.subspan(at, now[at] + 1u);
    }

    bool enabled(const Step& step, std::span<const std::uint8_t> now) const {
        int last = none;
        std::uint8_t wanted = 0;  // the same place stands together
        for (const auto place : step.take) {
            wanted = place == last ? static_cast<std::uint8_t>(wanted + 1) : std::uint8_t{1};
            last = place;
            if (now[place] < wanted) return false;
        }
        for (const auto place : step.present)
            if (now[place] == 0) return false;
        for (const auto place : step.absent)
            if (now[place] != 0) return false;
        for (const auto& [place, bits] : step.guards)
            if (!(bits >> now[place] & 1)) return false;
        if (!step.any_of.empty() &&
            std::none_of(step.any_of.begin(), step.any_of.end(), [&](int place) { return now[place] != 0; }))
            return false;
        if (step.busy != none && may_end(net_.endings[step.busy], now)) return false;
        if (step.join != none && !join_ready(net_.joins[step.join], now)) return false;
        if (step.receives == none || options_.network == Network::bag) return true;
        const auto& channel = net_.channels[step.receives];
        const auto waiting = queue(now, channel.to);
        return waiting[0] > 0 && waiting[1] == channel.key;
    }

    void push(State& made, int channel) const {
        auto at = places_;
        for (int i = 0; i < net_.channels[channel].to; ++i) at += made[at] + 1u;
        const auto length = ++made[at];
        made.insert(made.begin() + static_cast<std::ptrdiff_t>(at + length), net_.channels[channel].key);
    }
    void pop(State& made, int channel) const {
        auto at = places_;
        for (int i = 0; i < net_.channels[channel].to; ++i) at += made[at] + 1u;
        --made[at];
        made.erase(made.begin() + static_cast<std::ptrdiff_t>(at + 1));
    }

    /// False when a place would hold more than is looked at.
    bool fire(const Step& step, State& made) {
        if (!step.eager) given_.clear();
        for (const auto place : step.take) --made[place];
        if (step.join != none)
            for (const auto place : net_.joins[step.join].in)
                if (made[place] != 0) --made[place];
        for (const auto place : step.clear) made[place] = 0;
        for (const auto place : step.give)
            if (!put(made, place)) return false;
        for (const auto& [place, value] : step.set) made[place] = static_cast<std::uint8_t>(value);
        if (step.receives != none && options_.network == Network::inbox) pop(made, step.receives);
        for (const auto channel : step.sends) {
            if (!put(made, net_.channels[channel].place)) return false;
            if (options_.network == Network::inbox) push(made, channel);
        }
        return true;
    }
    bool put(State& made, int place) {
        auto& mark = made[place];
        const auto kind = net_.places[place].kind;
        if (kind == PlaceKind::ended && mark >= many) return true;
        if (kind == PlaceKind::control) {
            mark = 1;
            return true;
        }
        if (mark >= std::max(limit_, static_cast<std::uint8_t>(net_.places[place].allowed + 1))) {
            hit_limit_ = true;
            return false;
        }
        ++mark;
        given_.push_back(place);
        return true;
    }

    /// Takes eager steps until none is left, starting from the places that have just been given tokens.
    bool settle(State& made) {
        if (!options_.reduced) return true;
        while (!given_.empty()) {
            const auto place = given_.back();
            given_.pop_back();
            const auto index = eager_from_[place];
            if (index == none || made[place] == 0 || !enabled(net_.steps[index], made)) continue;
            fired_[index] = true;
            path_.push_back(static_cast<std::uint32_t>(index));
            given_.push_back(place);  // there may be another token
            if (!fire(net_.steps[index], made)) return false;
        }
        return true;
    }

    void begin_settled(State& first) {
        path_.clear();
        given_.clear();
        for (int place = 0; place < static_cast<int>(places_); ++place)
            if (first[place] != 0) given_.push_back(place);
        settle(first);
    }

    void expand(std::uint32_t at) {
        first_edge_.push_back(static_cast<std::uint32_t>(edges_.size()));
        const auto now = state(at);
        scratch_.assign(now.begin(), now.end());
        bool any = false;
        for (std::uint32_t i = 0; i < net_.steps.size(); ++i) {
            const auto& step = net_.steps[i];
            if (!enabled(step, scratch_)) continue;
            any = true;
            next_ = scratch_;
            if (!fire(step, next_)) continue;
            fired_[i] = true;
            path_.clear();
            if (!settle(next_)) continue;
            edges_.push_back({add(next_, at, i), i});
            ++result_.transitions;
        }
        dead_ends_.push_back(!any);
    }

    // --- Verdicts --------------------------------------------------------------------------------------------------

    void finish() {
        result_.states = count_;
        result_.bounded = !hit_limit_;
        find_dead();
        if (!result_.safe) result_.path_unsafe = path_to(unsafe_state_);
        if (!result_.complete) return;
        find_stuck();
        FairGraph graph{count_, first_edge_, {}, {}, dead_ends_, net_};
        graph.to.reserve(edges_.size());
        graph.step.reserve(edges_.size());
        for (const auto& edge : edges_) {
            graph.to.push_back(edge.to);
            graph.step.push_back(edge.step);
        }
        const auto is_enabled = [&](std::uint32_t at, const Step& step) { return enabled(step, state(at)); };
        std::vector<char> relaxed(count_), strict(count_);
        for (std::uint32_t i = 0; i < count_; ++i) {
            relaxed[i] = (flags_[i] & at_end) != 0;
            strict[i] = relaxed[i] && (flags_[i] & no_messages) != 0;
        }
        const auto unsound = find_fair_fault(graph, strict, is_enabled);
        result_.sound = !unsound;
        result_.sound_but_messages = !find_fair_fault(graph, relaxed, is_enabled);
        if (unsound) result_.path_unsound = path_to(*unsound);
    }

    void find_dead() {
        for (const auto node : net_.activities) {
            bool begun = false;
            for (std::size_t i = 0; i < net_.steps.size(); ++i)
                begun |= net_.steps[i].node == node && net_.steps[i].begins && fired_[i];
            if (!begun && std::find(result_.dead.begin(), result_.dead.end(), node) == result_.dead.end())
                result_.dead.push_back(node);
        }
    }

    /// Backwards from the ends; a state that was cut off at the limit counts as leading somewhere.
    void find_stuck() {
        std::vector<std::uint32_t> in_begin(count_ + 1), in(edges_.size());
        for (const auto& edge : edges_) ++in_begin[edge.to + 1];
        for (std::uint32_t i = 0; i < count_; ++i) in_begin[i + 1] += in_begin[i];
        auto fill = in_begin;
        for (std::uint32_t from = 0; from < count_; ++from)
            for (auto i = first_edge_[from]; i < first_edge_[from + 1]; ++i) in[fill[edges_[i].to]++] = from;
        std::vector<char> good(count_);
        std::deque<std::uint32_t> open;
        for (std::uint32_t i = 0; i < count_; ++i)
            if (flags_[i] & empty) {
                good[i] = 1;
                open.push_back(i);
            }
        while (!open.empty()) {
            const auto at = open.front();
            open.pop_front();
            for (auto i = in_begin[at]; i < in_begin[at + 1]; ++i)
                if (!good[in[i]]) {
                    good[in[i]] = 1;
                    open.push_back(in[i]);
                }
        }
        result_.can_end = good[0];
        for (std::uint32_t i = 0; i < count_; ++i) {
            if (good[i]) continue;
            result_.option_to_complete = false;
            // The first in breadth-first order; rather one in which nothing moves at all, which is easier to see.
            if (result_.path_stuck.empty() || dead_ends_[i]) {
                result_.path_stuck = path_to(i);
                result_.stuck_at.clear();
                for (std::size_t place = 0; place < places_; ++place)
                    if (state(i)[place] != 0 && net_.places[place].kind != PlaceKind::control &&
                        net_.places[place].kind != PlaceKind::ended &&
                        (net_.places[place].counts || net_.places[place].kind == PlaceKind::flow))
                        result_.stuck_at.push_back(static_cast<int>(place));
                if (dead_ends_[i]) break;
            }
        }
    }

    /// The steps to a state, eager ones included.
    std::vector<int> path_to(std::uint32_t at) {
        std::vector<std::uint32_t> main;
        for (; by_[at] != none_index; at = parent_[at]) main.push_back(by_[at]);
        std::reverse(main.begin(), main.end());
        State now(net_.initial);
        now.resize(state(0).size() > places_ ? places_ + net_.inboxes : places_);
        std::vector<int> path;
        const auto follow = [&] { path.insert(path.end(), path_.begin(), path_.end()); };
        begin_settled(now);
        follow();
        for (const auto step : main) {
            fire(net_.steps[step], now);
            path.push_back(static_cast<int>(step));
            path_.clear();
            settle(now);
            follow();
        }
        return path;
    }

    const Net& net_;
    const SpaceOptions& options_;
    std::uint8_t limit_;
    bool give_up_at_limit_;
    std::size_t places_;
    std::vector<char> fired_;
    SpaceResult result_;
    bool hit_limit_ = false;
    std::uint32_t count_ = 0, unsafe_state_ = 0;
    std::vector<std::uint32_t> table_;
    std::vector<std::uint8_t> block_;
    std::vector<std::size_t> begin_;
    std::vector<std::uint32_t> parent_, by_, first_edge_;
    std::vector<std::uint8_t> flags_;
    std::vector<char> dead_ends_;
    std::vector<Edge> edges_;
    std::vector<std::uint32_t> path_;
    std::vector<int> given_;       ///< places that have been given tokens since the last main step
    std::vector<int> eager_from_;  ///< the eager step that takes from a place
    mutable std::vector<int> ignored_;
    State scratch_, next_;
};

}  // namespace

SpaceResult explore(const Net& net, const SpaceOptions& options) {
    Space first(net, options, first_limit, true);
    auto result = first.run();
    if (!first.hit_limit()) return result;
    result = Space(net, options, second_limit, false).run();
    result.bounded = false;
    return result;
}

}  // namespace zhupi::bpmn
