#include "dmn/lint_table.hpp"

#include "base/error_codes.hpp"

#include <algorithm>
#include <bit>
#include <set>

namespace zhupi::dmn {

namespace {

using feel::Value;
using HitPolicy = source::Table::HitPolicy;
using Severity = Finding::Severity;

bool is_zero(const Bits& bits) {
    return std::all_of(bits.begin(), bits.end(), [](Word w) { return w == 0; });
}

Bits both(const Bits& a, const Word* b) {
    Bits out(a.size());
    for (std::size_t w = 0; w < a.size(); ++w) out[w] = a[w] & b[w];
    return out;
}

template <class Visit>
void each(const Bits& bits, Visit&& visit) {
    for (std::size_t w = 0; w < bits.size(); ++w)
        for (Word rest = bits[w]; rest != 0; rest &= rest - 1)
            visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
}

/// A part of the space: for each axis, which of its regions.
using Box = std::vector<std::vector<bool>>;

/// Looks for points that none of the given rules holds for, and widens each to the largest box of such points.
class Uncovered {
public:
    Uncovered(const Space& space, std::uint64_t& steps) : space_(space), steps_(steps) {}

    /// Only points of which `within` says yes, axis by axis. Stops after `most` boxes. False when the budget ran out.
    bool search(const Bits& rules, const Box& within, std::size_t most) {
        rules_ = rules;
        within_ = &within;
        most_ = most;
        boxes_.clear();
        clean_.clear();
        point_.assign(space_.axes.size(), 0);
        descend(0, rules);
        return steps_ > 0;
    }
    const std::vector<Box>& boxes() const { return boxes_; }

private:
    /// True when everything below here is covered.
    bool descend(std::size_t axis, const Bits& alive) {
        if (steps_ == 0 || boxes_.size() >= most_) return false;
        --steps_;
        if (is_zero(alive)) {
            found(axis);
            return false;
        }
        if (axis == space_.axes.size()) return true;
        if (clean_.contains({axis, alive})) return true;
        bool clean = true;
        std::set<Bits> seen;  // regions that leave the same rules are alike
        for (const Axis::Region& region : space_.axes[axis].regions) {
            if (!region.live || !(*within_)[axis][region.index]) continue;
            Bits next = both(alive, region.rules);
            if (seen.contains(next) && clean) continue;
            point_[axis] = region.index;
            clean = descend(axis + 1, next) && clean;
            seen.insert(std::move(next));
        }
        if (clean) clean_.emplace(axis, alive);
        return clean;
    }

    void found(std::size_t depth) {
        // What comes after the last axis that was looked at may be anything.
        for (std::size_t a = depth; a < point_.size(); ++a) {
            const auto& regions = space_.axes[a].regions;
            const auto first = std::find_if(regions.begin(), regions.end(),
                                            [&](const Axis::Region& r) { return r.live && (*within_)[a][r.index]; });
            if (first == regions.end()) return;  // nothing can come in there at all
            point_[a] = first->index;
        }
        const bool known = std::any_of(boxes_.begin(), boxes_.end(), [&](const Box& box) {
            for (std::size_t a = 0; a < box.size(); ++a)
                if (!box[a][point_[a]]) return false;
            return true;
        });
        if (!known) boxes_.push_back(widened());
    }

    /// A box is uncovered when every rule misses it on some axis.
    Box widened() const {
        const std::size_t count = space_.axes.size();
        Box box(count);
        std::vector<Bits> unions(count, Bits(space_.words));
        for (std::size_t a = 0; a < count; ++a) {
            box[a].assign(space_.axes[a].regions.size(), false);
            box[a][point_[a]] = true;
            std::copy_n(space_.axes[a].regions[point_[a]].rules, space_.words, unions[a].begin());
        }
        for (std::size_t a = count; a-- > 0;) {
            Bits others = rules_;
            for (std::size_t b = 0; b < count; ++b)
                if (b != a) others = both(others, unions[b].data());
            widen(a, others, box[a]);
            for (const Axis::Region& region : space_.axes[a].regions)
                for (std::size_t w = 0; w < space_.words && box[a][region.index]; ++w) unions[a][w] |= region.rules[w];
        }
        return box;
    }

    void widen(std::size_t a, const Bits& others, std::vector<bool>& in) const {
        const Axis& axis = space_.axes[a];
        const auto free = [&](std::size_t i) {
            const Axis::Region& region = axis.regions[i];
            return region.live && (*within_)[a][i] && is_zero(both(others, region.rules));
        };
        if (!axis.ordered) {
            for (std::size_t i = 0; i < in.size(); ++i) in[i] = in[i] || free(i);
            return;
        }
        for (std::size_t i = point_[a] + 1; i < in.size() && (!axis.regions[i].live || free(i)); ++i)
            in[i] = axis.regions[i].live;
        for (std::size_t i = point_[a]; i-- > 0 && (!axis.regions[i].live || free(i));) in[i] = axis.regions[i].live;
    }

    const Space& space_;
    std::uint64_t& steps_;
    Bits rules_;
    const Box* within_ = nullptr;
    std::size_t most_ = 0;
    std::vector<std::size_t> point_;
    std::vector<Box> boxes_;
    std::set<std::pair<std::size_t, Bits>> clean_;
};

class Linter {
public:
    Linter(const Table& table, const feel::Program& program, const std::string& element, const LintLimits& limits,
           std::vector<Finding>& out)
        : table_(table), program_(program), element_(element), limits_(limits), out_(out), steps_(limits.steps) {}

    void run() {
        outputs();
        if (table_.rule_count == 0) return;
        if (table_.rule_count > limits_.rules) return unchecked("规则过多 / too many rules");
        space_ = space_of(table_, program_);
        dead();
        opaque();
        if (!space_.complete) return;
        relate();
        const HitPolicy policy = table_.written->hit_policy;
        if (policy == HitPolicy::unique || policy == HitPolicy::any) overlaps(policy == HitPolicy::unique);
        if (policy == HitPolicy::first || policy == HitPolicy::priority) masked();
        if (policy == HitPolicy::first || policy == HitPolicy::any || policy == HitPolicy::priority) subsumed();
        gaps();
    }

private:
    int number(std::size_t rule) const { return static_cast<int>(table_.rule_numbers[rule]) + 1; }
    const source::Table::Rule& written(std::size_t rule) const {
        return table_.written->rules[table_.rule_numbers[rule]];
    }

    bool room(Finding::Kind kind) { return ++counts_[static_cast<std::size_t>(kind)] <= limits_.findings; }

    Finding& add(Finding::Kind kind, Severity severity, const ErrorCode& code, Params params) {
        Finding finding;
        finding.kind = kind;
        finding.severity = severity;
        finding.error = Error{&code, table_.label, std::move(params)};
        finding.element = element_;
        out_.push_back(std::move(finding));
        return out_.back();
    }

    void unchecked(const std::string& reason) {
        add(Finding::Kind::unchecked, Severity::note, err::dmn_unchecked, {{"reason", reason}});
    }

    // --- outputs ----------------------------------------------------------------------------------------------------

    const Value* output(std::size_t rule, std::size_t column) const {
        const feel::Node& n = program_.nodes[table_.output_cells[rule * table_.outputs.size() + column]];
        return n.op == feel::Op::constant ? &program_.constants[n.a] : nullptr;
    }

    bool same_outputs(std::size_t a, std::size_t b) const {
        for (std::size_t c = 0; c < table_.outputs.size(); ++c) {
            const Value* left = output(a, c);
            const Value* right = output(b, c);
            if (left != nullptr && right != nullptr ? feel::equal(*left, *right) != feel::Truth::yes
                                                    : written(a).outputs[c] != written(b).outputs[c])
                return false;
        }
        return true;
    }

    void outputs() {
        const HitPolicy policy = table_.written->hit_policy;
        const bool ranked = policy == HitPolicy::priority || policy == HitPolicy::output_order;
        for (std::size_t r = 0; r < table_.rule_count; ++r) {
            for (std::size_t c = 0; c < table_.outputs.size(); ++c) {
                const Table::Output& column = table_.outputs[c];
                const Value* v = output(r, c);
                if (v == nullptr || v->is_null()) continue;
                const bool listed = std::any_of(column.priorities.begin(), column.priorities.end(),
                                                [&](const Value& p) { return feel::equal(p, *v) == feel::Truth::yes; });
                if (!feel::coerce(*v, column.type, true)) {
                    wrong_output(r, err::dmn_output_type,
                                 {{"name", column.name.empty() ? element_ : column.name},
                                  {"expected", column.type.text()},
                                  {"value", feel::to_literal(*v)}});
                } else if (!listed && (ranked || !column.priorities.empty())) {
                    wrong_output(r, err::dmn_no_priority, {{"value", feel::to_literal(*v)}});
                }
            }
        }
    }

    void wrong_output(std::size_t rule, const ErrorCode& code, Params params) {
        if (!room(Finding::Kind::output)) return;
        Finding& f = add(Finding::Kind::output, Severity::error, code, std::move(params));
        f.rules = {number(rule)};
        f.error.where = table_.label + " · #" + std::to_string(number(rule));
    }

    // --- cells ------------------------------------------------------------------------------------------------------

    void dead() {
        for (const Space::Dead& d : space_.dead) {
            if (!room(Finding::Kind::unreachable)) return;
            Finding& f = add(Finding::Kind::unreachable, Severity::error, err::dmn_unreachable,
                             {{"rule", std::to_string(number(d.rule))},
                              {"column", table_.inputs[d.column].heading},
                              {"cell", written(d.rule).inputs[d.column]}});
            f.rules = {number(d.rule)};
        }
    }

    void opaque() {
        // A cell with an error of its own was told of already.
        const auto told = [&](const Opaque& o) {
            const feel::Node& cell = program_.nodes[table_.cells[o.rule * table_.inputs.size() + o.column]];
            const bool is_match = cell.op == feel::Op::matches;
            return (is_match ? program_.nodes[cell.a] : cell).op == feel::Op::problem;
        };
        const auto at = std::find_if_not(space_.opaque.begin(), space_.opaque.end(), told);
        if (at != space_.opaque.end()) {
            const Opaque& first = *at;
            unchecked("规则 rule " + std::to_string(number(first.rule)) + " · " + table_.inputs[first.column].heading +
                      ": " + written(first.rule).inputs[first.column]);
        } else if (!space_.complete) {
            for (const Axis& axis : space_.axes)
                if (!axis.column) return unchecked(axis.heading);
        }
    }

    // --- rules ------------------------------------------------------------------------------------------------------

    /// For every pair of rules: do they share a point; does the one hold wherever the other does. Both are decided
    /// axis by axis.
    void relate() {
        meets_.assign(space_.rules, space_.reachable);
        covered_by_.assign(space_.rules, space_.reachable);
        for (const Axis& axis : space_.axes) {
            std::vector<Bits> meeting(space_.rules, Bits(space_.words));
            for (const Axis::Region& region : axis.regions) {
                if (!region.live) continue;
                for (std::size_t r = 0; r < space_.rules; ++r) {
                    if (!has(region.rules, r)) continue;
                    for (std::size_t w = 0; w < space_.words; ++w) {
                        meeting[r][w] |= region.rules[w];
                        covered_by_[r][w] &= region.rules[w];
                    }
                }
            }
            for (std::size_t r = 0; r < space_.rules; ++r) meets_[r] = both(meets_[r], meeting[r].data());
        }
    }

    bool reachable(std::size_t rule) const { return has(space_.reachable, rule); }

    /// A box of points for which all these rules hold.
    Box common(std::initializer_list<std::size_t> rules) const {
        Box box;
        for (const Axis& axis : space_.axes) {
            std::vector<bool> in(axis.regions.size());
            for (const Axis::Region& region : axis.regions)
                in[region.index] = region.live && std::all_of(rules.begin(), rules.end(),
                                                              [&](std::size_t r) { return has(region.rules, r); });
            box.push_back(std::move(in));
        }
        return box;
    }

    /// All values; that an input is not given is no gap.
    Box all_values() const {
        Box box = common({});
        for (std::size_t a = 0; a < box.size(); ++a)
            if (!box[a].empty()) box[a].back() = false;
        return box;
    }

    /// Which value is easier to take in: one that the table names, then one that is plainly another.
    static bool plainer(const Axis::Region& a, const Axis::Region& b) {
        const auto rank = [](const Axis::Region& r) {
            if (r.is_null) return 3;
            if (r.index % 2 == 1) return 0;
            return r.sample->is(feel::Kind::string) && r.sample->string() == "其他" ? 1 : 2;
        };
        return rank(a) < rank(b);
    }

    /// Only the axes that matter: those on which the box is not everything.
    void show(Finding& finding, const Box& box) const {
        for (std::size_t a = 0; a < space_.axes.size(); ++a) {
            const Axis& axis = space_.axes[a];
            std::string text = axis.text(box[a]);
            if (text.empty()) continue;
            const Axis::Region* chosen = nullptr;
            for (const Axis::Region& region : axis.regions)
                if (box[a][region.index] && region.live && (chosen == nullptr || plainer(region, *chosen)))
                    chosen = &region;
            if (chosen == nullptr) continue;
            finding.example.push_back({axis.heading, feel::to_literal(*chosen->sample)});
            finding.region.push_back({axis.heading, std::move(text)});
        }
        finding.error.params["example"] = in_words(finding.example);
    }

    static std::string in_words(const std::vector<ExplainedInput>& example) {
        std::string out;
        for (const ExplainedInput& i : example) out += (out.empty() ? "" : ", ") + i.name + " = " + i.value;
        return out.empty() ? "-" : out;
    }

    void overlaps(bool unique) {
        for (std::size_t a = 0; a < space_.rules; ++a) {
            if (!reachable(a)) continue;
            each(meets_[a], [&](std::size_t b) {
                if (b <= a || (!unique && same_outputs(a, b)) || !room(Finding::Kind::overlap)) return;
                const std::string rules = std::to_string(number(a)) + ", " + std::to_string(number(b));
                Finding& f = add(Finding::Kind::overlap, Severity::error,
                                 unique ? err::dmn_overlap_unique : err::dmn_overlap, {{"rules", rules}});
                f.rules = {number(a), number(b)};
                show(f, common({a, b}));
            });
        }
    }

    /// The rules that win against this one where both hold.
    Bits stronger(std::size_t rule) const {
        Bits out(space_.words);
        each(meets_[rule], [&](std::size_t other) {
            const bool wins = table_.written->hit_policy == HitPolicy::first ? other < rule : outranks(other, rule);
            if (wins) out[other / 64] |= Word{1} << (other % 64);
        });
        return out;
    }

    bool outranks(std::size_t a, std::size_t b) const {
        for (std::size_t c = 0; c < table_.outputs.size(); ++c) {
            const auto left = rank(a, c);
            const auto right = rank(b, c);
            if (!left || !right) return false;
            if (*left != *right) return *left < *right;
        }
        return false;
    }

    std::optional<std::size_t> rank(std::size_t rule, std::size_t column) const {
        const auto& priorities = table_.outputs[column].priorities;
        const Value* v = output(rule, column);
        if (v == nullptr) return std::nullopt;
        const auto at = std::find_if(priorities.begin(), priorities.end(),
                                     [&](const Value& p) { return feel::equal(p, *v) == feel::Truth::yes; });
        return static_cast<std::size_t>(at - priorities.begin());
    }

    void masked() {
        Uncovered uncovered(space_, steps_);
        for (std::size_t r = 0; r < space_.rules; ++r) {
            if (!reachable(r)) continue;
            const Bits winners = stronger(r);
            if (is_zero(winners)) continue;
            const Box own = common({r});
            if (!uncovered.search(winners, own, 1)) return unchecked("组合过多 / too many combinations");
            if (!uncovered.boxes().empty() || !room(Finding::Kind::masked)) continue;
            masked_.push_back(r);
            Finding& f =
                add(Finding::Kind::masked, Severity::error, err::dmn_masked, {{"rule", std::to_string(number(r))}});
            f.rules = {number(r)};
            std::size_t winner = space_.rules;
            each(winners, [&](std::size_t w) { winner = std::min(winner, w); });
            f.rules.push_back(number(winner));
            show(f, common({r, winner}));
        }
    }

    void subsumed() {
        for (std::size_t r = 0; r < space_.rules; ++r) {
            if (!reachable(r) || std::find(masked_.begin(), masked_.end(), r) != masked_.end()) continue;
            bool told = false;
            each(covered_by_[r], [&](std::size_t other) {
                // Of two alike the later one is the superfluous one.
                const bool alike = has(covered_by_[other], r);
                if (told || other == r || (alike && other > r) || !same_outputs(r, other) || !harmless(r, other))
                    return;
                if (!room(Finding::Kind::subsumed)) return;
                told = true;
                Finding& f = add(Finding::Kind::subsumed, Severity::note, err::dmn_subsumed,
                                 {{"rule", std::to_string(number(r))}, {"other", std::to_string(number(other))}});
                f.rules = {number(r), number(other)};
                show(f, common({r}));
            });
        }
    }

    /// Would the other rule decide where this one did? With FIRST a rule between them could.
    bool harmless(std::size_t rule, std::size_t other) const {
        if (table_.written->hit_policy != HitPolicy::first) return true;
        bool out = true;
        each(meets_[rule], [&](std::size_t between) {
            if (between > rule && between < other && !same_outputs(rule, between)) out = false;
        });
        return out;
    }

    void gaps() {
        const HitPolicy policy = table_.written->hit_policy;
        // A list of nothing is an answer.
        if (policy == HitPolicy::collect || policy == HitPolicy::rule_order || policy == HitPolicy::output_order)
            return;
        const bool has_default = std::any_of(table_.outputs.begin(), table_.outputs.end(),
                                             [](const Table::Output& o) { return o.fallback != feel::none; });
        // A rule that cannot be analysed may hold anywhere.
        if (has_default || !space_.opaque.empty()) return;
        Uncovered uncovered(space_, steps_);
        const bool finished = uncovered.search(space_.reachable, all_values(), limits_.findings);
        for (const Box& box : uncovered.boxes()) {
            Finding& f = add(Finding::Kind::gap, Severity::warning, err::dmn_gap, {});
            show(f, box);
        }
        if (!finished) unchecked("组合过多 / too many combinations");
    }

    const Table& table_;
    const feel::Program& program_;
    const std::string& element_;
    const LintLimits& limits_;
    std::vector<Finding>& out_;
    std::uint64_t steps_;
    Space space_;
    std::vector<Bits> meets_, covered_by_;
    std::vector<std::size_t> masked_;
    std::size_t counts_[8]{};
};

}  // namespace

void lint_table(const Table& table, const feel::Program& program, const std::string& element, const LintLimits& limits,
                std::vector<Finding>& out) {
    Linter(table, program, element, limits, out).run();
}

}  // namespace zhupi::dmn
