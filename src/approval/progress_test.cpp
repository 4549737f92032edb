#include "approval/progress.hpp"

#include "approval/rows.hpp"
#include "approval/testing.hpp"

#include <map>
#include <numeric>
#include <random>

#include <doctest/doctest.h>

namespace zhupi::approval {
namespace {

Wait wait(Party party, std::int64_t since, std::optional<std::int64_t> until, std::string department = {}) {
    return {party,
            std::move(department),
            Instant{since},
            until ? std::optional(Instant{*until}) : std::nullopt,
            std::string(json::name_of(party)),
            {}};
}
Case holding(Id id, std::vector<Wait> waits) {
    Case c;
    c.id = id;
    c.waits = std::move(waits);
    return c;
}

TEST_CASE("an authority goes before a pause, a pause before the applicant") {
    const auto a = holding(1, {wait(Party::authority, 10, 20, "plan"), wait(Party::applicant, 20, 40)});
    const auto b = holding(2, {wait(Party::statutory, 15, 30), wait(Party::authority, 30, std::nullopt, "fire")});
    const std::vector<const Case*> cases{&a, &b};
    const auto all = stretches(cases, Instant{0}, Instant{50}, false);
    REQUIRE(all.size() == 4);
    CHECK(all[0] == Stretch{Party::applicant, "", Instant{0}, Instant{10}, "filing", "", 0});
    CHECK(all[1].department == "plan");
    CHECK(all[2].party == Party::statutory);
    CHECK(all[2].since == Instant{20});
    CHECK(all[3].department == "fire");
    CHECK_FALSE(all[3].until);
}

TEST_CASE("of two departments the account is that of the one that has held its case longest") {
    const auto a = holding(1, {wait(Party::authority, 5, 30, "late")});
    const auto b = holding(2, {wait(Party::authority, 0, 20, "early")});
    const std::vector<const Case*> cases{&a, &b};
    const auto all = stretches(cases, Instant{0}, Instant{30}, true);
    REQUIRE(all.size() == 2);
    CHECK(all[0].department == "early");
    CHECK(all[1].since == Instant{20});
}

TEST_CASE("waiting for what nobody has filed is the applicant's, and says so") {
    const auto a = holding(1, {wait(Party::prerequisite, 0, 9)});
    const std::vector<const Case*> cases{&a};
    const auto all = stretches(cases, Instant{0}, Instant{9}, true);
    REQUIRE(all.size() == 1);
    CHECK(all[0].party == Party::applicant);
    CHECK(all[0].reason == "prerequisite");
}

/// Moment by moment, as the header says it in words.
std::pair<Party, std::string> account(const std::vector<Case>& cases, std::int64_t at) {
    const Wait* best = nullptr;
    Id best_case = 0;
    const auto order = [](Party party) {
        return party == Party::authority ? 0 : party == Party::statutory ? 1 : party == Party::third_party ? 2 : 3;
    };
    for (const auto& c : cases)
        for (const auto& w : c.waits) {
            if (w.since.ms > at || (w.until && w.until->ms <= at) || order(w.party) == 3) continue;
            const auto key = std::tuple(order(w.party), w.since.ms, c.id);
            if (best && std::tuple(order(best->party), best->since.ms, best_case) <= key) continue;
            best = &w;
            best_case = c.id;
        }
    if (!best) return {Party::applicant, ""};
    return {best->party, best->department};
}

TEST_CASE("random waits: stretches partition the time, and every moment is in the right account") {
    std::mt19937 random(20261126);
    const Party parties[] = {Party::authority,   Party::authority, Party::applicant,
                             Party::third_party, Party::statutory, Party::prerequisite};
    for (int round = 0; round < 300; ++round) {
        std::vector<Case> cases;
        for (unsigned n = random() % 6; cases.size() < n;) {
            std::vector<Wait> waits;
            std::int64_t at = static_cast<std::int64_t>(random() % 60) - 5;
            for (unsigned w = 1 + random() % 5; w > 0; --w) {
                const auto party = parties[random() % std::size(parties)];
                const auto until = at + static_cast<std::int64_t>(random() % 15);
                const bool open = w == 1 && random() % 2 == 0;
                waits.push_back(
                    wait(party, at, open ? std::nullopt : std::optional(until),
                         party == Party::authority ? std::string(1, static_cast<char>('a' + random() % 3)) : ""));
                at = until;
            }
            cases.push_back(holding(static_cast<Id>(cases.size() + 1), std::move(waits)));
        }
        std::vector<const Case*> pointers;
        for (const auto& c : cases) pointers.push_back(&c);
        const Instant from{static_cast<std::int64_t>(random() % 20)},
            to{from.ms + static_cast<std::int64_t>(random() % 90)};
        const auto all = stretches(pointers, from, to, true);
        REQUIRE(all.empty() == (from == to));
        auto at = from;
        std::map<std::pair<Party, std::string>, std::int64_t> sums, expected;
        for (const auto& one : all) {
            REQUIRE(one.since == at);  // no gap, no overlap
            REQUIRE(one.until);
            REQUIRE(one.since < *one.until);
            at = *one.until;
            sums[{one.party, one.department}] += one.until->ms - one.since.ms;
            for (auto ms = one.since.ms; ms < one.until->ms; ++ms)
                REQUIRE(account(cases, ms) == std::pair(one.party, one.department));
        }
        if (!all.empty()) REQUIRE(at == to);
        for (auto ms = from.ms; ms < to.ms; ++ms) ++expected[account(cases, ms)];
        CHECK(sums == expected);
    }
}

TEST_CASE("what a project's parties held adds up to its life, whatever was done to it") {
    testing::Desk3 desk;
    desk.file({"A", "B", "C"});
    REQUIRE(desk.act(2, command::Receive{}));
    const auto c = desk.of("C").id;
    REQUIRE(desk.act(11, command::Accept{c, ""}));
    REQUIRE(desk.act(11, command::StartSpecial{c, "hearing", "条", "", {10, calendar::Unit::working_day}}));
    std::vector<const Case*> cases;
    for (const auto& one : desk.application.cases) cases.push_back(&one);
    const auto now = Instant{desk.now.ms + 86'400'000};
    std::int64_t sum = 0;
    for (const auto& share : time_by_party(desk.project, cases, now)) sum += share.ms;
    CHECK(sum == now.ms - desk.project.registered_at.ms);
    for (const auto& one : desk.application.cases) {
        const auto own = stretches_of(one);
        for (std::size_t i = 0; i + 1 < own.size(); ++i) CHECK(own[i].until == own[i + 1].since);
        CHECK(own.front().since == one.filed_at);
    }
}

}  // namespace
}  // namespace zhupi::approval
