#include "approval/progress.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace zhupi::approval {
namespace {

/// Whose account a moment goes into when several wait at once: the lowest.
int rank(Party party) {
    switch (party) {
        case Party::authority:
            return 0;
        case Party::statutory:
            return 1;
        case Party::third_party:
            return 2;
        case Party::applicant:
            return 3;
        case Party::prerequisite:
            return 4;
    }
    bug("a party without a rank");
}

struct Held {
    const Wait* wait = nullptr;
    Id case_id = 0;
    Instant from, to;  ///< cut to the time that is looked at
};
struct Edge {
    Instant at;
    bool begins = false;
    std::size_t held = 0;
};

std::vector<Held> all_waits(std::span<const Case* const> cases, Instant from, Instant to) {
    std::vector<Held> all;
    for (const auto* c : cases)
        for (const auto& wait : c->waits) {
            const auto since = std::max(wait.since, from), until = std::min(wait.until.value_or(to), to);
            if (since < until) all.push_back({&wait, c->id, since, until});
        }
    return all;
}

Stretch stretch_of(const Held* held, Instant since, Instant until) {
    if (!held) return {Party::applicant, {}, since, until, "filing", {}, 0};
    const auto& wait = *held->wait;
    const auto party = wait.party == Party::prerequisite ? Party::applicant : wait.party;
    return {party, wait.department, since, until, wait.reason, wait.basis, held->case_id};
}

bool goes_on(const Stretch& before, const Stretch& after) {
    return std::tie(before.party, before.department, before.reason, before.basis, before.case_id) ==
           std::tie(after.party, after.department, after.reason, after.basis, after.case_id);
}

}  // namespace

std::vector<Stretch> stretches(std::span<const Case* const> cases, Instant from, Instant to, bool over) {
    const auto all = all_waits(cases, from, to);
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < all.size(); ++i) {
        edges.push_back({all[i].from, true, i});
        edges.push_back({all[i].to, false, i});
    }
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.at < b.at; });
    // The wait that has the account is the first of those that run.
    const auto order = [&](std::size_t a, std::size_t b) {
        const auto key = [&](std::size_t i) {
            return std::tuple(rank(all[i].wait->party), all[i].wait->since, all[i].case_id, i);
        };
        return key(a) < key(b);
    };
    std::set<std::size_t, decltype(order)> running(order);
    std::vector<Stretch> out;
    const auto add = [&](Instant since, Instant until) {
        if (!(since < until)) return;
        auto next = stretch_of(running.empty() ? nullptr : &all[*running.begin()], since, until);
        if (!out.empty() && goes_on(out.back(), next))
            out.back().until = until;
        else
            out.push_back(std::move(next));
    };
    auto at = from;
    for (const auto& edge : edges) {
        add(at, edge.at);
        at = edge.at;
        if (edge.begins)
            running.insert(edge.held);
        else
            running.erase(edge.held);
    }
    add(at, to);
    if (!over && !out.empty()) out.back().until.reset();
    return out;
}

std::vector<Stretch> stretches_of(const Case& c) {
    std::vector<Stretch> out;
    for (const auto& wait : c.waits)
        out.push_back({wait.party, wait.department, wait.since, wait.until, wait.reason, wait.basis, c.id});
    return out;
}

}  // namespace zhupi::approval
