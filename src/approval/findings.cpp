// Findings and what hangs on them: queries on the state, and the folding of their events.

#include "approval/findings.hpp"

#include "approval/events.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <tuple>

namespace zhupi::approval {
namespace {

template <class Range>
auto* by_number(Range& range, int number) {
    const auto found = std::find_if(range.begin(), range.end(), [&](const auto& one) { return one.number == number; });
    return found == range.end() ? nullptr : &*found;
}

JointRecord& record_of(Application& state) {
    if (!state.joint) state.joint.emplace();
    return *state.joint;
}

bool holds(const std::vector<int>& numbers, int number) {
    return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

Finding& at(Application& state, int number) {
    auto* found = record_of(state).finding(number);
    ensure(found != nullptr, "event about a finding that was never noted");
    return *found;
}

/// The application goes on with the new version of what the finding was seen on.
void take_version(Application& state, const Finding& finding, Id paper) {
    for (auto& use : state.materials) {
        if (use.material != finding.place.target) continue;
        for (auto& other : use.others)
            if (finding.place.paper == other) {
                other = paper;
                return;
            }
        use.paper = paper;
        if (use.supply == Supply::later) use.supply = Supply::uploaded;
    }
}

/// Words as they are compared: without white space and punctuation.
std::u32string bare(std::string_view written) {
    std::u32string out;
    for (const char32_t c : text::to_code_points(written)) {
        const bool sign = c <= 0x20 || (c < 0x80 && std::ispunct(static_cast<int>(c))) ||
                          (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF20) || (c >= 0x2010 && c <= 0x2027);
        if (!sign) out.push_back(c);
    }
    return out;
}

bool meet(const std::optional<Region>& a, const std::optional<Region>& b) {
    if (!a || !b) return a.has_value() == b.has_value();
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

bool alike(const Finding& a, const Finding& b) {
    return a.place.kind == b.place.kind && a.place.target == b.place.target && a.place.sheet == b.place.sheet &&
           a.place.paper == b.place.paper && meet(a.place.region, b.place.region) && bare(a.demand) == bare(b.demand);
}

std::size_t place_in(const std::vector<std::string>& order, const std::string& code) {
    return static_cast<std::size_t>(std::find(order.begin(), order.end(), code) - order.begin());
}

}  // namespace

const Finding* JointRecord::finding(int number) const { return by_number(findings, number); }
Finding* JointRecord::finding(int number) { return by_number(findings, number); }
const Conflict* JointRecord::conflict(int number) const { return by_number(conflicts, number); }
Conflict* JointRecord::conflict(int number) { return by_number(conflicts, number); }
const HeldCondition* JointRecord::condition(int number) const { return by_number(conditions, number); }

int open_findings(const Application& application, Id case_id) {
    if (!application.joint) return 0;
    const auto& all = application.joint->findings;
    return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Finding& f) {
        return f.case_id == case_id && !f.closed && f.severity != Severity::advice;
    }));
}

bool in_force(const Application& application, const HeldCondition& condition) {
    if (condition.withdrawn || condition.set_aside) return false;
    const auto* c = application.find(condition.case_id);
    return c && (!has_ended(c->status) || ended_well(c->status));
}

bool is_open(const Application& application, const Conflict& conflict) {
    if (conflict.settled) return false;
    return std::all_of(conflict.conditions.begin(), conflict.conditions.end(), [&](int number) {
        const auto* condition = application.joint->condition(number);
        return condition && in_force(application, *condition);
    });
}

int open_conflicts(const Application& application, Id case_id) {
    if (!application.joint) return 0;
    const auto& joint = *application.joint;
    return static_cast<int>(std::count_if(joint.conflicts.begin(), joint.conflicts.end(), [&](const Conflict& one) {
        return is_open(application, one) && std::any_of(one.conditions.begin(), one.conditions.end(), [&](int number) {
                   return joint.condition(number)->case_id == case_id;
               });
    }));
}

bool may_be_corrected(const Case& c) {
    return may_follow(c.status, Status::correcting) && !(c.accepted_at && c.desk != Desk::handling);
}

std::vector<Id> awaited(const Application& application) {
    std::vector<Id> cases;
    const auto among = [](const std::vector<Id>& ids, Id id) {
        return std::find(ids.begin(), ids.end(), id) != ids.end();
    };
    for (const auto& c : application.cases) {
        if (!may_be_corrected(c)) continue;
        if (application.joint) {
            const auto& joint = *application.joint;
            if (among(joint.handed_in, c.id)) continue;
            const bool heard = std::any_of(joint.notices.begin(), joint.notices.end(),
                                           [&](const Notice& notice) { return among(notice.heard, c.id); });
            // Whoever has had its say is waited for again only with something in hand.
            const bool again = std::any_of(joint.findings.begin(), joint.findings.end(),
                                           [&](const Finding& f) { return f.case_id == c.id && !f.closed; });
            if (heard && !again) continue;
        }
        cases.push_back(c.id);
    }
    return cases;
}

std::vector<NoticeLine> lines_of(const std::vector<const Finding*>& findings, const std::vector<std::string>& materials,
                                 const std::vector<std::string>& fields) {
    std::vector<std::vector<const Finding*>> groups;
    for (const auto* finding : findings) {
        const auto known = std::find_if(groups.begin(), groups.end(),
                                        [&](const auto& group) { return alike(*group.front(), *finding); });
        if (known == groups.end())
            groups.push_back({finding});
        else
            known->push_back(finding);
    }
    const auto rank = [&](const Finding& f) {
        const bool sheet = f.place.kind == "material" || f.place.kind == "drawing";
        const int kind = sheet ? 0 : f.place.kind == "field" ? 1 : 2;
        const auto region = f.place.region.value_or(Region{});
        return std::tuple(kind, sheet ? place_in(materials, f.place.target) : place_in(fields, f.place.target),
                          f.place.paper.value_or(0), f.place.sheet.value_or(0), region.y, region.x, f.number);
    };
    std::sort(groups.begin(), groups.end(),
              [&](const auto& a, const auto& b) { return rank(*a.front()) < rank(*b.front()); });
    std::vector<NoticeLine> lines;
    for (const auto& group : groups) {
        NoticeLine line{static_cast<int>(lines.size()) + 1, {}};
        for (const auto* finding : group) line.findings.push_back(finding->number);
        lines.push_back(std::move(line));
    }
    return lines;
}

// Folding ---------------------------------------------------------------------------------------------------------

void fold(Application& state, const FindingNoted& e, const Stamp&) { record_of(state).findings.push_back(e.finding); }

void fold(Application& state, const FindingsClosed& e, const Stamp& stamp) {
    for (const int number : e.findings) {
        auto& finding = at(state, number);
        finding.closed = FindingClosing{e.waived, e.text, stamp.actor.user, stamp.at};
        finding.asked = finding.again = false;
    }
}

void fold(Application& state, const FindingRepeated& e, const Stamp&) {
    auto& finding = at(state, e.finding);
    finding.again = true;
    finding.remark = e.text;
}

void fold(Application& state, const FindingsHandedIn& e, const Stamp&) {
    auto& cases = record_of(state).handed_in;
    if (std::find(cases.begin(), cases.end(), e.case_id) == cases.end()) cases.push_back(e.case_id);
}

void fold(Application& state, const NoticeIssued& e, const Stamp& stamp) {
    auto& joint = record_of(state);
    joint.notices.push_back({e.round, e.number, stamp.at, stamp.actor.user, e.by_rule, e.lines, e.heard, {}});
    joint.handed_in.clear();
}

void fold(Application& state, const NoticeAnswered& e, const Stamp& stamp) {
    for (auto& notice : record_of(state).notices)
        if (notice.round == e.round) notice.answered_at = stamp.at;
}

void fold(Application& state, const ConditionsStated& e, const Stamp&) {
    auto& conditions = record_of(state).conditions;
    for (auto& condition : conditions)
        if (holds(e.withdrawn, condition.number)) condition.withdrawn = true;
    conditions.insert(conditions.end(), e.added.begin(), e.added.end());
}

void fold(Application& state, const ConflictsFound& e, const Stamp&) {
    auto& conflicts = record_of(state).conflicts;
    conflicts.insert(conflicts.end(), e.conflicts.begin(), e.conflicts.end());
}

void fold(Application& state, const ConflictSettled& e, const Stamp& stamp) {
    auto& joint = record_of(state);
    auto* conflict = joint.conflict(e.conflict);
    ensure(conflict != nullptr, "settlement of a conflict that was never found");
    conflict->settled = Settlement{e.upheld, e.text, stamp.actor.user, stamp.actor.department, stamp.at};
    for (auto& condition : joint.conditions)
        if (holds(e.set_aside, condition.number)) condition.set_aside = e.conflict;
}

void note_asked(Application& state, const std::vector<CorrectionRequest>& requests, int round) {
    for (const auto& request : requests) {
        if (!request.finding) continue;
        auto& finding = at(state, *request.finding);
        finding.asked = true;
        finding.again = false;
        finding.rounds.push_back(round);
    }
}

void note_answered(Application& state, const std::vector<CorrectionRequest>& requests, bool by_end,
                   const Stamp& stamp) {
    for (const auto& request : requests) {
        if (!request.finding) continue;
        auto& finding = at(state, *request.finding);
        finding.asked = false;
        if (by_end) continue;
        const bool changed = request.changed.value_or(false);
        if (changed) state.joint->changed[request.kind + ":" + request.target] = stamp.at;
        if (changed && request.paper) take_version(state, finding, *request.paper);
        if (!finding.closed)  // it may have been waived meanwhile
            finding.answers.push_back({request.answer.value_or(""), request.paper, changed, stamp.at});
    }
}

}  // namespace zhupi::approval
